// The order heuristic, its improvement by sifting, and the whole greedy cut.
#include "graph/algorithms/greedy_cut.h"

#include <algorithm>
#include <set>

namespace unknot {
namespace {

constexpr int kSiftPasses = 24;

/// Vertices in a list with keys that rise along it, so that "is a before b" and "move a behind b" cost O(1).
class KeyedList {
 public:
  explicit KeyedList(std::span<const Vertex> order)
      : end_(static_cast<Vertex>(order.size())), next_(order.size() + 1), previous_(order.size() + 1), key_(order.size() + 1) {
    Vertex last = end_;
    for (const Vertex v : order) {
      next_[last] = v;
      previous_[v] = last;
      last = v;
    }
    next_[last] = end_;
    previous_[end_] = last;
    renumber();
  }

  std::int64_t key(Vertex v) const { return key_[v]; }
  Vertex before(Vertex v) const { return previous_[v]; }

  /// `anchor` may be what before() says of the first vertex: then `v` becomes the first.
  void move_behind(Vertex v, Vertex anchor) {
    if (anchor == v || anchor == previous_[v]) return;
    next_[previous_[v]] = next_[v];
    previous_[next_[v]] = previous_[v];
    const Vertex follower = next_[anchor];
    next_[anchor] = previous_[follower] = v;
    previous_[v] = anchor;
    next_[v] = follower;
    const std::int64_t low = anchor == end_ ? 0 : key_[anchor];
    const std::int64_t high = follower == end_ ? low + 2 * kGap : key_[follower];
    key_[v] = low + (high - low) / 2;
    if (key_[v] == low || key_[v] > kHighest) renumber();
  }

  std::vector<Vertex> order() const {
    std::vector<Vertex> order;
    for (Vertex v = next_[end_]; v != end_; v = next_[v]) order.push_back(v);
    return order;
  }

 private:
  static constexpr std::int64_t kGap = std::int64_t{1} << 28;
  static constexpr std::int64_t kHighest = std::int64_t{1} << 62;

  void renumber() {
    std::int64_t key = 0;
    for (Vertex v = next_[end_]; v != end_; v = next_[v]) key_[v] = key += kGap;
  }

