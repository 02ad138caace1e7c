// unknot untangle: the plan out of the tangles of folders or components.
#include <algorithm>

#include "analyzer/check_project.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/untangle/apply_plan.h"
#include "graph/components_view.h"
#include "reporters/plan.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

/// "core/..ui/" in two; nothing where it is not of that form.
std::optional<std::pair<std::string, std::string>> pin_of(const std::string& text) {
  const auto dots = text.find("..", text.starts_with("..") ? 2 : 0);
  if (dots == std::string::npos || dots == 0 || dots + 2 == text.size()) return std::nullopt;
  return std::pair(text.substr(0, dots), text.substr(dots + 2));
}

ViewKind view_named(std::string_view name) {
  return name == "flat" ? ViewKind::flat_folders : name == "components" ? ViewKind::components : ViewKind::sibling_folders;
}

/// Does the path of the command line hold the folder, or lie in it?
bool is_wanted(const std::vector<std::string>& wanted, std::string_view folder) {
  return std::ranges::any_of(wanted, [&](const std::string& path) {
    const std::string inside = path + "/";
    return path == "." || folder.starts_with(inside) || inside.starts_with(folder);
  });
}

bool apply(const Project& project, const Program& program, const Plan& plan, const CommandLine& line) {
  std::vector<std::string> databases;
  for (const auto& configuration : project.extraction.survey.configurations)
    if (!configuration.database.empty()) databases.push_back(project.root + "/" + configuration.database);
  const auto applied = apply_plan(project.root, databases, line.apply_to, program, plan, line.steps);
  if (!applied) {
    say(applied.error());
    return false;
  }
  for (const auto& left : applied->left) say(left);
  say(line.apply_to + ": " + counted(std::min(line.steps, plan.steps.size()), "step") + " done, " + counted(applied->moved, "file") +
      " moved, the text of " + counted(applied->rewritten, "file") + " changed");
  return true;
}

}  // namespace

ExitCode run_untangle(const CommandLine& line) {
  const bool contract = std::ranges::any_of(line.outputs, [](const Output& output) { return output.format == "contract"; });
  PlanOptions options{.view = {.kind = view_named(line.view)}, .keep = {}, .remove = {}, .moves = line.moves && !contract, .wanted = {},
                      .cut = {.exact_steps = kPatientSteps}};
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
  if (options.view.kind == ViewKind::components) {
    options.view.component_of = components_of(united.program, architecture_of(project->config, project->config_file).components);
    if (std::ranges::all_of(options.view.component_of, &std::string::empty)) {
      say("no components: neither \"components\" in the configuration nor a reply of CMake's File API in the build folder");
      return ExitCode::usage;
    }
  }
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
    const auto render = output.format == "json" ? render_plan_json : output.format == "contract" ? render_plan_contract : render_plan_text;
    if (write_output(output.file, render(report), why)) continue;
    say(why);
    return ExitCode::usage;
  }
  if (!line.apply_to.empty() && !apply(*project, united.program, *plan, line)) return ExitCode::usage;
  return project->extraction.complete ? ExitCode::clean : ExitCode::incomplete;
}

}  // namespace unknot
