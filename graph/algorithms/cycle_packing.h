// A lower bound for every cut, from cycles that share no weight.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/algorithms/arc_graph.h"

namespace unknot {

/// Cycles, and what each must cost by itself: their sum is a lower bound of every cut.
struct CyclePacking {
  std::uint64_t bound = 0;
  std::vector<std::vector<ArcId>> cycles;
};

/// Greedy, short cycles first: pairs of opposite arcs, triangles, then longer ones through the arcs of `cut`, which every
/// cycle needs. Each cycle takes its cheapest arc's weight from all its arcs. Stops after a fixed number of steps.
CyclePacking pack_cycles(const ArcGraph&, const ArcSet& cut);

}  // namespace unknot
