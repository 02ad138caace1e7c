// unknot check, graph, dump: an analysis and what is written of it.
#include <algorithm>
#include <map>

#include "analyzer/check_project.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/graphviz.h"
#include "analyzer/cli/named_units.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/extract/function_facts.h"
#include "analyzer/fix/finding_fixes.h"
#include "analyzer/python/python_program.h"
#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/hook_context.h"
#include "graph/hooks_text.h"
#include "graph/symbol_graph.h"
#include "graph/text_form.h"
#include "reporters/escape.h"
#include "reporters/reporters.h"

namespace unknot {
namespace {

std::optional<Project> open(const CommandLine& line) {
  auto project = open_with_progress(line);
  if (project && !line.quiet)
    for (const auto& remark : project->remarks) say(remark);
  return project;
}

ExitCode usage(const std::string& message) {
  say(message);
  return ExitCode::usage;
}

Severity severity_of(const std::string& text) {
  return text == "error" ? Severity::error : text == "warning" ? Severity::warning : Severity::note;
}

/// What happened to single files is told once, and each further kind only counted.
void say_problems(const std::vector<Problem>& problems) {
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < problems.size() && i < kShown; ++i) {
    const auto& p = problems[i];
    say(p.file + (p.line == 0 ? "" : ":" + std::to_string(p.line)) + ": " + p.message);
  }
  if (problems.size() > kShown) say("and " + std::to_string(problems.size() - kShown) + " more problems; `unknot doctor` lists them");
}

/// The text with its lines, and in them nothing that acts on a terminal.
std::string visible_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out += visible(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// As text_from_program, with every name in one line.
std::string dumped(Program program) {
  for (auto& unit : program.units) unit.name = visible(unit.name);
  for (auto& atom : program.atoms) atom.text = visible(atom.text);
  for (auto& suppression : program.suppressions) {
    suppression.reason = visible(suppression.reason);
    for (auto& check : suppression.checks) check = visible(check);
  }
  return visible_lines(text_from_program(program));
}

ExitCode write_all(const std::vector<Output>& outputs, auto&& render) {
  for (const auto& output : outputs) {
    std::string why;
    if (!write_output(output.file, render(output), why)) return usage(why);
  }
  return ExitCode::clean;
}

struct SymbolView {
  SymbolLevel level = SymbolLevel::symbol;
  Level of_tangles = Level::symbol;
  std::string_view word = "symbol";
};
std::optional<SymbolView> symbol_level(std::string_view level) {
  if (level == "symbol") return SymbolView{SymbolLevel::symbol, Level::symbol, "symbol"};
  if (level == "class") return SymbolView{SymbolLevel::class_, Level::class_, "class"};
  if (level == "namespace") return SymbolView{SymbolLevel::namespace_, Level::namespace_, "namespace"};
  return std::nullopt;
}

/// From here on the units are symbols, and the tangles theirs.
void look_at_symbols(const SymbolView& view, std::vector<Configuration>& configurations, Report& report) {
  for (auto& configuration : configurations) configuration.program = symbol_program(configuration.program, view.level, Strength::name_only, Ambiguous::kept);
  report.findings.clear();
  const UnitedProgram united = unite(configurations);
  report.summary = {.unit_word = view.word};
  for (const auto& unit : united.program.units) report.summary.units += unit.origin == Origin::project;
  report.summary.dependencies = united.program.dependencies.size();
  for (auto& tangle : tangles_of(united.program, view.of_tangles)) {
    Finding& finding = report.findings.emplace_back(tangle_finding(checks::symbol_cycle.info, std::move(tangle), Language::cpp));
    finding.at = finding.tangle->edges[finding.tangle->cut.edges.front()].at;
    checks::symbol_cycle.describe(finding);
  }
}

/// The process ends with its command, and what is big goes with it: nobody walks over it once more.
void leave_to_the_system(Extraction extraction) {
  static const auto* const kept = new Extraction(std::move(extraction));
  static_cast<void>(kept);
}

}  // namespace

ExitCode run_check(const CommandLine& line) {
  auto project = open(line);
  if (!project) return ExitCode::usage;
  if (project->extraction.survey.files == 0 && project->extraction.python.units.empty() && project->extraction.problems.empty())
    return usage("nothing to analyse: no C, C++ or Python file below " + line.analysis.paths.front());
  const std::size_t told = project->remarks.size();
  if (!parse_for_checks(*project, line.analysis)) return ExitCode::usage;
  if (!line.quiet) std::for_each(project->remarks.begin() + static_cast<std::ptrdiff_t>(told), project->remarks.end(), say);
  auto report = make_report(*project, line.analysis);
  if (!report) return usage(report.error().message);
  if (line.analysis.fixes) {
    const auto repairs = repair_tangles(*project, line.analysis);
    if (!repairs) return usage("--fixes: " + repairs.error().message);
    add_fixes(*repairs, *report);
  }

  std::optional<Severity> fail_on = project->config.fail_on;
  if (line.fail_on) fail_on = *line.fail_on == "never" ? std::nullopt : std::optional(severity_of(*line.fail_on));
  const bool failed = fail_on && std::ranges::any_of(report->findings, [&](const Finding& f) {
                        return f.severity >= *fail_on && f.state != State::unchanged;
                      });
  const Severity shown = severity_of(line.min_severity);
  std::erase_if(report->findings, [&](const Finding& f) { return f.severity < shown; });
  if (shown > Severity::note) report->summary.notes = 0;
  if (shown > Severity::warning) report->summary.warnings = 0;

  say_problems(report->problems);
  auto outputs = line.outputs;
  if (outputs.empty()) outputs.push_back({"text", ""});
  const auto written = write_all(outputs, [&](const Output& output) {
    const auto reporter = std::ranges::find(reporters(), output.format, &Reporter::name);
    return reporter->render(*report, {.color = output.file.empty() && wants_color(line.color),
                                      .fail_on = fail_on,
                                      .place = project->place,
                                      .remark = [](const std::string& what) { say(what); }});
  });
  leave_to_the_system(std::move(project->extraction));
  if (written != ExitCode::clean) return written;
  if (failed) return ExitCode::findings;
  return report->complete || line.allow_incomplete ? ExitCode::clean : ExitCode::incomplete;
}

ExitCode run_graph(const CommandLine& line) {
  auto project = open(line);
  if (!project) return ExitCode::usage;
  const auto symbols = symbol_level(line.level);
  const SymbolScope scope{.all = symbols.has_value(), .tangles = {Level::file, Level::folder, Level::component}};
  if ((symbols || line.analysis.evidence) && !add_symbols_with_progress(*project, scope)) return ExitCode::usage;
  auto report = make_report(*project, line.analysis);
  if (!report) return usage(report.error().message);
  auto configurations = symbols ? std::move(project->extraction.configurations) : programs_of(*project);
  if (symbols) look_at_symbols(*symbols, configurations, *report);
  if (!line.focus.empty() && !is_known(configurations, line.focus)) return ExitCode::usage;
  say_problems(report->problems);
  auto outputs = line.outputs;
  if (outputs.empty()) outputs.push_back({"dot", ""});
  const UnitedProgram united = unite(configurations);
  GraphOptions options{.all = line.all, .cycles = line.cycles, .depth = line.depth};
  if (line.level == "folder") options.level = GraphLevel::folder;
  if (line.level == "component") {
    auto components = project_components(*project, united.program);
    if (!components) return usage(components.error());
    options.level = GraphLevel::component;
    options.component_of = std::move(*components);
  }
  if (!line.focus.empty())
    for (const Vertex unit : units_named(united.program, line.focus)) options.focus.push_back(UnitId{unit});
  for (const auto& output : outputs) {
    std::string why;
    std::expected<std::string, std::string> text = output.format == "json" ? render_graph_json(united, *report, options)
                                                   : output.format == "mermaid" ? render_graph_mermaid(united.program, *report, options)
                                                                                : render_graph_dot(united.program, *report, options);
    if (output.format == "svg") text = draw_svg(*text);
    if (!text) return usage(text.error());
    if (!write_output(output.file, *text, why)) return usage(why);
  }
  return report->complete ? ExitCode::clean : ExitCode::incomplete;
}

/// What functions do, or the hooks of all files that can hold some.
ExitCode dump_context(Project& project, bool hooks) {
  SymbolScope scope{.functions = !hooks};
  if (hooks) scope.hooks = {.servers = HookNeed::all, .tests = HookNeed::all}, scope.hooks_asked = true;
  if (project.extraction.survey.files > 0 && !add_symbols_with_progress(project, scope)) return ExitCode::usage;
  std::string out;
  const auto add = [&](const Program& program) {
    const auto& context = program.context;
    if (context == nullptr) return;
    const auto path_of = [&](std::uint32_t f) { return program.file(context->unit_of(f)); };
    if (hooks) {
      out += hooks_text(*context, path_of);
      return;
    }
    for (std::uint32_t f = 0; f < context->files().size(); ++f)
      if (program.unit(context->unit_of(f)).language != Language::python || is_named(project.wanted, path_of(f))) out += "# " + path_of(f) + "\n" + functions_text(context->files()[f]);
  };
  for (const auto& configuration : project.extraction.configurations) add(configuration.program);
  add(project.extraction.python);
  say_problems(project.extraction.problems);
  std::string why;
  return write_output("", visible_lines(out), why) ? ExitCode::clean : usage(why);
}

ExitCode run_dump(const CommandLine& line) {
  if (line.subject == "facts") {
    const auto facts = facts_text(line.analysis);
    if (!facts) return usage(facts.error().message);
    return write_all({{"text", ""}}, [&](const Output&) { return visible_lines(*facts); });
  }
  CommandLine reading = line;
  reading.analysis.imports = line.subject == "imports";
  reading.analysis.python_functions = line.subject == "functions" || line.subject == "hooks";
  auto project = open(reading);
  if (!project) return ExitCode::usage;
  if (line.subject == "imports") return write_all({{"text", ""}}, [&](const Output&) { return visible_lines(python_outcomes(project->extraction.python)); });
  if (line.subject == "functions" || line.subject == "hooks") return dump_context(*project, line.subject == "hooks");
  const auto& configurations = project->extraction.configurations;
  return write_all({{"text", ""}}, [&](const Output&) {
    std::string out;
    for (const auto& configuration : configurations)
      out += (configurations.size() > 1 ? "# configuration " + configuration.name + "\n" : "") + dumped(configuration.program);
    return out;
  });
}

}  // namespace unknot
