// Lines first, then preference: the latter is worth less than one line in all.
#include "graph/folded_cut.h"

namespace unknot {

Cut folded_cut(const Digraph& graph, std::span<const std::uint64_t> lines, const CutOptions& options, const CutPins& pins) {
  std::vector<std::uint64_t> dependents(graph.vertex_count());
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e) dependents[graph.edge(e).to] += lines[e];
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
