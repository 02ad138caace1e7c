// What the checks for knots share: from the dependencies inside a strongly connected set to the tangle that a report shows,
// with its shortest witness and its cut.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checks/check.h"

namespace unknot {

/// The tangle of `units` (sorted) over `dependencies`, all of which run between them. Several dependencies of one pair
/// become one edge with all its lines.
Tangle make_tangle(const Program&, std::span<const UnitId> units, std::span<const DependencyId> dependencies);

/// The cut that a person would choose among the smallest ones. More than one unit.
TangleCut best_cut(const Program&, const Tangle&);

/// A finding that holds the tangle. Its place, its words and its fingerprint come when the tangle is final: see
/// Check::describe.
Finding tangle_finding(const CheckInfo&, Tangle, Language);

/// What has to hold for the walk to close: the conditions of its edges that nobody enters, "defined(A) and B > 1"; may be empty.
std::string conditions_text(const Tangle&);

/// "a.h -> b.h -> a.h"; from six units on the middle is left out.
std::string walk_text(const Tangle&);

}  // namespace unknot
