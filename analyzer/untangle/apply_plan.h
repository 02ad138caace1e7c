// Carries out the first steps of a plan in a copy of the project: files move, include lines are rewritten or taken out.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "graph/plan.h"

namespace unknot {

struct AppliedPlan {
  std::size_t moved = 0;      ///< files
  std::size_t rewritten = 0;  ///< files with another text
  std::vector<std::string> left;  ///< "a.cpp:3: ..." for a person, sorted
};

/// `root`: of the project, absolute. `copy`: a folder that is not there yet or is empty (then the project is copied, all but
/// .git), or a copy that was made before; every file that is to change must still be as in the project. Databases in the copy
/// are rewritten to its place. Where something is wrong nothing has been changed, or only the fresh copy: the error says what.
std::expected<AppliedPlan, std::string> apply_plan(const std::string& root, const std::vector<std::string>& databases,
                                                   const std::string& copy, const Program&, const Plan&, std::size_t steps);

}  // namespace unknot
