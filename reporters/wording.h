// The words that reports for people share: counts, the hops of a walk, the size of a tangle. It knows no output format;
// names in its results are as the report has them: a reporter still has to make them visible.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reporters/report.h"

namespace unknot {

/// The walk that a person is shown, as edges in walking order: of what grew the one over the new edge; else the witness, turned
/// so that it starts at the finding's own place where that is on it, else as it stands. Empty without a tangle. Edge ids that are not there are left out.
std::vector<const TangleEdge*> walk(const Finding&);

/// The edges of the cut; ids that are not there are left out.
std::vector<const TangleEdge*> cut_edges(const Tangle&);

/// One hop of a tangle in words, without its place: `includes "b.h" if defined(X), which closes the cycle`. An edge that not
/// all configurations of the tangle have says which do.
std::string hop_words(const Tangle&, const TangleEdge&);
/// The hops of a whole walk in words; the last one of several says that it closes the cycle.
std::vector<std::string> hop_words(const Tangle&, const std::vector<const TangleEdge*>& walk);

/// "the tangle has 14 files and 30 dependencies". Empty without a tangle and for a unit that depends on itself.
std::string size_words(const Finding&);
/// "; taking out 2 dependencies unties it, and nothing cheaper does". Empty without a tangle or a cut.
std::string cut_words(const Finding&);

/// "2 warnings, 1 note in 312 files, 1204 dependencies; 3 suppressed", or "no knots, no loose ends in 312 files".
std::string summary_words(const Report&);

/// "check" or "check/case", as --checks and suppressions take it.
std::string full_id(const Finding&);

/// The source line of a place, empty where the report does not hold it.
std::string_view excerpt_line(const Report&, const Place&);

}  // namespace unknot
