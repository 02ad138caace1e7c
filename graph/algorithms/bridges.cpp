// Component -> flow graph and its reverse -> dominators, loops -> for each edge and vertex what its removal leaves.
#include "graph/algorithms/bridges.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <tuple>

#include "graph/algorithms/components.h"
#include "graph/algorithms/dominators.h"
#include "graph/algorithms/loop_forest.h"
#include "graph/algorithms/rectangle_sums.h"

namespace unknot {
namespace {

/// Components that a removal leaves below a vertex of the dominator tree.
struct Below {
  Vertex largest = 0;
  std::int64_t tangled = 0;  // vertices in components of two or more
};

/// One component seen from its root along the edges, or against them.
///
/// Taking out a bridge (x, y) of the flow graph, or a vertex y, leaves below y the loops whose vertices stand there and
/// whose heads' own heads do not. So the loop of w is left by the removals on one way up the dominator tree: `Way`.
class Side {
 public:
  struct Way {
    FlowNumber from, to;  // up from `from`, `to` not included; to == kTop: up to the root and that included
    std::int64_t size;
  };
  static constexpr FlowNumber kTop = 0xffffffff;

  explicit Side(const Digraph& graph)
      : flow(flow_graph(graph, 0)), tree(dominator_tree(flow)), loops(loop_forest(flow)), is_bridge(flow_bridges(flow, tree)),
        number(graph.vertex_count()), region_(flow.size(), 0), block_(flow.size(), 0) {
    for (FlowNumber w = 0; w < flow.size(); ++w) number[flow.vertices[w]] = w;
    for (FlowNumber w = 1; w < flow.size(); ++w) {
      const FlowNumber head = loops.head[w];
      const FlowNumber meeting = tree.parent(tree.highest_without(w, head));
      edge_ways.push_back({.from = w, .to = meeting, .size = loops.size[w]});
      // Without the head itself its loop is open, too.
      const FlowNumber end = meeting != head ? meeting : head == 0 ? kTop : tree.parent(head);
      point_ways.push_back({.from = tree.parent(w), .to = end, .size = loops.size[w]});
      region_[w] = is_bridge[w] ? w : region_[tree.parent(w)];
      block_[w] = tree.contains(region_[w], head) ? block_[head] : w;
    }
  }

  /// By number, what the ways that pass it leave.
  std::vector<Below> below(const std::vector<Way>& ways) const {
    std::vector<Below> below(flow.size());
    for (const Way& way : ways) {
      if (way.size < 2) continue;
      below[way.from].tangled += way.size;
      if (way.to != kTop) below[way.to].tangled -= way.size;
    }
    for (FlowNumber v = flow.size(); v-- > 1;) below[tree.parent(v)].tangled += below[v].tangled;
    paint_largest(ways, below);
    return below;
  }

  /// The last bridge on the way to `v`, by its target; 0 where there is none.
  FlowNumber region(Vertex v) const { return region_[number[v]]; }
  /// With the region: two vertices with the same are parted by no bridge of this side.
  FlowNumber block(Vertex v) const { return block_[number[v]]; }
  std::uint32_t position(Vertex v) const { return tree.position(number[v]); }
  std::uint32_t end(Vertex v) const { return position(v) + tree.subtree_size(number[v]); }

  FlowGraph flow;
  FlowTree tree;
  LoopForest loops;
  std::vector<std::uint8_t> is_bridge;  // by number: the edge from its dominator to it
  std::vector<FlowNumber> number;       // by vertex
  std::vector<Way> edge_ways, point_ways;

 private:
  /// Largest first, so that each number is painted once; painted ones are skipped.
  void paint_largest(std::vector<Way> ways, std::vector<Below>& below) const {
    std::ranges::sort(ways, std::greater{}, &Way::size);
    std::vector<FlowNumber> unpainted(flow.size() + 1);  // the nearest at or above; flow.size(): above the root
    for (FlowNumber v = 0; v <= flow.size(); ++v) unpainted[v] = v;
    const auto next = [&](FlowNumber v) {
      while (unpainted[v] != v) v = unpainted[v] = unpainted[unpainted[v]];
      return v;
    };
    for (const Way& way : ways) {
      if (way.size < 2) break;
      for (FlowNumber v = next(way.from); v != flow.size(); v = next(v)) {
        if (way.to != kTop && (v == way.to || !tree.contains(way.to, v))) break;
        below[v].largest = static_cast<Vertex>(way.size);
        unpainted[v] = v == 0 ? flow.size() : tree.parent(v);
      }
    }
  }

