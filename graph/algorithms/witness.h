// The shortest closed walk of a strongly connected graph.
#pragma once

#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// A closed walk of minimum length, as edge indices in order; empty where the graph has no cycle. Loops are ignored.
/// Deterministic: starts at its smallest vertex, and among equally short ones takes the first in order of
/// (start vertex, then vertices along the walk); of parallel edges the smallest index.
std::vector<EdgeIndex> shortest_cycle(const Digraph&);

}  // namespace unknot
