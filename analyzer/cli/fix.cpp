// unknot fix: the safe edits out of include tangles and of imports that fail, as a diff, and in the files.
#include <algorithm>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/fix/repair_imports.h"
#include "analyzer/fix/repair_tangles.h"
#include "analyzer/fix/uncommitted.h"
#include "analyzer/fix/unified_diff.h"
#include "analyzer/fix/write_files.h"
#include "analyzer/project_symbols.h"
#include "reporters/escape.h"

namespace unknot {
namespace {

std::string at_text(const Place& at) { return visible(at.file) + ":" + std::to_string(at.line); }

std::string kind_text(Evidence evidence) { return evidence == Evidence::unknown ? "" : " (" + std::string(name(evidence)) + ")"; }

using Files = std::map<std::string, std::pair<std::string, std::string>>;

void tell(const ImportRepairs& imports) {
  for (const auto& repair : imports.repairs) {
    say(at_text(repair.at) + ": " + visible(repair.failure) + (repair.steps.empty() ? " stays: " + repair.why : ""));
    for (const auto& step : repair.steps) say("  " + visible(step));
  }
  if (imports.failing_before == 0) return;
  say(counted(imports.failing_before, "start") + " of Python failed before, " + std::to_string(imports.failing_after) + " after; " + counted(imports.files.size(), "file") +
      " changed, judged by " + counted(imports.simulated, "simulation"));
}

void tell(const Repairs& repairs) {
  constexpr std::size_t kShown = 20;
  for (const auto& repair : repairs.done) {
    say(at_text(repair.at) + ": " + visible(repair.from) + " -> " + visible(repair.to) + kind_text(repair.evidence) + " goes");
    for (const auto& step : repair.steps) say("  " + visible(step));
  }
  for (std::size_t i = 0; i < repairs.left.size() && i < kShown; ++i) {
    const Refusal& left = repairs.left[i];
    say(at_text(left.at) + ": " + visible(left.from) + " -> " + visible(left.to) + kind_text(left.evidence) +
        " stays: " + visible(left.why));
  }
  if (repairs.left.size() > kShown) say("and " + counted(repairs.left.size() - kShown, "edge") + " more that stay");
  std::size_t shown = 0;
  for (const auto& unit : repairs.broken)
    if (shown++ < kShown) say(visible(unit) + "; it does not compile as it is, so it verifies nothing");
  say(counted(repairs.tangles_before, "tangle") + " of " + counted(repairs.knotted_before, "file") + " before, " +
      counted(repairs.tangles_after, "tangle") + " of " + counted(repairs.knotted_after, "file") + " after; " +
      counted(repairs.files.size(), "file") + " changed, verified by " + counted(repairs.parses, "parse"));
}

/// What stands in the way of writing; empty: nothing.
std::string obstacle(const Project& project, const Files& edited) {
  std::vector<std::string> files;
  for (const auto& [file, texts] : edited) files.push_back(file);
  const auto open = uncommitted(project.root, files);
  if (!open) return "git holds no copy of these files (" + open.error() + "), so that edits could not be taken back";
  if (open->empty()) return {};
  return visible(open->front()) + (open->size() == 1 ? "" : " and " + counted(open->size() - 1, "file") + " more") +
         " would change, and git does not hold what is in " + (open->size() == 1 ? "it" : "them");
}

}  // namespace

ExitCode run_fix(const CommandLine& line) {
  auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  const auto refuse = [](const std::string& message) {
    say(message);
    return ExitCode::usage;
  };
  if (!line.dry_run) {
    const auto restored = restore_files(project->root);
    if (!restored) return refuse("an earlier run was interrupted: " + restored.error());
    if (*restored != 0) {
      say("an earlier run was interrupted: " + counted(*restored, "file") + " put back");
      project = open_with_progress(line);
      if (!project) return ExitCode::usage;
    }
  }
  for (const auto& remark : project->remarks) say(remark);
  const bool has_cpp = project->extraction.survey.files > 0;
  if (has_cpp && !add_symbols_with_progress(*project, {.tangles = {Level::file}})) return ExitCode::usage;
  std::expected<Repairs, AnalysisError> repairs;
  if (has_cpp) repairs = repair_tangles(*project, line.analysis);
  clear_progress_bar();
  if (!repairs) return refuse(repairs.error().message);
  const ImportRepairs imports = repair_imports(*project, line.analysis);
  const auto tell_all = [&] {
    if (has_cpp) tell(*repairs);
    tell(imports);
  };
  Files files = repairs->files;
  files.insert(imports.files.begin(), imports.files.end());
  if (!line.dry_run && !line.force && !files.empty())
    if (const auto why = obstacle(*project, files); !why.empty()) {
      tell_all();
      return refuse(why + "; nothing was written: commit first, or look with --dry-run, or write with --force");
    }
  std::string diff, why;
  for (const auto& [file, texts] : files) diff += unified_diff(file, texts.first, texts.second);
  if (!write_output("", diff, why)) return refuse(why);
  if (!line.dry_run)
    if (const auto done = write_files(project->root, files); !done) return refuse(done.error());
  tell_all();
  if (line.dry_run && !files.empty()) say("--dry-run: nothing was written");
  if (repairs->tangles_after != 0 || imports.failing_after != 0) return ExitCode::findings;
  return project->extraction.complete ? ExitCode::clean : ExitCode::incomplete;
}

}  // namespace unknot
