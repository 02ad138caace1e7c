// Entries are simulated side by side; what they show is joined in an order of its own.
#include "graph/import_context.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace unknot::imports {
namespace {

void join(const Sightings& from, Sightings& into) {
  for (const auto& [edge, line] : from.followed) {
    const auto [found, fresh] = into.followed.emplace(edge, line);
    if (!fresh) found->second = std::min(found->second, line);
  }
  into.relied.insert(from.relied.begin(), from.relied.end());
  into.masked.insert(from.masked.begin(), from.masked.end());
  into.starred.insert(from.starred.begin(), from.starred.end());
  into.typing.insert(from.typing.begin(), from.typing.end());
}

bool is_target(const ModuleFacts& facts, std::uint32_t expr, std::string_view name) {
  const Expr& at = facts.exprs[expr];
  if (at.kind == ExprKind::name) return facts.names[at.a] == name;
  if (at.kind != ExprKind::tuple) return false;
  for (std::uint32_t i = 0; i < at.children.count; ++i)
    if (is_target(facts, facts.lists[at.children.begin + i], name)) return true;
  return false;
}

std::uint32_t bound_in(const ModuleFacts& facts, List block, std::string_view name) {
  for (std::uint32_t i = 0; i < block.count; ++i) {
    const Stmt& stmt = facts.stmts[facts.lists[block.begin + i]];
    const auto item = [&](List list, std::uint32_t n) { return facts.lists[list.begin + n]; };
    bool binds = false;
    switch (stmt.kind) {
      case StmtKind::assign: case StmtKind::annotated: case StmtKind::augmented:
        for (std::uint32_t t = 0; t < stmt.first.count; ++t) binds |= (stmt.kind != StmtKind::annotated || stmt.a != kNone) && is_target(facts, item(stmt.first, t), name);
        break;
      case StmtKind::def: binds = facts.names[facts.functions[stmt.a].name] == name; break;
      case StmtKind::klass: binds = facts.names[stmt.a] == name; break;
      case StmtKind::import_: binds = stmt.b == kNone ? facts.names[stmt.a].substr(0, facts.names[stmt.a].find('.')) == name : facts.names[stmt.b] == name; break;
      case StmtKind::from:
        for (std::uint32_t t = 1; t < stmt.first.count; t += 2) binds |= facts.names[item(stmt.first, t)] == name;
        break;
      default: break;
    }
    if (binds) return stmt.line;
    if (stmt.kind == StmtKind::klass || stmt.kind == StmtKind::match) continue;
    for (const List& inner : {stmt.kind == StmtKind::with ? stmt.second : stmt.kind == StmtKind::branch || stmt.kind == StmtKind::loop || stmt.kind == StmtKind::repeat || stmt.kind == StmtKind::guarded ? stmt.first : List{},
                              stmt.kind == StmtKind::branch || stmt.kind == StmtKind::loop || stmt.kind == StmtKind::repeat ? stmt.second : List{},
                              stmt.kind == StmtKind::guarded ? stmt.third : List{}, stmt.kind == StmtKind::guarded ? stmt.fourth : List{}})
      if (const std::uint32_t line = bound_in(facts, inner, name); line != 0) return line;
  }
  return 0;
}

}  // namespace

std::uint32_t bound_line(const ModuleFacts& facts, std::string_view name) { return bound_in(facts, facts.body, name); }

std::vector<Entry> simulate(const World& world, std::vector<Entry> entries, const std::vector<bool>& knotted, unsigned jobs, Sightings& sightings) {
  constexpr std::size_t kAtOnce = 16;
  constexpr std::size_t kLarge = 300;
  std::vector<std::size_t> fresh, shared;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EntryPoint& point = entries[i].point;
    // What has the name of a module of the standard library is that one to whoever imports it.
    if (is_standard_module(std::string_view(world.modules[point.module].name).substr(0, world.modules[point.module].name.find('.')))) continue;
    (entries.size() > kLarge && point.start == Start::import_ && !knotted[point.module] ? shared : fresh).push_back(i);
  }
  std::vector<Sightings> seen(std::max(1U, jobs));
  const auto run_fresh = [&](const std::vector<std::size_t>& wanted) {
    std::atomic<std::size_t> next{0};
    const auto work = [&](std::size_t thread) {
      Simulator simulator(world);
      for (std::size_t begin = next.fetch_add(kAtOnce); begin < wanted.size(); begin = next.fetch_add(kAtOnce))
        for (std::size_t i = begin; i < std::min(begin + kAtOnce, wanted.size()); ++i) entries[wanted[i]].result = simulator.run(entries[wanted[i]].point, seen[thread]);
    };
    std::vector<std::thread> others;
    for (std::size_t t = 1; t < std::min(seen.size(), wanted.size() / kAtOnce); ++t) others.emplace_back(work, t);
    work(0);
    for (auto& other : others) other.join();
  };
  run_fresh(fresh);
  if (!shared.empty()) {
    std::vector<EntryPoint> points;
    for (const std::size_t i : shared) points.push_back(entries[i].point);
    Simulator simulator(world);
    const auto results = simulator.run_all(points, seen[0]);
    bool failed = std::ranges::any_of(fresh, [&](std::size_t i) { return entries[i].result.outcome != Outcome::passes; });
    for (std::size_t k = 0; k < shared.size(); ++k) {
      entries[shared[k]].result = results[k];
      failed = failed || results[k].outcome != Outcome::passes;
    }
    if (failed) run_fresh(shared);
  }
  for (const auto& one : seen) join(one, sightings);
  return entries;
}

}  // namespace unknot::imports
