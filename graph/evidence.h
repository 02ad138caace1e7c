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

/// Of several lines together: what stands most in the way. Empty: unknown.
Evidence evidence_of(const Program&, std::span<const DependencyId> lines);

}  // namespace unknot
