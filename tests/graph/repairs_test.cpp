// Which edges go, and who has to include what then.
#include <gtest/gtest.h>

#include "graph/repairs.h"

namespace unknot {
namespace {

TEST(Repairs, TheCheapestEdgesGo) {
  // 0 -> 1 -> 2 -> 0
  EXPECT_EQ(choose_repairs(3, std::vector<RepairableEdge>{{0, 1, 5}, {1, 2, 4}, {2, 0, 0}}), std::vector<EdgeIndex>{1});
  EXPECT_EQ(choose_repairs(3, std::vector<RepairableEdge>{{0, 1, 0}, {1, 2, 0}, {2, 0, 0}}), std::vector<EdgeIndex>{});
}

TEST(Repairs, NothingIsTakenOutOfWhatStaysKnotted) {
  // 0 and 1 hold each other; the third hangs on by an edge that may go, and 1 -> 0 has nothing to win.
  const std::vector<RepairableEdge> edges{{0, 1, 0}, {1, 0, 0}, {1, 2, 9}, {2, 0, 0}, {0, 1, 1}};
  EXPECT_EQ(choose_repairs(3, edges), std::vector<EdgeIndex>{2});
}

/// low.h includes high.h, which includes low.h; user.h includes low.h; main.cpp includes user.h. The symbol 0 stands in high.h.
Program program(std::vector<Use> uses) {
  Program out;
  for (const char* name : {"high.h", "low.h", "main.cpp", "user.h"}) out.units.push_back({.name = name, .path = {}});
  out.units[2].entry = true;
  const auto line = [&](std::uint32_t from, std::uint32_t to) {
    Dependency d;
    d.from = UnitId{from}, d.to = UnitId{to}, d.entered = Entered::yes, d.line = 1;
    out.dependencies.push_back(d);
  };
  line(0, 1), line(1, 0), line(2, 3), line(3, 1);
  Symbol symbol;
  symbol.usr = symbol.name = "High", symbol.forward = "class High;";
  symbol.declarations = {{UnitId{0}, {1, 1}, true}};
  out.symbols.symbols.push_back(symbol);
  out.symbols.uses = std::move(uses);
  return out;
}
Use use(std::uint32_t file, Strength strength) {
  Use out;
  out.file = UnitId{file}, out.symbol = SymbolId{0}, out.strength = strength, out.at = {{3, 1}};
  return out;
}
std::string lost(const Program& in, RepairPlan plan = {}) {
  plan.dropped = {DependencyId{1}};
  std::string out;
  for (const auto& one : lost_includes(in, plan))
    out += in.unit(one.file).name + " -> " + in.unit(one.target).name + (one.closes_cycle ? " closes; " : "; ");
  return out;
}

TEST(Repairs, WhoReliedOnTheLineIncludesItself) {
  EXPECT_EQ(lost(program({})), "");
  EXPECT_EQ(lost(program({use(3, Strength::complete)})), "user.h -> high.h; ");
  EXPECT_EQ(lost(program({use(2, Strength::complete), use(3, Strength::complete)})), "user.h -> high.h; ") << "main.cpp has it by user.h";
  EXPECT_EQ(lost(program({use(2, Strength::complete)})), "main.cpp -> high.h; ");
  EXPECT_EQ(lost(program({use(1, Strength::complete)})), "low.h -> high.h closes; ");
}

TEST(Repairs, WhatAConditionChoosesIsHadByWhoAsksIt) {
  // high.h includes impl.h, as other.h does, and that declares the symbol.
  for (const When when : {When::always, When::conditional}) {
    Program of = program({use(3, Strength::complete)});
    of.units.push_back({.name = "impl.h", .path = {}});
    of.units.push_back({.name = "other.h", .path = {}});
    for (const std::uint32_t from : {0U, 5U}) {
      Dependency d;
      d.from = UnitId{from}, d.to = UnitId{4}, d.entered = Entered::yes, d.line = 2, d.when = when;
      of.dependencies.push_back(d);
    }
    of.symbols.symbols[0].declarations = {{UnitId{4}, {1, 1}, true}};
    EXPECT_EQ(lost(of), when == When::always ? "user.h -> impl.h; " : "user.h -> high.h; ");
  }
}

TEST(Repairs, ADeclarationServesWhoOnlyNamesIt) {
  RepairPlan plan;
  plan.declared[SymbolId{0}] = {UnitId{1}};
  EXPECT_EQ(lost(program({use(1, Strength::name_only), use(3, Strength::name_only)}), plan), "");
  EXPECT_EQ(lost(program({use(1, Strength::name_only), use(3, Strength::complete)}), plan), "user.h -> high.h; ");
}

TEST(Repairs, WhatMovesIsNeededWhereItGoes) {
  RepairPlan plan;
  plan.moved[0] = UnitId{2};
  EXPECT_EQ(lost(program({use(1, Strength::call)}), plan), "main.cpp -> high.h; ");
}

TEST(Repairs, UnitsThatReachAFile) {
  const std::vector<UnitId> high{UnitId{0}};
  EXPECT_EQ(entries_reaching(program({}), high), std::vector<UnitId>{UnitId{2}});
}

}  // namespace
}  // namespace unknot
