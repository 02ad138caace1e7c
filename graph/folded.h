// The program seen from further away: units folded into folders or components, with the lines behind every edge.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/algorithms/digraph.h"
#include "graph/program.h"

namespace unknot {

/// A unit that no node of a view holds.
constexpr std::uint32_t kNoNode = 0xffffffff;

struct FoldedEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<DependencyId> lines;  ///< sorted, at least one
};
/// How dependencies between files become edges between folders or components.
///
/// - `flat_folders`: each folder that holds a file of the project by itself is a node.
/// - `sibling_folders`: the children of each folder, with everything below them folded in, for all parents at once. A dependency
///   counts between the two children of the deepest folder that holds both its ends. Files that stand in that folder directly
///   are in no child and do not count, nor does what runs between `include/` and `src/` (or their kin): these are two parts of
///   one component. No edge leads from the children of one folder to those of another.
/// - `components`: the node of a unit is named by `component_of`.
enum class ViewKind : std::uint8_t { flat_folders, sibling_folders, components };
struct View {
  ViewKind kind = ViewKind::sibling_folders;
  std::vector<std::string> component_of{};  ///< by unit; empty: the unit is left out
};
/// The nodes that a dependency runs between; both empty where it does not count or stays within one node.
struct NodeEnds {
  std::string_view from, to;
};
/// Of two paths in a view of folders. The names are parts of the paths.
NodeEnds folder_ends(ViewKind, std::string_view from, std::string_view to);

/// Folders or components as nodes. An edge stands for every dependency between units of its two nodes, whatever its condition:
/// who builds it for another system depends on it too. Only units of the project count.
struct FoldedGraph {
  std::vector<std::string> nodes;  ///< sorted; every folder of the view, or every component
  std::vector<FoldedEdge> edges;   ///< sorted by (from, to), no loops
};

/// `without` (sorted) counts as not written.
FoldedGraph fold(const Program&, const View&, std::span<const DependencyId> without = {});

/// A program with some files elsewhere and some lines taken out: what the steps of a plan do to it.
struct Arrangement {
  explicit Arrangement(const Program&);
  std::vector<std::string> path;    ///< by unit: where its text stands
  std::vector<std::uint8_t> taken;  ///< by dependency: is it taken out?
};
FoldedGraph fold(const Program&, const View&, const Arrangement&);

/// The graph for algorithms: nodes and edges keep their numbers.
Digraph digraph_of(const FoldedGraph&);
/// By node: the number of its tangle, in order of the first node; kNoNode for one that is in none.
std::vector<std::uint32_t> tangle_numbers(const FoldedGraph&);

/// The path of a file in another folder: "util/a.h" for "core/a.h" and "util/", "a.h" for "./".
std::string moved_to(std::string_view folder, std::string_view file);
/// Is a folder of this name one for public headers, by custom ("include")? For sources ("src")?
bool holds_public_headers(std::string_view name);
bool holds_sources(std::string_view name);

/// The folder of a file: "core/" for "core/a.h", "./" for "a.h". A folder's own name is returned as it is.
std::string_view folder_of(std::string_view file);

}  // namespace unknot
