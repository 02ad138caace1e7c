// --checks: which checks run and which of their cases are reported.
#pragma once

#include <expected>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/config/config.h"

namespace unknot {

/// For every known check whether each of its cases is wanted; "" is the plain case.
struct CheckSelection {
  std::map<std::string, std::map<std::string, bool, std::less<>>, std::less<>> cases;
  std::set<std::string, std::less<>> asked;  ///< checks that somebody has switched on by name
  /// Is any case of the check wanted?
  bool runs(std::string_view check) const;
  /// Is a finding of this case wanted? A case that the check does not declare counts as its plain one.
  bool reports(std::string_view check, std::string_view case_name) const;
};

/// `globs` are separated by commas and go on top of what `config` says, in order: "include-cycle" adds a check with all its
/// cases, "foo/case" one case, a leading '-' removes, '*' and '?' are wildcards ("-*,include-cycle"). Empty items are
/// ignored. An item that matches nothing is an error that names the nearest check or case.
std::expected<CheckSelection, std::string> select_checks(std::string_view globs, std::span<const CheckInfo* const> checks,
                                                         const Config& config);

}  // namespace unknot
