// Constants, dotted names, and `os.environ.get("X", 4)`.
#include "analyzer/extract/python/seen_expressions.h"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace unknot::python {
namespace {

constexpr int kDeepestValue = 24;
constexpr std::size_t kLongestText = 200;

std::optional<long long> whole(const SeenValue& value) {
  long long number = 0;
  if (value.kind != SeenKind::number) return std::nullopt;
  const auto [end, failed] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  if (failed != std::errc() || end != value.text.data() + value.text.size() || number > 1'000'000'000 || number < -1'000'000'000) return std::nullopt;
  return number;
}

std::string digits(std::string_view written) {
  std::string out;
  for (const char c : written)
    if (c != '_') out += c;
  return out;
}

bool asks_environment(std::string_view callee) { return callee == "os.environ.get" || callee == "os.getenv" || callee == "environ.get" || callee == "os.environ.setdefault"; }
bool converts(std::string_view callee) { return callee == "@.int" || callee == "@.str" || callee == "@.float" || callee == "@.bool"; }

}  // namespace

void SeenExpressions::keep(std::string_view name, const SeenValue& value) {
  auto& constants = scopes_.back().constants;
  // Assigned twice, it is neither.
  if (const auto known = constants.find(name); known != constants.end()) known->second = {};
  else constants.emplace(std::string(name), value);
}

std::string SeenExpressions::name(std::string_view written) const {
  for (const auto& scope : scopes_ | std::views::reverse)
    if (const auto found = scope.names.find(written); found != scope.names.end()) return found->second;
  return "@." + std::string(written);
}

std::string SeenExpressions::dotted(NodeId n, int depth) const {
  if (n == kNoNode || depth > kDeepestValue) return {};
  switch (tree_.kind(n)) {
    case Kind::identifier: return name(tree_.source(n));
    case Kind::attribute: {
      const NodeId object = tree_.child(n, Field::object), attribute = tree_.child(n, Field::attribute);
      if (attribute == kNoNode) return {};
      const std::string owner = dotted(object, depth + 1);
      return (owner.empty() ? "?" : owner) + "." + std::string(tree_.source(attribute));
    }
    case Kind::call: {
      const std::string callee = dotted(tree_.child(n, Field::function), depth + 1);
      return callee.empty() ? callee : callee + "()";
    }
    case Kind::parenthesized_expression: return dotted(tree_.first_child(n), depth + 1);
    default: return {};
  }
}

SeenValue SeenExpressions::value(NodeId n, int depth) const {
  SeenValue out;
  if (n == kNoNode || depth > kDeepestValue) return out;
  const auto at = tree_.position_of(n);
  const auto plain = [&](SeenKind kind, std::string text = {}) { out.kind = kind, out.text = std::move(text); };
  switch (tree_.kind(n)) {
    case Kind::none: plain(SeenKind::null); break;
    case Kind::true_: plain(SeenKind::yes); break;
    case Kind::false_: plain(SeenKind::no); break;
    case Kind::integer:
    case Kind::float_: plain(SeenKind::number, digits(tree_.source(n))); break;
    case Kind::string:
    case Kind::concatenated_string:
      if (auto text = tree_.string_value(n)) plain(SeenKind::text, std::move(*text));
      else plain(SeenKind::unknown, std::string(tree_.source(n).substr(0, kLongestText)));
      break;
    case Kind::parenthesized_expression: return value(tree_.first_child(n), depth + 1);
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
      plain(SeenKind::list);
      for (const NodeId part : tree_.children(n)) out.parts.push_back(value(part, depth + 1));
      break;
    case Kind::dictionary: out = mapping(n, depth); break;
    case Kind::call: out = call(n); break;
    case Kind::subscript: {
      const NodeId object = tree_.child(n, Field::value), key = tree_.child(n, Field::subscript);
      if (dotted(object) == "os.environ" && key != kNoNode)
        if (auto text = tree_.string_value(key)) out.variable = std::move(*text);
      out.text = tree_.source(n).substr(0, kLongestText);
      break;
    }
    case Kind::boolean_operator: {
      // `os.environ.get("X") or 4`
      const NodeId left = tree_.child(n, Field::left), right = tree_.child(n, Field::right), sign = tree_.child(n, Field::operator_);
      const SeenValue first = value(left, depth + 1);
      if (sign != kNoNode && tree_.source(sign) == "or" && !first.variable.empty() && (first.kind == SeenKind::unknown || first.kind == SeenKind::null)) {
        out = value(right, depth + 1);
        out.variable = first.variable;
      } else {
        out.text = tree_.source(n).substr(0, kLongestText);
      }
      break;
    }
    case Kind::binary_operator: out = sum(n, depth); break;
    case Kind::unary_operator: {
      const SeenValue inner = value(tree_.child(n, Field::argument), depth + 1);
      if (const auto number = whole(inner); number && !inner.is_least && tree_.source(n).starts_with('-')) plain(SeenKind::number, std::to_string(-*number));
      else out.text = tree_.source(n).substr(0, kLongestText);
      break;
    }
    case Kind::identifier:
      for (const auto& scope : scopes_ | std::views::reverse)
        if (const auto known = scope.constants.find(tree_.source(n)); known != scope.constants.end() && known->second.kind != SeenKind::unknown && known->second.kind != SeenKind::name) {
          out = known->second;
          out.line = at.line, out.column = at.column;
          return out;
        } else if (scope.names.contains(tree_.source(n))) {
          break;
        }
      [[fallthrough]];
    case Kind::attribute: plain(SeenKind::name, dotted(n)); break;
    default: out.text = tree_.source(n).substr(0, kLongestText); break;
  }
  out.line = at.line, out.column = at.column;
  return out;
}

