// Dominators: what every path from the root to a vertex passes.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/algorithms/digraph.h"
#include "graph/algorithms/flow_graph.h"

namespace unknot {

constexpr Vertex kNoVertex = 0xffffffff;

/// The immediate dominator of each vertex: the last of the others that every path from `root` to it passes. kNoVertex for
/// the root and for what it does not reach. Lengauer and Tarjan (TOPLAS 1979) with path compression, O(E log V). Boost's
/// lengauer_tarjan_dominator_tree compresses paths by recursion, so that a chain of a million files overflows the stack.
std::vector<Vertex> immediate_dominators(const Digraph&, Vertex root);

/// The same as a tree over the numbers of `flow`.
FlowTree dominator_tree(const FlowGraph& flow);

/// Of each number: is the edge from its immediate dominator to it a bridge, one that every path from the root to it takes?
/// Parallel edges are one for this purpose. Never of the root. O(E).
std::vector<std::uint8_t> flow_bridges(const FlowGraph& flow, const FlowTree& dominators);

}  // namespace unknot
