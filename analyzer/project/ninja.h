// build.ninja as values: which step writes which file. Nothing is run.
// Format: ninja-build.org/manual.html, "Ninja file reference".
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "analyzer/project/build_step.h"
#include "analyzer/project/database.h"

namespace unknot {

/// The steps with an output that `wanted` takes, in the order of the text; `phony` ones are left out, since they write nothing.
/// `read` gives the files that `include` and `subninja` name. A statement that is not understood is passed over; nesting,
/// the number of files and the length of what variables make are bounded.
std::vector<BuildStep> parse_ninja(std::string_view text, const FileReader& read,
                                   const std::function<bool(std::string_view output)>& wanted);

}  // namespace unknot
