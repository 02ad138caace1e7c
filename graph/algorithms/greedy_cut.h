// A good cut, fast and without a proof: an order of the vertices, improved, whose backward arcs are cut.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/arc_graph.h"

namespace unknot {

/// Eades, Lin, Smyth (Inf. Process. Lett. 1993) with weights: sources to the front, sinks to the back, else the vertex with
/// the largest difference of what leaves and what enters (the smallest of several). Arcs of weight 0 count as absent: an
/// acyclic rest gets an order without backward arcs. O(E log V).
std::vector<Vertex> greedy_order(const ArcGraph&, std::span<const std::uint64_t> weights);

/// Moves single vertices to their best place in `order` until none gains or the passes are used up. Never worse.
void sift(const ArcGraph&, std::span<const std::uint64_t> weights, std::vector<Vertex>& order);

/// The arcs that go backward in `order`.
ArcSet backward_arcs(const ArcGraph&, std::span<const Vertex> order);

/// Takes out of `cut` each arc that closes no cycle, heaviest first, so that the cut is minimal: no arc of it can be put
/// back. Without `cut` the graph must be acyclic. Keeps a topological order as Pearce and Kelly do (JEA 2006).
void put_back(const ArcGraph&, ArcSet& cut);

/// Moves vertices to the front until no kept arc goes backward.
void respect_kept(const ArcGraph&, std::vector<Vertex>& order);

/// All of the above under the graph's own weights, but ordered by `weights`. No kept arc is cut where `weights`, too, has
/// each above all others together.
ArcSet greedy_cut(const ArcGraph&, std::span<const std::uint64_t> weights);

}  // namespace unknot
