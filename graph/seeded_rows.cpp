// Every place that says the name of the class, in code that runs: is it one that only asks?
#include "graph/seeded_rows.h"

#include <algorithm>

#include "graph/module_names.h"
#include "graph/words.h"

namespace unknot {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::ModuleFacts;

namespace {

std::uint32_t number_of(const ModuleFacts& facts, std::string_view name) {
  const auto found = std::ranges::find(facts.names, name);
  return found == facts.names.end() ? kNone : static_cast<std::uint32_t>(found - facts.names.begin());
}

std::string_view word_of(const ModuleFacts& facts, std::uint32_t expression) {
  const Expr& e = facts.exprs[expression];
  return e.kind == ExprKind::name ? facts.names[e.a] : e.kind == ExprKind::attribute ? facts.names[e.b] : std::string_view();
}

}  // namespace

SeededRows::SeededRows(const imports::World& world, std::span<const Model> models, RunsByHand& by_hand) : world_(world), by_hand_(by_hand), asks_{"isinstance"} {
  for (const auto& model : models)
    for (const auto* list : {&model.queries.asks, &model.queries.statements, &model.queries.session_for_row, &model.queries.session_for_rows, &model.queries.by_key, &model.queries.relationships})
      for (const auto& name : *list) asks_.emplace(last_word(name));
}

bool SeededRows::holds(const std::string& row_class, const std::string& table) {
  const auto [known, fresh] = answers_.try_emplace(row_class, false);
  if (fresh) known->second = is_filled(table) && !is_made(row_class);
  return known->second;
}

bool SeededRows::is_filled(const std::string& table) const {
  for (std::uint32_t m = 0; m < world_.modules.size(); ++m) {
    const ModuleFacts& facts = world_.modules[m].facts;
    const auto name = number_of(facts, table);
    if (!by_hand_.is_script(m) || name == kNone) continue;
    const bool fills = std::ranges::any_of(facts.exprs, [&](const Expr& e) {
      return e.kind == ExprKind::attribute && std::ranges::find(by_hand_.fills(), facts.names[e.b]) != by_hand_.fills().end();
    });
    if (fills && std::ranges::any_of(facts.exprs, [&](const Expr& e) { return e.kind == ExprKind::string && e.a == name; })) return true;
  }
  return false;
}

bool SeededRows::is_made(const std::string& row_class) {
  if (functions_.empty())
    for (const auto& module : world_.modules)
      for (const auto& function : module.facts.functions)
        if (function.name != kNone) functions_.insert(module.facts.names[function.name]);
  for (std::uint32_t m = 0; m < world_.modules.size(); ++m)
    if (!by_hand_.is_script(m) && !by_hand_.is_test(m) && is_made_in(m, row_class)) return true;
  return false;
}

/// Or handed on to who may make it.
bool SeededRows::is_made_in(std::uint32_t module, const std::string& row_class) {
  const ModuleFacts& facts = world_.modules[module].facts;
  const auto name = number_of(facts, row_class);
  if (name == kNone) return false;
  std::set<std::uint32_t> called, asked;  // expressions: what is called, and what only asks
  for (const Expr& e : facts.exprs)
    if (e.kind == ExprKind::call) called.insert(e.a);
  for (std::uint32_t id = 1; id < facts.exprs.size(); ++id) {
    const Expr& e = facts.exprs[id];
    // `Role.query` asks; `Role.create()` is a function of the project, and may make one.
    if (e.kind == ExprKind::attribute && !(called.contains(id) && functions_.contains(facts.names[e.b]))) asked.insert(e.a);
    if (e.kind == ExprKind::subscript) asked.insert(e.b);
    if (e.kind == ExprKind::call && asks_.contains(word_of(facts, e.a)))
      for (std::uint32_t i = 0; i < e.children.count; ++i) asked.insert(element(facts, e.children, i));
  }
  for (std::uint32_t id = 1; id < facts.exprs.size(); ++id) {
    const Expr& e = facts.exprs[id];
    const bool is_it = (e.kind == ExprKind::name && e.a == name) || (e.kind == ExprKind::attribute && e.b == name);
    if (is_it && !asked.contains(id) && !by_hand_.holds(module, e.line)) return true;
  }
  // Under another name nobody sees it.
  return std::ranges::any_of(facts.stmts, [&](const imports::Stmt& s) {
    for (std::uint32_t i = 0; s.kind == imports::StmtKind::from && i + 1 < s.first.count; i += 2)
      if (element(facts, s.first, i) == name && element(facts, s.first, i + 1) != name) return true;
    return false;
  });
}

}  // namespace unknot
