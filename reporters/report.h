// The finished answer: what every reporter reads, and the only thing that it reads.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/check.h"
#include "checks/finding.h"

namespace unknot {

enum class Effect : std::uint8_t { partial, skipped };
/// Something that could not be read or done, and what that means for the answer.
struct Problem {
  std::string file;
  std::uint32_t line = 0;
  std::string message;
  Effect effect = Effect::partial;
};

struct Summary {
  std::uint64_t units = 0;
  std::string_view unit_word = "file";  ///< what a unit is to a person
  std::uint64_t dependencies = 0;
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t notes = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t baselined = 0;
  std::uint64_t generated = 0;  ///< headers that the build has yet to write
};

/// What the report was compared with.
struct BaseSummary {
  std::string name;                   ///< as a person knows it: "origin/main", "HEAD", "the baseline"
  std::vector<TangleChange> tangles;  ///< by level, those that have or had a tangle
};

/// Findings are sorted by (file, line, column, check). Nothing here depends on the machine, the time or the order of work.
struct Report {
  std::string version;
  std::string root = ".";
  std::vector<std::string> configurations;  ///< their names, sorted; empty where there is only one
  bool complete = true;
  Summary summary;
  std::optional<BaseSummary> base;  ///< none: nothing was compared, every finding is new
  std::vector<Finding> findings;
  std::vector<Problem> problems;
  std::vector<const CheckInfo*> checks;  ///< those that ran, by id, with their configured severity in `severities`
  std::map<std::string, Severity, std::less<>> severities;
  /// Source lines that the text reporter shows, by (file, line).
  std::map<std::pair<std::string, std::uint32_t>, std::string> excerpts;
};

}  // namespace unknot
