// The repairs of a project as fixes of its findings.
#pragma once

#include <string_view>
#include <vector>

#include "analyzer/fix/repair_tangles.h"
#include "reporters/report.h"

namespace unknot {

/// What turns one text of a file into the other, line by line.
std::vector<Edit> edits_of(const std::string& file, std::string_view before, std::string_view after);

/// Each finding of an include tangle that loses edges gets one fix with all the edits that belong to it, verified together.
void add_fixes(const Repairs&, Report&);

}  // namespace unknot
