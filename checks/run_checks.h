// Runs checks over a program, in each of its configurations, and drops what somebody asked to be silent about.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/base.h"
#include "checks/check.h"
#include "graph/configuration.h"

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
  const Architecture* architecture = &kNoArchitecture;
  /// Is a finding of this case wanted?
  std::function<bool(std::string_view case_name)> reports;
  /// Replaces the severity of a case.
  std::function<std::optional<Severity>(std::string_view case_name)> severity;
};

/// Something that was taken out: a dependency, or a finding at a place.
struct Suppressed {
  std::string check;
  Place at;
  std::string from{}, to{};  ///< of a dependency
  friend auto operator<=>(const Suppressed&, const Suppressed&) = default;
};

struct CheckResults {
  std::vector<Finding> findings;     ///< sorted by (file, line, column, check)
  std::set<Suppressed> suppressed{};
  std::vector<TangleChange> tangles{};   ///< with a base: by level, those that have or had a tangle
  std::set<std::string> fingerprints{};  ///< all that a baseline could hold, of cases that nobody wants too
};

/// By (file, line, column, check), and what else tells two findings apart.
void sort_findings(std::vector<Finding>&);

/// Each check runs on each configuration by itself, so that nothing is found that none has; then what they share is joined.
/// A suppressed edge is taken out of the programs and the check runs again, so that the rest of a tangle is still told.
/// A finding that not all of several configurations have names those that do.
/// With a base the checks run on its program as well, by the same rules, and every finding says whether it is new.
/// `jobs`: how many checks run side by side; what is found is the same.
CheckResults run_checks(std::span<const Configuration>, const std::vector<CheckRun>&, const std::vector<ConfiguredSilence>&,
                        const Base* base = nullptr, unsigned jobs = 1);

}  // namespace unknot
