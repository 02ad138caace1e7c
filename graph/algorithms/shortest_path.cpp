// Breadth first from all starts at once.
#include "graph/algorithms/shortest_path.h"

#include <algorithm>

namespace unknot {

std::optional<std::vector<EdgeIndex>> shortest_path(const Digraph& graph, std::span<const Vertex> from,
                                                    std::span<const Vertex> to) {
  constexpr EdgeIndex kNone = 0xffffffff;
  constexpr EdgeIndex kStart = 0xfffffffe;
  std::vector<bool> wanted(graph.vertex_count());
  for (const Vertex v : to) wanted[v] = true;
  std::vector<EdgeIndex> by(graph.vertex_count(), kNone);
  std::vector<Vertex> queue;
  for (const Vertex v : from) {
    if (by[v] != kNone) continue;
    by[v] = kStart;
    queue.push_back(v);
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    Vertex v = queue[i];
    if (wanted[v]) {
      std::vector<EdgeIndex> path;
      for (; by[v] != kStart; v = graph.edge(by[v]).from) path.push_back(by[v]);
      std::ranges::reverse(path);
      return path;
    }
    for (const EdgeIndex e : graph.out(v))
      if (by[graph.edge(e).to] == kNone) {
        by[graph.edge(e).to] = e;
        queue.push_back(graph.edge(e).to);
      }
  }
  return std::nullopt;
}

}  // namespace unknot
