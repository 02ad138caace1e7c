// Flow graph -> semidominators from the last number to the first -> immediate dominators from the first to the last.
#include "graph/algorithms/dominators.h"

#include <algorithm>

namespace unknot {
namespace {

/// The forest of what has been linked so far, with the least semidominator on the way to a root of it.
class LinkedForest {
 public:
  explicit LinkedForest(const std::vector<FlowNumber>& semi)
      : semi_(semi), ancestor_(semi.size(), kNone), label_(semi.size()) {
    for (FlowNumber v = 0; v < label_.size(); ++v) label_[v] = v;
  }

  void link(FlowNumber parent, FlowNumber child) { ancestor_[child] = parent; }

  FlowNumber least(FlowNumber v) {
    if (ancestor_[v] == kNone) return v;
    path_.clear();
    for (FlowNumber u = v; ancestor_[ancestor_[u]] != kNone; u = ancestor_[u]) path_.push_back(u);
    for (std::size_t i = path_.size(); i-- > 0;) {
      const FlowNumber u = path_[i], above = ancestor_[u];
      if (semi_[label_[above]] < semi_[label_[u]]) label_[u] = label_[above];
      ancestor_[u] = ancestor_[above];
    }
    return label_[v];
  }

 private:
  static constexpr FlowNumber kNone = 0xffffffff;
  const std::vector<FlowNumber>& semi_;
  std::vector<FlowNumber> ancestor_, label_, path_;
};

}  // namespace

FlowTree dominator_tree(const FlowGraph& flow) {
  constexpr FlowNumber kEnd = 0xffffffff;
  std::vector<FlowNumber> semi(flow.size()), dominator(flow.size(), 0);
  for (FlowNumber v = 0; v < flow.size(); ++v) semi[v] = v;
  // Lists of the vertices with a given semidominator, linked through `next`.
  std::vector<FlowNumber> first(flow.size(), kEnd), next(flow.size(), kEnd);
  LinkedForest forest(semi);
  for (FlowNumber v = flow.size(); v-- > 1;) {
    for (const FlowNumber u : flow.into(v)) semi[v] = std::min(semi[v], semi[forest.least(u)]);
    next[v] = first[semi[v]];
    first[semi[v]] = v;
    const FlowNumber parent = flow.parent[v];
    forest.link(parent, v);
    for (FlowNumber u = first[parent]; u != kEnd; u = next[u]) {
      const FlowNumber least = forest.least(u);
      dominator[u] = semi[least] < semi[u] ? least : parent;
    }
    first[parent] = kEnd;
  }
  for (FlowNumber v = 1; v < flow.size(); ++v)
    if (dominator[v] != semi[v]) dominator[v] = dominator[dominator[v]];
  return FlowTree(std::move(dominator));
}

std::vector<Vertex> immediate_dominators(const Digraph& graph, Vertex root) {
  const FlowGraph flow = flow_graph(graph, root);
  const FlowTree tree = dominator_tree(flow);
  std::vector<Vertex> dominators(graph.vertex_count(), kNoVertex);
  for (FlowNumber v = 1; v < flow.size(); ++v) dominators[flow.vertices[v]] = flow.vertices[tree.parent(v)];
  return dominators;
}

std::vector<std::uint8_t> flow_bridges(const FlowGraph& flow, const FlowTree& dominators) {
  std::vector<std::uint8_t> bridges(flow.size(), 0);
  // What comes from the vertex's own subtree has been at the vertex before; all other edges must start at one vertex.
  for (FlowNumber v = 1; v < flow.size(); ++v)
    bridges[v] = std::ranges::all_of(
        flow.into(v), [&](FlowNumber u) { return u == dominators.parent(v) || dominators.contains(v, u); });
  return bridges;
}

}  // namespace unknot
