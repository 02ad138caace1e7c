// Layers: the lowest place that each vertex of an acyclic graph can have.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

struct Layers {
  /// By vertex: 0 for one that depends on nothing, else one more than the highest that it depends on. Vertices that still
  /// are on a cycle together have one layer.
  std::vector<std::uint32_t> layer;
  /// All vertices, the highest layer first, within a layer by vertex: what a person reads from top to bottom. An edge goes
  /// down, but within a cycle.
  std::vector<Vertex> order;
};

/// The layering that is left when the edges of `cut` (sorted) are taken out: longest paths in what is left, each of its
/// strongly connected components made one vertex. O(V log V + E).
Layers layers(const Digraph&, std::span<const EdgeIndex> cut = {});

}  // namespace unknot
