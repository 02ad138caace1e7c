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

/// A finding at the first cut edge of the tangle. Its fingerprint is that of the tangle's smallest edge that is not in
/// `claimed`, and claims it.
Finding tangle_finding(const CheckInfo&, Tangle, Language, std::vector<std::string>& claimed);

/// "a.h -> b.h -> a.h"; from six units on the middle is left out.
std::string walk_text(const Tangle&);

}  // namespace unknot
