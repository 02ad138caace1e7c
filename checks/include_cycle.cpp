// Headers that include each other.
#include <algorithm>
#include <array>

#include "checks/implications.h"
#include "checks/own_implementation.h"
#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/consistency.h"
#include "graph/entered_tangles.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using Units = std::vector<UnitId>;
using Dependencies = std::vector<DependencyId>;

std::vector<Units> possible_tangles(const CheckContext& ctx, const Implications& implications,
                                    Changeable changeable) {
  std::vector<Units> sets;
  for (const auto& variant : ctx.program.variants) {
    const LocalGraph local(ctx.program, variant.possible, ctx.suppressed);
    std::vector<std::vector<Literal>> literals;
    for (const DependencyId id : local.dependencies)
      literals.push_back(implications.of(ctx.program.dependency(id), changeable));
    for (const auto& component : consistent_components(local.graph(), literals, kConsistencySteps)) {
      auto& units = sets.emplace_back();
      for (const Vertex v : component.vertices) units.push_back(local.units[v]);
    }
  }
  return join_sets(sets);
}

/// Every dependency that `wanted` takes between units of the set, sorted.
template <class Wanted>
Dependencies within(const CheckContext& ctx, const Units& units, const Wanted& wanted) {
  Dependencies out;
  for (const auto& variant : ctx.program.variants)
    for (const DependencyId id : variant.possible) {
      const auto& d = ctx.program.dependency(id);
      if (d.from != d.to && !ctx.is_suppressed(id) && wanted(d) && std::ranges::binary_search(units, d.from) &&
          std::ranges::binary_search(units, d.to))
        out.push_back(id);
    }
  sort_unique(out);
  return out;
}

/// Of the equally short walks one whose conditions can all hold together, where there is one.
void prefer_consistent_witness(const CheckContext& ctx, const Dependencies& dependencies, const Implications& implications,
                               Tangle& tangle) {
  const LocalGraph local(ctx.program, dependencies, ctx.suppressed);
  std::vector<std::vector<Literal>> literals;
  for (const DependencyId id : local.dependencies)
    literals.push_back(implications.of(ctx.program.dependency(id), Changeable::dropped));
  const auto cycle = shortest_consistent_cycle(local.graph(), literals, kConsistencySteps);
  if (cycle.exhausted || cycle.edges.size() != tangle.witness.size()) return;
  for (std::size_t i = 0; i < cycle.edges.size(); ++i) {
    const auto& d = ctx.program.dependency(local.dependencies[cycle.edges[i]]);
    const auto found = std::ranges::find_if(tangle.edges, [&](const TangleEdge& edge) {
      return edge.from == ctx.program.unit(d.from).name && edge.to == ctx.program.unit(d.to).name;
    });
    tangle.witness[i] = static_cast<std::uint32_t>(found - tangle.edges.begin());
  }
}

/// No unit enters all of the tangle, though one may enter this edge and another that one: then the conditional edges say
/// what is missing, or all do where none is conditional (two files with one guard).
void mark_not_entered(Tangle& tangle, Entered mark) {
  const auto followed = [](const TangleEdge& edge) { return edge.entered == Entered::yes; };
  const auto conditional = [](const TangleEdge& edge) { return edge.condition != When::always; };
  const bool all = std::ranges::all_of(tangle.edges, followed);
  const bool plain = std::ranges::none_of(tangle.edges, conditional);
  for (auto& edge : tangle.edges)
    if (edge.entered == Entered::not_shown || (all && (plain || conditional(edge)))) edge.entered = mark;
}

std::string cut_words(const Tangle& tangle) {
  if (tangle.cut.edges.size() == 1) return "without this include no cycle is left";
  return "one of " + std::to_string(tangle.cut.edges.size()) + " includes to remove; then no cycle is left";
}

void describe(Finding& finding) {
  const Tangle& knot = *finding.tangle;
  const std::string_view case_name = finding.case_name;
  const std::string size = std::to_string(knot.units.size()) + " files";
  finding.message = "include cycle of " + size + ": " + walk_text(knot);
  if (case_name == "own-implementation") {
    finding.message = "a header and its own implementation file include each other: " + walk_text(knot);
  } else if (case_name == "not-shown") {
    const auto conditions = conditions_text(knot);
    finding.message = "possible include cycle of " + size + " that no translation unit enters";
    if (!conditions.empty()) finding.message += "; it closes if " + conditions;
    finding.message += ": " + walk_text(knot);
  } else if (case_name == "unknown") {
    finding.message = "include cycle of " + size + " that may or may not close, since a macro in its conditions changes on the way: " + walk_text(knot);
  }
  if (!case_name.empty()) return;
  finding.notes.push_back({finding.at, cut_words(knot)});
  for (const std::uint32_t id : knot.cut.edges)
    if (const auto words = evidence_words(knot.edges[id]); !words.empty())
      finding.notes.push_back({knot.edges[id].at, knot.edges[id].from + " -> " + knot.edges[id].to + ": " + words});
}

