// The way out of a tangle of folders or components: which files to move and which lines to cut, in what order, and what is
// left after each step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/algorithms/cut.h"
#include "graph/folded.h"

namespace unknot {

/// What is still knotted.
struct KnottedNodes {
  std::size_t nodes = 0;    ///< in tangles of more than one
  std::size_t largest = 0;  ///< in the largest of these
  std::size_t tangles = 0;
  friend bool operator==(const KnottedNodes&, const KnottedNodes&) = default;
};

enum class StepKind : std::uint8_t { move, cut };

/// Files that stand together go together: a header with its source.
struct PlanStep {
  StepKind kind = StepKind::cut;
  std::string from, to;             ///< of a cut: two nodes; of a move: the folder left and the folder entered
  std::vector<UnitId> files;        ///< of a move, sorted
  std::vector<DependencyId> lines;  ///< of a cut: all that are taken out; of a move: those of other files that name one of it
  std::uint64_t relieved = 0;       ///< of a move: lines that need not be cut any more
  std::uint64_t cost = 0;           ///< of a cut: its lines; of a move: its files, since the lines can be rewritten by rote
  std::uint64_t effort = 0;         ///< what decides the order: its cost, or where evidence is known what its lines take
  UnitId split = kOwnText;          ///< of a cut: a file that two layers pull apart; see Plan
  std::vector<DependencyId> pulls;  ///< what keeps that file from being moved down: its own lines
  KnottedNodes after;
};

/// A dependency without which its tangle falls apart, or a node.
struct Holder {
  std::string from, to;             ///< of a node: `to` is empty
  std::vector<DependencyId> lines;  ///< of a dependency
  std::size_t freed = 0;            ///< nodes that are in no tangle any more without it; a node itself is not counted
  std::size_t largest = 0;          ///< nodes of the largest tangle that is left
};
/// A dependency between two nodes of a tangle.
struct KnownEdge {
  std::string from, to;
  std::vector<DependencyId> lines;
};
/// One tangle as it is now.
struct KnownTangle {
  std::vector<std::string> nodes;   ///< sorted
  std::vector<KnownEdge> edges;     ///< sorted by (from, to)
  std::uint64_t lines = 0;          ///< of all edges
  std::vector<Holder> bridges;      ///< strong bridges; the one that frees most first
  std::vector<Holder> points;       ///< strong articulation points, likewise
  std::vector<std::string> core;    ///< nodes that no single dependency holds together, sorted; the others hang on
};

/// The steps are in order of their cost, but for moves that would knot more before a later cut is made, which wait for it, and for
/// cuts of lines from or to files that are still to move, which wait for that. Of equally dear cuts that comes first after
/// which less is knotted. With all steps done nothing is. A cut whose lines mostly lead to one file that cannot be moved down, since it needs what is above itself,
/// names that file: what the lower layer needs of it may be split off.
struct Plan {
  KnottedNodes before;
  std::vector<KnownTangle> tangles;    ///< the largest first
  std::vector<PlanStep> steps;
  std::uint64_t cut_lines = 0;         ///< of all cuts
  std::uint64_t lower_bound = 0;       ///< no cuts behind the moves take fewer lines
  bool optimal = false;
  std::uint64_t lines_without_moves = 0;
  std::vector<std::vector<std::string>> layers;  ///< of the nodes that were knotted, as the plan leaves them, top first
};

/// Does the name in a pin speak of the node? A folder's stands for what is below it too.
bool is_meant(std::string_view pin, std::string_view node);

struct PlanOptions {
  View view;
  std::vector<std::pair<std::string, std::string>> keep, remove;  ///< edges between nodes that must stay, that must go
  bool moves = true;
  /// Which tangles: one is planned if some node of it is wanted. Empty: all.
  std::function<bool(std::string_view node)> wanted;
  CutOptions cut;
};

/// Where the program has evidence, lines weigh what it takes to do without them (effort_of), so that a cut of unused includes goes
/// before one of bases. `cut_lines` and `lower_bound` count lines all the same; `optimal` is about the effort.
///
/// The plan, or why there is none: kept edges that close a cycle. Only the program's own folders are targets of moves; public
/// headers (below `include/` and its kin) stay where their users find them. Every size stands on a fold of the whole program
/// as the steps so far have left it.
std::expected<Plan, std::string> make_plan(const Program&, const PlanOptions&);

}  // namespace unknot
