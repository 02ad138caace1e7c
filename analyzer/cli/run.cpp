// Parse, dispatch, and nothing else.
#include "analyzer/cli/run.h"

#include <algorithm>

#include "analyzer/check_project.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"

namespace unknot {

std::optional<Project> open_with_progress(const CommandLine& line) {
  AnalysisOptions options = line.analysis;
  options.progress = progress_bar();
  auto project = open_project(options);
  clear_progress_bar();
  if (project) return std::move(*project);
  say(project.error().message);
  return std::nullopt;
}

bool add_symbols_with_progress(Project& project, const SymbolScope& scope) {
  project.reading.progress = progress_bar();
  const auto done = add_symbols(project, scope);
  clear_progress_bar();
  if (!done) say(done.error().message);
  return done.has_value();
}

bool parse_for_checks(Project& project, const AnalysisOptions& options) {
  if (project.extraction.survey.files == 0 && !project.extraction.python.units.empty()) return true;  // nothing that a compiler reads
  const auto checks = running_checks(project, options.checks);
  if (!checks) {
    say("--checks: " + checks.error());
    return false;
  }
  SymbolScope scope;
  for (const auto& [check, asked] : *checks) {
    scope.all |= check->info.reads_symbols || check->info.reads_includes || check->info.reads_functions;
    scope.functions |= check->info.reads_functions;
    scope.includes |= check->info.reads_includes;
    const HookNeed need = asked ? HookNeed::all : HookNeed::few;
    if (check->info.reads_hooks) scope.hooks.servers = std::max(scope.hooks.servers, need);
    if (check->info.reads_tests) scope.hooks.tests = std::max(scope.hooks.tests, need);
    if (check->info.reads_stacks) scope.hooks.stacks = std::max(scope.hooks.stacks, need);
    scope.hooks_asked |= asked && (check->info.reads_hooks || check->info.reads_tests || check->info.reads_stacks);
    if ((options.evidence || options.fixes) && check->info.evidence) scope.tangles.insert(*check->info.evidence);
  }
  return (!scope.all && !scope.hooks.is_any() && scope.tangles.empty()) || add_symbols_with_progress(project, scope);
}

ExitCode run_command_line(int argc, char** argv) {
  take_write_errors();
  const Parsed parsed = parse_command_line(argc, argv);
  if (!parsed.line) {
    std::string why;
    if (!parsed.output.empty() && !write_output("", parsed.output, why)) say(why);
    if (!parsed.message.empty()) say(parsed.message);
    return parsed.message.empty() ? ExitCode::clean : ExitCode::usage;
  }
  switch (parsed.line->command) {
    case Command::check: return run_check(*parsed.line);
    case Command::baseline: return run_baseline(*parsed.line);
    case Command::graph: return run_graph(*parsed.line);
    case Command::why: return run_why(*parsed.line);
    case Command::untangle: return run_untangle(*parsed.line);
    case Command::fix: return run_fix(*parsed.line);
    case Command::init: return run_init(*parsed.line);
    case Command::doctor: return run_doctor(*parsed.line);
    case Command::explain: return run_explain(*parsed.line);
    case Command::list: return run_list(*parsed.line);
    case Command::dump: return run_dump(*parsed.line);
  }
  return ExitCode::usage;
}

}  // namespace unknot
