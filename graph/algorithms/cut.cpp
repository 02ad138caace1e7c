// Digraph -> strong components -> greedy cut and packed cycles; where these do not meet, the exact search.
#include "graph/algorithms/cut.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "graph/algorithms/components.h"
#include "graph/algorithms/cycle_packing.h"
#include "graph/algorithms/exact_cut.h"
#include "graph/algorithms/greedy_cut.h"
#include "graph/algorithms/hitting_bound.h"

namespace unknot {
namespace {

constexpr Vertex kSubsetVertices = 20;
/// Set-and-vertex pairs of the dynamic programme that cost as much as one step of the search.
constexpr std::uint64_t kPairsPerStep = 16;

/// One component with its parallel edges merged; arc `a` stands for the edges from starts[a] to starts[a + 1].
struct Component {
  ArcGraph graph;
  std::vector<EdgeIndex> edges;
  std::vector<std::uint32_t> starts;
};

Component component_of(const Digraph& graph, std::span<const std::uint64_t> weights, std::span<const Vertex> vertices,
                       std::span<const Vertex> local, std::span<const std::uint32_t> owner) {
  std::vector<Arc> arcs;
  std::vector<EdgeIndex> edges;
  std::vector<std::uint32_t> starts;
  for (const Vertex v : vertices)
    for (const EdgeIndex e : graph.out(v)) {
      const Vertex t = graph.edge(e).to;
      if (t == v || owner[t] != owner[v]) continue;
      if (arcs.empty() || arcs.back().from != local[v] || arcs.back().to != local[t]) {
        arcs.push_back({.from = local[v], .to = local[t], .weight = 0});
        starts.push_back(static_cast<std::uint32_t>(edges.size()));
      }
      assert(weights[e] >= 1);
      arcs.back().weight += weights[e];
      edges.push_back(e);
    }
  starts.push_back(static_cast<std::uint32_t>(edges.size()));
  return {.graph = ArcGraph(static_cast<Vertex>(vertices.size()), std::move(arcs)), .edges = std::move(edges),
          .starts = std::move(starts)};
}

bool subset_search_fits(Vertex vertices, std::uint64_t steps) {
  return vertices <= kSubsetVertices && (std::uint64_t{vertices} << vertices) / kPairsPerStep <= steps;
}

ProvenCut cut_component(const ArcGraph& graph, const CutOptions& options) {
  std::vector<std::uint64_t> weights;
  std::uint64_t total = 0;
  for (const Arc& arc : graph.arcs()) {
    weights.push_back(arc.weight);
    total += arc.weight;
  }
  ArcSet cut = greedy_cut(graph, weights);
  const std::uint64_t cost = graph.cost(cut);
  const CyclePacking packing = pack_cycles(graph, cut);
  ProvenCut proven{.cut = std::move(cut), .lower_bound = packing.bound};
  if (proven.lower_bound == cost || total > kMaxTotalWeight || graph.vertex_count() > options.exact_vertices ||
      graph.arc_count() > options.exact_edges || options.exact_steps == 0)
    return proven;
  proven = exact_cut(graph, proven.cut, packing.cycles, options.exact_steps);
  proven.lower_bound = std::max(proven.lower_bound, packing.bound);
  if (proven.lower_bound < graph.cost(proven.cut) && subset_search_fits(graph.vertex_count(), options.exact_steps)) {
    proven.cut = subset_cut(graph);
    proven.lower_bound = graph.cost(proven.cut);
  }
  return proven;
}

}  // namespace

Cut minimum_cut(const Digraph& graph, std::span<const std::uint64_t> weights, const CutOptions& options) {
  assert(weights.size() == graph.edge_count());
  const auto components = strong_components(graph);
  std::vector<Vertex> local(graph.vertex_count(), 0);
  std::vector<std::uint32_t> owner(graph.vertex_count(), std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t c = 0; c < components.size(); ++c)
    for (Vertex i = 0; i < components[c].size(); ++i) {
      local[components[c][i]] = i;
      owner[components[c][i]] = c;
    }
  Cut cut;
  for (const auto& vertices : components) {
    const Component component = component_of(graph, weights, vertices, local, owner);
    const ProvenCut proven = cut_component(component.graph, options);
    cut.cost += component.graph.cost(proven.cut);
    cut.lower_bound += proven.lower_bound;
    for (ArcId a = 0; a < component.graph.arc_count(); ++a)
      if (proven.cut[a])
        cut.edges.insert(cut.edges.end(), component.edges.begin() + component.starts[a],
                         component.edges.begin() + component.starts[a + 1]);
  }
  std::ranges::sort(cut.edges);
  cut.optimal = cut.cost == cut.lower_bound;
  return cut;
}

}  // namespace unknot
