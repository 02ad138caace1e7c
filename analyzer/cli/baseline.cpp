// unknot baseline: write down all that is found, or take out what is not found any more.
#include <algorithm>

#include "analyzer/baseline.h"
#include "analyzer/check_project.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/project/discover.h"
#include "checks/registry.h"

namespace unknot {
namespace {

ExitCode usage(const std::string& message) {
  say(message);
  return ExitCode::usage;
}

std::string entries_in(std::size_t count, const std::string& file) {
  return std::to_string(count) + (count == 1 ? " entry" : " entries") + " in " + file;
}

}  // namespace

ExitCode run_baseline(const CommandLine& line) {
  auto project = open_with_progress(line);
  if (!project || !parse_for_checks(*project, line.analysis)) return ExitCode::usage;
  for (const auto& remark : project->remarks) say(remark);
  for (const auto& p : project->extraction.problems) say(p.file + ": " + p.message);
  Report report;
  const auto results = check_project(*project, "", 1, report);
  if (!results) return usage(results.error());
  std::string path = baseline_path(line.analysis, project->config, project->root);
  if (path.empty()) path = project->root + "/" + std::string(kBaselineName);
  const std::string shown = shown_path(project->root, path);

  std::vector<BaselineEntry> entries;
  std::string told;
  if (line.subject == "prune") {
    // What was not read has not gone.
    if (!project->extraction.complete) {
      say("nothing is taken out of " + shown + ": not everything could be read");
      return ExitCode::incomplete;
    }
    SourceFile file;
    if (const auto status = project->tree->read(path, file); status != ReadStatus::ok)
      return usage("the baseline " + shown + " " + std::string(in_words(status)));
    auto known = parse_baseline(file.bytes, shown);
    if (!known) return usage(known.error());
    entries = std::move(*known);
    const std::size_t before = entries.size();
    std::erase_if(entries, [&](const BaselineEntry& entry) {
      const bool ran = std::ranges::any_of(report.checks, [&](const CheckInfo* info) { return info->id == entry.check; });
      return !results->fingerprints.contains(entry.fingerprint) && (ran || find_check(entry.check) == nullptr);
    });
    told = std::to_string(before - entries.size()) + " taken out, ";
  } else {
    entries = baseline_entries(results->findings);
  }
  if (auto written = write_baseline(path, entries); !written) return usage(written.error());
  say(told + entries_in(entries.size(), shown));
  return project->extraction.complete ? ExitCode::clean : ExitCode::incomplete;
}

}  // namespace unknot
