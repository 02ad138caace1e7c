// The program seen from further away: units folded into folders or components, with the lines behind every edge.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// A unit that no node of a view holds.
constexpr std::uint32_t kNoNode = 0xffffffff;

struct FoldedEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<DependencyId> lines;  ///< sorted, at least one
};
/// Folders or components as nodes. An edge stands for every dependency between units of its two nodes, whatever its condition:
/// who builds it for another system depends on it too. Only units of the project count.
struct FoldedGraph {
  std::vector<std::string> nodes;  ///< sorted
  std::vector<FoldedEdge> edges;   ///< sorted by (from, to), no loops
};

/// Folds by a node for each unit: a name, or an empty one for a unit that is left out. `without` (sorted) counts as not written.
FoldedGraph fold(const Program&, std::span<const std::string> node_of_unit, std::span<const DependencyId> without = {});

/// The flat view: each folder that holds a file of the project by itself is a node.
FoldedGraph folders(const Program&, std::span<const DependencyId> without = {});

/// The view of siblings, for all parents at once: the children of each folder with everything below them folded in. A
/// dependency counts between the two children of the deepest folder that holds both its ends. Files that stand in that folder
/// directly are in no child and do not count, nor does what runs between `include/` and `src/` (or their kin): these are two
/// parts of one component. No edge leads from the children of one folder to those of another.
FoldedGraph sibling_folders(const Program&, std::span<const DependencyId> without = {});

/// The folder of a file: "core/" for "core/a.h", "./" for "a.h". A folder's own name is returned as it is.
std::string_view folder_of(std::string_view file);

}  // namespace unknot
