// What the parts of the cut share: one strongly connected component as weighted arcs, without loops and parallel arcs, and
// the search for a short path in it. It knows nothing of the Digraph that it was taken from.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// Index into ArcGraph::arcs.
using ArcId = std::uint32_t;
/// One byte per arc: is it a member?
using ArcSet = std::vector<std::uint8_t>;

struct Arc {
  Vertex from = 0;
  Vertex to = 0;
  std::uint64_t weight = 1;
  bool kept = false;  ///< never to be cut: it weighs more than all others together, and kept arcs close no cycle
};

/// Immutable. Arc ids follow (from, to), so that no result depends on the order of the input.
class ArcGraph {
 public:
  /// `arcs` sorted by (from, to), all different, no loops.
  ArcGraph(Vertex vertex_count, std::vector<Arc> arcs);

  Vertex vertex_count() const { return static_cast<Vertex>(out_rows_.size() - 1); }
  ArcId arc_count() const { return static_cast<ArcId>(arcs_.size()); }
  const Arc& arc(ArcId a) const { return arcs_[a]; }
  std::span<const Arc> arcs() const { return arcs_; }
  std::span<const ArcId> out(Vertex v) const {
    return std::span(out_ids_).subspan(out_rows_[v], out_rows_[v + 1] - out_rows_[v]);
  }
  std::span<const ArcId> in(Vertex v) const {
    return std::span(in_ids_).subspan(in_rows_[v], in_rows_[v + 1] - in_rows_[v]);
  }
  std::uint64_t cost(const ArcSet&) const;

 private:
  std::vector<Arc> arcs_;
  std::vector<ArcId> out_ids_, in_ids_;
  std::vector<std::uint32_t> out_rows_, in_rows_;
};

/// Shortest paths from both ends at once, one whole level at a time. Holds its buffers between calls.
class PathSearch {
 public:
  explicit PathSearch(const ArcGraph& graph);

  /// A shortest path of at most `max_length` arcs that avoids `banned`; empty where there is none. `from` != `to`.
  std::vector<ArcId> shortest(Vertex from, Vertex to, const ArcSet& banned,
                              std::uint32_t max_length = std::numeric_limits<std::uint32_t>::max());
  /// Arcs looked at since the start: the measure for step budgets.
  std::uint64_t steps() const { return steps_; }

 private:
  struct Side {
    std::vector<std::uint32_t> stamp;  // equal to round_: reached
    std::vector<ArcId> arc;            // the arc by which a vertex was reached
    std::vector<Vertex> level, following;
  };
  bool expand(Side& near, const Side& far, bool forward, const ArcSet& banned, Vertex& meeting);

  const ArcGraph& graph_;
  Side forward_, backward_;
  std::uint32_t round_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace unknot