  Vertex end_;  // sentinel before the first and behind the last
  std::vector<Vertex> next_, previous_;
  std::vector<std::int64_t> key_;
};

}  // namespace

std::vector<Vertex> greedy_order(const ArcGraph& graph, std::span<const std::uint64_t> weights) {
  const Vertex n = graph.vertex_count();
  std::vector<std::uint32_t> outs(n, 0), ins(n, 0);
  std::vector<std::int64_t> surplus(n, 0);
  for (ArcId a = 0; a < graph.arc_count(); ++a) {
    if (weights[a] == 0) continue;
    const Arc& arc = graph.arc(a);
    ++outs[arc.from];
    ++ins[arc.to];
    surplus[arc.from] += static_cast<std::int64_t>(weights[a]);
    surplus[arc.to] -= static_cast<std::int64_t>(weights[a]);
  }
  std::set<std::pair<std::int64_t, Vertex>> rest;
  std::vector<Vertex> free, front, back;  // `free`: sources and sinks of the rest
  for (Vertex v = 0; v < n; ++v) {
    rest.emplace(-surplus[v], v);
    if (outs[v] == 0 || ins[v] == 0) free.push_back(v);
  }
  std::vector<std::uint8_t> placed(n, 0);
  const auto shift = [&](Vertex v, std::int64_t change) {
    rest.erase({-surplus[v], v});
    surplus[v] += change;
    rest.emplace(-surplus[v], v);
  };
  const auto place = [&](Vertex v) {
    (ins[v] != 0 && outs[v] == 0 ? back : front).push_back(v);
    placed[v] = 1;
    rest.erase({-surplus[v], v});
    for (const ArcId a : graph.out(v)) {
      const Vertex t = graph.arc(a).to;
      if (placed[t] || weights[a] == 0) continue;
      shift(t, static_cast<std::int64_t>(weights[a]));
      if (--ins[t] == 0) free.push_back(t);
    }
    for (const ArcId a : graph.in(v)) {
      const Vertex t = graph.arc(a).from;
      if (placed[t] || weights[a] == 0) continue;
      shift(t, -static_cast<std::int64_t>(weights[a]));
      if (--outs[t] == 0) free.push_back(t);
    }
  };
  while (!rest.empty()) {
    Vertex v = rest.begin()->second;
    if (!free.empty()) {
      v = free.back();
      free.pop_back();
    }
    if (!placed[v]) place(v);
  }
  front.insert(front.end(), back.rbegin(), back.rend());
  return front;
}

void sift(const ArcGraph& graph, std::span<const std::uint64_t> weights, std::vector<Vertex>& order) {
  struct Neighbour {
    std::int64_t key;
    Vertex vertex;
    std::int64_t change;  // of the cost when the moved vertex passes to behind this one
  };
  KeyedList list(order);
  std::vector<Neighbour> neighbours;
  bool moved = true;
  for (int pass = 0; pass < kSiftPasses && moved; ++pass) {
    moved = false;
    for (Vertex v = 0; v < graph.vertex_count(); ++v) {
      neighbours.clear();
      for (const ArcId a : graph.out(v)) {
        const Vertex t = graph.arc(a).to;
        neighbours.push_back({list.key(t), t, static_cast<std::int64_t>(weights[a])});
      }
      for (const ArcId a : graph.in(v)) {
        const Vertex t = graph.arc(a).from;
        neighbours.push_back({list.key(t), t, -static_cast<std::int64_t>(weights[a])});
      }
      std::ranges::sort(neighbours, {}, &Neighbour::key);
      // Costs relative to the place before all neighbours; a move must gain, so that sifting ends.
      std::int64_t cost = 0, here = 0, best = 0;
      std::size_t behind = 0;  // this many neighbours stand before the best place
      for (std::size_t i = 0; i < neighbours.size(); ++i) {
        cost += neighbours[i].change;
        if (neighbours[i].key < list.key(v)) here = cost;
        if (i + 1 < neighbours.size() && neighbours[i + 1].vertex == neighbours[i].vertex) continue;
        if (cost < best) {
          best = cost;
          behind = i + 1;
        }
      }
      if (best >= here) continue;
      list.move_behind(v, behind == 0 ? list.before(neighbours.front().vertex) : neighbours[behind - 1].vertex);
      moved = true;
    }
  }
  order = list.order();
}

ArcSet backward_arcs(const ArcGraph& graph, std::span<const Vertex> order) {
  std::vector<std::uint32_t> position(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) position[order[i]] = i;
  ArcSet set(graph.arc_count(), 0);
  for (ArcId a = 0; a < graph.arc_count(); ++a)
    set[a] = position[graph.arc(a).from] > position[graph.arc(a).to];
  return set;
}

void respect_kept(const ArcGraph& graph, std::vector<Vertex>& order) {
  std::vector<std::uint32_t> position(order.size()), ins(order.size(), 0);
  for (std::uint32_t i = 0; i < order.size(); ++i) position[order[i]] = i;
  for (const Arc& arc : graph.arcs()) ins[arc.to] += arc.kept;
  // Of those that may stand next, the one that stood first.
  std::set<std::uint32_t> free;
  for (const Vertex v : order)
    if (ins[v] == 0) free.insert(position[v]);
  const std::vector<Vertex> before = order;
  for (Vertex& place : order) {
    place = before[*free.begin()];
    free.erase(free.begin());
    for (const ArcId a : graph.out(place)) {
      const Arc& arc = graph.arc(a);
      if (arc.kept && --ins[arc.to] == 0) free.insert(position[arc.to]);
    }
  }
}

ArcSet greedy_cut(const ArcGraph& graph, std::span<const std::uint64_t> weights) {
  auto order = greedy_order(graph, weights);
  if (std::ranges::any_of(graph.arcs(), &Arc::kept)) respect_kept(graph, order);
  sift(graph, weights, order);
  ArcSet cut = backward_arcs(graph, order);
  put_back(graph, cut);
  return cut;
}

}  // namespace unknot
