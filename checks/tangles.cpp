// Building tangles.
#include "checks/tangles.h"

#include <algorithm>
#include <map>
#include <set>

#include "graph/algorithms/components.h"
#include "graph/algorithms/cut.h"
#include "graph/algorithms/witness.h"
#include "graph/evidence.h"
#include "graph/folded_cut.h"

namespace unknot {
namespace {

EdgeLine line_of(const Program& program, const Dependency& dependency) {
  return {.at = {.file = program.file(dependency), .line = dependency.line, .column = dependency.column},
          .from = program.unit(dependency.from).name,
          .to = program.unit(dependency.to).name};
}

/// The stronger answer: an edge is entered if any of its lines is.
Entered stronger(Entered a, Entered b) {
  if (a == Entered::yes || b == Entered::yes) return Entered::yes;
  return a == Entered::unknown || b == Entered::unknown ? Entered::unknown : Entered::not_shown;
}

void add_line(const Program& program, const Dependency& dependency, TangleEdge& edge) {
  edge.lines.push_back(line_of(program, dependency));
  edge.entered = stronger(edge.entered, dependency.entered);
  if (dependency.when == When::always) {
    edge.condition = When::always;
    edge.when.clear();
  } else if (edge.condition != When::always) {
    const auto& text = program.condition(dependency.condition).text;
    if (edge.when != text) edge.when += " || " + text;
  }
}

TangleEdge edge_of(const Program& program, const Dependency& dependency) {
  TangleEdge edge{.from = program.unit(dependency.from).name,
                  .to = program.unit(dependency.to).name,
                  .at = line_of(program, dependency).at,
                  .kind = dependency.kind,
                  .lines = {line_of(program, dependency)},
                  .weight = 1,
                  .condition = dependency.when,
                  .when = {},
                  .entered = dependency.entered,
                  .configs = {},
                  .evidence = Evidence::unknown,
                  .uses = {},
                  .use_count = 0};
  if (dependency.when == When::conditional) edge.when = program.condition(dependency.condition).text;
  return edge;
}

/// What the lines of an edge are for.
void add_evidence(const Program& program, std::span<const DependencyId> lines, TangleEdge& edge) {
  constexpr std::size_t kShown = 5;
  edge.evidence = evidence_of(program, lines);
  if (program.evidence.empty()) return;
  std::set<SymbolId> told;
  std::vector<std::uint32_t> uses;
  for (const DependencyId line : lines) uses.insert(uses.end(), program.evidence[index(line)].uses.begin(), program.evidence[index(line)].uses.end());
  // Within a line they are in order; of several lines the strongest use counts.
  if (lines.size() > 1)
    std::ranges::sort(uses, {}, [&](std::uint32_t u) { return std::pair(-static_cast<int>(program.symbols.uses[u].strength), u); });
  for (const std::uint32_t u : uses) {
    const Use& use = program.symbols.uses[u];
    edge.use_count += use.at.size();
    if (edge.uses.size() == kShown || !told.insert(use.symbol).second) continue;
    edge.uses.push_back({.at = {.file = program.file(use.file), .line = use.at.front().line, .column = use.at.front().column},
                         .symbol = program.symbols.symbols[index(use.symbol)].name,
                         .strength = use.strength,
                         .place = use.place});
  }
}

std::string_view verb(Strength strength) {
  switch (strength) {
    case Strength::name_only: return "names";
    case Strength::refer: return "uses";
    case Strength::call: return "calls";
    case Strength::complete: return "needs all of";
    case Strength::member: return "holds";
    case Strength::inherit: return "inherits from";
    case Strength::macro: return "expands";
  }
  return "";
}

/// How a file of a tangle stands in the whole program.
struct Standing {
  std::uint64_t dependents = 0;  ///< lines that include it
  std::uint64_t headers = 0;     ///< of these, in files that are included themselves
  std::uint64_t includes = 0;    ///< its own lines, as far as they stay in the project
  std::uint64_t pairs = 0;       ///< files that it includes and that include it

