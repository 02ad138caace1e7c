// Which functions without a known body the functions of some files come to, the nearest first.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "analyzer/symbols/join_functions.h"

namespace unknot {

/// USRs of functions of the project that are called, or taken as a value, by functions defined in `from`, or by what these call, and
/// that nothing read so far defines: by how many calls away they are, then by USR. What a header defines and nobody in `from` comes to
/// counts for nothing.
std::vector<std::string> unknown_callees(const JoinedFunctions&, const std::set<UnitId>& from);

}  // namespace unknot
