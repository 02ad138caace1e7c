// Shortest cycle: a breadth-first search per start vertex, over the vertices that are not smaller, each bounded by the best
// length so far. What no longer lies on any cycle is peeled off as the starts go by.
#include "graph/algorithms/witness.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "graph/algorithms/components.h"

namespace unknot {
namespace {

constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();

/// Rows of neighbours, without loops, parallel edges and edges that lie on no cycle.
struct Rows {
  std::vector<std::uint32_t> start;
  std::vector<Vertex> neighbours;
  std::span<const Vertex> of(Vertex v) const {
    return std::span(neighbours).subspan(start[v], start[v + 1] - start[v]);
  }
};

class Search {
 public:
  explicit Search(const Digraph& graph)
      : graph_(graph), component_(graph.vertex_count(), kFar), distance_(graph.vertex_count(), kFar) {
    const auto components = strong_components(graph);
    for (std::uint32_t c = 0; c < components.size(); ++c)
      for (const Vertex v : components[c]) component_[v] = c;
    build_rows();
    for (const auto& component : components) shortest_possible_ = std::min(shortest_possible_, period(component));
    shortest_possible_ = std::max(shortest_possible_, 2u);
  }

  std::vector<EdgeIndex> run() {
    for (Vertex s = 0; s < graph_.vertex_count() && best_ > shortest_possible_; ++s) {
      if (!alive_[s]) continue;
      const std::uint32_t length = shortest_through(s);
      if (length < best_) {
        best_ = length;
        best_start_ = s;
      }
      peel(s);
    }
    return best_ == kFar ? std::vector<EdgeIndex>{} : walk();
  }

 private:
  void build_rows() {
    const Vertex n = graph_.vertex_count();
    next_.start.assign(n + 1, 0);
    previous_.start.assign(n + 1, 0);
    for (Vertex v = 0; v < n; ++v) {
      for (const EdgeIndex e : graph_.out(v)) {
        const Vertex t = graph_.edge(e).to;
        if (t == v || component_[v] == kFar || component_[t] != component_[v]) continue;
        if (next_.neighbours.size() > next_.start[v] && next_.neighbours.back() == t) continue;
        next_.neighbours.push_back(t);
        ++previous_.start[t + 1];
      }
      next_.start[v + 1] = static_cast<std::uint32_t>(next_.neighbours.size());
    }
    std::partial_sum(previous_.start.begin(), previous_.start.end(), previous_.start.begin());
    previous_.neighbours.resize(next_.neighbours.size());
    auto fill = previous_.start;
    for (Vertex v = 0; v < n; ++v)
      for (const Vertex t : next_.of(v)) previous_.neighbours[fill[t]++] = v;
    alive_.assign(n, 0);
    for (Vertex v = 0; v < n; ++v) {
      out_degree_.push_back(static_cast<std::uint32_t>(next_.of(v).size()));
      in_degree_.push_back(static_cast<std::uint32_t>(previous_.of(v).size()));
      alive_[v] = component_[v] != kFar;
    }
  }

  /// Every cycle of a strong component has a length divisible by its period (Denardo 1977): a cycle as long as that is
  /// a shortest one, which spares layered graphs a search per vertex.
  std::uint32_t period(std::span<const Vertex> component) {
    breadth_first(component.front(), next_, kFar);
    std::uint32_t divisor = 0;
    for (const Vertex v : component)
      for (const Vertex t : next_.of(v)) {
        const std::uint32_t ahead = distance_[v] + 1;
        divisor = std::gcd(divisor, ahead > distance_[t] ? ahead - distance_[t] : distance_[t] - ahead);
      }
    clear();
    return divisor;
  }

  /// Distances from `start` over living vertices; stops when `start` is met again, or where no cycle below `limit` is
  /// left to be found. Returns the length of the cycle, or kFar.
  std::uint32_t breadth_first(Vertex start, const Rows& rows, std::uint32_t limit) {
    queue_.assign(1, start);
    distance_[start] = 0;
    std::uint32_t cycle = kFar;
    for (std::size_t head = 0; head < queue_.size(); ++head) {
      const Vertex v = queue_[head];
      const std::uint32_t ahead = distance_[v] + 1;
      if (ahead >= limit) break;
      for (const Vertex t : rows.of(v)) {
        if (t == start) {
          cycle = std::min(cycle, ahead);
          if (limit != kFar) return cycle;
        }
        if (distance_[t] != kFar || !alive_[t]) continue;
        distance_[t] = ahead;
        queue_.push_back(t);
      }
    }
    return cycle;
  }

  std::uint32_t shortest_through(Vertex s) {
    const std::uint32_t length = breadth_first(s, next_, std::min(best_, kFar - 1));
    clear();
    return length;
  }

  void clear() {
    for (const Vertex v : queue_) distance_[v] = kFar;
  }

  void peel(Vertex s) {
    queue_.assign(1, s);
    alive_[s] = 0;
    for (std::size_t head = 0; head < queue_.size(); ++head) {
      for (const Vertex t : next_.of(queue_[head]))
        if (--in_degree_[t] == 0 && alive_[t]) drop(t);
      for (const Vertex t : previous_.of(queue_[head]))
        if (--out_degree_[t] == 0 && alive_[t]) drop(t);
    }
  }

  void drop(Vertex v) {
    alive_[v] = 0;
    queue_.push_back(v);
  }

  /// The first walk in order of its vertices: at each step the smallest vertex from which the rest is long enough.
  std::vector<EdgeIndex> walk() {
    for (Vertex v = 0; v < graph_.vertex_count(); ++v) alive_[v] = v >= best_start_ && component_[v] != kFar;
    breadth_first(best_start_, previous_, kFar);
    std::vector<EdgeIndex> edges;
    Vertex v = best_start_;
    for (std::uint32_t left = best_; left > 0; --left) {
      for (const EdgeIndex e : graph_.out(v)) {
        const Vertex t = graph_.edge(e).to;
        if (distance_[t] != left - 1) continue;
        edges.push_back(e);
        v = t;
        break;
      }
    }
    return edges;
  }

  const Digraph& graph_;
  std::vector<std::uint32_t> component_;
  std::vector<std::uint32_t> distance_;
  Rows next_;
  Rows previous_;
  std::vector<std::uint32_t> out_degree_;
  std::vector<std::uint32_t> in_degree_;
  std::vector<std::uint8_t> alive_;
  std::vector<Vertex> queue_;
  std::uint32_t shortest_possible_ = kFar;
  std::uint32_t best_ = kFar;
  Vertex best_start_ = 0;
};

}  // namespace

std::vector<EdgeIndex> shortest_cycle(const Digraph& graph) { return Search(graph).run(); }

}  // namespace unknot
