// What stands behind a finding, as lines of plain text for reports that show no source.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reporters/report.h"

namespace unknot {

/// "core/app.h:3:10", made visible; without the column or the line where there is none.
std::string place_text(const Place&, const std::string& root);

/// The hops of the walk, the notes of the check, the size of the tangle with its cut: a line each, every one with its place,
/// made visible. Of a walk with more than `most_hops` the last ones before the closing one are only counted. `root` stands before each path.
std::vector<std::string> detail_lines(const Finding&, const std::string& root, std::size_t most_hops);

}  // namespace unknot
