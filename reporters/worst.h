// Which findings come first where not all can be shown.
#pragma once

#include <vector>

#include "reporters/report.h"

namespace unknot {

/// The findings of the report that hold and are not known to the base, in its order.
std::vector<const Finding*> fresh_findings(const Report&);

/// Errors before warnings before notes, larger tangles before smaller ones, else in the given order.
std::vector<const Finding*> worst_first(std::vector<const Finding*>);

}  // namespace unknot