  /// It is there to include others, and several of them include it back. A base that knows what builds on it looks alike from
  /// inside a tangle, but many headers include that; a class and the file with its bodies are one pair.
  bool is_umbrella() const {
    constexpr std::uint64_t kFewestIncludes = 10;
    constexpr std::uint64_t kTimesMore = 3;
    return pairs > 1 && includes >= kFewestIncludes && includes >= kTimesMore * headers;
  }
};

std::map<std::string_view, Standing> standings(const Program& program, const Tangle& tangle) {
  std::map<std::string_view, Standing> out;
  for (const auto& unit : tangle.units) out.emplace(unit, Standing{});
  std::vector<bool> included(program.units.size());
  for (const auto& dependency : program.dependencies) included[index(dependency.to)] = true;
  for (const auto& dependency : program.dependencies) {
    if (const auto to = out.find(program.unit(dependency.to).name); to != out.end()) {
      ++to->second.dependents;
      to->second.headers += included[index(dependency.from)] ? 1 : 0;
    }
    if (const auto from = out.find(program.unit(dependency.from).name); from != out.end())
      from->second.includes += program.unit(dependency.to).origin == Origin::project ? 1 : 0;
  }
  std::set<std::pair<std::string_view, std::string_view>> edges;
  for (const auto& edge : tangle.edges) edges.emplace(edge.from, edge.to);
  for (const auto& [from, to] : edges) out.at(from).pairs += edges.contains({to, from}) ? 1 : 0;
  return out;
}

/// Of two edges between the same files, would a person rather give up this one? What leads into an umbrella, which its parts
/// need not know, and else what leads from a file that many include to one that few do (against the layers).
bool is_dispensable(const Standing& from, const Standing& to) {
  if (from.is_umbrella() != to.is_umbrella()) return to.is_umbrella();
  return from.dependents > to.dependents;
}

/// How hard it is to do without: unused 0 to inherent 4. Where nothing is known, all are alike.
std::uint64_t effort(Evidence evidence) {
  return evidence == Evidence::unknown ? static_cast<std::uint64_t>(Evidence::inherent) : static_cast<std::uint64_t>(evidence) - 1;
}

/// The fewest edges; among equally few those that a person would rather give up: what can be taken out by an edit, then conditional
/// ones, then what leads against the layers. The preference is worth less than one edge in all.
TangleCut cut_of_files(const Digraph& graph, const Program& program, const Tangle& tangle) {
  const auto standing = standings(program, tangle);
  constexpr std::uint64_t kEffort = 4;
  const std::uint64_t one = kEffort * 5 * graph.edge_count() + 1;
  std::vector<std::uint64_t> weights;
  for (const auto& edge : tangle.edges)
    weights.push_back(one + kEffort * effort(edge.evidence) + (edge.condition == When::conditional ? 0 : 2) +
                      (is_dispensable(standing.at(edge.from), standing.at(edge.to)) ? 0 : 1));
  const Cut cut = minimum_cut(graph, weights);
  // A cut of n edges weighs at most n * one + (one - 1): so many edges does the bound on the weight prove.
  const std::uint64_t bound = cut.lower_bound / one;
  const std::uint64_t cost = cut.edges.size();
  return {.edges = cut.edges, .optimal = bound == cost, .lower_bound = bound, .cost = cost};
}

/// `dependents`: by unit of the tangle, as folded_cut() takes them.
TangleCut cut_of_folded(const Digraph& graph, const Tangle& tangle, const std::vector<std::uint64_t>& dependents) {
  std::vector<std::uint64_t> lines;
  for (const auto& edge : tangle.edges) lines.push_back(edge.weight);
  // Tangles of real folders are proven in far fewer steps; `unknot untangle` has more patience for others.
  Cut cut = folded_cut(graph, lines, dependents.empty() ? dependents_of(graph, lines) : dependents, {.exact_steps = 200'000});
  return {.edges = std::move(cut.edges), .optimal = cut.optimal, .lower_bound = cut.lower_bound, .cost = cut.cost};
}

void add_loop_cut(Tangle& tangle) {
  tangle.witness = {0};
  tangle.cut = {.edges = {0}, .optimal = true, .lower_bound = 1, .cost = 1};
}

}  // namespace

Tangle make_tangle(const Program& program, std::span<const UnitId> units, std::span<const DependencyId> dependencies) {
  Tangle tangle;
  std::map<UnitId, Vertex> vertex;
  for (const UnitId unit : units) {
    vertex.emplace(unit, static_cast<Vertex>(tangle.units.size()));
    tangle.units.push_back(program.unit(unit).name);
  }
  std::vector<Edge> edges;
  // Dependencies are sorted by (from, to, line), so those of one pair stand together.
  for (std::size_t begin = 0, end = 0; begin < dependencies.size(); begin = end) {
    const Dependency& first = program.dependency(dependencies[begin]);
    edges.push_back({vertex.at(first.from), vertex.at(first.to)});
    TangleEdge& edge = tangle.edges.emplace_back(edge_of(program, first));
    for (end = begin + 1; end < dependencies.size(); ++end) {
      const Dependency& next = program.dependency(dependencies[end]);
      if (next.from != first.from || next.to != first.to) break;
      add_line(program, next, edge);
    }
    add_evidence(program, dependencies.subspan(begin, end - begin), edge);
  }
  if (units.size() == 1) {
    add_loop_cut(tangle);
    return tangle;
  }
  const Digraph graph(static_cast<Vertex>(units.size()), std::move(edges));
  tangle.witness = shortest_cycle(graph);
  tangle.cut = cut_of_files(graph, program, tangle);
  return tangle;
}

std::vector<Tangle> tangles_of(const Program& program, Level level) {
  std::vector<Edge> edges;
  for (const auto& d : program.dependencies) edges.push_back({index(d.from), index(d.to)});
  const auto components = strong_components(Digraph(static_cast<Vertex>(program.units.size()), std::move(edges)));
  std::vector<std::size_t> number(program.units.size(), components.size());
  for (std::size_t c = 0; c < components.size(); ++c)
    for (const Vertex v : components[c]) number[v] = c;
  std::vector<std::vector<DependencyId>> lines(components.size() + 1);
  for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) {
    const auto from = program.dependencies[d].from, to = program.dependencies[d].to;
    if (from != to && number[index(from)] == number[index(to)]) lines[number[index(from)]].push_back(DependencyId{d});
  }
  std::vector<Tangle> out;
  for (std::size_t c = 0; c < components.size(); ++c) {
    std::vector<UnitId> units;
    for (const Vertex v : components[c]) units.push_back(UnitId{v});
    out.push_back(make_tangle(program, units, lines[c]));
    out.back().level = level;
  }
  return out;
}

TangleCut best_cut(const Program& program, const Tangle& tangle) {
  const Digraph graph = graph_of(tangle);
  return is_folded(tangle.level) ? cut_of_folded(graph, tangle, {}) : cut_of_files(graph, program, tangle);
}

std::vector<Tangle> folded_tangles(const Program& program, const FoldedGraph& folded, Level level) {
  const auto component = tangle_numbers(folded);
  std::vector<Tangle> out;
  for (std::size_t v = 0; v < component.size(); ++v) {
    if (component[v] == kNoNode) continue;
    if (component[v] == out.size()) out.emplace_back().level = level;
    out[component[v]].units.push_back(folded.nodes[v]);
  }
  for (const auto& edge : folded.edges) {
    if (component[edge.from] == kNoNode || component[edge.from] != component[edge.to]) continue;
    auto& tangle = out[component[edge.from]];
    auto& shown = tangle.edges.emplace_back(edge_of(program, program.dependency(edge.lines.front())));
    for (std::size_t i = 1; i < edge.lines.size(); ++i) add_line(program, program.dependency(edge.lines[i]), shown);
    add_evidence(program, edge.lines, shown);
    std::ranges::sort(shown.lines);
    shown.at = shown.lines.front().at;
    shown.from = folded.nodes[edge.from];
    shown.to = folded.nodes[edge.to];
    shown.weight = shown.lines.size();
  }
  const auto all_dependents = dependents_of(folded);
  for (auto& tangle : out) {
    const Digraph local = graph_of(tangle);
    tangle.witness = shortest_cycle(local);
    std::vector<std::uint64_t> dependents;
    for (const auto& unit : tangle.units)
      dependents.push_back(all_dependents[static_cast<std::size_t>(std::ranges::lower_bound(folded.nodes, unit) - folded.nodes.begin())]);
    tangle.cut = cut_of_folded(local, tangle, dependents);
  }
  return out;
}

Digraph graph_of(const Tangle& tangle, std::span<const std::uint32_t> without) {
  const auto vertex = [&](const std::string& unit) {
    return static_cast<Vertex>(std::ranges::lower_bound(tangle.units, unit) - tangle.units.begin());
  };
  std::vector<Edge> edges;
  for (std::uint32_t id = 0; id < tangle.edges.size(); ++id)
    if (std::ranges::find(without, id) == without.end())
      edges.push_back({vertex(tangle.edges[id].from), vertex(tangle.edges[id].to)});
  return Digraph(static_cast<Vertex>(tangle.units.size()), std::move(edges));
}

std::vector<TellingLine> telling_lines(const TangleEdge& edge, std::size_t limit) {
  std::vector<TellingLine> out;
  for (const auto& line : edge.lines) {
    const auto known = std::ranges::find(out, line.to, [](const TellingLine& telling) { return telling.line.to; });
    if (known != out.end()) ++known->alike;
    else out.push_back({.line = line, .alike = 1});
  }
  std::ranges::sort(out, [](const TellingLine& a, const TellingLine& b) {
    return a.alike != b.alike ? a.alike > b.alike : a.line < b.line;
  });
  if (out.size() > limit) out.resize(limit);
  return out;
}

std::string evidence_words(const TangleEdge& edge) {
  if (edge.evidence == Evidence::unknown) return {};
  if (edge.evidence == Evidence::unused) return "nothing that it declares is used";
  std::string out = edge.evidence == Evidence::name_only        ? "forward declarations will do"
                    : edge.evidence == Evidence::move_to_source ? "only bodies that could stand in a source file need it"
                                                                : "it is needed";
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < edge.uses.size() && i < kShown; ++i) {
    const EdgeUse& use = edge.uses[i];
    out += (i == 0 ? ": " : ", ") + std::string(verb(use.strength)) + " " + use.symbol + " (" + use.at.file + ":" + std::to_string(use.at.line) + ")";
  }
  return out;
}

Finding tangle_finding(const CheckInfo& check, Tangle tangle, Language language) {
  Finding finding;
  finding.check = check.id;
  finding.kind = check.kind;
  finding.severity = check.severity;
  finding.language = language;
  finding.tangle = std::move(tangle);
  return finding;
}

std::string conditions_text(const Tangle& tangle) {
  std::set<std::string> texts;
  for (const std::uint32_t id : tangle.witness)
    if (const auto& edge = tangle.edges[id]; edge.entered != Entered::yes && !edge.when.empty()) texts.insert(edge.when);
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : " and ") + text;
  return out;
}

std::string walk_text(const Tangle& tangle, std::span<const std::uint32_t> walk, std::size_t shown) {
  std::string out;
  for (std::size_t i = 0; i < walk.size(); ++i) {
    if (walk.size() > shown && i == shown - 1) {
      out += " -> ...";
      break;
    }
    out += (i == 0 ? "" : " -> ") + tangle.edges[walk[i]].from;
  }
  return out + " -> " + tangle.edges[walk.front()].from;
}

std::string walk_text(const Tangle& tangle) {
  constexpr std::size_t kShown = 5;
  return walk_text(tangle, tangle.witness, kShown);
}

}  // namespace unknot
