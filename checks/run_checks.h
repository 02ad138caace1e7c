// Runs checks over a program and drops what somebody asked to be silent about.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "checks/check.h"

namespace unknot {

/// A request for silence from the configuration. An empty matcher takes everything.
struct ConfiguredSilence {
  std::string check;  ///< id, id/case or "*"
  std::function<bool(std::string_view)> file, from, to;
  Place at;           ///< in the configuration file
};

struct CheckRun {
  const Check* check = nullptr;
  OptionValues options;
  /// Is a finding of this case wanted?
  std::function<bool(std::string_view case_name)> reports;
  /// Replaces the severity of a case.
  std::function<std::optional<Severity>(std::string_view case_name)> severity;
};

struct CheckResults {
  std::vector<Finding> findings;  ///< sorted by (file, line, column, check)
  std::size_t suppressed = 0;     ///< dependencies and findings that were taken out
};

/// A suppressed edge is taken out of the program and the check runs again, so that the rest of a tangle is still told.
CheckResults run_checks(const Program&, const std::vector<CheckRun>&, const std::vector<ConfiguredSilence>&);

}  // namespace unknot
