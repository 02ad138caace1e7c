// The checks of a project, each with the settings that speak for the place of its findings.
#pragma once

#include <expected>
#include <string>

#include "analyzer/analyze.h"
#include "checks/run_checks.h"

namespace unknot {

/// The nearest configuration file wins for its subtree: the checks run over the whole program once for each distinct set of
/// settings, and a finding counts from the run whose settings are those of its file. `globs` is --checks. Fills in which
/// checks ran, and their severities as the root has them. `jobs`: how many checks run side by side. An error is about `globs`.
std::expected<CheckResults, std::string> check_project(const Project&, const std::string& globs, unsigned jobs, Report&);

struct RunningCheck {
  const Check* check = nullptr;
  bool asked = false;  ///< somebody has switched it on by name
};
/// The checks that run somewhere in the project. An error is about `globs`.
std::expected<std::vector<RunningCheck>, std::string> running_checks(const Project&, const std::string& globs);

/// The component of each unit of the program, which is one of the project's, or why there is none at all.
std::expected<std::vector<std::string>, std::string> project_components(const Project&, const Program&);

/// What the configuration says of the project's parts. `file`: that of the configuration, as shown.
Architecture architecture_of(const Config&, const std::string& file);

}  // namespace unknot
