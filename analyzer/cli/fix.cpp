// unknot fix: the safe edits out of include tangles, as a diff, and in the files.
#include <algorithm>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
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
std::string obstacle(const Project& project, const Repairs& repairs) {
  std::vector<std::string> files;
  for (const auto& [file, texts] : repairs.files) files.push_back(file);
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
  if (!add_symbols_with_progress(*project, {.tangles = {Level::file}})) return ExitCode::usage;
  auto repairs = repair_tangles(*project, line.analysis);
  clear_progress_bar();
  if (!repairs) return refuse(repairs.error().message);
  if (!line.dry_run && !line.force && !repairs->files.empty())
    if (const auto why = obstacle(*project, *repairs); !why.empty()) {
      tell(*repairs);
      return refuse(why + "; nothing was written: commit first, or look with --dry-run, or write with --force");
    }
  std::string diff, why;
  for (const auto& [file, texts] : repairs->files) diff += unified_diff(file, texts.first, texts.second);
  if (!write_output("", diff, why)) return refuse(why);
  if (!line.dry_run)
    if (const auto done = write_files(project->root, repairs->files); !done) return refuse(done.error());
  tell(*repairs);
  if (line.dry_run && !repairs->files.empty()) say("--dry-run: nothing was written");
  if (repairs->tangles_after != 0) return ExitCode::findings;
  return project->extraction.complete ? ExitCode::clean : ExitCode::incomplete;
}

}  // namespace unknot
