// The JSON report as values, as far as tests ask for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot::test {

struct ReportEdge {
  std::string from, to, entered, condition, when;
  std::uint32_t line = 0;
};
struct ReportFinding {
  std::string check, case_name, severity, file, message, fingerprint;
  std::string state{};
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::vector<std::string> units;  ///< of the tangle
  std::vector<ReportEdge> edges;
};
struct ReportProblem {
  std::string file, message, effect;
  std::uint32_t line = 0;
};
struct ReadReport {
  bool complete = false;
  std::uint64_t units = 0, dependencies = 0, suppressed = 0, baselined = 0;
  std::vector<ReportFinding> findings;
  std::vector<ReportProblem> problems;
};

/// Throws where the text is not a report.
ReadReport read_report(std::string_view text);

/// "a.h:2 include-cycle/own-implementation note", a line for each finding.
std::string overview(const ReadReport&);

}  // namespace unknot::test
