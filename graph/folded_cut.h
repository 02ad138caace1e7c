// The cut of a folded graph: fewest lines, and of equally few those that a person would rather give up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/cut.h"
#include "graph/folded.h"

namespace unknot {

/// Which edges to take out of folders or components so that no cycle is left. `lines[e]` >= 1 is what edge `e` costs. Of equally
/// cheap cuts the one that gives up what leads from a node on which much depends to one on which less does. `dependents[v]` says
/// how much: lines that lead to it, from outside of its tangle too. `cost` and `lower_bound` of the result count lines.
Cut folded_cut(const Digraph&, std::span<const std::uint64_t> lines, std::span<const std::uint64_t> dependents,
               const CutOptions& = {}, const CutPins& = {});

/// For the above: of each node of a graph the lines that lead to it.
std::vector<std::uint64_t> dependents_of(const Digraph&, std::span<const std::uint64_t> lines);
std::vector<std::uint64_t> dependents_of(const FoldedGraph&);

}  // namespace unknot
