// The graph that algorithms work on: vertices 0..n-1 and edges 0..m-1 in compressed sparse rows. It knows nothing of units.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace unknot {

using Vertex = std::uint32_t;
using EdgeIndex = std::uint32_t;

struct Edge {
  Vertex from = 0;
  Vertex to = 0;
  friend bool operator==(const Edge&, const Edge&) = default;
  friend auto operator<=>(const Edge&, const Edge&) = default;
};

/// A directed graph, immutable. Parallel edges and loops are allowed; every algorithm says what it makes of them.
class Digraph {
 public:
  /// `edges` in any order; an edge keeps the index it has there. Every endpoint is < vertex_count.
  Digraph(Vertex vertex_count, std::vector<Edge> edges);

  Vertex vertex_count() const { return static_cast<Vertex>(rows_.size() - 1); }
  EdgeIndex edge_count() const { return static_cast<EdgeIndex>(edges_.size()); }
  const Edge& edge(EdgeIndex e) const { return edges_[e]; }
  std::span<const Edge> edges() const { return edges_; }
  /// The edges that leave `v`, by (target, index).
  std::span<const EdgeIndex> out(Vertex v) const {
    return std::span(by_source_).subspan(rows_[v], rows_[v + 1] - rows_[v]);
  }

 private:
  std::vector<Edge> edges_;
  std::vector<EdgeIndex> by_source_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace unknot