  std::vector<FlowNumber> region_, block_;
};

/// A removal: of the edge `from` -> `to`, or of the vertex `from` == `to`.
struct Removal {
  Vertex from = 0;
  Vertex to = 0;
  bool forward = false, backward = false;  // does it part the flow graph, its reverse?
};

/// Everything of one component, in its own vertices.
class Component {
 public:
  explicit Component(const Digraph& graph) : forward_(graph), backward_(reversed(graph)), size_(graph.vertex_count()) {}

  std::vector<Removal> bridges() const {
    std::map<Edge, Removal> found;
    for (FlowNumber v = 1; v < size_; ++v) {
      if (forward_.is_bridge[v]) {
        const Edge edge{.from = dominator(forward_, v), .to = forward_.flow.vertices[v]};
        found[edge].forward = true;
      }
      if (backward_.is_bridge[v]) {
        const Edge edge{.from = backward_.flow.vertices[v], .to = dominator(backward_, v)};
        found[edge].backward = true;
      }
    }
    std::vector<Removal> removals;
    for (const auto& [edge, sides] : found)
      removals.push_back({.from = edge.from, .to = edge.to, .forward = sides.forward, .backward = sides.backward});
    return removals;
  }

  std::vector<Removal> points() const {
    std::vector<Removal> removals;
    // The root has no flow graph without it, but its loops are what is left.
    const auto parts = std::ranges::count(forward_.loops.head, FlowNumber{0});
    if (parts > 1) removals.push_back({.from = 0, .to = 0, .forward = true, .backward = true});
    for (Vertex v = 1; v < size_; ++v)
      if (!forward_.tree.is_leaf(forward_.number[v]) || !backward_.tree.is_leaf(backward_.number[v]))
        removals.push_back({.from = v, .to = v, .forward = true, .backward = true});
    return removals;
  }

  std::vector<Remainder> rests_of_bridges(const std::vector<Removal>& removals) const {
    return rests(removals, forward_.edge_ways, backward_.edge_ways, 0);
  }
  std::vector<Remainder> rests_of_points(const std::vector<Removal>& removals) const {
    return rests(removals, forward_.point_ways, backward_.point_ways, 1);
  }

  /// Two vertices with equal keys are parted by no edge.
  auto block_key(Vertex v) const {
    return std::tuple(forward_.region(v), forward_.block(v), backward_.region(v), backward_.block(v));
  }

  /// A bridge that parts two vertices of different blocks.
  Edge parting_bridge(Vertex v, Vertex w) const {
    if (forward_.region(v) != forward_.region(w) || forward_.block(v) != forward_.block(w)) {
      const FlowNumber to = parting_region(forward_, v, w);
      return {.from = dominator(forward_, to), .to = forward_.flow.vertices[to]};
    }
    const FlowNumber from = parting_region(backward_, v, w);
    return {.from = backward_.flow.vertices[from], .to = dominator(backward_, from)};
  }

 private:
  static Digraph reversed(const Digraph& graph) {
    std::vector<Edge> edges;
    for (const Edge& edge : graph.edges()) edges.push_back({.from = edge.to, .to = edge.from});
    return {graph.vertex_count(), std::move(edges)};
  }
  static Vertex dominator(const Side& side, FlowNumber v) { return side.flow.vertices[side.tree.parent(v)]; }

  /// One of the two regions has one of the vertices and not the other, or both have them in different loops.
  static FlowNumber parting_region(const Side& side, Vertex v, Vertex w) {
    return side.tree.contains(side.region(w), side.number[v]) ? side.region(v) : side.region(w);
  }

