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
#include "graph/algorithms/witness.h"

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

/// A kept arc weighs more than all others together, so that no cut that is the best has it.
Component component_of(const Digraph& graph, std::span<const std::uint64_t> weights, std::span<const std::uint8_t> kept,
                       std::span<const Vertex> vertices, std::span<const Vertex> local, std::span<const std::uint32_t> owner) {
  std::vector<Arc> arcs;
  std::uint64_t total = 0;
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
      total += weights[e];
      arcs.back().weight += weights[e];
      arcs.back().kept |= kept[e] != 0;
      edges.push_back(e);
    }
  starts.push_back(static_cast<std::uint32_t>(edges.size()));
  for (Arc& arc : arcs)
    if (arc.kept) arc.weight = total + 1;
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

std::vector<std::uint8_t> marked(EdgeIndex count, std::span<const EdgeIndex> edges) {
  std::vector<std::uint8_t> marks(count, 0);
  for (const EdgeIndex e : edges) marks[e] = 1;
  return marks;
}

std::vector<EdgeIndex> kept_cycle(const Digraph& graph, std::vector<EdgeIndex> keep) {
  std::ranges::sort(keep);
  std::vector<Edge> edges;
  for (const EdgeIndex e : keep) edges.push_back(graph.edge(e));
  auto cycle = shortest_cycle(Digraph(graph.vertex_count(), std::move(edges)));
  for (EdgeIndex& e : cycle) e = keep[e];
  return cycle;
}

Cut cut_graph(const Digraph& graph, std::span<const std::uint64_t> weights, std::span<const std::uint8_t> kept,
              const CutOptions& options) {
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
    const Component component = component_of(graph, weights, kept, vertices, local, owner);
    const ProvenCut proven = cut_component(component.graph, options);
    cut.cost += component.graph.cost(proven.cut);
    cut.lower_bound += proven.lower_bound;
    for (ArcId a = 0; a < component.graph.arc_count(); ++a)
      if (proven.cut[a])
        cut.edges.insert(cut.edges.end(), component.edges.begin() + component.starts[a],
                         component.edges.begin() + component.starts[a + 1]);
  }
  return cut;
}

}  // namespace

Cut minimum_cut(const Digraph& graph, std::span<const std::uint64_t> weights, const CutOptions& options, const CutPins& pins) {
  assert(weights.size() == graph.edge_count());
  Cut cut;
  if (cut.kept_cycle = kept_cycle(graph, pins.keep); !cut.kept_cycle.empty()) return cut;
  const auto kept = marked(graph.edge_count(), pins.keep), removed = marked(graph.edge_count(), pins.remove);
  // What is left to decide, under indices of its own.
  std::vector<EdgeIndex> left;
  std::vector<Edge> left_edges;
  std::vector<std::uint64_t> left_weights;
  std::vector<std::uint8_t> left_kept;
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e) {
    if (removed[e]) {
      assert(!kept[e]);
      cut.edges.push_back(e);
      cut.cost += weights[e];
      continue;
    }
    left.push_back(e);
    left_edges.push_back(graph.edge(e));
    left_weights.push_back(weights[e]);
    left_kept.push_back(kept[e]);
  }
  const Cut rest = cut_graph(Digraph(graph.vertex_count(), std::move(left_edges)), left_weights, left_kept, options);
  cut.lower_bound = cut.cost + rest.lower_bound;
  cut.cost += rest.cost;
  for (const EdgeIndex e : rest.edges) cut.edges.push_back(left[e]);
  std::ranges::sort(cut.edges);
  cut.optimal = cut.cost == cut.lower_bound;
  return cut;
}

}  // namespace unknot