/// Within strongly connected parts or not: what no walk used yet may be used by the next line.
Edges graph_edges(const CheckContext& ctx) {
  Edges out;
  for (std::uint32_t i = 0; i < ctx.program.dependencies.size(); ++i) {
    const auto& d = ctx.program.dependencies[i];
    if (d.from != d.to && !ctx.is_suppressed(DependencyId{i})) out.emplace_back(ctx.program.unit(d.from).name, ctx.program.unit(d.to).name);
  }
  sort_unique(out);
  return out;
}

void run(const CheckContext& ctx, const FindingSink& report);

constexpr std::array kCases{
    CaseInfo{"own-implementation", Severity::note, "a header and the file with its inline or template bodies, on purpose"},
    CaseInfo{"not-shown", Severity::note, "a cycle under conditions that no translation unit of the database meets"},
    CaseInfo{"unknown", Severity::note, "a cycle whose conditions change on the way, so that it cannot be decided"}};
constexpr std::array kOptions{kImplementationSuffixes};
constexpr std::array kExamples{Example{
    .language = "cpp",
    .bad = R"(// file: order.h
#pragma once
#include "customer.h"
struct Order { Customer* customer; };
// file: customer.h
#pragma once
#include "order.h"
struct Customer { Order* last; };
// file: main.cpp
#include "order.h"
)",
    .good = R"(// file: order.h
#pragma once
struct Customer;
struct Order { Customer* customer; };
// file: customer.h
#pragma once
#include "order.h"
struct Customer { Order* last; };
// file: main.cpp
#include "customer.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Files that include each other, directly or through others. Each set of files that are all knotted together (a strongly
connected component) is one finding, however many cycles run through it: with the shortest cycle as its witness, every
edge with its line, and the fewest includes whose removal leaves no cycle.

A cycle is reported as a warning where at least one translation unit really enters every edge of a closed walk: the
preprocessor followed those directives, under the flags of the compile commands. A file that no translation unit reaches
is looked at as if it were one.

## Why it matters
Which of two files that include each other comes first depends on who is included first. Include guards then hide one from
the other: a name that is there in one translation unit is missing in the next, and a harmless new include breaks a build
far away. Every file of the tangle is compiled wherever one of them is.

## How to fix it
Start at the include that the finding stands at. Often the name behind it is needed as a pointer or reference only: a
forward declaration does. If only function bodies need it, move the include to the source file. If both files need each
other's definitions, the part that both share belongs in a third file. A header that is there to include others (an umbrella) keeps
its includes: the parts that include it back should include what they need.

## Cases
- `own-implementation` (note): `x.h` includes `x.inl`, `x-inl.h`, `x.tpp` or the like at its end, which includes `x.h`
  again so that tools can read it alone.
- `not-shown` (note): the cycle closes only under conditions that no translation unit of this database meets, such as
  `_WIN32` on Linux. The finding names them. Branches that exclude each other never make a cycle.
- `unknown` (note): conditions of the cycle exclude each other, but a file on the way defines or undefines the macro.

## Known limits
Conditions are compared as written, and only `&&`, `!`, `defined` and equality with a number are understood; any other
expression is one question with two answers.
)";

}  // namespace

constinit const Check checks::include_cycle{.info = {.id = "include-cycle",
                                                     .summary = "Files that include each other.",
                                                     .doc = kDoc,
                                                     .kind = FindingKind::knot,
                                                     .severity = Severity::warning,
                                                     .evidence = Level::file,
                                                     .cases = kCases,
                                                     .options = kOptions,
                                                     .examples = kExamples},
                                            .run = run,
                                            .describe = describe,
                                            .edges = graph_edges};

namespace {

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.variants.empty()) return;
  const auto suffixes = ctx.options.text("implementation-suffixes");
  const auto& info = checks::include_cycle.info;
  const auto add = [&](Tangle tangle, std::string_view case_name, const Units& units) {
    const bool own = own_implementation_only(tangle, suffixes);
    Finding finding = tangle_finding(info, std::move(tangle), ctx.program.unit(units.front()).language);
    finding.case_name = own ? "own-implementation" : case_name;
    if (!finding.case_name.empty()) finding.severity = Severity::note;
    report(std::move(finding));
  };

  const auto entered = entered_tangles(ctx.program, ctx.suppressed);
  for (const auto& units : entered)
    add(make_tangle(ctx.program, units, within(ctx, units, [](const Dependency& d) { return d.entered == Entered::yes; })), "", units);

  const Implications implications(ctx.program);
  const auto certain = possible_tangles(ctx, implications, Changeable::kept);
  for (const auto& units : possible_tangles(ctx, implications, Changeable::dropped)) {
    if (std::ranges::find(entered, units) != entered.end()) continue;
    const bool shown = std::ranges::find(certain, units) != certain.end();
    const auto dependencies = within(ctx, units, [](const Dependency&) { return true; });
    auto tangle = make_tangle(ctx.program, units, dependencies);
    prefer_consistent_witness(ctx, dependencies, implications, tangle);
    mark_not_entered(tangle, shown ? Entered::not_shown : Entered::unknown);
    const bool lost = std::ranges::any_of(tangle.edges, [](const TangleEdge& e) { return e.entered == Entered::unknown; });
    add(std::move(tangle), lost ? "unknown" : "not-shown", units);
  }
}

}  // namespace
}  // namespace unknot
