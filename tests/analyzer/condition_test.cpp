// Conditions of preprocessor branches: which literals an expression demands.
#include "analyzer/extract/cpp/condition.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <sstream>

namespace unknot {
namespace {

std::vector<std::string> tokens_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string token; in >> token;) out.push_back(token);
  return out;
}

std::string literals_of(const Expression& expression) {
  std::vector<TextLiteral> literals;
  if (!add_literals(expression, literals)) return "never";
  std::string out;
  for (const auto& literal : literals) out += (out.empty() ? "" : " ; ") + std::string(literal.holds ? "" : "not ") + literal.atom;
  return out.empty() ? "always" : out;
}

/// The expression (its tokens apart by spaces) demands these literals; `otherwise`, if given, are those of its negation.
void check(const std::string& text, const std::string& expected, const std::string& otherwise = "") {
  const auto expression = parse_expression(tokens_of(text));
  EXPECT_EQ(literals_of(expression), expected) << text;
  if (!otherwise.empty()) EXPECT_EQ(literals_of(negate(expression)), otherwise) << text;
}

TEST(Condition, Constants) {
  check("1", "always", "never");
  check("0", "never", "always");
  check("0x10", "always");
  check("0b0", "never");
  check("017", "always");
  check("00", "never");
  check("1UL", "always");
  check("true", "always");
  check("! 1", "never");
  check("1 && 0", "never");
  check("0 || 1", "always");
  check("( 1 ) && ! ( 0 )", "always");
}

TEST(Condition, ConstantsFoldAway) {
  check("1 && X", "X", "not X");
  check("0 && X", "never", "always");
  check("0 || X", "X");
  check("1 || X", "always", "never");
}

TEST(Condition, Conjunctions) {
  check("defined X && ! defined ( Y )", "defined(X) ; not defined(Y)");
  check("A && B && C", "A ; B ; C");
  check("A and not B", "A ; not B");
  check("A && ( B && ! C )", "A ; B ; not C");
  check("! ( A || B )", "not A ; not B", "A || B");
  check("! ! A", "A", "not A");
}

TEST(Condition, WhatIsNoConjunctionIsOneAtom) {
  check("A || B", "A || B", "not A ; not B");
  check("A && ( B || C )", "A ; B || C");
  check("A ? B : C", "A ? B : C");
  check("A > 2", "A > 2", "not A > 2");
  check("A == 1 && B", "A == 1 ; B");
  check("! A == 1", "!A == 1");
  check("( A + 1 ) > 2 && B", "(A + 1) > 2 ; B");
  check("! ( A ) == B", "!(A) == B");
}

TEST(Condition, OneSpellingForOneQuestion) {
  check("defined X", "defined(X)");
  check("defined ( X )", "defined(X)");
  check("__has_include ( < a / b.h > )", "__has_include(<a/b.h>)");
  check("F ( 1 , 2 )", "F(1, 2)");
}

