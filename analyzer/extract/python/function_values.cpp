// Expressions: what they read and call, in the order in which Python evaluates them, and what they give.
#include <algorithm>

#include "analyzer/extract/python/function_maker.h"

namespace unknot::python {
namespace {

/// Deeper than what people write; each level costs a few frames of the stack.
constexpr int kDeepest = 150;

bool is_number_zero(std::string_view text) { return text.find_first_not_of("0_.") == std::string_view::npos && text.find('0') != std::string_view::npos; }

}  // namespace

Made FunctionMaker::value(NodeId n) {
  if (n == kNoNode || !is_reached()) return {};
  if (depth_ >= kDeepest) {
    not_understood(n, "nested too deep");
    return {};
  }
  ++depth_;
  Made out = value_of(n);
  --depth_;
  return out;
}

Made FunctionMaker::value_of(NodeId n) {
  switch (tree_.kind(n)) {
    case Kind::none: return constant(ValueKind::null);
    case Kind::true_: return constant(ValueKind::yes);
    case Kind::false_: return constant(ValueKind::no);
    case Kind::integer:
    case Kind::float_: return is_number_zero(tree_.source(n)) ? constant(ValueKind::zero) : constant(ValueKind::number, std::string(tree_.source(n)));
    case Kind::concatenated_string:
    case Kind::string:
      if (auto text = tree_.string_value(n)) return text->empty() ? constant(ValueKind::empty) : constant(ValueKind::text, std::move(*text));
      return evaluate_all(n);
    case Kind::parenthesized_expression: {
      const NodeId inner = tree_.first_child(n);
      return inner == kNoNode ? Made{} : value(inner);
    }
    case Kind::identifier: return name(n);
    case Kind::attribute: return attribute(n);
    case Kind::subscript: return subscript(n, true);
    case Kind::call: return call(n);
    case Kind::lambda: {
      parameters_made(tree_.child(n, Field::parameters));
      return function_value(names_.function_at(n));
    }
    case Kind::named_expression: {
      const Made made = kept(value(tree_.child(n, Field::value)), n);
      const NodeId target = tree_.child(n, Field::name);
      if (target != kNoNode) assign(target, made, n);
      return made;
    }
    case Kind::conditional_expression:
    case Kind::boolean_operator: return choose(n);
    case Kind::not_operator:
    case Kind::comparison_operator: {
      // What is only compared is evaluated, both ways.
      for (const NodeId c : tree_.children(n))
        if (tree_.kind(c) != Kind::token) value(c);
      return {};
    }
    case Kind::await: {
      awaited_ = true;
      Made made = value(tree_.first_child(n));
      awaited_ = false;
      if (!is_reached()) return made;
      add(OperationKind::suspend, n).path = made.fact.path;
      may_raise(n);
      return made;
    }
    case Kind::yield: {
      for (const NodeId c : tree_.children(n))
        if (tree_.kind(c) != Kind::token) value(c);
      if (!is_reached()) return {};
      add(OperationKind::suspend, n).text = "yield";
      may_raise(n);
      return {};
    }
    case Kind::list:
    case Kind::dictionary:
      if (tree_.children(n).empty()) return constant(ValueKind::initial);
      return evaluate_all(n);
    case Kind::list_comprehension:
    case Kind::set_comprehension:
    case Kind::dictionary_comprehension:
    case Kind::generator_expression: return comprehension(n);
    case Kind::binary_operator:
    case Kind::unary_operator: {
      if (tree_.kind(n) == Kind::unary_operator && tree_.source(n).starts_with('-')) {
        const NodeId inner = tree_.child(n, Field::argument);
        if (inner != kNoNode && (tree_.kind(inner) == Kind::integer || tree_.kind(inner) == Kind::float_))
          return constant(ValueKind::number, std::string(tree_.source(n)));
      }
      Made out = evaluate_all(n);
      may_raise(n);
      return out;
    }
    case Kind::error: not_understood(n, "not understood"); return {};
    default: return evaluate_all(n);
  }
}

/// The value is computed from its parts.
Made FunctionMaker::evaluate_all(NodeId n) {
  for (const NodeId c : tree_.children(n))
    if (tree_.kind(c) != Kind::token && tree_.kind(c) != Kind::type && tree_.kind(c) != Kind::type_conversion && tree_.kind(c) != Kind::string_content &&
        tree_.kind(c) != Kind::string_start && tree_.kind(c) != Kind::string_end)
      value(c);
  return {};
}

bool FunctionMaker::runs_something(NodeId n) const {
  for (NodeId c = n; c < tree_.nodes[n].end_node; ++c)
    switch (tree_.kind(c)) {
      case Kind::call:
      case Kind::await:
      case Kind::yield:
      case Kind::named_expression:
      case Kind::conditional_expression:
      case Kind::boolean_operator: return true;
      default: break;
    }
  return false;
}

Made FunctionMaker::kept(Made made, NodeId at) {
  if (!is_reached() || made.fact.kind != ValueKind::path) return made;
  const PathKind kind = out_.paths[made.fact.path].kind;
  if (kind == PathKind::temporary || kind == PathKind::function || kind == PathKind::lambda || kind == PathKind::created) return made;
  const auto held = temporary();
  auto& o = add(OperationKind::assign, at);
  o.path = held;
  o.value = made.fact;
  return {.fact = {.kind = ValueKind::path, .path = held, .text = {}}, .meaning = std::move(made.meaning)};
}

/// What outlives the call is read here.
void FunctionMaker::read(std::uint32_t at, NodeId n) {
  if (!is_reached()) return;
  for (auto p = at; p != kNone; p = out_.paths[p].base) {
    const PathKind kind = out_.paths[p].kind;
    if (kind == PathKind::variable || kind == PathKind::self || kind == PathKind::capture || (kind == PathKind::parameter && p != at)) {
      add(OperationKind::read, n).path = at;
      return;
    }
  }
}

Made FunctionMaker::name(NodeId n) {
  const std::string_view text = tree_.source(n);
  Meaning meaning = names_.meaning(n, scope_);
  const Cell cell = scopes_.resolve(scope_, text);
  if (cell.scope == kNoScope) {
    const bool known = meaning.kind == Meaning::Kind::named;
    // A name of nowhere may come by `import *`, or be put there by somebody else.
    const std::string whole = known ? meaning.name : names_.project().module + "." + std::string(text);
    if (known) return of_path(path({.kind = PathKind::function, .entity = names_.named(EntityKind::function, whole), .name = {}, .arguments = {}}), std::move(meaning));
    const auto found = path({.kind = PathKind::variable, .entity = names_.named(EntityKind::variable, whole), .name = {}, .arguments = {}});
    read(found, n);
    return of_path(found);
  }
  switch (meaning.kind) {
    case Meaning::Kind::module:
    case Meaning::Kind::named: {
      const auto& bounds = scopes_.name(cell).bounds;
      if (std::ranges::any_of(bounds, [](const Bound& b) { return b.how != Binding::import; })) break;
      const auto found = path({.kind = PathKind::variable, .entity = names_.named(EntityKind::variable, meaning.name), .name = {}, .arguments = {}});
      return of_path(found, std::move(meaning));
    }
    case Meaning::Kind::function: {
      const FunctionHere& f = names_.function_at(meaning.node);
      const bool is_defined = std::ranges::all_of(scopes_.name(cell).bounds, [](const Bound& b) { return b.how == Binding::function; });
      if (is_defined && (f.around == 0 || scopes_.name(cell).bounds.size() == 1)) return function_value(f);
      break;
    }
    case Meaning::Kind::type:
      if (meaning.node != kNoNode && scopes_.name(cell).bounds.size() == 1 && scopes_.name(cell).bounds.front().how == Binding::type)
        return of_path(path({.kind = PathKind::function, .entity = names_.named(EntityKind::type, meaning.name), .name = {}, .arguments = {}}), std::move(meaning));
      break;
    default: break;
  }
  const Scope& home = scopes_[cell.scope];
  if (home.kind == ScopeKind::function && names_.function_at(home.node).self == cell.name) {
    const FunctionHere& method = names_.function_at(home.node);
    if (method.is_class_method)
      return of_path(path({.kind = PathKind::function, .entity = names_.named(EntityKind::type, names_.class_at(method.owner).name), .name = {}, .arguments = {}}), std::move(meaning));
    return {.fact = {.kind = ValueKind::address, .path = path({.kind = PathKind::self, .name = {}, .arguments = {}}), .text = {}}, .meaning = std::move(meaning)};
  }
  const auto found = path_of_cell(cell);
  read(found, n);
  return of_path(found, std::move(meaning));
}

Made FunctionMaker::attribute(NodeId n) {
  const NodeId object = tree_.child(n, Field::object), named = tree_.child(n, Field::attribute);
  if (object == kNoNode || named == kNoNode) return {};
  Made out = member(value(object), tree_.source(named), n, true);
  // A method as a value: which object it is bound to is not told.
  if (out.meaning.kind == Meaning::Kind::function && is_reached() && names_.function_at(out.meaning.node).owner != kNoNode)
    out.fact = of_path(path({.kind = PathKind::function, .entity = names_.function(names_.function_at(out.meaning.node)), .name = {}, .arguments = {}})).fact;
  return out;
}

Made FunctionMaker::member(const Made& object, std::string_view text, NodeId at, bool is_read) {
  Meaning meaning = names_.attribute_of(object.meaning, text);
  // What is not said of the object's class is said of what it is called.
  if (object.meaning.kind == Meaning::Kind::module)
    return of_path(path({.kind = PathKind::variable, .entity = names_.named(EntityKind::variable, object.meaning.name + "." + std::string(text)), .name = {}, .arguments = {}}), std::move(meaning));
  if (object.meaning.kind == Meaning::Kind::type && object.meaning.node != kNoNode) {
    if (meaning.kind == Meaning::Kind::function) {
      Made out = function_value(names_.function_at(meaning.node));
      out.meaning = std::move(meaning);
      return out;
    }
    const Cell cell{names_.class_at(object.meaning.node).scope, std::string(text)};
    const auto found = path({.kind = PathKind::variable, .entity = names_.variable(cell), .name = {}, .arguments = {}});
    if (is_read) read(found, at);
    return of_path(found, std::move(meaning));
  }
  const auto base = is_reached() ? object_of(object, at) : kNone;
  if (base == kNone) return {};
  const auto found = path({.kind = PathKind::member, .base = base, .entity = names_.field(text), .name = {}, .arguments = {}});
  const bool is_method = meaning.kind == Meaning::Kind::function;
  const bool is_property = is_method && names_.function_at(meaning.node).is_property;
  Made out = of_path(found, is_property ? Meaning{} : std::move(meaning));
  out.object = base;
  out.is_exact = object.is_exact;
  if (is_property && is_read) return call_of({.fact = out.fact, .meaning = {.kind = Meaning::Kind::function, .name = {}, .node = names_.method_of(object.meaning.node, text)->node}, .object = base}, {}, at);
  if (is_read && !is_method) {
    if (out_.paths[base].kind != PathKind::self) may_raise(at);
    read(found, at);
  }
  return out;
}

std::vector<ArgumentFact> FunctionMaker::keys(NodeId n) {
  std::vector<ArgumentFact> out;
  for (const NodeId c : tree_.children(n))
    if (tree_.field(c) == Field::subscript) {
      if (tree_.kind(c) == Kind::slice) evaluate_all(c), out.push_back({});
      else out.push_back({.field = kNone, .value = value(c).fact});
    }
  return out;
}

bool FunctionMaker::is_whole_slice(NodeId n) const {
  NodeId key = kNoNode;
  for (const NodeId c : tree_.children(n))
    if (tree_.field(c) == Field::subscript) {
      if (key != kNoNode) return false;
      key = c;
    }
  return key != kNoNode && tree_.kind(key) == Kind::slice && tree_.source(key) == ":";
}

Made FunctionMaker::subscript(NodeId n, bool is_read) {
  const Made object = value(tree_.child(n, Field::value));
  auto key = keys(n);
  if (!is_reached()) return {};
  // `whole[:] = other`: all of it.
  if (!is_read && is_whole_slice(n)) return of_path(object_of(object, n));
  const auto found = path({.kind = PathKind::element, .base = object_of(object, n), .name = {}, .arguments = std::move(key)});
  if (!is_read) return of_path(found);
  may_raise(n);
  read(found, n);
  return of_path(found);
}

/// `a if c else b`, `a and b`, `a or b`: what it gives is put in one place by all of its ways.
Made FunctionMaker::choose(NodeId n) {
  std::vector<NodeId> parts;
  for (const NodeId c : tree_.children(n))
    if (tree_.kind(c) != Kind::token) parts.push_back(c);
  const bool is_choice = tree_.kind(n) == Kind::conditional_expression;
  if (parts.size() != (is_choice ? 3U : 2U)) return evaluate_all(n);
  const auto held = temporary();
  const auto put = [&](const Made& made, NodeId at) {
    if (!is_reached()) return;
    auto& o = add(OperationKind::assign, at);
    o.path = held;
    o.value = made.fact;
  };
  const auto after = new_block(), other = new_block();
  if (is_choice) {
    const auto first = new_block();
    condition(parts[1], first, other);
    current_ = first;
    put(value(parts[0]), parts[0]);
    jump(after);
    current_ = other;
    put(value(parts[2]), parts[2]);
  } else {
    const NodeId op = tree_.child(n, Field::operator_);
    const bool is_and = op != kNoNode && tree_.source(op) == "and";
    put(value(parts[0]), parts[0]);
    branch({.kind = ConditionKind::truth, .path = held, .value = {}}, is_and ? other : after, is_and ? after : other);
    current_ = other;
    put(value(parts[1]), parts[1]);
  }
  jump(after);
  current_ = after;
  return of_path(held);
}

Made FunctionMaker::comprehension(NodeId n) {
  const auto outer = scope_;
  const bool is_later = tree_.kind(n) == Kind::generator_expression;
  const auto after = new_block();
  bool first = true;
  // A generator's inner part runs when somebody asks, if at all.
  for (const NodeId c : tree_.children(n)) {
    if (tree_.kind(c) == Kind::for_in_clause) {
      scope_ = first ? outer : scopes_.opened_by(n);
      Made from;
      for (const NodeId right : tree_.children(c))
        if (tree_.field(right) == Field::right) from = value(right);
      if (first && is_later) may_raise(n);
      scope_ = scopes_.opened_by(n);
      const auto again = new_block(), body = new_block();
      jump(again);
      current_ = again;
      const auto over = from.fact.kind == ValueKind::path ? from.fact.path : kNone;
      branch({.kind = ConditionKind::iterate, .path = over, .value = {}}, body, first ? after : loops_.back().again);
      current_ = body;
      if (const NodeId left = tree_.child(c, Field::left); left != kNoNode) assign(left, {}, c);
      loops_.push_back({.again = again, .after = after, .exits = exits_.size()});
      first = false;
    } else if (tree_.kind(c) == Kind::if_clause) {
      const auto holds = new_block();
      const auto again = loops_.empty() ? after : loops_.back().again;
      condition(tree_.first_child(c), holds, again);
      current_ = holds;
    }
  }
  if (const NodeId body = tree_.child(n, Field::body); body != kNoNode) value(body);
  std::size_t opened = 0;
  for (const NodeId c : tree_.children(n)) opened += tree_.kind(c) == Kind::for_in_clause;
  if (opened > 0) jump(loops_.back().again);
  else jump(after);
  loops_.resize(loops_.size() - opened);
  scope_ = outer;
  current_ = after;
  return {};
}

}  // namespace unknot::python
