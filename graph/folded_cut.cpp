// Lines first, then preference: the latter is worth less than one line in all.
#include "graph/folded_cut.h"

namespace unknot {

std::vector<std::uint64_t> dependents_of(const Digraph& graph, std::span<const std::uint64_t> lines) {
  std::vector<std::uint64_t> out(graph.vertex_count());
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e) out[graph.edge(e).to] += lines[e];
  return out;
}

std::vector<std::uint64_t> dependents_of(const FoldedGraph& graph) {
  std::vector<std::uint64_t> out(graph.nodes.size());
  for (const auto& edge : graph.edges) out[edge.to] += edge.lines.size();
  return out;
}

Cut folded_cut(const Digraph& graph, std::span<const std::uint64_t> lines, std::span<const std::uint64_t> dependents,
               const CutOptions& options, const CutPins& pins) {
  const std::uint64_t one = graph.edge_count() + 1ULL;
  std::vector<std::uint64_t> weights;
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e)
    weights.push_back(one * lines[e] + (dependents[graph.edge(e).from] > dependents[graph.edge(e).to] ? 0 : 1));
  Cut cut = minimum_cut(graph, weights, options, pins);
  cut.cost = 0;
  for (const EdgeIndex e : cut.edges) cut.cost += lines[e];
  // n lines weigh at most n * one + (one - 1): so many does the bound prove.
  cut.lower_bound /= one;
  cut.optimal = cut.lower_bound == cut.cost;
  return cut;
}

}  // namespace unknot
