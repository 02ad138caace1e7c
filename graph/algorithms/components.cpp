// Tarjan's algorithm with a stack of its own, so that a chain of a million files needs no call stack.
#include "graph/algorithms/components.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace unknot {
namespace {

constexpr std::uint32_t kUnseen = 0;
constexpr std::uint32_t kDone = std::numeric_limits<std::uint32_t>::max();

class Tarjan {
 public:
  explicit Tarjan(const Digraph& graph) : graph_(graph), low_(graph.vertex_count(), kUnseen) {}

  std::vector<std::vector<Vertex>> run() {
    for (Vertex root = 0; root < graph_.vertex_count(); ++root)
      if (low_[root] == kUnseen) visit_from(root);
    std::ranges::sort(components_);
    return std::move(components_);
  }

 private:
  struct Frame {
    Vertex vertex;
    std::uint32_t number;    // order of discovery
    std::uint32_t next_out;  // position in graph_.out(vertex)
  };

  void visit_from(Vertex root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const auto out = graph_.out(frame.vertex);
      if (frame.next_out == out.size()) {
        leave(frame);
        continue;
      }
      const Vertex target = graph_.edge(out[frame.next_out++]).to;
      if (low_[target] == kUnseen)
        enter(target);
      else  // kDone is larger than any number
        low_[frame.vertex] = std::min(low_[frame.vertex], low_[target]);
    }
  }

  void enter(Vertex v) {
    low_[v] = ++discovered_;
    open_.push_back(v);
    frames_.push_back({.vertex = v, .number = discovered_, .next_out = 0});
  }

  void leave(Frame frame) {
    frames_.pop_back();
    if (low_[frame.vertex] != frame.number) {
      Vertex& parent = frames_.back().vertex;
      low_[parent] = std::min(low_[parent], low_[frame.vertex]);
      return;
    }
    const auto first = std::find(open_.rbegin(), open_.rend(), frame.vertex).base() - 1;
    std::vector<Vertex> component(first, open_.end());
    open_.erase(first, open_.end());
    for (const Vertex v : component) low_[v] = kDone;
    if (component.size() < 2) return;
    std::ranges::sort(component);
    components_.push_back(std::move(component));
  }

  const Digraph& graph_;
  std::vector<std::uint32_t> low_;  // kUnseen, the smallest number known to be reached, or kDone
  std::uint32_t discovered_ = 0;
  std::vector<Vertex> open_;
  std::vector<Frame> frames_;
  std::vector<std::vector<Vertex>> components_;
};

}  // namespace

std::vector<std::vector<Vertex>> strong_components(const Digraph& graph) { return Tarjan(graph).run(); }

std::vector<std::vector<Vertex>> join_overlapping(std::vector<std::vector<Vertex>> sets) {
  Vertex limit = 0;
  for (const auto& set : sets)
    if (!set.empty()) limit = std::max(limit, set.back() + 1);
  // The smaller root stays root, so that a root is the smallest vertex of its set.
  std::vector<Vertex> parent(limit);
  std::iota(parent.begin(), parent.end(), Vertex{0});
  const auto find = [&](Vertex v) {
    while (parent[v] != v) v = parent[v] = parent[parent[v]];
    return v;
  };
  std::vector<std::uint8_t> used(limit, 0);
  for (const auto& set : sets)
    for (const Vertex v : set) {
      used[v] = 1;
      const Vertex a = find(set.front());
      const Vertex b = find(v);
      parent[std::max(a, b)] = std::min(a, b);
    }
  std::vector<std::vector<Vertex>> joined;
  std::vector<std::uint32_t> slot(limit, 0);
  for (Vertex v = 0; v < limit; ++v) {
    if (!used[v]) continue;
    const Vertex root = find(v);
    if (root == v) {
      slot[v] = static_cast<std::uint32_t>(joined.size());
      joined.emplace_back();
    }
    joined[slot[root]].push_back(v);
  }
  return joined;
}

}  // namespace unknot