TEST(Condition, BrokenOnesAreOneAtom) {
  check("A &&", "A &&");
  check("( A", "(A");
  check("A )", "A)");
  check("defined", "defined");
  std::vector<std::string> deep(3'000, "(");
  deep.push_back("A");
  EXPECT_EQ(parse_expression(deep).kind, Expression::Kind::atom);
  EXPECT_EQ(parse_expression(std::vector<std::string>(3'001, "!")).kind, Expression::Kind::atom);
}

TEST(Condition, GuardsAreKnown) {
  EXPECT_EQ(only_undefined_name(parse_expression(tokens_of("! defined ( X_H )"))), "X_H");
  EXPECT_EQ(only_undefined_name(parse_expression(tokens_of("! defined X_H"))), "X_H");
  EXPECT_EQ(only_undefined_name(parse_expression(tokens_of("! X_H"))), "");
  EXPECT_EQ(only_undefined_name(parse_expression(tokens_of("! defined X && ! defined Y"))), "");
  EXPECT_EQ(only_undefined_name(defined_expression("X")), "");
  EXPECT_EQ(only_undefined_name(negate(defined_expression("X"))), "X");
}

/// A random expression over A, B, C as tokens, with its meaning.
struct Meant {
  std::vector<std::string> tokens;
  std::function<bool(unsigned)> value;  ///< bit i: the i-th name is true
};
Meant some_expression(int depth) {
  const int kind = *rc::gen::inRange(0, depth == 0 ? 2 : 5);
  if (kind == 0) {
    const unsigned name = *rc::gen::inRange(0U, 3U);
    return {{std::string(1, static_cast<char>('A' + name))}, [name](unsigned names) { return (names >> name & 1U) != 0; }};
  }
  if (kind == 1) {
    const bool value = *rc::gen::arbitrary<bool>();
    return {{value ? "1" : "0"}, [value](unsigned) { return value; }};
  }
  auto left = some_expression(depth - 1);
  const auto wrap = [](std::vector<std::string> tokens) {
    tokens.insert(tokens.begin(), "(");
    tokens.push_back(")");
    return tokens;
  };
  if (kind == 2) {
    auto tokens = wrap(left.tokens);
    tokens.insert(tokens.begin(), "!");
    return {tokens, [left](unsigned names) { return !left.value(names); }};
  }
  const auto right = some_expression(depth - 1);
  auto tokens = wrap(left.tokens);
  tokens.push_back(kind == 3 ? "&&" : "||");
  const auto rest = wrap(right.tokens);
  tokens.insert(tokens.end(), rest.begin(), rest.end());
  if (kind == 3) return {tokens, [left, right](unsigned names) { return left.value(names) && right.value(names); }};
  return {tokens, [left, right](unsigned names) { return left.value(names) || right.value(names); }};
}

bool atom_value(const std::string& text, unsigned names) {
  // What stays one atom is read again, as its text.
  std::string spaced;
  for (const char c : text) spaced += std::string(" ") + c + " ";
  for (const char* op : {"&  &", "|  |"})
    for (auto at = spaced.find(op); at != std::string::npos; at = spaced.find(op)) spaced.replace(at, 4, std::string(2, op[0]));
  const std::function<bool(const Expression&)> eval = [&](const Expression& e) -> bool {
    switch (e.kind) {
      case Expression::Kind::constant: return e.value;
      case Expression::Kind::atom: return e.text.size() == 1 && (names >> (e.text[0] - 'A') & 1U) != 0;
      case Expression::Kind::negation: return !eval(e.parts[0]);
      case Expression::Kind::conjunction: return std::ranges::all_of(e.parts, eval);
      case Expression::Kind::disjunction: return std::ranges::any_of(e.parts, eval);
    }
    return false;
  };
  return eval(parse_expression(tokens_of(spaced)));
}

TEST(ConditionProperty, LiteralsMeanWhatTheExpressionMeans) {
  EXPECT_TRUE(rc::check([] {
    const auto meant = some_expression(*rc::gen::inRange(0, 5));
    std::vector<TextLiteral> literals;
    const bool possible = add_literals(parse_expression(meant.tokens), literals);
    for (unsigned names = 0; names < 8; ++names) {
      const bool holds = possible && std::ranges::all_of(literals, [&](const TextLiteral& l) { return atom_value(l.atom, names) == l.holds; });
      RC_ASSERT(holds == meant.value(names));
    }
  }));
}

TEST(ConditionProperty, AnyTokensAreRead) {
  EXPECT_TRUE(rc::check([] {
    const auto tokens = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "(", ")", "!", "&&", "||", "A", "defined", "0", "1", "?", ":", "==", ",", "<", "not", "and", "or", "__has_include", "0x", "'a'"));
    std::vector<TextLiteral> literals;
    add_literals(parse_expression(tokens), literals);
    add_literals(negate(parse_expression(tokens)), literals);
  }));
}

}  // namespace
}  // namespace unknot
