// unknot untangle: the plan out of the tangles of folders or components.
#include <algorithm>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "reporters/plan.h"

namespace unknot {
namespace {

/// "core/..ui/" in two; nothing where it is not of that form.
std::optional<std::pair<std::string, std::string>> pin_of(const std::string& text) {
  const auto dots = text.find("..", text.starts_with("..") ? 2 : 0);
  if (dots == std::string::npos || dots == 0 || dots + 2 == text.size()) return std::nullopt;
  return std::pair(text.substr(0, dots), text.substr(dots + 2));
}

/// Does the path of the command line hold the folder, or lie in it?
bool is_wanted(const std::vector<std::string>& wanted, std::string_view folder) {
  return std::ranges::any_of(wanted, [&](const std::string& path) {
    const std::string inside = path + "/";
    return path == "." || folder.starts_with(inside) || inside.starts_with(folder);
  });
}

}  // namespace

ExitCode run_untangle(const CommandLine& line) {
  PlanOptions options{.view = {.kind = line.view == "flat" ? ViewKind::flat_folders : ViewKind::sibling_folders},
                      .keep = {}, .remove = {}, .moves = line.moves, .wanted = {}, .cut = {.exact_steps = kPatientSteps}};
  for (const auto& [texts, pins] : {std::pair(&line.keep, &options.keep), std::pair(&line.remove, &options.remove)})
    for (const auto& text : *texts) {
      const auto pin = pin_of(text);
      if (!pin) {
        say("'" + text + "' names no dependency; write FOLDER/..FOLDER/");
        return ExitCode::usage;
      }
      pins->push_back(*pin);
    }
  const auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  if (std::ranges::find(project->wanted, ".") == project->wanted.end())
    options.wanted = [&](std::string_view folder) { return is_wanted(project->wanted, folder); };
  const UnitedProgram united = unite(project->extraction.configurations);
  const auto plan = make_plan(united.program, options);
  if (!plan) {
    say(plan.error());
    return ExitCode::usage;
  }
  const PlanReport report{.version = std::string(version()), .complete = project->extraction.complete, .view = options.view.kind,
                          .program = united.program, .plan = *plan};
  auto outputs = line.outputs;
  if (outputs.empty()) outputs.push_back({"text", ""});
  for (const auto& output : outputs) {
    std::string why;
    if (write_output(output.file, output.format == "json" ? render_plan_json(report) : render_plan_text(report), why)) continue;
    say(why);
    return ExitCode::usage;
  }
  return project->extraction.complete ? ExitCode::clean : ExitCode::incomplete;
}

}  // namespace unknot
