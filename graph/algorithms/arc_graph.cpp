// Rows of the arc graph and its bidirectional breadth-first search.
#include "graph/algorithms/arc_graph.h"

#include <algorithm>
#include <numeric>

namespace unknot {

ArcGraph::ArcGraph(Vertex vertex_count, std::vector<Arc> arcs)
    : arcs_(std::move(arcs)),
      out_ids_(arcs_.size()),
      in_ids_(arcs_.size()),
      out_rows_(vertex_count + 1, 0),
      in_rows_(vertex_count + 1, 0) {
  std::iota(out_ids_.begin(), out_ids_.end(), ArcId{0});
  for (const Arc& arc : arcs_) {
    ++out_rows_[arc.from + 1];
    ++in_rows_[arc.to + 1];
  }
  std::partial_sum(out_rows_.begin(), out_rows_.end(), out_rows_.begin());
  std::partial_sum(in_rows_.begin(), in_rows_.end(), in_rows_.begin());
  auto fill = in_rows_;
  for (ArcId a = 0; a < arc_count(); ++a) in_ids_[fill[arcs_[a].to]++] = a;
}

std::uint64_t ArcGraph::cost(const ArcSet& set) const {
  std::uint64_t sum = 0;
  for (ArcId a = 0; a < arc_count(); ++a)
    if (set[a]) sum += arcs_[a].weight;
  return sum;
}

PathSearch::PathSearch(const ArcGraph& graph) : graph_(graph) {
  for (Side* side : {&forward_, &backward_}) {
    side->stamp.assign(graph.vertex_count(), 0);
    side->arc.assign(graph.vertex_count(), 0);
  }
}

std::vector<ArcId> PathSearch::shortest(Vertex from, Vertex to, const ArcSet& banned, std::uint32_t max_length) {
  ++round_;
  forward_.level.assign(1, from);
  backward_.level.assign(1, to);
  forward_.stamp[from] = backward_.stamp[to] = round_;
  Vertex meeting = from;
  bool met = false;
  for (std::uint32_t length = 0; length < max_length && !met; ++length) {
    if (forward_.level.empty() || backward_.level.empty()) return {};
    met = forward_.level.size() <= backward_.level.size() ? expand(forward_, backward_, true, banned, meeting)
                                                          : expand(backward_, forward_, false, banned, meeting);
  }
  if (!met) return {};
  std::vector<ArcId> path;
  for (Vertex v = meeting; v != from; v = graph_.arc(path.back()).from) path.push_back(forward_.arc[v]);
  std::ranges::reverse(path);
  for (Vertex v = meeting; v != to; v = graph_.arc(path.back()).to) path.push_back(backward_.arc[v]);
  return path;
}

bool PathSearch::expand(Side& near, const Side& far, bool forward, const ArcSet& banned, Vertex& meeting) {
  near.following.clear();
  for (const Vertex v : near.level) {
    const auto arcs = forward ? graph_.out(v) : graph_.in(v);
    for (const ArcId a : arcs) {
      ++steps_;
      if (banned[a]) continue;
      const Vertex t = forward ? graph_.arc(a).to : graph_.arc(a).from;
      if (near.stamp[t] == round_) continue;
      near.stamp[t] = round_;
      near.arc[t] = a;
      if (far.stamp[t] == round_) {
        meeting = t;
        return true;
      }
      near.following.push_back(t);
    }
  }
  std::swap(near.level, near.following);
  return false;
}

}  // namespace unknot
