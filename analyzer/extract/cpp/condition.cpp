// Parsing by precedence || < && < !, with integer constants folded.
#include "analyzer/extract/cpp/condition.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace unknot {
namespace {

using Kind = Expression::Kind;

Expression constant(bool value) { return {.kind = Kind::constant, .value = value, .text = {}, .parts = {}}; }
Expression atom(std::string text) { return {.kind = Kind::atom, .value = false, .text = std::move(text), .parts = {}}; }

bool is_word(std::string_view token) {
  return !token.empty() && (std::isalnum(static_cast<unsigned char>(token.front())) != 0 || token.front() == '_');
}

/// An integer literal with its suffixes; digit separators and character constants are left to the preprocessor.
std::optional<bool> integer_truth(std::string_view token) {
  if (token.empty() || std::isdigit(static_cast<unsigned char>(token.front())) == 0) return std::nullopt;
  int base = 10;
  if (token.starts_with("0x") || token.starts_with("0X")) base = 16;
  else if (token.starts_with("0b") || token.starts_with("0B")) base = 2;
  else if (token.starts_with("0")) base = 8;
  const auto digits = base == 16 || base == 2 ? token.substr(2) : token;
  unsigned long long value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view suffix(end, static_cast<std::size_t>(digits.data() + digits.size() - end));
  if (suffix.find_first_not_of("uUlLzZ") != std::string_view::npos) return std::nullopt;
  return value != 0;
}

/// One spelling for one token sequence: spaces around operators, none inside parentheses or between a name and its "(".
std::string joined(std::span<const std::string> tokens) {
  std::string out;
  std::string_view before;
  bool header_name = false;  // __has_include(<a/b.h>) comes in pieces
  for (const auto& token : tokens) {
    if (token == ")") header_name = false;
    const bool tight = out.empty() || header_name || before == "(" || before == "!" || before == "~" || token == ")" || token == "," ||
                       (token == "(" && is_word(before));
    if (!tight) out += ' ';
    out += token;
    if (token == "(" && before.starts_with("__has_include")) header_name = true;
    before = token;
  }
  return out;
}

/// The same for a whole atom: `defined X` and `defined(X)` are one question.
Expression atom_of(std::span<const std::string> tokens) {
  if (tokens.size() == 1) {
    if (tokens[0] == "true") return constant(true);
    if (tokens[0] == "false") return constant(false);
    if (const auto truth = integer_truth(tokens[0])) return constant(*truth);
  }
  if (tokens.size() == 2 && tokens[0] == "defined") return defined_expression(tokens[1]);
  if (tokens.size() == 4 && tokens[0] == "defined" && tokens[1] == "(" && tokens[3] == ")")
    return defined_expression(tokens[2]);
  return atom(joined(tokens));
}

Expression combine(Kind kind, std::vector<Expression> parts) {
  const bool absorbing = kind == Kind::disjunction;  // true ends a disjunction, false a conjunction
  std::vector<Expression> kept;
  for (auto& part : parts) {
    if (part.kind == Kind::constant) {
      if (part.value == absorbing) return constant(absorbing);
      continue;
    }
    kept.push_back(std::move(part));
  }
  if (kept.empty()) return constant(!absorbing);
  if (kept.size() == 1) return std::move(kept.front());
  return {.kind = kind, .value = false, .text = {}, .parts = std::move(kept)};
}

class Parser {
 public:
  explicit Parser(std::span<const std::string> tokens) : tokens_(tokens) {}

  std::optional<Expression> parse() {
    auto result = disjunction(0);
    if (broken_ || at_ != tokens_.size()) return std::nullopt;
    return result;
  }

 private:
  static constexpr int kMaxDepth = 200;

  bool at(std::string_view token) const { return at_ < tokens_.size() && tokens_[at_] == token; }
  Expression fail() {
    broken_ = true;
    return constant(false);
  }

  Expression list(Kind kind, std::string_view op, std::string_view word, int depth) {
    std::vector<Expression> parts;
    do {
      if (!parts.empty()) ++at_;
      parts.push_back(kind == Kind::disjunction ? list(Kind::conjunction, "&&", "and", depth) : unary(depth));
    } while (!broken_ && (at(op) || at(word)));
    return combine(kind, std::move(parts));
  }
  Expression disjunction(int depth) { return list(Kind::disjunction, "||", "or", depth); }

  Expression unary(int depth) {
    if (depth > kMaxDepth || at_ == tokens_.size()) return fail();
    if ((at("!") || at("not")) && !compared(at_ + 1)) {
      ++at_;
      return negate(unary(depth + 1));
    }
    if (at("(") && !compared(at_)) {
      ++at_;
      auto inner = disjunction(depth + 1);
      if (!at(")")) return fail();
      ++at_;
      return inner;
    }
    const std::size_t begin = at_;
    at_ = atom_end(at_);
    if (at_ == begin) return fail();
    return atom_of(tokens_.subspan(begin, at_ - begin));
  }

