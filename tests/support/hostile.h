// Projects with something hostile in them, and one healthy tangle that every run must still report.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {

/// `files` and a tangle of healthy/a.h and healthy/b.h that healthy/main.cpp reaches.
Files with_healthy(Files files);
/// The line of overview() for that tangle.
inline const std::string kHealthy = "healthy/a.h:2 include-cycle warning\n";

/// Sanitizers take memory of their own and have their own words for a crash.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

struct HostileRun {
  int exit_code = 0;                    ///< with --fail-on never: 0, or 3 where something is lost
  std::vector<std::string> said{};      ///< on standard error
  std::string also{};                   ///< findings besides the healthy tangle, as overview() writes them
  std::vector<std::string> arguments{}; ///< more of them
  std::map<std::string, std::string> env{};
  int seconds = 30;                     ///< most that it may take; far more than it needs, since machines are busy
  std::uint64_t mib = 1'000;            ///< most memory of one process; without meaning under sanitizers
};

/// `unknot check` in the project: ends in time, in bounds, as wanted, with the healthy tangle in a report that keeps its promises
/// and only our own words on standard error. Without a cache unless `arguments` name one.
ReadReport check_hostile(const Project&, const HostileRun&);

/// The same for runs that must end with 2 (usage or configuration): a message, and nothing on standard output.
void check_refused(const Project&, const HostileRun&);

/// Every file, folder and link below `folder`: name, kind, size, time and hash of the content, a line each. Two equal listings: nothing
/// was written there.
std::string listing_of(const std::string& folder);

}  // namespace unknot::test
