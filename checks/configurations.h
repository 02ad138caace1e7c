// The findings of one check in several configurations => the findings of all of them: what they share is told once, and
// nothing is joined that no configuration has together.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checks/check.h"
#include "graph/configuration.h"

namespace unknot {

/// `found[i]`: the findings in `configurations[i]`. Tangles of one case with the same units are one, and one whose units are
/// all in another joins that: with the edges of both, each with the configurations that have it. Tangles that only overlap
/// stay apart, as do those whose edges together would close a shorter walk than any configuration does: nobody has that
/// walk. A tangle is left out where one of a stronger case (first in the table of cases, the plain one before all) has all
/// its units in some configuration. With a single configuration the findings come back as they are.
std::vector<Finding> join_configurations(const CheckInfo&, std::span<const Configuration> configurations,
                                         std::vector<std::vector<Finding>> found);

}  // namespace unknot
