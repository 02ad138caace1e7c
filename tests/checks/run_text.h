// Runs checks on graph text: one line back for each finding.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "checks/registry.h"
#include "checks/run_checks.h"
#include "graph/text_form.h"

namespace unknot::test {

struct TextRun {
  std::vector<std::string> checks;  ///< ids; empty: all
  std::vector<ConfiguredSilence> silences{};
  std::map<std::string, std::string, std::less<>> options{{"implementation-suffixes", ".inl\n-inl.h\n.tpp\n.templates.h"}};
  std::function<bool(std::string_view)> reports = [](std::string_view) { return true; };
  std::function<std::optional<Severity>(std::string_view)> severity = [](std::string_view) { return std::optional<Severity>(); };
};

/// `texts`: name and text of each configuration, by name.
inline std::vector<Configuration> configurations_from(const std::vector<std::pair<std::string, std::string_view>>& texts) {
  std::vector<Configuration> configurations;
  for (const auto& [name, text] : texts) {
    const auto program = program_from_text(text);
    if (program) configurations.push_back({.name = name, .program = *program});
    else ADD_FAILURE() << name << ": " << program.error();
  }
  return configurations;
}

inline CheckResults run_texts(const std::vector<std::pair<std::string, std::string_view>>& texts, const TextRun& how, const Base* base = nullptr) {
  const auto configurations = configurations_from(texts);
  std::vector<CheckRun> runs;
  for (const Check* check : all_checks())
    if (how.checks.empty() || std::ranges::find(how.checks, check->info.id) != how.checks.end())
      runs.push_back({.check = check, .options = OptionValues(how.options), .reports = how.reports, .severity = how.severity});
  return run_checks(configurations, runs, how.silences, base);
}

inline CheckResults run_text(std::string_view text, const TextRun& how) { return run_texts({{"", text}}, how); }

/// "a.h:1 include-cycle/not-shown note: a.h b.h"
inline std::string line_of(const Finding& finding) {
  std::string out = finding.at.file + ":" + std::to_string(finding.at.line) + " " + finding.check;
  if (!finding.case_name.empty()) out += "/" + finding.case_name;
  out += " " + std::string(name(finding.severity)) + ":";
  if (finding.tangle)
    for (const auto& unit : finding.tangle->units) out += " " + unit;
  return out;
}

inline std::vector<std::string> lines_of(const CheckResults& results) {
  std::vector<std::string> out;
  for (const auto& finding : results.findings) out.push_back(line_of(finding));
  return out;
}

}  // namespace unknot::test
