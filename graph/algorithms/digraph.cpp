// Builds the compressed sparse rows: two counting sorts, by target and then by source, both stable.
#include "graph/algorithms/digraph.h"

#include <cassert>
#include <numeric>

namespace unknot {

Digraph::Digraph(Vertex vertex_count, std::vector<Edge> edges)
    : edges_(std::move(edges)), by_source_(edges_.size()), rows_(vertex_count + 1, 0) {
  std::vector<EdgeIndex> by_target(edges_.size());
  std::vector<std::uint32_t> next(vertex_count + 1, 0);
  for (const Edge& edge : edges_) {
    assert(edge.from < vertex_count && edge.to < vertex_count);
    ++next[edge.to + 1];
    ++rows_[edge.from + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::partial_sum(rows_.begin(), rows_.end(), rows_.begin());
  for (EdgeIndex e = 0; e < edge_count(); ++e) by_target[next[edges_[e].to]++] = e;
  next = rows_;
  for (const EdgeIndex e : by_target) by_source_[next[edges_[e].from]++] = e;
}

}  // namespace unknot
