// Expressions: what they look up, call and bind; the rest is left out.
#include <algorithm>

#include "analyzer/extract/python/fact_builder.h"
#include "graph/sort_unique.h"

namespace unknot::python {

using imports::Compare;
using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;

std::uint32_t FactBuilder::name(std::string_view text) {
  const auto [found, fresh] = names_.try_emplace(text, static_cast<std::uint32_t>(facts_.names.size()));
  if (fresh) facts_.names.emplace_back(text);
  return found->second;
}

List FactBuilder::list(const Ids& ids) {
  const List out{.begin = static_cast<std::uint32_t>(facts_.lists.size()), .count = static_cast<std::uint32_t>(ids.size())};
  facts_.lists.insert(facts_.lists.end(), ids.begin(), ids.end());
  return out;
}

std::uint32_t FactBuilder::add(Expr expr, NodeId at) {
  const Position position = tree_.position_of(at);
  expr.line = position.line;
  expr.column = position.column;
  facts_.exprs.push_back(expr);
  return static_cast<std::uint32_t>(facts_.exprs.size() - 1);
}

std::uint32_t FactBuilder::sequence(const Ids& parts, NodeId at) {
  Ids kept;
  for (const std::uint32_t part : parts)
    if (part != kNothing) kept.push_back(part);
  if (kept.empty()) return kNothing;
  return add({.kind = ExprKind::unknown, .children = list(kept)}, at);
}

std::uint32_t FactBuilder::all_children(NodeId id) {
  Ids parts;
  for (const NodeId child : tree_.children(id)) parts.push_back(expr(child));
  return sequence(parts, id);
}

std::uint32_t FactBuilder::open_function() {
  scopes_.emplace_back();
  facts_.functions.emplace_back();
  return static_cast<std::uint32_t>(facts_.functions.size() - 1);
}

void FactBuilder::close_function(imports::Function function, std::uint32_t id) {
  Scope scope = std::move(scopes_.back());
  scopes_.pop_back();
  std::erase_if(scope.bound, [&](std::uint32_t n) { return std::ranges::find(scope.foreign, n) != scope.foreign.end(); });
  sort_unique(scope.bound);
  function.locals = list(scope.bound);
  function.is_deferred |= scope.yields;
  facts_.functions[id] = function;
}

std::uint32_t FactBuilder::expr(NodeId id) {
  const Deeper deeper(depth_);
  if (deeper.too_deep()) {
    facts_.is_damaged = true;
    return kNothing;
  }
  switch (tree_.kind(id)) {
    case Kind::identifier: {
      const std::uint32_t n = name_of(id);
      if (std::ranges::find(type_parameters_, n) != type_parameters_.end()) return kNothing;
      return add({.kind = ExprKind::name, .a = n}, id);
    }
    case Kind::none: return add({.kind = ExprKind::none}, id);
    case Kind::true_: return add({.kind = ExprKind::yes}, id);
    case Kind::false_: return add({.kind = ExprKind::no}, id);
    case Kind::integer: {
      std::uint64_t value = 0;
      for (const char c : tree_.source(id)) {
        if (c < '0' || c > '9' || value > 100'000'000) return kNothing;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
      }
      return add({.kind = ExprKind::integer, .a = static_cast<std::uint32_t>(value)}, id);
    }
    case Kind::string:
    case Kind::concatenated_string: {
      if (tree_.child(id, Kind::interpolation) == kNoNode) {
        if (const auto value = tree_.string_value(id)) {
          constexpr std::size_t kLongest = 200;
          if (value->size() > kLongest) return kNothing;
          facts_.names.push_back(*value);  // not `name`: the table keeps views of the text
          return add({.kind = ExprKind::string, .a = static_cast<std::uint32_t>(facts_.names.size() - 1)}, id);
        }
      }
      return all_children(id);
    }
    case Kind::string_start: case Kind::string_content: case Kind::string_end: case Kind::token: case Kind::float_: case Kind::ellipsis:
    case Kind::escape_sequence: case Kind::type_conversion: case Kind::positional_separator: case Kind::keyword_separator: return kNothing;
    case Kind::attribute: {
      const std::uint32_t base = expr(tree_.child(id, Field::object));
      const NodeId member = tree_.child(id, Field::attribute);
      if (base == kNothing || member == kNoNode) return base;
      return add({.kind = ExprKind::attribute, .a = base, .b = name_of(member)}, id);
    }
    case Kind::call: return call(id);
    case Kind::keyword_argument: {
      const NodeId value = tree_.child(id, Field::value);
      const NodeId key = tree_.child(id, Field::name);
      if (value == kNoNode || key == kNoNode) return kNothing;
      return add({.kind = ExprKind::keyword, .a = name_of(key), .b = expr(value)}, id);
    }
    case Kind::list_splat: case Kind::dictionary_splat: case Kind::parenthesized_list_splat:
      return add({.kind = ExprKind::star, .a = all_children(id)}, id);
    case Kind::parenthesized_expression: {
      const NodeId inner = tree_.first_child(id);
      return inner == kNoNode ? kNothing : expr(inner);
    }
    case Kind::tuple: case Kind::list: case Kind::set: case Kind::expression_list: {
      Ids parts;
      for (const NodeId child : tree_.children(id)) parts.push_back(expr(child));
      return add({.kind = ExprKind::tuple, .children = list(parts)}, id);
    }
    case Kind::lambda: return lambda(id);
    case Kind::conditional_expression: {
      Ids parts;
      for (const NodeId child : tree_.children(id)) parts.push_back(expr(child));
      if (parts.size() != 3) return sequence(parts, id);
      return add({.kind = ExprKind::conditional, .a = parts[1], .children = list({parts[0], parts[2]})}, id);
    }
    case Kind::boolean_operator: {
      const NodeId op = tree_.child(id, Field::operator_), left = tree_.child(id, Field::left), right = tree_.child(id, Field::right);
      if (op == kNoNode || left == kNoNode || right == kNoNode) return all_children(id);
      const std::uint32_t a = expr(left), b = expr(right);
      return add({.kind = tree_.source(op) == "and" ? ExprKind::both : ExprKind::either, .children = list({a, b})}, id);
    }
    case Kind::not_operator: {
      const NodeId argument = tree_.child(id, Field::argument);
      return argument == kNoNode ? kNothing : add({.kind = ExprKind::negation, .a = expr(argument)}, id);
    }
    case Kind::comparison_operator: return comparison(id);
    case Kind::list_comprehension: case Kind::set_comprehension: case Kind::dictionary_comprehension: case Kind::generator_expression:
      return comprehension(id);
    case Kind::named_expression: {
      const NodeId variable = tree_.child(id, Field::name), value = tree_.child(id, Field::value);
      if (variable == kNoNode || value == kNoNode) return all_children(id);
      const std::uint32_t n = name_of(variable);
      bind(n);
      return add({.kind = ExprKind::named, .a = n, .b = expr(value)}, id);
    }
    case Kind::subscript: {
      const NodeId base = tree_.child(id, Field::value);
      if (base == kNoNode) return all_children(id);
      Ids parts;
      for (const NodeId child : tree_.children(id))
        if (child != base) parts.push_back(expr(child));
      const std::uint32_t value = expr(base);
      if (parts.size() == 1) return add({.kind = ExprKind::subscript, .a = value, .b = parts[0]}, id);
      parts.insert(parts.begin(), value);
      return sequence(parts, id);
    }
    case Kind::yield: scope().yields = true; return all_children(id);
    case Kind::type: case Kind::generic_type: case Kind::union_type: case Kind::member_type: case Kind::constrained_type: case Kind::splat_type:
      return annotation(id);
    default: return all_children(id);
  }
}

std::uint32_t FactBuilder::call(NodeId id) {
  const NodeId callee = tree_.child(id, Field::function), arguments = tree_.child(id, Field::arguments);
  if (callee == kNoNode || arguments == kNoNode) return all_children(id);
  const std::uint32_t a = expr(callee);
  Ids parts;
  if (tree_.kind(arguments) == Kind::generator_expression) parts.push_back(comprehension(arguments));
  else
    for (const NodeId child : tree_.children(arguments)) parts.push_back(expr(child));
  if (a == kNothing) return sequence(parts, id);
  return add({.kind = ExprKind::call, .a = a, .children = list(parts)}, id);
}

std::uint32_t FactBuilder::comparison(NodeId id) {
  Ids parts;
  std::string_view op;
  int operators = 0;
  for (const NodeId child : tree_.children(id)) {
    if (tree_.kind(child) == Kind::token) op = tree_.source(child), ++operators;
    else parts.push_back(expr(child));
  }
  if (operators != 1 || parts.size() != 2) return sequence(parts, id);
  const Compare compare = op == "==" ? Compare::equal : op == "!=" ? Compare::not_equal : op == "<" ? Compare::less
                        : op == "<=" ? Compare::less_equal : op == ">" ? Compare::greater : op == ">=" ? Compare::greater_equal
                        : op == "is" ? Compare::is : op == "is not" ? Compare::is_not : op == "in" ? Compare::in : op == "not in" ? Compare::not_in : Compare::other;
  return add({.kind = ExprKind::compare, .op = compare, .a = parts[0], .b = parts[1]}, id);
}

std::uint32_t FactBuilder::comprehension(NodeId id) {
  std::uint32_t first = kNothing;
  const bool lazy = tree_.kind(id) == Kind::generator_expression;
  bool seen = false;
  for (const NodeId child : tree_.children(id))
    if (!seen && tree_.kind(child) == Kind::for_in_clause) {
      seen = true;
      if (const NodeId right = tree_.child(child, Field::right); right != kNoNode) first = expr(right);
    }
  const std::uint32_t function = open_function();
  Ids parts, targets, over;
  NodeId element = kNoNode;
  bool is_first = true;
  for (const NodeId child : tree_.children(id)) {
    if (element == kNoNode) {
      element = child;
    } else if (tree_.kind(child) == Kind::for_in_clause) {
      const NodeId left = tree_.child(child, Field::left), right = tree_.child(child, Field::right);
      targets.push_back(left == kNoNode ? kNothing : target(left));
      over.push_back(is_first || right == kNoNode ? kNothing : expr(right));
      if (!is_first) parts.push_back(over.back());
      is_first = false;
    } else {
      parts.push_back(expr(child));
    }
  }
  if (element != kNoNode) parts.push_back(tree_.kind(element) == Kind::pair ? all_children(element) : expr(element));
  // What `:=` binds here belongs to the function around; as an unknown of the comprehension it does no harm.
  imports::Stmt evaluate{.kind = imports::StmtKind::expression, .a = sequence(parts, id)};
  evaluate.first = list(targets), evaluate.second = list(over);
  const bool does_nothing = evaluate.a == kNothing;
  imports::Function body{.name = kNone, .line = tree_.line(id)};
  body.body = does_nothing ? List{} : list({add(evaluate, id)});
  close_function(body, function);
  return add({.kind = lazy ? ExprKind::generator : ExprKind::comprehension, .a = first, .b = does_nothing ? kNone : function}, id);
}

std::uint32_t FactBuilder::lambda(NodeId id) {
  imports::Function function{.name = kNone, .line = tree_.line(id)};
  const std::uint32_t number = open_function();
  const NodeId names = tree_.child(id, Field::parameters);
  Signature signature;
  if (names != kNoNode) signature = parameters(names, function);
  const NodeId body = tree_.child(id, Field::body);
  if (body != kNoNode) function.body = list({add(imports::Stmt{.kind = imports::StmtKind::give, .a = expr(body)}, body)});
  close_function(function, number);
  return add({.kind = ExprKind::lambda, .a = number, .children = list(signature.defaults)}, id);
}

std::uint32_t FactBuilder::annotation(NodeId id) {
  if (tree_.kind(id) != Kind::member_type) return tree_.kind(id) == Kind::type && tree_.first_child(id) != kNoNode && tree_[tree_.first_child(id)].end_node == tree_[id].end_node
                                                      ? expr(tree_.first_child(id)) : all_children(id);
  std::uint32_t base = kNothing;
  for (const NodeId child : tree_.children(id)) {
    if (tree_.kind(child) == Kind::identifier && base != kNothing) base = add({.kind = ExprKind::attribute, .a = base, .b = name_of(child)}, id);
    else base = expr(child);
  }
  return base;
}

/// Defaults and annotations belong to the scope around the function: they are read there, while the names are bound in its own.
FactBuilder::Signature FactBuilder::parameters(NodeId id, imports::Function& function) {
  Signature out;
  Ids names;
  bool keywords = false;
  // Values are of the scope around: what `:=` binds in them too.
  Scope own = std::move(scopes_.back());
  scopes_.pop_back();
  for (const NodeId child : tree_.children(id)) {
    NodeId variable = child;
    const NodeId type = tree_.child(child, Field::type), value = tree_.child(child, Field::value);
    switch (tree_.kind(child)) {
      case Kind::identifier: break;
      case Kind::default_parameter: case Kind::typed_default_parameter: variable = tree_.child(child, Field::name); break;
      case Kind::typed_parameter: variable = tree_.first_child(child); break;
      case Kind::keyword_separator: keywords = true; continue;
      case Kind::list_splat_pattern: case Kind::dictionary_splat_pattern: break;
      default: continue;
    }
    if (variable == kNoNode) continue;
    if (value != kNoNode) out.defaults.push_back(expr(value));
    if (type != kNoNode) out.annotations.push_back(expr(type));
    const bool splat = tree_.kind(variable) == Kind::list_splat_pattern || tree_.kind(variable) == Kind::dictionary_splat_pattern;
    if (splat) {
      keywords = true;
      variable = tree_.first_child(variable);
      if (variable == kNoNode) continue;
    }
    const std::uint32_t n = name_of(variable);
    own.bound.push_back(n);
    names.push_back(n);
    if (!keywords) ++function.positional;
  }
  scopes_.push_back(std::move(own));
  function.parameters = list(names);
  return out;
}

std::uint32_t FactBuilder::target(NodeId id) {
  switch (tree_.kind(id)) {
    case Kind::identifier: {
      const std::uint32_t n = name_of(id);
      bind(n);
      return add({.kind = ExprKind::name, .a = n}, id);
    }
    case Kind::pattern_list: case Kind::tuple_pattern: case Kind::list_pattern: case Kind::tuple: case Kind::list: case Kind::expression_list:
    case Kind::parenthesized_expression: case Kind::as_pattern_target: {
      Ids parts;
      for (const NodeId child : tree_.children(id)) parts.push_back(target(child));
      if (parts.size() == 1 && (tree_.kind(id) == Kind::as_pattern_target || tree_.kind(id) == Kind::parenthesized_expression)) return parts[0];
      return add({.kind = ExprKind::tuple, .children = list(parts)}, id);
    }
    case Kind::list_splat_pattern: case Kind::list_splat: {
      const NodeId inner = tree_.first_child(id);
      return inner == kNoNode ? kNothing : add({.kind = ExprKind::star, .a = target(inner)}, id);
    }
    default: return expr(id);
  }
}

}  // namespace unknot::python
