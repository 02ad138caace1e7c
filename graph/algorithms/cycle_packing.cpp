// Greedy packing of short cycles, within a budget of steps.
#include "graph/algorithms/cycle_packing.h"

#include <algorithm>
#include <array>
#include <limits>

namespace unknot {
namespace {

constexpr std::uint64_t kPackingSteps = 20'000'000;
/// Bounds on the path that closes a cycle with an arc of the cut: pairs, triangles, squares, the rest.
constexpr std::array<std::uint32_t, 4> kPathLengths{1, 2, 3, std::numeric_limits<std::uint32_t>::max()};

}  // namespace

CyclePacking pack_cycles(const ArcGraph& graph, const ArcSet& cut) {
  CyclePacking packing;
  std::vector<std::uint64_t> left;
  for (const Arc& arc : graph.arcs()) left.push_back(arc.weight);
  ArcSet used_up(graph.arc_count(), 0);
  PathSearch search(graph);
  for (const std::uint32_t length : kPathLengths)
    for (ArcId a = 0; a < graph.arc_count(); ++a) {
      while (cut[a] && !used_up[a] && search.steps() < kPackingSteps) {
        auto cycle = search.shortest(graph.arc(a).to, graph.arc(a).from, used_up, length);
        if (cycle.empty()) break;
        cycle.push_back(a);
        const std::uint64_t share = left[*std::ranges::min_element(cycle, {}, [&](ArcId c) { return left[c]; })];
        for (const ArcId c : cycle) used_up[c] = (left[c] -= share) == 0;
        packing.bound += share;
        packing.cycles.push_back(std::move(cycle));
      }
    }
  return packing;
}

}  // namespace unknot
