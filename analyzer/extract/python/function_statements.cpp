// Statements that run in order: assignments, definitions, choices, loops.
#include <algorithm>

#include "analyzer/extract/python/function_maker.h"

namespace unknot::python {

void FunctionMaker::statements(NodeId list) {
  // Nesting, and copies of what `finally` and handlers run, which multiply.
  constexpr int kDeepest = 150;
  constexpr std::size_t kMostBlocks = 20000;
  if (depth_ >= kDeepest || out_.blocks.size() > kMostBlocks) return not_understood(list, depth_ >= kDeepest ? "nested too deep" : "too many ways");
  ++depth_;
  for (const NodeId c : tree_.children(list)) {
    if (!is_reached()) break;
    statement(c);
  }
  --depth_;
}

void FunctionMaker::statement(NodeId n) {
  switch (tree_.kind(n)) {
    case Kind::expression_statement:
      for (const NodeId c : tree_.children(n)) {
        if (tree_.kind(c) == Kind::assignment) assignment(c);
        else if (tree_.kind(c) == Kind::augmented_assignment) augmented(c);
        else if (tree_.kind(c) != Kind::string) value(c);
      }
      return;
    case Kind::if_statement: return if_statement(n);
    case Kind::while_statement: return loop(n, false);
    case Kind::for_statement: return loop(n, true);
    case Kind::with_statement: return with_statement(n);
    case Kind::try_statement: return try_statement(n);
    case Kind::match_statement: return match_statement(n);
    case Kind::raise_statement: return raise(n);
    case Kind::return_statement: return return_statement(n);
    case Kind::assert_statement: return asserted(n);
    case Kind::break_statement:
    case Kind::continue_statement:
      if (loops_.empty()) return not_understood(n, "not in a loop");
      run_exits(loops_.back().exits);
      return jump(tree_.kind(n) == Kind::break_statement ? loops_.back().after : loops_.back().again);
    case Kind::delete_statement:
      for (const NodeId c : tree_.children(n)) remove(c);
      return;
    case Kind::function_definition: return definition(n, kNoNode);
    case Kind::class_definition: return class_definition(n, kNoNode);
    case Kind::decorated_definition: {
      const NodeId inner = tree_.child(n, Field::definition);
      if (inner == kNoNode) return not_understood(n, "not understood");
      return tree_.kind(inner) == Kind::class_definition ? class_definition(inner, n) : definition(inner, n);
    }
    case Kind::import_statement:
    case Kind::import_from_statement: return may_raise(n);
    case Kind::future_import_statement:
    case Kind::global_statement:
    case Kind::nonlocal_statement:
    case Kind::pass_statement:
    case Kind::type_alias_statement: return;
    case Kind::print_statement: evaluate_all(n); return;
    case Kind::exec_statement:
    case Kind::error: return not_understood(n, "not understood");
    default: return not_understood(n, "not understood");
  }
}

void FunctionMaker::assignment(NodeId n) {
  // `a = b = value`: one value, targets from the left.
  std::vector<NodeId> targets;
  NodeId at = n, right = kNoNode;
  while (true) {
    targets.push_back(tree_.child(at, Field::left));
    right = tree_.child(at, Field::right);
    if (right == kNoNode || tree_.kind(right) != Kind::assignment) break;
    at = right;
  }
  if (right == kNoNode) return;  // only said to be of a type
  const bool is_list = tree_.kind(right) == Kind::expression_list || tree_.kind(right) == Kind::tuple;
  if (targets.size() == 1 && targets[0] != kNoNode && is_list &&
      (tree_.kind(targets[0]) == Kind::pattern_list || tree_.kind(targets[0]) == Kind::tuple_pattern))
    return assign_many(targets[0], right, {}, n);
  Made made = value(right);
  if (targets.size() > 1) made = kept(std::move(made), right);
  for (const NodeId target : targets)
    if (target != kNoNode) assign(target, made, n);
}

/// `a, b = b, a`: all values before all targets.
void FunctionMaker::assign_many(NodeId targets, NodeId values, const Made&, NodeId at) {
  std::vector<NodeId> to, from;
  for (const NodeId c : tree_.children(targets)) to.push_back(c);
  for (const NodeId c : tree_.children(values)) from.push_back(c);
  const auto is_starred = [&](NodeId c) { return tree_.kind(c) == Kind::list_splat_pattern || tree_.kind(c) == Kind::list_splat; };
  std::vector<Made> made;
  for (const NodeId c : from) made.push_back(kept(value(c), c));
  const bool fits = to.size() == from.size() && std::ranges::none_of(to, is_starred) && std::ranges::none_of(from, is_starred);
  for (std::size_t i = 0; i < to.size(); ++i) assign(to[i], fits ? made[i] : Made{}, at);
}

void FunctionMaker::assign(NodeId target, const Made& made, NodeId at) {
  if (!is_reached()) return;
  const auto put = [&](std::uint32_t to) {
    if (to == kNone || !is_reached()) return;
    auto& o = add(OperationKind::assign, target);
    o.path = to;
    o.value = made.fact;
  };
  switch (tree_.kind(target)) {
    case Kind::identifier: {
      const Cell cell = scopes_.resolve(scope_, tree_.source(target));
      return put(cell.scope == kNoScope ? kNone : path_of_cell(cell));
    }
    case Kind::attribute: {
      const NodeId object = tree_.child(target, Field::object), named = tree_.child(target, Field::attribute);
      if (object == kNoNode || named == kNoNode) return;
      return put(member(value(object), tree_.source(named), target, false).fact.path);
    }
    case Kind::subscript: return put(subscript(target, false).fact.path);
    case Kind::parenthesized_expression:
    case Kind::list_splat_pattern:
    case Kind::as_pattern_target:
    case Kind::pattern_list:
    case Kind::tuple_pattern:
    case Kind::list_pattern:
    case Kind::expression_list:
    case Kind::tuple:
    case Kind::list: {
      const bool is_one = tree_.kind(target) == Kind::parenthesized_expression || tree_.kind(target) == Kind::as_pattern_target;
      constexpr int kDeepest = 150;
      if (depth_ >= kDeepest) return not_understood(target, "nested too deep");
      ++depth_;
      for (const NodeId c : tree_.children(target)) assign(c, is_one ? made : Made{}, at);
      --depth_;
      return;
    }
    default: return not_understood(target, "not understood");
  }
}

void FunctionMaker::augmented(NodeId n) {
  const NodeId left = tree_.child(n, Field::left), right = tree_.child(n, Field::right), op = tree_.child(n, Field::operator_);
  if (left == kNoNode || right == kNoNode) return;
  Made target;
  switch (tree_.kind(left)) {
    case Kind::identifier: {
      const Cell cell = scopes_.resolve(scope_, tree_.source(left));
      if (cell.scope != kNoScope) target = of_path(path_of_cell(cell));
      break;
    }
    case Kind::attribute: target = attribute(left); break;
    case Kind::subscript: target = subscript(left, true); break;
    default: return not_understood(n, "not understood");
  }
  const Made made = value(right);
  may_raise(n);
  if (!is_reached() || target.fact.path == kNone) return;
  auto& o = add(OperationKind::update, left);
  o.path = target.fact.path;
  o.value = made.fact;
  o.text = op == kNoNode ? "" : tree_.source(op);
}

void FunctionMaker::remove(NodeId target) {
  switch (tree_.kind(target)) {
    case Kind::identifier:
    case Kind::attribute:
    case Kind::subscript:
      may_raise(target);
      return assign(target, constant(ValueKind::initial), target);
    default:
      for (const NodeId c : tree_.children(target)) remove(c);
  }
}

void FunctionMaker::if_statement(NodeId n) {
  const auto after = new_block();
  NodeId test = tree_.child(n, Field::condition), body = tree_.child(n, Field::consequence);
  auto branch_on = [&](NodeId from) {
    const auto yes = new_block(), no = new_block();
    condition(test, yes, no);
    current_ = yes;
    if (body != kNoNode) statements(body);
    jump(after);
    current_ = no;
    (void)from;
  };
  branch_on(n);
  for (const NodeId c : tree_.children(n)) {
    if (tree_.kind(c) == Kind::elif_clause) {
      test = tree_.child(c, Field::condition), body = tree_.child(c, Field::consequence);
      branch_on(c);
    } else if (tree_.kind(c) == Kind::else_clause) {
      if (const NodeId list = tree_.child(c, Kind::block); list != kNoNode) statements(list);
    }
  }
  jump(after);
  current_ = after;
}

void FunctionMaker::loop(NodeId n, bool is_for) {
  const auto again = new_block(), body = new_block(), ended = new_block(), after = new_block();
  std::uint32_t over = kNone;
  if (is_for) {
    const Made from = value(tree_.child(n, Field::right));
    if (from.fact.kind == ValueKind::path) over = from.fact.path;
  }
  jump(again);
  current_ = again;
  if (is_for) {
    may_raise(n);
    branch({.kind = ConditionKind::iterate, .path = over, .value = {}}, body, ended);
  } else {
    condition(tree_.child(n, Field::condition), body, ended);
  }
  current_ = body;
  if (is_for)
    if (const NodeId left = tree_.child(n, Field::left); left != kNoNode) assign(left, {}, left);
  loops_.push_back({.again = again, .after = after, .exits = exits_.size()});
  if (const NodeId list = tree_.child(n, Field::body); list != kNoNode) statements(list);
  loops_.pop_back();
  jump(again);
  current_ = ended;
  if (const NodeId otherwise = tree_.child(n, Field::alternative); otherwise != kNoNode)
    if (const NodeId list = tree_.child(otherwise, Kind::block); list != kNoNode) statements(list);
  jump(after);
  current_ = after;
}

void FunctionMaker::return_statement(NodeId n) {
  const NodeId given = tree_.first_child(n);
  Made made = constant(ValueKind::null);
  if (given != kNoNode) made = value(given);
  if (!is_reached()) return;
  add(OperationKind::give, n).value = made.fact;
  run_exits(0);
  leave(BlockEnd::leave);
}

void FunctionMaker::asserted(NodeId n) {
  const auto holds = new_block(), fails = new_block();
  const NodeId test = tree_.first_child(n);
  if (test == kNoNode) return;
  condition(test, holds, fails);
  current_ = fails;
  for (const NodeId c : tree_.children(n))
    if (c != test) value(c);
  if (is_reached()) {
    add(OperationKind::raise, n).types = names_.exception({.kind = Meaning::Kind::named, .name = "builtins.AssertionError"});
    leave(BlockEnd::unwind);
  }
  current_ = holds;
}

/// Defaults are made once, where the definition stands.
void FunctionMaker::parameters_made(NodeId list) {
  if (list == kNoNode) return;
  for (const NodeId p : tree_.children(list))
    if (const NodeId made = tree_.child(p, Field::value); made != kNoNode) value(made);
}

void FunctionMaker::definition(NodeId n, NodeId decorated) {
  std::vector<Made> decorators;
  if (decorated != kNoNode)
    for (const NodeId c : tree_.children(decorated))
      if (tree_.kind(c) == Kind::decorator && tree_.first_child(c) != kNoNode) decorators.push_back(called(tree_.first_child(c), kNoNode));
  parameters_made(tree_.child(n, Field::parameters));
  if (!is_reached()) return;
  const FunctionHere& f = names_.function_at(n);
  Made made = function_value(f);
  std::size_t number = decorators.size();
  if (decorated != kNoNode) {
    std::vector<NodeId> places;
    for (const NodeId c : tree_.children(decorated))
      if (tree_.kind(c) == Kind::decorator && tree_.first_child(c) != kNoNode) places.push_back(c);
    while (number > 0 && is_reached()) {
      --number;
      const std::string_view text = tree_.source(tree_.first_child(places[number]));
      if (text == "staticmethod" || text == "classmethod" || text == "property") continue;
      const Made given = call_of(decorators[number], {{.field = kNone, .value = made.fact}}, tree_.first_child(places[number]));
      if (given.fact.kind == ValueKind::path) made = given;
    }
  }
  const NodeId name = tree_.child(n, Field::name);
  if (name == kNoNode || !is_reached()) return;
  const Cell cell = scopes_.resolve(scope_, tree_.source(name));
  if (cell.scope == kNoScope) return;
  // Module functions and methods are reached by their names; what else may stand in the name makes it a variable.
  const auto& bounds = scopes_.name(cell).bounds;
  const bool only_functions = std::ranges::all_of(bounds, [](const Bound& b) { return b.how == Binding::function; });
  if (only_functions && f.around == 0) return;
  auto& o = add(OperationKind::assign, name);
  o.path = path_of_cell(cell);
  o.value = made.fact;
}

void FunctionMaker::class_definition(NodeId n, NodeId decorated) {
  std::vector<Made> decorators;
  std::vector<NodeId> places;
  if (decorated != kNoNode)
    for (const NodeId c : tree_.children(decorated))
      if (tree_.kind(c) == Kind::decorator && tree_.first_child(c) != kNoNode) places.push_back(c), decorators.push_back(called(tree_.first_child(c), kNoNode));
  if (const NodeId bases = tree_.child(n, Field::superclasses); bases != kNoNode) arguments_of(bases, nullptr);
  const auto outer = scope_;
  const auto loops = std::move(loops_);
  loops_.clear();
  scope_ = scopes_.opened_by(n);
  if (const NodeId body = tree_.child(n, Field::body); body != kNoNode) statements(body);
  scope_ = outer;
  loops_ = loops;
  if (!is_reached()) return;
  const std::uint32_t type = names_.named(EntityKind::type, names_.class_at(n).name);
  const auto made = path({.kind = PathKind::function, .entity = type, .name = {}, .arguments = {}});
  for (std::size_t i = decorators.size(); i-- > 0 && is_reached();) call_of(decorators[i], {{.field = kNone, .value = {.kind = ValueKind::path, .path = made, .text = {}}}}, tree_.first_child(places[i]));
}

}  // namespace unknot::python