SeenValue SeenExpressions::mapping(NodeId n, int depth) const {
  SeenValue out;
  out.kind = SeenKind::mapping;
  for (const NodeId pair : tree_.children(n)) {
    const NodeId key = tree_.kind(pair) == Kind::pair ? tree_.child(pair, Field::key) : kNoNode;
    const auto name = key == kNoNode ? std::nullopt : tree_.string_value(key);
    if (!name) continue;
    SeenValue part = value(tree_.child(pair, Field::value), depth + 1);
    part.name = *name;
    out.parts.push_back(std::move(part));
  }
  return out;
}

SeenValue SeenExpressions::call(NodeId n) const {
  SeenValue out;
  out.text = tree_.source(n).substr(0, kLongestText);
  const std::string callee = dotted(tree_.child(n, Field::function));
  const NodeId list = tree_.child(n, Field::arguments);
  if (list == kNoNode) return out;
  SeenGroup given;
  arguments(list, given);
  if (asks_environment(callee) && !given.settings.empty() && given.settings.front().value.kind == SeenKind::text) {
    SeenValue other;
    if (given.settings.size() > 1) other = given.settings[1].value;
    other.variable = given.settings.front().value.text;
    return other;
  }
  if (converts(callee) && given.settings.size() == 1) {
    SeenValue inner = given.settings.front().value;
    const bool is_number = !inner.text.empty() && inner.text.find_first_not_of("0123456789.") == std::string::npos;
    if (callee == "@.bool" && inner.kind == SeenKind::text) inner.kind = inner.text.empty() ? SeenKind::no : SeenKind::yes, inner.text.clear();
    else if (callee != "@.str" && inner.kind == SeenKind::text) inner.kind = is_number ? SeenKind::number : SeenKind::unknown;
    return inner;
  }
  if (callee == "@.dict") {
    out.kind = SeenKind::mapping;
    out.text.clear();
    for (auto& setting : given.settings) {
      setting.value.name = setting.name;
      out.parts.push_back(std::move(setting.value));
    }
    return out;
  }
  if (callee.ends_with("cpu_count")) {
    out.kind = SeenKind::number;
    out.text = "1";
    out.is_least = true;
    return out;
  }
  if (!callee.empty() && callee.front() != '?') out.kind = SeenKind::name, out.text = callee + "()";
  return out;
}

SeenValue SeenExpressions::sum(NodeId n, int depth) const {
  SeenValue out;
  out.text = tree_.source(n).substr(0, kLongestText);
  const NodeId sign = tree_.child(n, Field::operator_);
  const SeenValue left = value(tree_.child(n, Field::left), depth + 1), right = value(tree_.child(n, Field::right), depth + 1);
  const auto a = whole(left), b = whole(right);
  if (sign == kNoNode || !a || !b || *a < 0 || *b < 0) return out;
  const std::string_view word = tree_.source(sign);
  if (word != "+" && word != "*" && !(word == "-" && !right.is_least)) return out;
  out.kind = SeenKind::number;
  out.is_least = left.is_least || right.is_least;
  out.variable = left.variable.empty() ? right.variable : left.variable;
  out.text = std::to_string(word == "+" ? *a + *b : word == "*" ? *a * *b : *a - *b);
  return out;
}

void SeenExpressions::arguments(NodeId list, SeenGroup& into) const {
  std::size_t place = 0;
  for (const NodeId argument : tree_.children(list)) {
    const auto at = tree_.position_of(argument);
    if (tree_.kind(argument) == Kind::dictionary_splat || tree_.kind(argument) == Kind::list_splat) {
      const NodeId inner = tree_.first_child(argument);
      const SeenValue known = tree_.kind(argument) == Kind::dictionary_splat ? value(inner) : SeenValue{};
      if (known.kind == SeenKind::mapping)
        for (const auto& part : known.parts) into.settings.push_back({.name = part.name, .value = part, .line = part.line, .column = part.column});
      else into.is_open = true;
      continue;
    }
    if (tree_.kind(argument) == Kind::keyword_argument) {
      const NodeId name = tree_.child(argument, Field::name);
      if (name != kNoNode) into.settings.push_back({.name = std::string(tree_.source(name)), .value = value(tree_.child(argument, Field::value), 1), .line = at.line, .column = at.column});
      continue;
    }
    into.settings.push_back({.name = std::to_string(place++), .value = value(argument, 1), .line = at.line, .column = at.column});
  }
}

}  // namespace unknot::python
