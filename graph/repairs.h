// Which edges of a tangle to repair, and what else has to be included where when a line goes. It knows no text.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "graph/algorithms/digraph.h"
#include "graph/program.h"

namespace unknot {

/// An edge between two vertices of a tangle.
struct RepairableEdge {
  Vertex from = 0, to = 0;
  std::uint64_t cost = 0;  ///< of doing without it; 0: it stays
};

/// The cheapest edges without which no cycle is left but those of edges that stay: indices, sorted. Vertices that edges which
/// stay knot together count as one, since nothing unties them.
std::vector<EdgeIndex> choose_repairs(Vertex vertices, std::span<const RepairableEdge>);

/// Where the uses of a file stand after a repair.
struct RepairPlan {
  std::vector<DependencyId> dropped;  ///< sorted
  /// Files in which symbols are declared anew.
  std::map<SymbolId, std::set<UnitId>> declared;
  /// The file in which a use stands afterwards, by index into Symbols::uses: of a body that moves, its source file.
  std::map<std::uint32_t, UnitId> moved;
};

/// A file that has what it uses only through a line that goes, and has to include it itself.
struct LostInclude {
  UnitId file{};
  UnitId target{};
  bool closes_cycle = false;        ///< the target reaches the file
  DependencyId instead_of{};        ///< one of the dropped lines
  std::vector<std::uint32_t> uses;  ///< indices into Symbols::uses that ask for it, sorted
};

/// By the symbols of the program: a use that some include led to, and that none would after the repair. Files that are included
/// by others come first, so that these need nothing of their own where that is enough. Sorted by file and target.
std::vector<LostInclude> lost_includes(const Program&, const RepairPlan&);

/// By unit: what a file reaches without these lines, with itself. Lines that are certainly not entered do not count.
std::vector<bool> reached_without(const Program&, UnitId from, std::span<const DependencyId> dropped);

/// Which units of the program (entries) reach one of `files`, themselves or through others; sorted. Lines that are certainly
/// not entered do not count.
std::vector<UnitId> entries_reaching(const Program&, std::span<const UnitId> files);

}  // namespace unknot
