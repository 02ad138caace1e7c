// The condition of a preprocessor branch as a conjunction of literals, as far as it is one: #if A && !B becomes A, not B.
// What is no conjunction ("A || B", a comparison) stays one atom under its normalised text.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// A preprocessor expression's boolean structure. Constants are folded; everything that is neither !, &&, || nor a
/// constant is an atom.
struct Expression {
  enum class Kind { constant, atom, negation, conjunction, disjunction };
  Kind kind = Kind::constant;
  bool value = false;               ///< of a constant
  std::string text;                 ///< of an atom: tokens joined in one canonical spelling
  std::vector<Expression> parts;    ///< of the others
};

/// A literal by its atom's text.
struct TextLiteral {
  std::string atom;
  bool holds = true;
};

/// `tokens`: the spellings after #if or #elif. A broken expression becomes one atom of all its text.
Expression parse_expression(std::span<const std::string> tokens);
/// `defined(NAME)`
Expression defined_expression(std::string_view name);
Expression negate(Expression);

/// Adds the literals that `expression` demands to hold to `out`. False where it can never hold.
bool add_literals(const Expression& expression, std::vector<TextLiteral>& out);

/// NAME, where the expression is exactly `!defined(NAME)`; else empty.
std::string_view only_undefined_name(const Expression&);

}  // namespace unknot
