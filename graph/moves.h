// Files that sit in the wrong folder: moves after which fewer lines have to be cut.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/folded.h"

namespace unknot {

/// Fewer spared lines are not worth a move.
constexpr std::uint64_t kLeastRelief = 2;

/// A folded graph with a cut of it.
struct CutGraph {
  FoldedGraph graph;
  std::vector<std::uint8_t> is_cut;  ///< by edge; the rest has no cycle
};

struct Move {
  std::vector<UnitId> files;  ///< sorted
  std::string from, to;       ///< folders
  std::uint64_t relieved = 0;  ///< lines of the cut that it spares, less those that it adds: what the order of the rest tells
};

/// A file that could go down, were it not for its own lines.
struct Pulled {
  UnitId file{};
  std::uint64_t relieved = 0;       ///< lines of the cut that lead to it
  std::vector<DependencyId> pulls;  ///< its lines to what is above the place where it is needed
};

struct MoveSearch {
  std::vector<Move> moves;     ///< those that spare at least two lines, the best first
  std::vector<Pulled> pulled;  ///< by file
};

/// Candidates are the files at the ends of cut lines, each with those that share its folder and its name but for the ending,
/// and the folders at the other ends of these lines. A file sits in the wrong folder where it is needed below and needs nothing
/// of its own folder, or needs what is above and nothing in its own folder needs it; it belongs where most lines between it
/// and other folders lead. Tests and public headers stay where they are. The order of the nodes that the cut leaves decides: a line may run from a node to what that does not depend on in
/// turn.
MoveSearch find_moves(const Program&, ViewKind, const Arrangement&, const CutGraph&);

}  // namespace unknot
