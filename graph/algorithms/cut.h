// A minimum feedback arc set: which edges to take out so that no cycle is left, at least cost.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

struct CutOptions {
  /// Above this many vertices or edges the exact search is not tried.
  Vertex exact_vertices = 2000;
  EdgeIndex exact_edges = 20000;
  /// Steps of the exact search, a count and not a time, so that the answer is the same on every machine.
  std::uint64_t exact_steps = 2'000'000;
};

/// Steps for an answer that a person waits for: at most about three seconds for 110 vertices and 1,500 edges.
constexpr std::uint64_t kPatientSteps = 20'000'000;

/// What is decided beforehand. No edge is in both.
struct CutPins {
  std::vector<EdgeIndex> keep;    ///< never cut, nor are the edges parallel to one
  std::vector<EdgeIndex> remove;  ///< cut in any case, on a cycle or not; not so the edges parallel to one
};

struct Cut {
  std::vector<EdgeIndex> edges;   ///< sorted; taking them out leaves no cycle
  std::uint64_t cost = 0;         ///< sum of their weights
  std::uint64_t lower_bound = 0;  ///< no cut under the pins costs less; equal to cost where optimal
  bool optimal = false;
  /// A shortest cycle of kept edges, in order: the pins contradict each other, there is no cut, and all else is empty.
  std::vector<EdgeIndex> kept_cycle;
};

/// `weights[e]` >= 1 for each edge. Parallel edges stand for themselves (all of a pair are cut, or none is worth it).
/// Exact within the options' bounds, with a proof (lower bound from cycles that share no edge, then a hitting set over
/// lazily found cycles, after Baharev, Schichl, Neumaier, Achterberg 2021); beyond them Eades-Lin-Smyth 1993 with the gap
/// stated. Loops are ignored. Deterministic.
Cut minimum_cut(const Digraph&, std::span<const std::uint64_t> weights, const CutOptions& = {}, const CutPins& = {});

}  // namespace unknot
