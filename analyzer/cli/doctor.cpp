// unknot doctor, explain, list: what was found, and what is known.
#include <algorithm>
#include <set>

#include "analyzer/cli/command_pages.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "graph/nearest_name.h"
#include "checks/check_page.h"
#include "checks/registry.h"
#include "reporters/escape.h"

namespace unknot {
namespace {

ExitCode put(const std::string& text) {
  std::string why;
  if (write_output("", text, why)) return ExitCode::clean;
  say(why);
  return ExitCode::usage;
}

std::string listed(std::string_view title, const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 50;
  std::string out = std::string(title) + ": " + std::to_string(names.size()) + "\n";
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) out += "  " + visible(names[i]) + "\n";
  if (names.size() > kShown) out += "  and " + std::to_string(names.size() - kShown) + " more\n";
  return out;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "none";
  const std::uint64_t tenths = part * 1000 / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

/// C++20 modules, where there are any: those of the project, and those that it imports from elsewhere.
void add_modules(const std::vector<Configuration>& configurations, std::string& out) {
  std::set<std::string> own;
  std::set<std::string> foreign;
  for (const auto& configuration : configurations)
    for (const auto& unit : configuration.program.units)
      if (unit.kind == UnitKind::module) (unit.origin == Origin::project ? own : foreign).insert(unit.name);
  if (own.empty() && foreign.empty()) return;
  out += "modules and partitions: " + std::to_string(own.size()) + "\n";
  if (!foreign.empty()) out += listed("modules that are imported and no file provides", {foreign.begin(), foreign.end()});
}

}  // namespace

ExitCode run_doctor(const CommandLine& line) {
  const auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  const Survey& s = project->extraction.survey;
  std::string out = "root: " + visible(project->root) + "\n";
  for (const auto& remark : project->remarks) out += "remark: " + visible(remark) + "\n";
  std::vector<std::string> subtrees;
  for (const auto& subtree : project->subtrees) subtrees.push_back(subtree.file);
  if (!subtrees.empty()) out += listed("configuration below the root", subtrees);
  const auto names = names_of(project->extraction.configurations);
  const auto of = [&](std::size_t i) { return names.empty() ? std::string() : " in " + visible(names[i]); };
  for (std::size_t i = 0; i < s.configurations.size(); ++i) {
    const ConfigurationSurvey& c = s.configurations[i];
    if (c.database.empty()) continue;
    out += "database" + (names.empty() ? "" : " of " + visible(names[i])) + ": " + visible(c.database) + ", " +
           std::to_string(c.commands) + " commands, " + std::to_string(c.classes) + " distinct lists of search folders\n";
  }
  out += s.configurations.front().database.empty() ? listed("no database; inferred search folders", s.inferred_folders)
                                                   : listed("commands without a file", s.commands_without_file);
  out += "files: " + std::to_string(s.files) + "\n";
  for (std::size_t i = 0; i < s.configurations.size(); ++i) {
    const std::uint64_t all = s.configurations[i].directives;
    const std::uint64_t resolved = all - s.configurations[i].unresolved;
    out += "includes resolved" + of(i) + ": " + std::to_string(resolved) + " of " + std::to_string(all) + " (" + share(resolved, all) + ")\n";
  }
  out += "computed includes: " + std::to_string(s.computed) + "\n";
  for (std::size_t i = 0; i < s.configurations.size(); ++i)
    out += "units preprocessed to decide conditional cycles" + of(i) + ": " + std::to_string(s.configurations[i].preprocessed) + "\n";
  for (std::size_t i = 0; i < s.configurations.size(); ++i) {
    std::vector<std::string> notes;
    for (const auto& note : s.configurations[i].notes)
      notes.push_back(note.text + " (" + std::to_string(note.count) + (note.example.empty() ? "" : ", such as " + note.example) + ")");
    out += listed("notes on commands" + of(i), notes);
  }
  out += listed("headers not found", s.missing_headers);
  if (!s.generated.empty()) out += listed("headers that the build has yet to write", s.generated);
  for (std::size_t i = 0; i < s.configurations.size(); ++i) {
    const ConfigurationSurvey& c = s.configurations[i];
    if (c.copies > 0) out += "copies made by the build, taken for their sources" + of(i) + ": " + std::to_string(c.copies) + "\n";
    if (!c.targets.empty()) out += listed("targets" + of(i), c.targets);
  }
  add_modules(project->extraction.configurations, out);
  out += listed("files that no unit reaches", s.unreached);
  std::vector<std::string> problems;
  for (const auto& p : project->extraction.problems)
    problems.push_back(p.file + (p.line == 0 ? "" : ":" + std::to_string(p.line)) + ": " + p.message);
  out += listed("problems", problems);
  const ExitCode code = put(out);
  return code != ExitCode::clean || project->extraction.complete ? code : ExitCode::incomplete;
}

ExitCode run_explain(const CommandLine& line) {
  // The page of a check is the page of its cases.
  const std::vector<std::string> names = check_names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  if (std::ranges::find(known, line.subject) != known.end())
    return put(check_page(find_check(line.subject.substr(0, line.subject.find('/')))->info));
  say("no check '" + line.subject + "'" + did_you_mean(line.subject, known));
  return ExitCode::usage;
}

ExitCode run_list(const CommandLine&) {
  std::string out;
  for (const CheckInfo* info : all_check_infos()) {
    std::string id(info->id);
    id.resize(std::max<std::size_t>(id.size() + 2, 20), ' ');
    std::string severity(name(info->severity));
    severity.resize(9, ' ');
    out += id + severity + std::string(info->summary) + (info->on_by_default ? "" : " (off)") + "\n";
    for (const auto& c : info->cases) {
      std::string case_id = "  /" + std::string(c.name);
      case_id.resize(std::max<std::size_t>(case_id.size() + 2, 20), ' ');
      std::string case_severity(name(c.severity));
      case_severity.resize(9, ' ');
      out += case_id + case_severity + std::string(c.summary) + "\n";
    }
  }
  return put(out);
}

}  // namespace unknot
