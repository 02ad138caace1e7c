// What the checks for knots share: from the dependencies inside a strongly connected set to the tangle that a report shows,
// with its shortest witness and its cut.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checks/check.h"
#include "graph/algorithms/digraph.h"
#include "graph/folded.h"

namespace unknot {

/// The tangle of `units` (sorted) over `dependencies`, all of which run between them. Several dependencies of one pair
/// become one edge with all its lines.
Tangle make_tangle(const Program&, std::span<const UnitId> units, std::span<const DependencyId> dependencies);

/// The tangles of a view from further away, in order of their first unit: edges weigh as many lines as they have.
std::vector<Tangle> folded_tangles(const Program&, const FoldedGraph&, Level);

/// The strongly connected sets of more than one unit over all dependencies, of a program whose edges are all followed.
std::vector<Tangle> tangles_of(const Program&, Level);

/// The cut that a person would choose among the smallest ones. More than one unit.
TangleCut best_cut(const Program&, const Tangle&);

/// What an edge is for, as the end of a sentence: "nothing that it declares is used", "forward declarations will do: names B at
/// a.h:3"; empty where nobody parsed the units.
std::string evidence_words(const TangleEdge&);

/// Of all lines behind an edge those that say most: for each unit that is depended on its first line, the unit with the most
/// lines first. At most `limit`.
struct TellingLine {
  EdgeLine line;
  std::size_t alike = 0;  ///< lines of the edge that lead to the same unit, this one among them
};
std::vector<TellingLine> telling_lines(const TangleEdge&, std::size_t limit);

/// The tangle as a graph: its units are the vertices, its edges but for those in `without` the edges.
Digraph graph_of(const Tangle&, std::span<const std::uint32_t> without = {});

/// A finding that holds the tangle. Its place, its words and its fingerprint come when the tangle is final: see
/// Check::describe.
Finding tangle_finding(const CheckInfo&, Tangle, Language);

/// What has to hold for the walk to close: the conditions of its edges that nobody enters, "defined(A) and B > 1"; may be empty.
std::string conditions_text(const Tangle&);

/// "a.h -> b.h -> a.h" of a closed walk: what is above `shown` hops is left out before its end. The witness, five of it.
std::string walk_text(const Tangle&, std::span<const std::uint32_t> walk, std::size_t shown);
std::string walk_text(const Tangle&);

}  // namespace unknot
