// The cheapest cut with a proof: a hitting set over cycles that are found when they are needed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/arc_graph.h"

namespace unknot {

struct ProvenCut {
  ArcSet cut;                     ///< minimal, never dearer than the one given
  std::uint64_t lower_bound = 0;  ///< no cut costs less; equal to its cost where the search was completed
};

/// Branch and bound over arcs; a node's bound is the Lagrangian dual of the hitting-set problem over the cycles known so
/// far (subgradient, in whole numbers so that every machine agrees), as for set covering by Beasley (Nav. Res. Logist.
/// 1990); cycles that a node's hitting set leaves are added as Baharev, Schichl, Neumaier, Achterberg do (ACM JEA 2021).
/// `start` is a minimal cut, `cycles` any cycles to begin with. Ends after `steps`, with the best that is known by then.
ProvenCut exact_cut(const ArcGraph&, const ArcSet& start, std::span<const std::vector<ArcId>> cycles, std::uint64_t steps);

/// Dynamic programming over sets of vertices that stand first in the order (Lawler, Manag. Sci. 1964): O(2^n n) whatever
/// the arcs are. `graph` has at most 24 vertices.
ArcSet subset_cut(const ArcGraph& graph);

}  // namespace unknot
