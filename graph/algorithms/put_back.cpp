// Makes a cut minimal: arcs that close no cycle are put back, while a topological order is kept up to date.
#include <algorithm>

#include "graph/algorithms/greedy_cut.h"

namespace unknot {
namespace {

class DynamicOrder {
 public:
  DynamicOrder(const ArcGraph& graph, ArcSet& cut)
      : graph_(graph), cut_(cut), position_(graph.vertex_count()), mark_(graph.vertex_count(), kNone) {
    std::vector<std::uint32_t> ins(graph.vertex_count(), 0);
    for (ArcId a = 0; a < graph.arc_count(); ++a)
      if (!cut[a]) ++ins[graph.arc(a).to];
    std::vector<Vertex> order;
    for (Vertex v = 0; v < graph.vertex_count(); ++v)
      if (ins[v] == 0) order.push_back(v);
    for (std::size_t i = 0; i < order.size(); ++i) {
      position_[order[i]] = static_cast<std::uint32_t>(i);
      for (const ArcId a : graph.out(order[i]))
        if (!cut[a] && --ins[graph.arc(a).to] == 0) order.push_back(graph.arc(a).to);
    }
  }

  void try_arc(ArcId a) {
    const Vertex from = graph_.arc(a).from, to = graph_.arc(a).to;
    if (position_[from] > position_[to] && !make_room(from, to)) return;
    cut_[a] = 0;
  }

 private:
  enum Mark : std::uint8_t { kNone, kAhead, kBehind };

  /// Reorders so that `from` stands before `to`; false where a path from `to` to `from` forbids it. The two searches take
  /// turns: in a dense graph they meet after a few vertices, long before one of them has seen all between.
  bool make_room(Vertex from, Vertex to) {
    low_ = position_[to];
    high_ = position_[from];
    ahead_.assign(1, to);
    behind_.assign(1, from);
    mark_[to] = kAhead;
    mark_[from] = kBehind;
    std::size_t a = 0, b = 0;
    bool free = true;
    // With one side exhausted there is no path; the other is finished for the sake of the new order.
    while (free && (a < ahead_.size() || b < behind_.size())) {
      if (a < ahead_.size()) free = extend_ahead(ahead_[a++]);
      if (free && b < behind_.size()) free = extend_behind(behind_[b++]);
    }
    for (const Vertex v : ahead_) mark_[v] = kNone;
    for (const Vertex v : behind_) mark_[v] = kNone;
    if (free) reorder();
    return free;
  }

  bool extend_ahead(Vertex v) {
    for (const ArcId a : graph_.out(v)) {
      const Vertex t = graph_.arc(a).to;
      if (cut_[a] || position_[t] > high_ || mark_[t] == kAhead) continue;
      if (mark_[t] == kBehind) return false;
      mark_[t] = kAhead;
      ahead_.push_back(t);
    }
    return true;
  }

  bool extend_behind(Vertex v) {
    for (const ArcId a : graph_.in(v)) {
      const Vertex t = graph_.arc(a).from;
      if (cut_[a] || position_[t] < low_ || mark_[t] == kBehind) continue;
      if (mark_[t] == kAhead) return false;
      mark_[t] = kBehind;
      behind_.push_back(t);
    }
    return true;
  }

  void reorder() {
    const auto by_position = [&](Vertex v) { return position_[v]; };
    std::ranges::sort(ahead_, {}, by_position);
    std::ranges::sort(behind_, {}, by_position);
    std::vector<Vertex> moved = behind_;
    moved.insert(moved.end(), ahead_.begin(), ahead_.end());
    std::vector<std::uint32_t> places;
    for (const Vertex v : moved) places.push_back(position_[v]);
    std::ranges::sort(places);
    for (std::size_t i = 0; i < moved.size(); ++i) position_[moved[i]] = places[i];
  }

  const ArcGraph& graph_;
  ArcSet& cut_;
  std::vector<std::uint32_t> position_;
  std::vector<Mark> mark_;
  std::vector<Vertex> ahead_, behind_;
  std::uint32_t low_ = 0, high_ = 0;
};

}  // namespace

void put_back(const ArcGraph& graph, ArcSet& cut) {
  std::vector<ArcId> candidates;
  for (ArcId a = 0; a < graph.arc_count(); ++a)
    if (cut[a]) candidates.push_back(a);
  std::ranges::sort(candidates, [&](ArcId a, ArcId b) {
    return graph.arc(a).weight != graph.arc(b).weight ? graph.arc(a).weight > graph.arc(b).weight : a < b;
  });
  DynamicOrder order(graph, cut);
  for (const ArcId a : candidates) order.try_arc(a);
}

}  // namespace unknot
