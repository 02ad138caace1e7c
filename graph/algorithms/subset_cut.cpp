// Exact cut of a small dense component: the best order, by dynamic programming over sets of vertices.
#include <bit>
#include <cassert>
#include <limits>

#include "graph/algorithms/exact_cut.h"
#include "graph/algorithms/greedy_cut.h"

namespace unknot {

ArcSet subset_cut(const ArcGraph& graph) {
  const Vertex n = graph.vertex_count();
  assert(n <= 24);
  const Vertex half = n / 2;
  const std::uint32_t low_mask = (1u << half) - 1;
  // What v costs behind a set: the weight of its arcs into the set, tabulated for each half of the vertices.
  std::vector<std::vector<std::uint64_t>> into_low(n), into_high(n);
  for (Vertex v = 0; v < n; ++v) {
    std::vector<std::uint64_t> weight(n, 0);
    for (const ArcId a : graph.out(v)) weight[graph.arc(a).to] = graph.arc(a).weight;
    const auto tabulate = [&](Vertex first, Vertex count) {
      std::vector<std::uint64_t> sum(std::size_t{1} << count, 0);
      for (std::uint32_t set = 1; set < sum.size(); ++set)
        sum[set] = sum[set & (set - 1)] + weight[first + static_cast<Vertex>(std::countr_zero(set))];
      return sum;
    };
    into_low[v] = tabulate(0, half);
    into_high[v] = tabulate(half, n - half);
  }
  const auto behind = [&](Vertex v, std::uint32_t set) { return into_low[v][set & low_mask] + into_high[v][set >> half]; };
  std::vector<std::uint64_t> best(std::size_t{1} << n, std::numeric_limits<std::uint64_t>::max());
  best[0] = 0;
  for (std::uint32_t set = 0; set + 1 < best.size(); ++set)
    for (Vertex v = 0; v < n; ++v) {
      if (set >> v & 1u) continue;
      std::uint64_t& cost = best[set | 1u << v];
      cost = std::min(cost, best[set] + behind(v, set));
    }
  std::vector<Vertex> order(n);
  std::uint32_t set = static_cast<std::uint32_t>(best.size() - 1);
  for (Vertex place = n; place-- > 0;) {
    Vertex last = 0;
    while (!(set >> last & 1u) || best[set] != best[set ^ 1u << last] + behind(last, set ^ 1u << last)) ++last;
    order[place] = last;
    set ^= 1u << last;
  }
  ArcSet cut = backward_arcs(graph, order);
  put_back(graph, cut);
  return cut;
}

}  // namespace unknot
