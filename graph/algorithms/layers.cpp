// Components made one vertex each -> layers from the bottom up, as the last of its dependencies gives a vertex free.
#include "graph/algorithms/layers.h"

#include <algorithm>
#include <numeric>

#include "graph/algorithms/components.h"

namespace unknot {

Layers layers(const Digraph& graph, std::span<const EdgeIndex> cut) {
  std::vector<Edge> left;
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e)
    if (!std::ranges::binary_search(cut, e)) left.push_back(graph.edge(e));
  const Vertex n = graph.vertex_count();
  // A component stands where its smallest vertex does.
  std::vector<Vertex> stands(n);
  std::iota(stands.begin(), stands.end(), Vertex{0});
  for (const auto& component : strong_components(Digraph(n, left)))
    for (const Vertex v : component) stands[v] = component.front();
  std::erase_if(left, [&](const Edge& edge) { return stands[edge.from] == stands[edge.to]; });
  // Upward: from what is depended on to what depends on it.
  std::vector<std::uint32_t> open(n, 0);
  for (Edge& edge : left) {
    edge = {.from = stands[edge.to], .to = stands[edge.from]};
    ++open[edge.to];
  }
  const Digraph upward(n, std::move(left));
  std::vector<Vertex> free;
  for (Vertex v = 0; v < n; ++v)
    if (open[v] == 0) free.push_back(v);
  Layers result{.layer = std::vector(n, 0u), .order = std::vector<Vertex>(n)};
  for (std::size_t i = 0; i < free.size(); ++i)
    for (const EdgeIndex e : upward.out(free[i])) {
      const Vertex above = upward.edge(e).to;
      result.layer[above] = std::max(result.layer[above], result.layer[free[i]] + 1);
      if (--open[above] == 0) free.push_back(above);
    }
  for (Vertex v = 0; v < n; ++v) result.layer[v] = result.layer[stands[v]];
  std::iota(result.order.begin(), result.order.end(), Vertex{0});
  std::ranges::sort(result.order, {}, [&](Vertex v) { return std::pair(n - result.layer[v], v); });
  return result;
}

}  // namespace unknot
