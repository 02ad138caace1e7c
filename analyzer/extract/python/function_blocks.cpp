// Blocks and paths of one function.
#include <algorithm>

#include "analyzer/extract/python/function_maker.h"

namespace unknot::python {

FunctionMaker::FunctionMaker(Names& names, const FunctionHere* here)
    : names_(names), tree_(names.tree()), scopes_(names.scopes()), here_(here), scope_(here == nullptr ? 0 : here->scope), own_scope_(scope_) {}

std::uint32_t FunctionMaker::new_block() {
  out_.blocks.emplace_back();
  return static_cast<std::uint32_t>(out_.blocks.size() - 1);
}

void FunctionMaker::jump(std::uint32_t to) {
  if (!is_reached()) return;
  block().end = BlockEnd::jump;
  block().successors = {to};
  current_ = kNone;
}

void FunctionMaker::branch(ConditionFact condition, std::uint32_t yes, std::uint32_t no) {
  if (!is_reached()) return;
  block().end = BlockEnd::branch;
  block().condition = std::move(condition);
  block().successors = {yes, no};
  current_ = kNone;
}

void FunctionMaker::leave(BlockEnd end) {
  if (!is_reached()) return;
  block().end = end;
  current_ = kNone;
}

OperationFact& FunctionMaker::add(OperationKind kind, NodeId at) {
  const auto [line, column] = tree_.position_of(at);
  auto& operations = block().operations;
  operations.push_back({.kind = kind, .flags = 0, .path = kNone, .value = {}, .callee = kNone, .arguments = {}, .types = {}, .unwind = unwind_,
                        .line = line, .column = column, .text = {}});
  return operations.back();
}

void FunctionMaker::may_raise(NodeId at) {
  if (!is_reached()) return;
  const auto cares = [&] {
    for (auto u = unwind_; u != kNone; u = out_.unwinds[u].parent)
      if (out_.unwinds[u].kind == UnwindKind::attempt) return true;
    return false;
  };
  if (!cares()) return;
  // Nothing has happened since the last one.
  if (block().operations.empty() && raised_before_ == current_ && raised_within_ == unwind_) return;
  const auto raises = new_block(), goes_on = new_block();
  branch({.kind = ConditionKind::other, .path = kNone, .value = {}}, raises, goes_on);
  current_ = raises;
  add(OperationKind::raise, at);
  leave(BlockEnd::unwind);
  current_ = raised_before_ = goes_on;
  raised_within_ = unwind_;
}

void FunctionMaker::not_understood(NodeId at, std::string_view what) {
  out_.attributes |= attribute::partial;
  if (is_reached()) add(OperationKind::unknown, at).text = what;
}

/// Blocks that nothing gets to go, and with them handlers.
void FunctionMaker::prune() {
  std::vector<bool> reached(out_.blocks.size(), false);
  std::vector<bool> seen(out_.unwinds.size(), false);
  std::vector<std::uint32_t> open{0};
  reached[0] = true;
  const auto reach = [&](std::uint32_t b) {
    if (b == kNone || reached[b]) return;
    reached[b] = true;
    open.push_back(b);
  };
  while (!open.empty()) {
    const auto b = open.back();
    open.pop_back();
    for (const auto s : out_.blocks[b].successors) reach(s);
    for (const auto& o : out_.blocks[b].operations)
      for (auto u = o.unwind; u != kNone && !seen[u]; u = out_.unwinds[u].parent) {
        seen[u] = true;
        for (const auto& handler : out_.unwinds[u].handlers) reach(handler.block);
      }
  }
  std::vector<std::uint32_t> number(out_.blocks.size(), kNone);
  std::vector<BlockFact> kept;
  for (std::uint32_t b = 0; b < out_.blocks.size(); ++b) {
    if (!reached[b]) continue;
    number[b] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(out_.blocks[b]));
  }
  out_.blocks = std::move(kept);
  for (auto& b : out_.blocks)
    for (auto& s : b.successors) s = number[s];
  for (auto& unwind : out_.unwinds)
    for (auto& handler : unwind.handlers)
      if (handler.block != kNone) handler.block = number[handler.block];
}

std::uint32_t FunctionMaker::path(PathFact fact) {
  const auto [known, fresh] = paths_.try_emplace(fact, static_cast<std::uint32_t>(out_.paths.size()));
  if (fresh) out_.paths.push_back(std::move(fact));
  return known->second;
}

