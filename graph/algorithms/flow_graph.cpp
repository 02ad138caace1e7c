// Depth-first search with a stack of its own; edges by target in a counting sort.
#include "graph/algorithms/flow_graph.h"

#include <limits>
#include <numeric>

namespace unknot {

FlowGraph flow_graph(const Digraph& graph, Vertex root) {
  constexpr FlowNumber kUnseen = std::numeric_limits<FlowNumber>::max();
  struct Frame {
    FlowNumber number;
    std::uint32_t next_out;
  };
  FlowGraph flow;
  std::vector<FlowNumber> number(graph.vertex_count(), kUnseen);
  std::vector<Frame> frames;
  const auto enter = [&](Vertex v, FlowNumber parent) {
    number[v] = flow.size();
    frames.push_back({.number = number[v], .next_out = 0});
    flow.vertices.push_back(v);
    flow.parent.push_back(parent);
  };
  enter(root, 0);
  while (!frames.empty()) {
    Frame& frame = frames.back();
    const auto out = graph.out(flow.vertices[frame.number]);
    if (frame.next_out == out.size()) {
      frames.pop_back();
      continue;
    }
    const Vertex target = graph.edge(out[frame.next_out++]).to;
    if (number[target] == kUnseen) enter(target, frame.number);
  }
  flow.rows.assign(flow.vertices.size() + 1, 0);
  const auto each_edge = [&](auto&& use) {
    for (FlowNumber v = 0; v < flow.size(); ++v)
      for (const EdgeIndex e : graph.out(flow.vertices[v]))
        if (const FlowNumber to = number[graph.edge(e).to]; to != v) use(v, to);
  };
  each_edge([&](FlowNumber, FlowNumber to) { ++flow.rows[to + 1]; });
  std::partial_sum(flow.rows.begin(), flow.rows.end(), flow.rows.begin());
  flow.sources.resize(flow.rows.back());
  std::vector<std::uint32_t> next(flow.rows.begin(), flow.rows.end() - 1);
  each_edge([&](FlowNumber from, FlowNumber to) { flow.sources[next[to]++] = from; });
  return flow;
}

FlowTree::FlowTree(std::vector<FlowNumber> parent)
    : parent_(std::move(parent)), size_(parent_.size(), 1), position_(parent_.size(), 0), jump_(parent_.size(), 0) {
  for (FlowNumber v = size(); v-- > 1;) size_[parent_[v]] += size_[v];
  // Children take their places in order of their numbers, behind their parent; depth and next place share the pass.
  std::vector<std::uint32_t> next_place(parent_.size(), 1), depth(parent_.size(), 0);
  for (FlowNumber v = 1; v < size(); ++v) {
    const FlowNumber p = parent_[v];
    position_[v] = next_place[p];
    next_place[p] += size_[v];
    next_place[v] = position_[v] + 1;
    depth[v] = depth[p] + 1;
    const FlowNumber far = jump_[p];
    jump_[v] = depth[p] - depth[far] == depth[far] - depth[jump_[far]] ? jump_[far] : p;
  }
}

FlowNumber FlowTree::highest_without(FlowNumber v, FlowNumber other) const {
  while (true) {
    if (!contains(jump_[v], other))
      v = jump_[v];
    else if (!contains(parent_[v], other))
      v = parent_[v];
    else
      return v;
  }
}

}  // namespace unknot