  /// `own`: how many vertices are removed themselves.
  std::vector<Remainder> rests(const std::vector<Removal>& removals, const std::vector<Side::Way>& forward_ways,
                               const std::vector<Side::Way>& backward_ways, Vertex own) const {
    const auto forward = forward_.below(forward_ways), backward = backward_.below(backward_ways);
    // What stands below on both sides would be counted twice.
    std::vector<Rectangle> both;
    for (const Removal& removal : removals) {
      both.emplace_back();
      if (!removal.forward || !removal.backward) continue;
      both.back() = {.x_begin = forward_.position(removal.to), .x_end = forward_.end(removal.to),
                     .y_begin = backward_.position(removal.from), .y_end = backward_.end(removal.from)};
    }
    std::vector<PlanePoint> vertices, loops;
    for (Vertex v = 0; v < size_; ++v)
      vertices.push_back({.x = forward_.position(v), .y = backward_.position(v), .value = 1});
    for (FlowNumber w = 1; w < size_; ++w) {
      const Side::Way& way = forward_ways[w - 1];
      if (way.size < 2) continue;
      const std::uint32_t y = backward_.position(forward_.flow.vertices[w]);
      loops.push_back({.x = forward_.tree.position(way.from), .y = y, .value = way.size});
      if (way.to != Side::kTop) loops.push_back({.x = forward_.tree.position(way.to), .y = y, .value = -way.size});
    }
    const auto common = rectangle_sums(std::move(vertices), both, size_);
    const auto common_tangled = rectangle_sums(std::move(loops), both, size_);
    std::vector<Remainder> rests;
    for (std::size_t r = 0; r < removals.size(); ++r) {
      std::int64_t around = size_, tangled = -common_tangled[r];
      Vertex largest = 0;
      const auto take = [&](const Side& side, const std::vector<Below>& below, Vertex top) {
        const FlowNumber v = side.number[top];
        around -= side.tree.subtree_size(v);
        tangled += below[v].tangled;
        largest = std::max(largest, below[v].largest);
      };
      if (removals[r].forward) take(forward_, forward, removals[r].to);
      if (removals[r].backward) take(backward_, backward, removals[r].from);
      around += common[r];
      if (around >= 2) {
        tangled += around;
        largest = std::max(largest, static_cast<Vertex>(around));
      }
      rests.push_back({.largest = largest, .freed = static_cast<Vertex>(size_ - own - tangled)});
    }
    return rests;
  }

  Side forward_, backward_;
  Vertex size_;
};

std::vector<Vertex> largest_block(const Component& component, Vertex size) {
  std::map<decltype(component.block_key(0)), std::vector<Vertex>> blocks;
  for (Vertex v = 0; v < size; ++v) blocks[component.block_key(v)].push_back(v);
  std::vector<Vertex> best;
  for (auto& [key, block] : blocks)
    if (block.size() > best.size() || (block.size() == best.size() && block < best)) best = std::move(block);
  if (best.size() < 2) best.clear();
  return best;
}

Joints joints_of(const Digraph& whole, const Digraph& graph, const std::vector<Vertex>& vertices) {
  const Component component(graph);
  Joints joints{.vertices = vertices, .bridges = {}, .points = {}, .core = {}, .hangers_on = {}};
  const auto bridges = component.bridges();
  const auto bridge_rests = component.rests_of_bridges(bridges);
  std::map<Edge, std::uint32_t> index;
  for (std::uint32_t b = 0; b < bridges.size(); ++b) {
    const Vertex from = vertices[bridges[b].from], to = vertices[bridges[b].to];
    index[{.from = bridges[b].from, .to = bridges[b].to}] = b;
    std::vector<EdgeIndex> edges;
    for (const EdgeIndex e : whole.out(from))
      if (whole.edge(e).to == to) edges.push_back(e);
    joints.bridges.push_back({.from = from, .to = to, .edges = std::move(edges), .rest = bridge_rests[b]});
  }
  const auto points = component.points();
  const auto point_rests = component.rests_of_points(points);
  for (std::size_t p = 0; p < points.size(); ++p)
    joints.points.push_back({.vertex = vertices[points[p].from], .rest = point_rests[p]});
  const auto core = largest_block(component, graph.vertex_count());
  for (const Vertex v : core) joints.core.push_back(vertices[v]);
  for (Vertex v = 0; v < graph.vertex_count() && !core.empty(); ++v)
    if (!std::ranges::binary_search(core, v))
      joints.hangers_on.push_back({.vertex = vertices[v], .bridge = index.at(component.parting_bridge(v, core.front()))});
  return joints;
}

}  // namespace

std::vector<Joints> joints(const Digraph& graph) {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  const auto components = strong_components(graph);
  std::vector<std::uint32_t> owner(graph.vertex_count(), kNone);
  std::vector<Vertex> local(graph.vertex_count(), 0);
  for (std::uint32_t c = 0; c < components.size(); ++c)
    for (Vertex i = 0; i < components[c].size(); ++i) {
      owner[components[c][i]] = c;
      local[components[c][i]] = i;
    }
  std::vector<Joints> all;
  for (std::uint32_t c = 0; c < components.size(); ++c) {
    std::vector<Edge> edges;
    for (const Vertex v : components[c])
      for (const EdgeIndex e : graph.out(v))
        if (const Vertex to = graph.edge(e).to; to != v && owner[to] == c) edges.push_back({.from = local[v], .to = local[to]});
    all.push_back(joints_of(graph, Digraph(static_cast<Vertex>(components[c].size()), std::move(edges)), components[c]));
  }
  return all;
}

}  // namespace unknot