std::uint32_t FunctionMaker::temporary() { return path({.kind = PathKind::temporary, .index = temporaries_++, .name = {}, .arguments = {}}); }

std::uint32_t FunctionMaker::object_of(const Made& value, NodeId at) {
  if (value.fact.kind == ValueKind::address) return value.fact.path;
  if (value.fact.kind == ValueKind::path) return behind(value.fact.path);
  // A value without a name gets one.
  const auto held = temporary();
  if (is_reached()) {
    auto& o = add(OperationKind::assign, at);
    o.path = held;
    o.value = value.fact;
  }
  return behind(held);
}

std::uint32_t FunctionMaker::path_of_cell(const Cell& cell) {
  const Scope& home = scopes_[cell.scope];
  if (cell.scope == 0 || home.kind == ScopeKind::type) return path({.kind = PathKind::variable, .entity = names_.variable(cell), .name = {}, .arguments = {}});
  if (home.runner == scopes_[own_scope_].runner || (here_ == nullptr && home.runner == 0)) {
    if (here_ != nullptr && home.kind != ScopeKind::comprehension)
      for (std::uint32_t i = 0; i < out_.parameters.size(); ++i)
        if (out_.parameters[i].name == cell.name) return path({.kind = PathKind::parameter, .index = i, .name = cell.name, .arguments = {}});
    const auto [known, fresh] = locals_.try_emplace(cell, static_cast<std::uint32_t>(locals_.size()));
    return path({.kind = PathKind::local, .index = known->second, .name = cell.name, .arguments = {}});
  }
  const auto& captures = scopes_[own_scope_].captures;
  const auto at = std::ranges::find(captures, cell) - captures.begin();
  if (static_cast<std::size_t>(at) == captures.size()) return path({.kind = PathKind::unknown, .name = {}, .arguments = {}});
  return behind(path({.kind = PathKind::capture, .index = static_cast<std::uint32_t>(at), .name = cell.name, .arguments = {}}));
}

Made FunctionMaker::function_value(const FunctionHere& f) {
  const Meaning meaning{.kind = Meaning::Kind::function, .name = f.name, .node = f.node};
  const std::uint32_t entity = names_.function(f);
  const bool is_closure = f.around != 0 || tree_.kind(f.node) == Kind::lambda;
  if (!is_closure) return of_path(path({.kind = PathKind::function, .entity = entity, .name = {}, .arguments = {}}), meaning);
  PathFact lambda{.kind = PathKind::lambda, .entity = entity, .name = {}, .arguments = {}};
  for (const auto& cell : scopes_[f.scope].captures) {
    const bool is_self = here_ != nullptr && cell.scope == here_->scope && cell.name == here_->self;
    const auto& own = scopes_[own_scope_].captures;
    const bool is_outer_self = scopes_[cell.scope].kind == ScopeKind::function && names_.function_at(scopes_[cell.scope].node).self == cell.name &&
                               std::ranges::find(own, cell) != own.end();
    if (is_self || is_outer_self) lambda.arguments.push_back({.field = kNone, .value = {.kind = ValueKind::address, .path = path({.kind = PathKind::self, .name = {}, .arguments = {}}), .text = {}}});
    else lambda.arguments.push_back({.field = kNone, .value = {.kind = ValueKind::reference, .path = path_of_cell(cell), .text = {}}});
  }
  return of_path(path(std::move(lambda)), meaning);
}

void FunctionMaker::run_exits(std::size_t down_to) {
  // The ways out of what is run there are those around it.
  const std::vector<Exit> exits = exits_;
  const auto unwind = unwind_;
  const auto scope = scope_;
  while (exits_.size() > down_to && is_reached()) {
    const Exit exit = exits_.back();
    exits_.pop_back();
    unwind_ = exit.unwind;
    scope_ = exit.scope;
    if (exit.last != kNoNode) {
      statements(exit.last);
    } else {
      auto& o = add(OperationKind::destroy, exit.at);
      o.path = exit.manager;
      o.callee = exit.callee;
    }
  }
  exits_ = exits;
  unwind_ = unwind;
  scope_ = scope;
}

}  // namespace unknot::python
