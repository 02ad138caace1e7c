// Strongly connected components.
#pragma once

#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// The strongly connected components of more than one vertex, each sorted, in order of their smallest vertex. A single
/// vertex with a loop is not one: loops are asked for apart. Iterative Tarjan (SIAM J. Comput. 1972), O(V + E).
std::vector<std::vector<Vertex>> strong_components(const Digraph&);

/// Components that share a vertex are made one (union-find), until none do. Input sets sorted; output as above.
std::vector<std::vector<Vertex>> join_overlapping(std::vector<std::vector<Vertex>> sets);

}  // namespace unknot
