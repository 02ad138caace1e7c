// A tangle as part of a picture: whole where it is small, else collapsed so that a person can still read it.
#pragma once

#include "checks/finding.h"
#include "reporters/picture.h"
#include "reporters/report.h"

namespace unknot {

/// Above either size a tangle is collapsed, and says so in its label.
inline constexpr std::size_t kWholeUnits = 60;
inline constexpr std::size_t kWholeEdges = 300;
/// What a collapsed tangle has at most.
inline constexpr std::size_t kCollapsedNodes = 30;
inline constexpr std::size_t kCollapsedEdges = 150;

/// Adds the finding's tangle as one cluster; nothing without a tangle. Above `most_units` units its folders are drawn
/// with counts, or, where it has no two folders, the units of its witness and of its cut beside one node for the rest;
/// of too many arrows the witness and the heaviest are drawn.
void add_tangle(Picture&, const Report&, const Finding&, std::size_t most_units);

/// Every tangle of the report that is there now (not `absent`); behind 600 nodes all further tangles are one node.
Picture picture_of_tangles(const Report&, std::size_t most_units);

}  // namespace unknot
