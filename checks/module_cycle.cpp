// Modules that import each other.
#include <algorithm>
#include <array>
#include <set>

#include "checks/implications.h"
#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/consistency.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using Dependencies = std::vector<DependencyId>;

/// Imports between units, with the graph that they make.
struct ImportGraph {
  Dependencies dependencies;  ///< by edge
  Digraph graph;
  ImportGraph(const Program& program, Dependencies all)
      : dependencies(std::move(all)), graph(static_cast<Vertex>(program.units.size()), edges_of(program, dependencies)) {}

 private:
  static std::vector<Edge> edges_of(const Program& program, const Dependencies& dependencies) {
    std::vector<Edge> edges;
    for (const DependencyId id : dependencies)
      edges.push_back({index(program.dependency(id).from), index(program.dependency(id).to)});
    return edges;
  }
};

using Units = std::vector<UnitId>;

Units units_of(const std::vector<Vertex>& vertices) {
  Units out;
  for (const Vertex v : vertices) out.push_back(static_cast<UnitId>(v));
  return out;
}

/// The strongly connected sets, and each unit that imports itself as a set of its own.
std::vector<Units> knotted(const Program& program, const ImportGraph& imports, const std::vector<std::vector<Vertex>>& components) {
  std::set<UnitId> covered;
  std::vector<Units> out;
  for (const auto& component : components) {
    out.push_back(units_of(component));
    covered.insert(out.back().begin(), out.back().end());
  }
  for (const DependencyId id : imports.dependencies)
    if (const auto& d = program.dependency(id); d.from == d.to && covered.insert(d.from).second) out.push_back({d.from});
  std::ranges::sort(out);
  return out;
}

Dependencies within(const Program& program, const Dependencies& all, const Units& units) {
  Dependencies out;
  for (const DependencyId id : all) {
    const auto& d = program.dependency(id);
    if ((units.size() == 1 || d.from != d.to) && std::ranges::binary_search(units, d.from) && std::ranges::binary_search(units, d.to))
      out.push_back(id);
  }
  return out;
}

void describe(Finding& finding) {
  const Tangle& knot = *finding.tangle;
  const bool loop = knot.units.size() == 1;
  const std::string what = loop ? "a module that imports itself" : "module cycle of " + std::to_string(knot.units.size()) + " modules";
  const std::string conditions = conditions_text(knot);
  finding.message = what;
  if (finding.case_name == "not-shown") finding.message = "possible " + (loop ? what.substr(2) : what) + "; no unit of this build meets its conditions";
  if (finding.case_name == "unknown") finding.message += " that may or may not be there";
  if (!finding.case_name.empty() && !conditions.empty()) finding.message += "; it closes if " + conditions;
  finding.message += ": " + walk_text(knot);
  if (!finding.case_name.empty()) return;
  const std::size_t cuts = knot.cut.edges.size();
  finding.notes.push_back({finding.at, cuts == 1 ? "without this import no cycle is left"
                                                 : "one of " + std::to_string(cuts) + " imports to remove; then no cycle is left"});
}

void report_knot(const CheckContext& ctx, const Units& units, const Dependencies& imports, std::string_view case_name,
                 const FindingSink& report) {
  Tangle tangle = make_tangle(ctx.program, units, imports);
  tangle.level = Level::module;
  Finding finding = tangle_finding(checks::module_cycle.info, std::move(tangle), Language::cpp);
  finding.case_name = case_name;
  if (!case_name.empty()) finding.severity = Severity::note;
  report(std::move(finding));
}

Edges graph_edges(const CheckContext& ctx) {
  Edges out;
  for (std::uint32_t i = 0; i < ctx.program.dependencies.size(); ++i) {
    const auto& d = ctx.program.dependencies[i];
    if (is_module_import(ctx.program, d) && !ctx.is_suppressed(DependencyId{i}))
      out.emplace_back(ctx.program.unit(d.from).name, ctx.program.unit(d.to).name);
  }
  sort_unique(out);
  return out;
}

void run(const CheckContext& ctx, const FindingSink& report) {
  const Program& program = ctx.program;
  Dependencies possible;
  Dependencies entered;
  for (std::uint32_t i = 0; i < program.dependencies.size(); ++i) {
    const DependencyId id{i};
    if (!is_module_import(program, program.dependencies[i]) || ctx.is_suppressed(id)) continue;
    possible.push_back(id);
    if (program.dependencies[i].entered == Entered::yes) entered.push_back(id);
  }
  const ImportGraph sure(program, entered);
  const auto knots = knotted(program, sure, strong_components(sure.graph));
  for (const auto& units : knots) report_knot(ctx, units, within(program, entered, units), "", report);

  const ImportGraph all(program, possible);
  const Implications implications(program);
  std::vector<std::vector<Literal>> literals;
  for (const DependencyId id : possible) literals.push_back(implications.of(program.dependency(id), Changeable::kept));
  std::vector<std::vector<Vertex>> components;
  for (const auto& component : consistent_components(all.graph, literals, kConsistencySteps)) components.push_back(component.vertices);
  for (const auto& units : knotted(program, all, components)) {
    if (std::ranges::find(knots, units) != knots.end()) continue;
    const auto imports = within(program, possible, units);
    const bool unknown = std::ranges::any_of(imports, [&](DependencyId id) { return program.dependency(id).entered == Entered::unknown; });
    report_knot(ctx, units, imports, unknown ? "unknown" : "not-shown", report);
  }
}

constexpr std::array kCases{
    CaseInfo{"not-shown", Severity::note, "a cycle under conditions that no unit of the database meets"},
    CaseInfo{"unknown", Severity::note, "a cycle whose conditions hang on macros of a header unit, or on a unit that could not be read"}};
constexpr std::array kExamples{Example{
    .language = "cpp",
    .bad = R"(// file: order.cppm
export module order;
import customer;
// file: customer.cppm
export module customer;
import order;
)",
    .good = R"(// file: order.cppm
export module order;
import customer;
// file: customer.cppm
export module customer;
// file: customer.cpp
module customer;
import order;
)"}};

constexpr std::string_view kDoc = R"(## What it finds
C++20 modules that import each other, directly or through others: interfaces, partitions and header units. Each set that is
knotted together is one finding, with every module, every import with its line, and the fewest imports whose removal leaves
no cycle. Nothing is compiled for it: it is the graph that `clang-scan-deps -format=p1689` sees.

## Why it matters
A module can be compiled only after every module that it imports. In a cycle none can be the first: the build system refuses
the project, often with a message that names one module of many, or the compiler says that a module is not found.

## How to fix it
An implementation unit (`module a;`, without `export`) may import what imports its interface: if only bodies need the import,
move it there with the bodies. Otherwise the part that both modules need belongs in a third module, or in a partition that
both import. A partition never imports its own module's interface; it imports the partitions that it needs.

## Cases
- `not-shown` (note): the cycle closes only under conditions that no unit of this database meets.
- `unknown` (note): whether a condition holds hangs on macros that a header unit brings, or the unit could not be read.

## Known limits
A module whose name comes from a macro is known by the macro's name. Where several files of the project provide one module,
an importer means the nearest in the folder tree.
)";

}  // namespace

constinit const Check checks::module_cycle{.info = {.id = "module-cycle",
                                                    .summary = "C++20 modules that import each other.",
                                                    .doc = kDoc,
                                                    .kind = FindingKind::knot,
                                                    .severity = Severity::error,
                                                    .cases = kCases,
                                                    .examples = kExamples},
                                           .run = run,
                                           .describe = describe,
                                           .edges = graph_edges};

}  // namespace unknot
