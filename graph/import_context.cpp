// All entries, one after the other, and where names are bound.
#include "graph/import_context.h"

namespace unknot::imports {
namespace {

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

std::vector<Entry> simulate(const World& world, std::vector<Entry> entries, const std::vector<TestRun>& runs, Sightings& sightings) {
  std::erase_if(entries, [](const Entry& entry) { return entry.run != kNone; });
  Simulator simulator(world);
  for (auto& entry : entries) {
    // What has the name of a module of the standard library is that one to whoever imports it.
    const std::string_view name = world.modules[entry.point.module].name;
    if (!is_standard_module(name.substr(0, name.find('.')))) entry.result = simulator.run(entry.point, sightings);
  }
  for (std::uint32_t r = 0; r < runs.size(); ++r) {
    const auto results = simulator.run_tests(runs[r], sightings);
    for (std::size_t s = 0; s < results.size(); ++s)
      if (results[s]) entries.push_back({.point = {.module = runs[r].steps[s].module, .start = Start::test}, .declared = runs[r].declared, .result = *results[s], .run = r});
  }
  return entries;
}

}  // namespace unknot::imports
