// Cycles whose edges can all hold together: edges stand under conditions, and some conditions exclude each other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"
#include "graph/program.h"

namespace unknot {

/// What the edge with the same index needs: a conjunction, sorted by atom; empty: nothing. Two edges exclude each other
/// where one needs an atom to hold and the other needs it not to. An edge that contradicts itself never counts.
using EdgeConditions = std::span<const std::vector<Literal>>;

struct ConsistentComponent {
  std::vector<Vertex> vertices;  ///< sorted, more than one
  bool exhausted = false;        ///< a part of it was not decided within the limit and is there as if nothing excluded
};

/// The sets of vertices that some edges without contradiction connect strongly; sets that share a vertex are made one, so
/// that a walk under one answer and a walk under the other through the same vertex are one component. In order of their
/// smallest vertex. Branches on the atom that most edges of a component disagree on (of several the first): the edges that
/// need it not to hold are dropped, then those that need it to hold. `step_limit` bounds the edges looked at, summed over
/// all branches.
std::vector<ConsistentComponent> consistent_components(const Digraph&, EdgeConditions, std::uint64_t step_limit);

struct ConsistentCycle {
  std::vector<EdgeIndex> edges;  ///< in the form and order of shortest_cycle(); empty: there is none
  bool exhausted = false;        ///< the limit was met: the shortest found so far, else the shortest of any edges
};

/// The first of the shortest cycles whose edges do not contradict each other, in shortest_cycle()'s order. Branches as above
/// on an atom that the shortest remaining cycle contradicts itself in. `step_limit` bounds the edges of the graphs searched.
ConsistentCycle shortest_consistent_cycle(const Digraph&, EdgeConditions, std::uint64_t step_limit);

}  // namespace unknot
