// At which file each translation unit comes to a tangle first.
#pragma once

#include <utility>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// (file, first file of the tangle that it comes to) for each file of the project outside the tangle that comes to it, in
/// order. Includes under conditions that nobody is known to meet are passed over, so that the answer is one to be verified.
std::vector<std::pair<UnitId, UnitId>> first_entries(const Program&, const std::vector<UnitId>& tangle);

}  // namespace unknot
