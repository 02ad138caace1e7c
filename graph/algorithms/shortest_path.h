// The shortest path between two sets of vertices.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// Edge indices in order, by breadth-first search; empty where a vertex is in both sets; nothing where there is no path.
/// Among equally short ones the first in the order of `from` and of the edges.
std::optional<std::vector<EdgeIndex>> shortest_path(const Digraph&, std::span<const Vertex> from, std::span<const Vertex> to);

}  // namespace unknot
