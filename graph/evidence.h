// What an include is for: the uses in a file of what another file declares, and how much of it could do without.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// Of each dependency of the program, by what the file itself names of the other one: not of what it reaches through it. A use that the file
/// could serve by a declaration of its own counts for nothing. Evidence of a file rests on the units that were parsed: in
/// another one its conditions may read otherwise.
std::vector<EdgeEvidence> evidence_of(const Program&);

/// What it takes to do without these lines: 1 for one that is unused, up to `kDearestLine` for what is inherent or not known. Each
/// counts 1 where the program has no evidence at all.
constexpr std::uint64_t kDearestLine = 8;
std::uint64_t effort_of(const Program&, std::span<const DependencyId> lines);

/// Of several lines together: what stands most in the way.
Evidence evidence_of(const Program&, std::span<const DependencyId> lines);

}  // namespace unknot
