// What runs when something is raised or left: try, with, raise.
#include <algorithm>

#include "analyzer/extract/python/except_clause.h"
#include "analyzer/extract/python/function_maker.h"

namespace unknot::python {
namespace {

/// Managers of the standard library and of test tools that keep what is raised in them for themselves.
bool may_swallow(const Meaning& manager) {
  static constexpr std::string_view kNames[] = {"suppress", "raises", "assertRaises", "assertRaisesRegex", "ExitStack", "AsyncExitStack", "TaskGroup", "timeout"};
  if (manager.kind != Meaning::Kind::instance) return true;
  const auto dot = manager.name.rfind('.');
  const std::string_view last = std::string_view(manager.name).substr(dot == std::string::npos ? 0 : dot + 1);
  return std::ranges::find(kNames, last) != std::end(kNames);
}

}  // namespace

void FunctionMaker::raise(NodeId n) {
  NodeId what = kNoNode;
  for (const NodeId c : tree_.children(n))
    if (tree_.field(c) != Field::cause && what == kNoNode) what = c;
  if (what == kNoNode) {
    if (is_reached()) add(OperationKind::reraise, n);
    return leave(BlockEnd::unwind);
  }
  const Made made = value(what);
  if (const NodeId cause = tree_.child(n, Field::cause); cause != kNoNode) value(cause);
  if (!is_reached()) return;
  Meaning type = made.meaning;
  // An object of a class, or the class.
  if (type.kind == Meaning::Kind::instance) type.kind = type.node != kNoNode ? Meaning::Kind::type : Meaning::Kind::named;
  auto types = names_.exception(type);
  auto& o = add(OperationKind::raise, n);
  o.value = made.fact;
  o.types = std::move(types);
  leave(BlockEnd::unwind);
}

void FunctionMaker::with_statement(NodeId n) {
  std::vector<NodeId> items;
  if (const NodeId clause = tree_.child(n, Kind::with_clause); clause != kNoNode)
    for (NodeId c = clause; c < tree_.nodes[clause].end_node;) {
      const bool is_item = tree_.kind(c) == Kind::with_item;
      if (is_item) items.push_back(c);
      c = is_item ? tree_.nodes[c].end_node : c + 1;
    }
  const NodeId body = tree_.child(n, Field::body);
  if (body == kNoNode) return;
  const NodeId first = tree_.first_child(n);
  with_waits_ = tree_.kind(first) == Kind::token && tree_.source(first) == "async";
  with_items(items, 0, body);
}

void FunctionMaker::with_items(const std::vector<NodeId>& items, std::size_t next, NodeId body) {
  constexpr std::size_t kMost = 64;
  if (next == items.size()) return statements(body);
  if (next == kMost) return not_understood(items[next], "too many managers");
  const NodeId item = items[next];
  NodeId expression = tree_.first_child(item), target = kNoNode;
  if (expression != kNoNode && tree_.kind(expression) == Kind::as_pattern) {
    target = tree_.child(expression, Kind::as_pattern_target);
    expression = tree_.first_child(expression);
  }
  const Made manager = value(expression);
  if (!is_reached()) return;
  // The manager is kept until it ends, whatever becomes of the names.
  auto held = kept(manager, item);
  const auto object = object_of(held, item);
  const bool is_known = manager.meaning.kind == Meaning::Kind::instance || manager.meaning.kind == Meaning::Kind::named;
  const bool waits = with_waits_;
  const auto method = [&](const char* name, bool& is_here) -> std::uint32_t {
    is_here = false;
    if (manager.meaning.node != kNoNode && manager.meaning.kind == Meaning::Kind::instance) {
      const FunctionHere* f = names_.method_of(manager.meaning.node, name);
      if (f != nullptr && !f->is_decorated && f->is_async == waits) return is_here = true, names_.function(*f);
    }
    return is_known && manager.meaning.node == kNoNode ? names_.named(EntityKind::function, manager.meaning.name + "." + name) : kNone;
  };
  bool enters_here = false, exits_here = false;
  const auto enter = method(waits ? "__aenter__" : "__enter__", enters_here), exit = method(waits ? "__aexit__" : "__exit__", exits_here);
  if (!enters_here) may_raise(item);
  auto& entering = add(OperationKind::call, item);
  entering.path = enter != kNone ? object : path({.kind = PathKind::member, .base = object, .entity = names_.field(waits ? "__aenter__" : "__enter__"), .name = {}, .arguments = {}});
  entering.callee = enter;
  if (target != kNoNode) {
    Made entered;
    if (enter != kNone) entered = of_path(path({.kind = PathKind::call, .base = object, .entity = enter, .name = {}, .arguments = {}}));
    for (const NodeId c : tree_.children(target)) assign(c, entered, c);
  }
  // It may keep an exception for itself.
  bool swallows = may_swallow(manager.meaning);
  if (exits_here) {
    swallows = false;
    const FunctionHere* f = names_.method_of(manager.meaning.node, waits ? "__aexit__" : "__exit__");
    for (NodeId c = f->node; c < tree_.nodes[f->node].end_node; ++c) {
      if (tree_.kind(c) != Kind::return_statement) continue;
      const NodeId given = tree_.first_child(c);
      swallows |= given != kNoNode && tree_.kind(given) != Kind::none && tree_.kind(given) != Kind::false_;
    }
  }
  const auto outer = unwind_;
  const auto after = new_block();
  std::uint32_t attempt = kNone, swallowed = kNone;
  if (swallows) {
    swallowed = new_block();
    attempt = static_cast<std::uint32_t>(out_.unwinds.size());
    out_.unwinds.push_back({.kind = UnwindKind::attempt, .parent = outer, .path = kNone, .callee = kNone, .handlers = {{.type = kNone, .block = swallowed}}});
    unwind_ = attempt;
  }
  const auto ending = static_cast<std::uint32_t>(out_.unwinds.size());
  out_.unwinds.push_back({.kind = UnwindKind::destroy, .parent = unwind_, .path = object, .callee = exit, .handlers = {}});
  unwind_ = ending;
  exits_.push_back({.last = kNoNode, .manager = object, .callee = exit, .unwind = out_.unwinds[ending].parent, .scope = scope_, .at = item});
  with_items(items, next + 1, body);
  exits_.pop_back();
  unwind_ = out_.unwinds[ending].parent;
  if (is_reached()) {
    auto& o = add(OperationKind::destroy, item);
    o.path = object;
    o.callee = exit;
  }
  unwind_ = outer;
  jump(after);
  if (swallows) {
    current_ = swallowed;
    unwind_ = static_cast<std::uint32_t>(out_.unwinds.size());
    out_.unwinds.push_back({.kind = UnwindKind::handling, .parent = outer, .path = kNone, .callee = kNone, .handlers = {}, .of = attempt, .handler = 0});
    const auto on = new_block();
    branch({.kind = ConditionKind::other, .path = kNone, .value = {}}, after, on);
    current_ = on;
    add(OperationKind::reraise, item);
    leave(BlockEnd::unwind);
    unwind_ = outer;
  }
  current_ = after;
}

void FunctionMaker::try_statement(NodeId n) {
  const NodeId last_clause = tree_.child(n, Kind::finally_clause);
  const NodeId last = last_clause == kNoNode ? kNoNode : tree_.child(last_clause, Kind::block);
  if (last == kNoNode) return try_body(n);
  const auto outer = unwind_;
  const auto attempt = static_cast<std::uint32_t>(out_.unwinds.size());
  const auto raised = new_block(), after = new_block();
  out_.unwinds.push_back({.kind = UnwindKind::attempt, .parent = outer, .path = kNone, .callee = kNone, .handlers = {{.type = kNone, .block = raised}}});
  unwind_ = attempt;
  exits_.push_back({.last = last, .manager = kNone, .callee = kNone, .unwind = outer, .scope = scope_, .at = last_clause});
  try_body(n);
  run_exits(exits_.size() - 1);
  exits_.pop_back();
  unwind_ = outer;
  jump(after);
  current_ = raised;
  unwind_ = static_cast<std::uint32_t>(out_.unwinds.size());
  out_.unwinds.push_back({.kind = UnwindKind::handling, .parent = outer, .path = kNone, .callee = kNone, .handlers = {}, .of = attempt, .handler = 0});
  statements(last);
  if (is_reached()) {
    add(OperationKind::reraise, last_clause);
    leave(BlockEnd::unwind);
  }
  unwind_ = outer;
  current_ = after;
}

void FunctionMaker::try_body(NodeId n) {
  struct Clause {
    NodeId node = kNoNode, alias = kNoNode, body = kNoNode;
    std::vector<std::uint32_t> types{};
    bool exact = true, all = false;
  };
  std::vector<Clause> clauses;
  NodeId otherwise = kNoNode;
  for (const NodeId c : tree_.children(n)) {
    if (tree_.kind(c) == Kind::else_clause) otherwise = tree_.child(c, Kind::block);
    if (tree_.kind(c) != Kind::except_clause && tree_.kind(c) != Kind::except_group_clause) continue;
    const ExceptClause written = read_except_clause(tree_, c);
    Clause clause{.node = c, .alias = written.bound, .body = written.body};
    // A group is caught in part.
    if (tree_.kind(c) == Kind::except_group_clause) clause.exact = false;
    else if (written.types.empty()) clause.all = true;
    else {
      std::vector<NodeId> names;
      for (NodeId of : written.types) {
        while (of != kNoNode && tree_.kind(of) == Kind::parenthesized_expression) of = tree_.first_child(of);
        if (of == kNoNode || tree_.kind(of) != Kind::tuple) names.push_back(of);
        else for (const NodeId inner : tree_.children(of)) names.push_back(inner);
      }
      for (const NodeId name : names) {
        const auto chain = names_.exception(names_.meaning(name, scope_));
        if (chain.empty()) clause.exact = false;
        else if (names_.name_of(chain.front()) == "builtins.BaseException") clause.all = true;
        else clause.types.push_back(chain.front());
      }
    }
    // Each type has a body of its own, so that what is raised on from there is told apart.
    if (!clause.exact || clause.all || clause.types.size() < 2) {
      clauses.push_back(std::move(clause));
      continue;
    }
    const auto types = std::move(clause.types);
    for (const auto type : types) {
      clause.types = {type};
      clauses.push_back(clause);
    }
  }
  if (clauses.empty()) {
    if (const NodeId body = tree_.child(n, Field::body); body != kNoNode) statements(body);
    return;
  }
  const auto outer = unwind_;
  const auto attempt = static_cast<std::uint32_t>(out_.unwinds.size());
  out_.unwinds.push_back({.kind = UnwindKind::attempt, .parent = outer, .path = kNone, .callee = kNone, .handlers = {}});
  // From the first that nobody can decide on, all go through one place that asks them in turn.
  std::vector<std::uint32_t> blocks;
  std::vector<std::uint32_t> handler_of;
  std::vector<HandlerFact> handlers;
  std::uint32_t asks = kNone;
  std::size_t first_asked = clauses.size();
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    blocks.push_back(new_block());
    if (asks == kNone && !clauses[i].exact && !clauses[i].all) {
      asks = new_block();
      first_asked = i;
      handlers.push_back({.type = kNone, .block = asks});
    }
    handler_of.push_back(static_cast<std::uint32_t>(asks != kNone ? handlers.size() - 1 : handlers.size()));
    if (asks != kNone) continue;
    if (clauses[i].all) handlers.push_back({.type = kNone, .block = blocks[i]});
    else handlers.push_back({.type = clauses[i].types.empty() ? kNone : clauses[i].types.front(), .block = blocks[i]});
  }
  out_.unwinds[attempt].handlers = std::move(handlers);
  const auto after = new_block();
  unwind_ = attempt;
  if (const NodeId body = tree_.child(n, Field::body); body != kNoNode) statements(body);
  unwind_ = outer;
  if (otherwise != kNoNode && is_reached()) statements(otherwise);
  jump(after);
  const auto handling = [&](std::uint32_t handler) {
    out_.unwinds.push_back({.kind = UnwindKind::handling, .parent = outer, .path = kNone, .callee = kNone, .handlers = {}, .of = attempt, .handler = handler});
    return static_cast<std::uint32_t>(out_.unwinds.size() - 1);
  };
  if (asks != kNone) {
    unwind_ = handling(handler_of[first_asked]);
    current_ = asks;
    for (std::size_t i = first_asked; i < clauses.size() && is_reached(); ++i) {
      if (clauses[i].all) {
        jump(blocks[i]);
        break;
      }
      const auto next = new_block();
      branch({.kind = ConditionKind::other, .path = kNone, .value = {}}, blocks[i], next);
      current_ = next;
    }
    if (is_reached()) {
      add(OperationKind::reraise, n);
      leave(BlockEnd::unwind);
    }
  }
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    current_ = blocks[i];
    unwind_ = handling(handler_of[i]);
    if (clauses[i].alias != kNoNode) assign(clauses[i].alias, of_path(path({.kind = PathKind::caught, .name = {}, .arguments = {}})), clauses[i].node);
    if (clauses[i].body != kNoNode) statements(clauses[i].body);
    unwind_ = outer;
    jump(after);
  }
  current_ = after;
}

}  // namespace unknot::python
