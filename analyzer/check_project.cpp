// Settings -> parts of the tree -> runs -> findings.
#include "analyzer/check_project.h"

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/config/glob.h"
#include "analyzer/config/select_checks.h"
#include "analyzer/line_origins.h"
#include "checks/registry.h"

namespace unknot {
namespace {

/// The settings of a folder and of what is below it, but for the parts further down.
struct Part {
  std::string folder;  ///< "sub/"; empty: the root
  const Config* config = nullptr;
  CheckSelection selection;
  std::size_t runs_with = 0;  ///< the first part of the same settings: one run serves them all
};

std::expected<std::vector<Part>, std::string> parts_of(const Project& project, const std::string& globs) {
  std::vector<Part> out;
  const auto add = [&](const std::string& folder, const Config& config) -> std::string {
    auto selection = select_checks(globs, all_check_infos(), config);
    if (!selection) return selection.error();
    const auto same = std::ranges::find_if(out, [&](const Part& part) { return part.config->checks == config.checks; });
    const auto runs_with = static_cast<std::size_t>(same - out.begin());
    out.push_back({.folder = folder, .config = &config, .selection = std::move(*selection), .runs_with = runs_with});
    return {};
  };
  std::string mistake = add("", project.config);
  for (const auto& subtree : project.subtrees)
    if (mistake.empty()) mistake = add(subtree.folder, subtree.config);
  if (!mistake.empty()) return std::unexpected(mistake);
  return out;
}

/// The run that speaks for a file.
std::size_t run_of(const std::vector<Part>& parts, std::string_view file) {
  const Part* nearest = &parts.front();
  for (const Part& part : parts)
    if (file.starts_with(part.folder) && part.folder.size() > nearest->folder.size()) nearest = &part;
  return nearest->runs_with;
}

/// "core/" and globs speak of paths, "<clang/**>" of headers from outside by their names.
UnitPattern pattern_of(const std::string& written) {
  const auto named = [&](std::string_view kind) { return written.starts_with(kind) ? std::optional(written.substr(kind.size())) : std::nullopt; };
  if (const auto target = named("target:"))
    return {written, [name = *target](const Program&, UnitId, std::string_view component) { return component == name; }};
  if (const auto module = named("module:"))
    return {written, [name = *module](const Program& program, UnitId id, std::string_view) {
              return program.unit(id).kind == UnitKind::module && name_matches(name, program.unit(id).name);
            }};
  if (written.starts_with('<'))
    return {written, [written](const Program& program, UnitId id, std::string_view) {
              return program.unit(id).origin != Origin::project && glob_matches(written, program.unit(id).name);
            }};
  return {written, [written](const Program& program, UnitId id, std::string_view) {
            return program.unit(id).origin == Origin::project && (written == "./" || glob_matches(written, program.file(id)));
          }};
}

std::vector<UnitPattern> patterns_of(const std::vector<std::string>& written) {
  std::vector<UnitPattern> out;
  for (const auto& text : written) out.push_back(pattern_of(text));
  return out;
}

Contract contract_of(const ConfigContract& written, const std::string& file) {
  constexpr std::array<std::pair<std::string_view, ContractKind>, 6> kKinds{{{"layers", ContractKind::layers},
                                                                             {"forbidden", ContractKind::forbidden},
                                                                             {"independent", ContractKind::independent},
                                                                             {"protected", ContractKind::protected_},
                                                                             {"allowed-only", ContractKind::allowed_only},
                                                                             {"acyclic-siblings", ContractKind::acyclic_siblings}}};
  Contract out{.name = written.name, .kind = std::ranges::find(kKinds, written.kind, &std::pair<std::string_view, ContractKind>::first)->second,
               .reason = written.reason, .at = {file, written.at.line, written.at.column}, .layers = {}, .units = patterns_of(written.units),
               .from = patterns_of(written.from), .to = patterns_of(written.to), .allowed = patterns_of(written.allowed),
               .strict = written.strict, .indirect = written.indirect, .exhaustive = written.exhaustive, .severity = written.severity,
               .exceptions = {}};
  for (const auto& layer : written.layers) out.layers.push_back(patterns_of(layer));
  const auto matcher = [](const std::string& glob) { return [glob](std::string_view name) { return glob_matches(glob, name); }; };
  for (const auto& exception : written.exceptions)
    out.exceptions.push_back({.from = exception.from, .to = exception.to, .holds_from = matcher(exception.from),
                              .holds_to = matcher(exception.to), .at = {file, exception.at.line, exception.at.column}});
  return out;
}

std::vector<CheckRun> runs_of(const Part& part, const Architecture& architecture) {
  std::vector<CheckRun> out;
  for (const Check* check : all_checks()) {
    if (!part.selection.runs(check->info.id)) continue;
    const CheckSettings& chosen = part.config->checks.find(check->info.id)->second;
    CheckRun run{.check = check, .options = chosen.options, .architecture = &architecture, .reports = {}, .severity = {}};
    run.reports = [&part, check](std::string_view case_name) { return part.selection.reports(check->info.id, case_name); };
    run.severity = [&chosen](std::string_view case_name) -> std::optional<Severity> {
      const auto found = chosen.cases.find(case_name);
      return found == chosen.cases.end() ? std::nullopt : found->second.severity;
    };
    out.push_back(std::move(run));
  }
  return out;
}

/// `glob` below `folder`; what is outside of it never matches.
std::function<bool(std::string_view)> matcher(const std::string& folder, const std::string& glob) {
  if (glob.empty()) return {};
  return [folder, glob](std::string_view path) {
    return path.starts_with(folder) && glob_matches(glob, path.substr(folder.size()));
  };
}

void add_silences(const Config& config, const std::string& folder, const std::string& file, std::vector<ConfiguredSilence>& out) {
  for (const auto& s : config.suppressions)
    out.push_back({.check = s.check,
                   .file = matcher(folder, s.file.empty() && !folder.empty() ? "**" : s.file),
                   .from = matcher(folder, s.from),
                   .to = matcher(folder, s.to),
                   .at = {.file = file, .line = s.at.line, .column = s.at.column}});
}

void list_checks(const std::vector<Part>& parts, Report& report) {
  for (const Check* check : all_checks()) {
    const CheckInfo& info = check->info;
    if (std::ranges::none_of(parts, [&](const Part& part) { return part.selection.runs(info.id); })) continue;
    report.checks.push_back(&info);
    const auto& cases = parts.front().config->checks.find(info.id)->second.cases;
    const auto plain = cases.find(std::string_view{});
    report.severities.emplace(info.id, plain != cases.end() && plain->second.severity ? *plain->second.severity : info.severity);
  }
  std::ranges::sort(report.checks, {}, &CheckInfo::id);
}

/// Files of the project that only the base has.
std::vector<std::string> gone_files(const Project& project) {
  std::set<std::string_view> here;
  std::set<std::string> out;
  const auto each_file = [](const std::vector<Configuration>& configurations, auto&& take) {
    for (const auto& configuration : configurations)
      for (const auto& unit : configuration.program.units)
        if (unit.origin == Origin::project) take(unit.path.empty() ? unit.name : unit.path);
  };
  each_file(project.extraction.configurations, [&](const std::string& file) { here.insert(file); });
  each_file(project.base->configurations, [&](const std::string& file) {
    if (!here.contains(file)) out.insert(file);
  });
  return {out.begin(), out.end()};
}

/// What a baseline holds and nobody finds any more would hide that it comes back.
void add_stale_entries(const std::vector<BaselineEntry>& baseline, const std::vector<Part>& parts, CheckResults& results) {
  for (const auto& entry : baseline) {
    if (results.fingerprints.contains(entry.fingerprint)) continue;
    const bool asked = std::ranges::any_of(parts, [&](const Part& part) { return part.selection.runs(entry.check); });
    if (!asked && find_check(entry.check) != nullptr) continue;
    const Part& part = parts[run_of(parts, entry.at.file)];
    Finding finding = stale_entry(entry);
    if (!part.selection.reports(finding.check, finding.case_name)) continue;
    const auto& cases = part.config->checks.find(finding.check)->second.cases;
    if (const auto set = cases.find(finding.case_name); set != cases.end() && set->second.severity) finding.severity = *set->second.severity;
    results.findings.push_back(std::move(finding));
  }
}

}  // namespace

Architecture architecture_of(const Config& config, const std::string& file) {
  Architecture out;
  for (const auto& component : config.components)
    out.components.push_back({component.name, [paths = component.paths](std::string_view path) {
                                return std::ranges::any_of(paths, [&](const std::string& glob) { return glob_matches(glob, path); });
                              }});
  for (const auto& contract : config.contracts) out.contracts.push_back(contract_of(contract, file));
  return out;
}

namespace {

/// No dependency links the two languages: the program of Python is judged by itself, and what is found is put together.
void add_python_results(const Project& project, std::vector<CheckRun> runs, const std::vector<ConfiguredSilence>& silences, const Base* base,
                        unsigned jobs, CheckResults& results) {
  std::erase_if(runs, [](const CheckRun& run) {
    const CheckInfo& info = run.check->info;
    return !info.reads_imports && !info.reads_python && !info.reads_python_tests && info.kind != FindingKind::tool && info.kind != FindingKind::setting;
  });
  Configuration python{.name = {}, .program = project.extraction.python};
  std::optional<Base> other;
  std::vector<Configuration> before;
  if (project.base && !project.base->python.units.empty()) before.push_back({.name = {}, .program = project.base->python});
  if (base != nullptr) {
    other = *base;
    other->configurations = before;
  }
  auto found = run_checks(std::span(&python, 1), runs, silences, other ? &*other : nullptr, jobs);
  std::ranges::move(found.findings, std::back_inserter(results.findings));
  results.suppressed.merge(found.suppressed);
  results.fingerprints.merge(found.fingerprints);
  std::ranges::move(found.tangles, std::back_inserter(results.tangles));
}

}  // namespace

std::expected<std::vector<RunningCheck>, std::string> running_checks(const Project& project, const std::string& globs) {
  const auto parts = parts_of(project, globs);
  if (!parts) return std::unexpected(parts.error());
  std::vector<RunningCheck> out;
  for (const Check* check : all_checks()) {
    const auto runs = [&](const Part& part) { return part.selection.runs(check->info.id); };
    const auto is_asked = [&](const Part& part) { return runs(part) && part.selection.asked.contains(check->info.id); };
    if (std::ranges::any_of(*parts, runs)) out.push_back({.check = check, .asked = std::ranges::any_of(*parts, is_asked)});
  }
  return out;
}

std::expected<std::vector<std::string>, std::string> project_components(const Project& project, const Program& program) {
  auto out = components_of(program, architecture_of(project.config, project.config_file).components);
  if (!std::ranges::all_of(out, &std::string::empty)) return out;
  return std::unexpected("no components: neither \"components\" in the configuration nor a reply of CMake's File API in the build folder");
}

std::expected<CheckResults, std::string> check_project(const Project& project, const std::string& globs, unsigned jobs, Report& report) {
  const auto parts = parts_of(project, globs);
  if (!parts) return std::unexpected(parts.error());
  list_checks(*parts, report);
  std::vector<ConfiguredSilence> silences;
  add_silences(project.config, "", project.config_file, silences);
  for (const auto& subtree : project.subtrees) add_silences(subtree.config, subtree.folder, subtree.file, silences);

  std::optional<LineOrigins> origins;
  std::optional<Base> base;
  if (project.base || project.baseline) base.emplace();
  if (project.baseline) base->baseline = *project.baseline;
  if (project.base && project.base->tree != nullptr) {
    base->configurations = project.base->configurations;
    origins.emplace(*project.tree, *project.base->tree, project.root, gone_files(project));
    base->origin = [&](const Place& at) { return origins->of(at); };
  }

  const Architecture architecture = architecture_of(project.config, project.config_file);
  CheckResults out;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    if ((*parts)[i].runs_with != i) continue;
    auto runs = runs_of((*parts)[i], architecture);
    std::erase_if(runs, [](const CheckRun& run) { return run.check->info.reads_imports || (run.check->info.reads_python && !run.check->info.reads_hooks); });
    auto results = run_checks(project.extraction.configurations, runs, silences, base ? &*base : nullptr, jobs);
    if (!project.extraction.python.units.empty()) add_python_results(project, runs_of((*parts)[i], architecture), silences, base ? &*base : nullptr, jobs, results);
    out.fingerprints.merge(results.fingerprints);
    if (i == 0) out.tangles = std::move(results.tangles);  // what the root's settings ask for
    for (auto& finding : results.findings)
      if (run_of(*parts, finding.at.file) == i) out.findings.push_back(std::move(finding));
    for (const auto& suppressed : results.suppressed)
      if (run_of(*parts, suppressed.at.file) == i) out.suppressed.insert(suppressed);
  }
  if (project.baseline && project.extraction.complete) add_stale_entries(*project.baseline, *parts, out);
  sort_findings(out.findings);
  return out;
}

}  // namespace unknot