  /// Where the atom that starts at `i` ends: at the next && || or closing parenthesis of an outer level.
  std::size_t atom_end(std::size_t i) const {
    int depth = 0;
    for (; i < tokens_.size(); ++i) {
      const std::string_view token = tokens_[i];
      if (token == "(") ++depth;
      if (token == ")" && depth-- == 0) break;
      if (depth == 0 && (token == "&&" || token == "||" || token == "and" || token == "or")) break;
    }
    return i;
  }

  /// Behind the closing parenthesis of the one at `i`.
  std::size_t behind_parentheses(std::size_t i) const {
    int depth = 0;
    for (; i < tokens_.size(); ++i) {
      if (tokens_[i] == "(") ++depth;
      if (tokens_[i] == ")" && --depth == 0) return i + 1;
    }
    return i;
  }

  /// Is the operand at `i` only one side of a comparison or a sum, so that it must stay in its atom? "!A == 1" is (!A) == 1.
  bool compared(std::size_t i) const {
    while (i < tokens_.size() && tokens_[i] == "!") ++i;
    if (i < tokens_.size() && tokens_[i] == "defined" && i + 1 < tokens_.size() && tokens_[i + 1] != "(") i += 2;
    else if (i < tokens_.size() && tokens_[i] != "(") ++i;
    if (i < tokens_.size() && tokens_[i] == "(") i = behind_parentheses(i);
    if (i >= tokens_.size()) return false;
    const std::string_view next = tokens_[i];
    return next != "&&" && next != "||" && next != ")" && next != "and" && next != "or";
  }

  std::span<const std::string> tokens_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

std::string text_of(const Expression& e) {
  switch (e.kind) {
    case Kind::constant: return e.value ? "1" : "0";
    case Kind::atom: return e.text;
    case Kind::negation: {
      const auto& part = e.parts.front();
      const bool plain = part.kind == Kind::atom && part.text.find(' ') == std::string::npos;
      return plain ? "!" + part.text : "!(" + text_of(part) + ")";
    }
    case Kind::conjunction:
    case Kind::disjunction: break;
  }
  std::string out;
  for (const auto& part : e.parts) {
    if (!out.empty()) out += e.kind == Kind::conjunction ? " && " : " || ";
    const bool wrap = part.kind == Kind::disjunction || part.kind == Kind::conjunction;
    out += wrap ? "(" + text_of(part) + ")" : text_of(part);
  }
  return out;
}

bool add(const Expression& e, bool holds, std::vector<TextLiteral>& out) {
  switch (e.kind) {
    case Kind::constant: return e.value == holds;
    case Kind::negation: return add(e.parts.front(), !holds, out);
    case Kind::atom: break;
    case Kind::conjunction:
    case Kind::disjunction:
      if ((e.kind == Kind::conjunction) == holds)
        return std::ranges::all_of(e.parts, [&](const Expression& part) { return add(part, holds, out); });
      break;
  }
  out.push_back({text_of(e), holds});
  return true;
}

}  // namespace

Expression defined_expression(std::string_view name) { return atom("defined(" + std::string(name) + ")"); }

Expression negate(Expression e) {
  if (e.kind == Kind::constant) return constant(!e.value);
  if (e.kind == Kind::negation) return std::move(e.parts.front());
  Expression out{.kind = Kind::negation, .value = false, .text = {}, .parts = {}};
  out.parts.push_back(std::move(e));
  return out;
}

Expression parse_expression(std::span<const std::string> tokens) {
  // Nobody has written as many; and looking ahead costs a walk over the rest at each of the first levels.
  constexpr std::size_t kMostTokens = 10'000;
  // `a ? b : c` binds weaker than ||: it is one atom.
  if (tokens.size() <= kMostTokens && std::ranges::find(tokens, "?") == tokens.end())
    if (auto parsed = Parser(tokens).parse()) return std::move(*parsed);
  return atom(joined(tokens));
}

bool add_literals(const Expression& expression, std::vector<TextLiteral>& out) { return add(expression, true, out); }

std::string_view only_undefined_name(const Expression& e) {
  if (e.kind != Kind::negation || e.parts.front().kind != Kind::atom) return {};
  std::string_view text = e.parts.front().text;
  if (!text.starts_with("defined(") || !text.ends_with(")")) return {};
  text.remove_prefix(8);
  text.remove_suffix(1);
  return text;
}

}  // namespace unknot
