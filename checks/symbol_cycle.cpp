// Classes and functions of different files that need each other completely.
#include <algorithm>
#include <array>
#include <set>

#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/sort_unique.h"
#include "graph/symbol_graph.h"

namespace unknot {
namespace {

constexpr std::array kCases{CaseInfo{"grew", Severity::warning, "a need between two symbols that the base does not have, inside or into a tangle"}};
constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: order.h
#pragma once
struct Customer;
struct Order { int total(const Customer&) const; int sum = 0; };
// file: customer.h
#pragma once
struct Order;
struct Customer { int spent(const Order&) const; int discount = 0; };
// file: order.cpp
#include "order.h"
#include "customer.h"
int Order::total(const Customer& customer) const { return sum - customer.discount; }
// file: customer.cpp
#include "customer.h"
#include "order.h"
int Customer::spent(const Order& order) const { return order.total(*this); }
)",
                                       .good = R"(// file: order.h
#pragma once
struct Order { int total(int discount) const; int sum = 0; };
// file: customer.h
#pragma once
struct Order;
struct Customer { int spent(const Order&) const; int discount = 0; };
// file: order.cpp
#include "order.h"
int Order::total(int discount) const { return sum - discount; }
// file: customer.cpp
#include "customer.h"
#include "order.h"
int Customer::spent(const Order& order) const { return order.total(discount); }
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Classes and functions that need each other completely, though they stand in different files: one calls the other, derives from it,
holds it by value or needs its members, and the other way round, directly or through others. Members count as their class. To name a
class behind a pointer or a reference is no need. A header and the source file of its name count as one file.

Each set of symbols that are all knotted together (a strongly connected component) is one finding, with the shortest cycle, every
use with its line, and the fewest edges whose removal leaves no cycle.

## Why it matters
What is knotted can only be understood, tested, moved to another library and replaced together, however well the headers are kept
apart by forward declarations.

## How to fix it
Hand over what is needed instead of whom to ask; turn one direction into an interface that the other side implements; move what both
need into a third class.

## Cost
Every translation unit is parsed, which takes as long as compiling them without code generation; the answers are kept, so that later
runs parse only what changed. That is why this check is off by default.

## Cases
- `grew` (warning): with a base (`--changed-since`, `--staged`, `--baseline`), a need between two symbols that it does not have.

## Known limits
Functions of one name and namespace are one symbol. What several files define is left out: which of them a use means, the linker
knows. Calls through function pointers and virtual functions count for what is named.
)";

/// What is needed completely; a name, an alias or a variable is not what this is about.
Program needs_of(const CheckContext& ctx) {
  return symbol_program(ctx.program, SymbolLevel::class_, Strength::call, Ambiguous::dropped);
}

void describe(Finding& finding) {
  const Tangle& knot = *finding.tangle;
  finding.message = counted(knot.units.size(), "symbol") + " of different files need each other: " + walk_text(knot);
  finding.notes.push_back({finding.at, knot.cut.edges.size() == 1 ? "without this use no cycle is left"
                                                                  : "one of " + std::to_string(knot.cut.edges.size()) + " needs to remove; then no cycle is left"});
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.symbols.symbols.empty()) return;
  const Program needs = needs_of(ctx);
  for (auto& tangle : tangles_of(needs, Level::symbol)) {
    std::set<std::string_view> places;
    const Unit* first = nullptr;
    for (const auto& name : tangle.units) {
      const auto unit = std::ranges::lower_bound(needs.units, name, {}, &Unit::name);
      if (first == nullptr) first = &*unit;
      places.insert(physical_component(unit->path));
    }
    if (places.size() > 1) report(tangle_finding(checks::symbol_cycle.info, std::move(tangle), first->language));
  }
}

Edges graph_edges(const CheckContext& ctx) {
  if (ctx.program.symbols.symbols.empty()) return {};
  const Program needs = needs_of(ctx);
  Edges out;
  for (const auto& d : needs.dependencies) out.emplace_back(needs.unit(d.from).name, needs.unit(d.to).name);
  sort_unique(out);
  return out;
}

}  // namespace

constinit const Check checks::symbol_cycle{.info = {.id = "symbol-cycle",
                                                    .summary = "Classes and functions of different files that need each other.",
                                                    .doc = kDoc,
                                                    .kind = FindingKind::knot,
                                                    .severity = Severity::note,
                                                    .on_by_default = false,
                                                    .reads_symbols = true,
                                                    .cases = kCases,
                                                    .examples = kExamples},
                                           .run = run,
                                           .describe = describe,
                                           .edges = graph_edges};

}  // namespace unknot
