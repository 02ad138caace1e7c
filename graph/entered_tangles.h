// Files that some translation unit enters in a circle, and the small graphs that such questions are asked of.
#pragma once

#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"
#include "graph/program.h"

namespace unknot {

/// Dependencies between different units, numbered densely for the algorithms.
struct LocalGraph {
  std::vector<UnitId> units;               ///< by vertex, sorted
  std::vector<DependencyId> dependencies;  ///< by edge
  std::vector<Edge> edges;

  /// `suppressed`: sorted; left out of `from`.
  LocalGraph(const Program&, std::span<const DependencyId> from, std::span<const DependencyId> suppressed);
  Vertex vertex(UnitId) const;
  Digraph graph() const { return Digraph(static_cast<Vertex>(units.size()), edges); }
};

/// Sets of units that share a unit become one; each sorted, in order of their first unit.
std::vector<std::vector<UnitId>> join_sets(const std::vector<std::vector<UnitId>>& sets);

/// What one unit enters together and closes a walk, sets that share a file joined. `suppressed`: sorted; as if not written.
std::vector<std::vector<UnitId>> entered_tangles(const Program&, std::span<const DependencyId> suppressed);

}  // namespace unknot
