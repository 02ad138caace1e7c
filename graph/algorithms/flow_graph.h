// What one vertex reaches, in the numbers of a depth-first search: the ground of dominators and of loops. And trees whose
// parents have smaller numbers than their children, with questions about ancestors. It knows nothing of either use.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// Position in FlowGraph::vertices; the root is 0.
using FlowNumber = std::uint32_t;

/// The part of a digraph that its root reaches, numbered in preorder of one depth-first search.
struct FlowGraph {
  std::vector<Vertex> vertices;        ///< by number
  std::vector<FlowNumber> parent;      ///< in the search's tree; of the root: itself
  std::vector<std::uint32_t> rows;     ///< of `sources`, one more than there are numbers
  std::vector<FlowNumber> sources;     ///< where the edges into a number start; loops left out

  FlowNumber size() const { return static_cast<FlowNumber>(vertices.size()); }
  std::span<const FlowNumber> into(FlowNumber v) const {
    return std::span(sources).subspan(rows[v], rows[v + 1] - rows[v]);
  }
};

/// O(V + E), V for the whole graph; needs no call stack.
FlowGraph flow_graph(const Digraph&, Vertex root);

/// A tree over the numbers 0..n-1 whose root is 0 and where a parent's number is smaller than its children's.
class FlowTree {
 public:
  /// `parent[0]` is 0. O(n).
  explicit FlowTree(std::vector<FlowNumber> parent);

  FlowNumber size() const { return static_cast<FlowNumber>(parent_.size()); }
  FlowNumber parent(FlowNumber v) const { return parent_[v]; }
  /// `v`, and how many stand below it, itself counted.
  std::uint32_t subtree_size(FlowNumber v) const { return size_[v]; }
  /// Position in a preorder of this tree: the subtree of `v` has positions [position, position + subtree_size).
  std::uint32_t position(FlowNumber v) const { return position_[v]; }
  bool is_leaf(FlowNumber v) const { return size_[v] == 1; }
  /// Does `v` stand in the subtree of `top`, or is it `top`?
  bool contains(FlowNumber top, FlowNumber v) const { return position_[v] - position_[top] < size_[top]; }
  /// The highest ancestor of `v`, or `v`, whose subtree is without `other`. `v`'s own must be without it. O(log n).
  FlowNumber highest_without(FlowNumber v, FlowNumber other) const;

 private:
  std::vector<FlowNumber> parent_;
  std::vector<std::uint32_t> size_, position_;
  // To an ancestor at a distance of a skew binary number: Myers, Inf. Process. Lett. 1983.
  std::vector<FlowNumber> jump_;
};

}  // namespace unknot
