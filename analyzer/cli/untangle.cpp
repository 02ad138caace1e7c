// unknot untangle: the plan out of the tangles of folders or components.
#include <algorithm>

#include "analyzer/check_project.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/includes/text_measurement.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/untangle/apply_plan.h"
#include "checks/contract_pins.h"
#include "graph/sort_unique.h"
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

/// The first pin of the person that no dependency fits: most often it is misspelled.
const std::pair<std::string, std::string>* idle_pin(const FoldedGraph& graph, const PlanOptions& options) {
  for (const auto* pins : {&options.keep, &options.remove})
    for (const auto& pin : *pins)
      if (std::ranges::none_of(graph.edges, [&](const FoldedEdge& edge) {
            return is_meant(pin.first, graph.nodes[edge.from]) && is_meant(pin.second, graph.nodes[edge.to]);
          }))
        return &pin;
  return nullptr;
}

/// Contracts say what stays and what goes where the person does not. What has to go and knots nothing is no part of the plan.
void pin_by_contracts(const Project& project, const Program& program, const FoldedGraph& graph, PlanOptions& options) {
  const auto tangles = tangle_numbers(graph);
  const auto tangle_of = [&](const std::string& node) {
    return tangles[static_cast<std::size_t>(std::ranges::lower_bound(graph.nodes, node) - graph.nodes.begin())];
  };
  const auto is_of_person = [keep = options.keep, remove = options.remove](const auto& pin) {
    const auto speaks = [&](const auto& written) { return is_meant(written.first, pin.first) && is_meant(written.second, pin.second); };
    return std::ranges::any_of(keep, speaks) || std::ranges::any_of(remove, speaks);
  };
  const auto pins = contract_pins(program, graph, architecture_of(project.config, project.config_file));
  for (const auto& [from, to] : {std::pair(&pins.keep, &options.keep), std::pair(&pins.remove, &options.remove)})
    for (const auto& pin : *from)
      if (tangle_of(pin.first) != kNoNode && tangle_of(pin.first) == tangle_of(pin.second) && !is_of_person(pin)) to->push_back(pin);
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

/// A database as shown, as a path.
std::string database_path(const Project& project, const std::string& shown) {
  return shown.starts_with('/') ? shown : plain_path(project.root, shown);
}

/// The text that the plan's lines and those of its tangles bring, where the person asks for it and a database says how it is made.
std::optional<MeasuredText> measured_text(const Project& project, const Program& program, const Plan& plan, const CommandLine& line) {
  const auto& configurations = project.extraction.survey.configurations;
  if (configurations.size() != 1 || configurations.front().database.empty()) {
    say("--bytes: needs one compile_commands.json; the text is not measured");
    return std::nullopt;
  }
  std::vector<DependencyId> lines;
  for (const auto& tangle : plan.tangles)
    for (const auto& edge : tangle.edges) lines.insert(lines.end(), edge.lines.begin(), edge.lines.end());
  sort_unique(lines);
  auto measured = measure_text(*project.tree, program, lines,
                               {.root = project.root, .database = database_path(project, configurations.front().database),
                                .query_drivers = line.analysis.query_drivers,
                                .workers = worker_options(line.analysis), .progress = progress_bar()});
  clear_progress_bar();
  if (!measured) {
    say("--bytes: " + measured.error().message);
    return std::nullopt;
  }
  if (!measured->unmeasured.empty()) say("--bytes: no unit tells the text of " + counted(measured->unmeasured.size(), "file"));
  for (const auto& [unit, what] : measured->failures) say("--bytes: " + unit + ": " + what);
  return std::move(measured->text);
}

Price less(const Price& all, const Price& before) {
  Price out{.units = all.units - before.units, .pairs = all.pairs - before.pairs, .bytes = {}};
  if (all.bytes && before.bytes) out.bytes = *all.bytes - std::min(*all.bytes, *before.bytes);
  return out;
}

/// What each edge buys alone, where a format shows it, and what each step adds to those before it.
void add_prices(const Pricing& pricing, bool of_edges, PlanReport& report) {
  for (const auto& tangle : report.plan.tangles) {
    if (!of_edges) break;
    auto& prices = report.edge_prices.emplace_back();
    for (const auto& edge : tangle.edges) prices.push_back(pricing.price(edge.lines));
  }
  std::vector<DependencyId> taken;
  Price before = pricing.price(taken);
  for (const auto& step : report.plan.steps) {
    if (step.kind == StepKind::cut) taken.insert(taken.end(), step.lines.begin(), step.lines.end());
    sort_unique(taken);
    const Price all = step.kind == StepKind::cut ? pricing.price(taken) : before;
    report.step_prices.push_back(less(all, before));
    before = all;
  }
}

bool apply(const Project& project, const Program& program, const Plan& plan, const CommandLine& line) {
  std::vector<std::string> databases;
  for (const auto& configuration : project.extraction.survey.configurations)
    if (!configuration.database.empty()) databases.push_back(database_path(project, configuration.database));
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
  auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  // Flat folders are knotted by nearly every line.
  const SymbolScope scope{.all = line.view == "flat", .tangles = {line.view == "components" ? Level::component : Level::folder}};
  if (line.analysis.evidence && !add_symbols_with_progress(*project, scope)) return ExitCode::usage;
  if (!project->extraction.complete) say("not all could be read; `unknot doctor` says what");
  if (std::ranges::find(project->wanted, ".") == project->wanted.end())
    options.wanted = [&](std::string_view folder) { return is_wanted(project->wanted, folder); };
  const UnitedProgram united = unite(project->extraction.configurations);
  if (options.view.kind == ViewKind::components) {
    auto components = project_components(*project, united.program);
    if (!components) {
      say(components.error());
      return ExitCode::usage;
    }
    options.view.component_of = std::move(*components);
  }
  const FoldedGraph graph = fold(united.program, options.view);
  if (const auto* pin = idle_pin(graph, options)) {
    say("no line leads from '" + pin->first + "' to '" + pin->second + "' in this view");
    return ExitCode::usage;
  }
  pin_by_contracts(*project, united.program, graph, options);
  const auto plan = make_plan(united.program, options);
  if (!plan) {
    say(plan.error());
    return ExitCode::usage;
  }
  std::optional<MeasuredText> text;
  if (line.bytes) text = measured_text(*project, united.program, *plan, line);
  PlanReport report{.version = std::string(version()), .complete = project->extraction.complete, .view = options.view.kind,
                    .program = united.program, .plan = *plan, .estimated = text.has_value()};
  const bool of_edges = std::ranges::any_of(line.outputs, [](const Output& output) { return output.format == "json"; });
  add_prices(text ? Pricing(united.program, std::move(*text)) : Pricing(united.program), of_edges, report);
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
