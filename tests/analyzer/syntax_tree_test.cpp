// The flat tree of a Python file: shape, positions, damage, newer syntax, strings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "analyzer/extract/python/except_clause.h"
#include "analyzer/extract/python/syntax_tree.h"

namespace unknot::test {
namespace {

using python::Damage;
using python::Field;
using python::Kind;
using python::NodeId;
using python::Parser;
using python::SyntaxTree;

/// The kinds of all leaves' texts: "import|json" for the tree as "(source of leaf)|...".
std::string leaves(const SyntaxTree& tree) {
  std::string out;
  for (NodeId id = 1; id < tree.nodes.size(); ++id)
    if (tree.children(id).empty()) (out += out.empty() ? "" : "|") += tree.source(id);
  return out;
}

NodeId first_of(const SyntaxTree& tree, Kind kind) {
  for (NodeId id = 0; id < tree.nodes.size(); ++id)
    if (tree.kind(id) == kind) return id;
  return python::kNoNode;
}

TEST(SyntaxTree, KeepsWhatTellsMeaningsApart) {
  Parser parser;
  const auto& tree = parser.parse("# note\nasync def f(a, *, b=1): yield from a\nx = 1 + 2\n");
  EXPECT_EQ(tree.damage, Damage::none);
  EXPECT_EQ(leaves(tree), "async|f|a|*|b|1|from|a|x|1|+|2");
  ASSERT_EQ(tree.comments.size(), 1U);
  EXPECT_EQ(tree.comments[0].end, 6U);
  const NodeId function = first_of(tree, Kind::function_definition);
  EXPECT_EQ(tree.source(tree.child(function, Field::name)), "f");
  EXPECT_EQ(tree.position_of(function).line, 2U);
  EXPECT_EQ(tree.position_of(first_of(tree, Kind::assignment)).line, 3U);
  EXPECT_EQ(tree.child(function, Field::superclasses), python::kNoNode);
}

TEST(SyntaxTree, NewerSyntaxIsReadByAnOlderGrammar) {
  Parser parser;
  const auto& tree = parser.parse("lazy from a import b\nif x:\n    lazy import c\ny = t'{z}'\nlazy = 1\n");
  EXPECT_EQ(tree.damage, Damage::none);
  EXPECT_THAT(tree.lazy, testing::ElementsAre(0U, 31U));
  EXPECT_EQ(tree[first_of(tree, Kind::import_from_statement)].begin, 0U);
  EXPECT_NE(first_of(tree, Kind::interpolation), python::kNoNode);
}

TEST(SyntaxTree, TypesToCatchNeedNoParentheses) {
  const auto types_of = [](const std::string& clause) {
    Parser parser;
    const auto& tree = parser.parse("try:\n  f()\n" + clause + "\n  g()\n");
    EXPECT_EQ(tree.damage, Damage::none) << clause;
    const NodeId group = first_of(tree, Kind::except_group_clause);
    const auto read = python::read_except_clause(tree, group != python::kNoNode ? group : first_of(tree, Kind::except_clause));
    EXPECT_EQ(read.bound, python::kNoNode) << clause;
    EXPECT_NE(read.body, python::kNoNode) << clause;
    std::string out;
    for (const NodeId type : read.types) out += std::string(tree.source(type)) + " ";
    return out;
  };
  EXPECT_EQ(types_of("except A, b.B:"), "A b.B ");
  EXPECT_EQ(types_of("except A, b.B, C(1, 2):"), "A b.B C(1, 2) ");
  EXPECT_EQ(types_of("except* A, B:"), "A B ");
  EXPECT_EQ(types_of("except (A, B):"), "(A, B) ");
  EXPECT_EQ(types_of("except:"), "");
  // What only begins like the word is a name.
  Parser parser;
  const auto& tree = parser.parse("lazy import a\nexcept_a, b = lambda: 0, 1\n");
  EXPECT_EQ(tree.damage, Damage::none);
  EXPECT_EQ(first_of(tree, Kind::binary_operator), python::kNoNode);
}

TEST(SyntaxTree, StringsHaveValues) {
  const auto value = [](const std::string& text) {
    Parser parser;
    const auto& tree = parser.parse("x = " + text);
    return tree.string_value(tree.child(first_of(tree, Kind::assignment), Field::right)).value_or("none");
  };
  EXPECT_EQ(value("'a.b'"), "a.b");
  EXPECT_EQ(value("\"\"\"a\\\n\\x41\\u00e9\\101\\q\"\"\""), "aA\xc3\xa9" "A\\q");
  EXPECT_EQ(value("r'a\\n'"), "a\\n");
  EXPECT_EQ(value("('a' 'b')"), "ab");
  EXPECT_EQ(value("f'a'"), "a");
  EXPECT_EQ(value("f'{a}'"), "none");
  EXPECT_EQ(value("b'a'"), "none");
}

TEST(SyntaxTree, DamageIsSaidAndTheRestIsThere) {
  Parser parser;
  const auto damage = [&](const std::string& text) {
    const auto& tree = parser.parse(text);
    return std::pair(tree.damage, tree.damaged_line);
  };
  EXPECT_EQ(damage("import a\n<<<<<<< HEAD\nimport b\n=======\n"), std::pair(Damage::syntax, 2U));
  EXPECT_EQ(damage(std::string("import a\nx = '\0'\n", 17)), std::pair(Damage::null_bytes, 2U));
  EXPECT_EQ(damage("x = 1\ny = '\xe9'\n"), std::pair(Damage::encoding, 2U));
  EXPECT_EQ(damage("# -*- coding: latin-1 -*-\ny = '\xe9'\n"), std::pair(Damage::none, 0U));
  EXPECT_EQ(damage("\xef\xbb\xbfy = '\xc3\xa9'\n"), std::pair(Damage::none, 0U));
  EXPECT_EQ(damage(""), std::pair(Damage::none, 0U));
  const auto& tree = parser.parse("def f(:\n  pass\nimport b\n");
  EXPECT_NE(first_of(tree, Kind::import_statement), python::kNoNode);
}

TEST(SyntaxTree, NestingCostsNoStack) {
  Parser parser;
  for (const std::string open : {"(", "[", "-", "not ", "lambda: "}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += open;
    parser.parse("import a\nx = " + text + "\n");
  }
  std::string blocks;
  for (int i = 0; i < 2'000; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "if x:\n";
  EXPECT_GT(parser.parse(blocks).nodes.size(), 1'000U);
}

}  // namespace
}  // namespace unknot::test
