// unknot why A B: the shortest dependency path, with the line of every step.
#include <algorithm>
#include <optional>
#include <set>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/config/nearest_name.h"
#include "graph/algorithms/shortest_path.h"
#include "reporters/escape.h"

namespace unknot {
namespace {

/// The units that a person means: a file by its path or the end of it, all below "folder/", or a module by its name.
std::vector<Vertex> units_named(const Program& program, std::string name) {
  while (name.starts_with("./")) name.erase(0, 2);
  std::vector<Vertex> exact;
  std::vector<Vertex> ends;
  for (Vertex v = 0; v < program.units.size(); ++v) {
    const std::string& unit = program.file(static_cast<UnitId>(v));
    const bool is_module = program.units[v].kind == UnitKind::module;
    if (is_module && (program.units[v].name == name || "module:" + program.units[v].name == name)) exact.push_back(v);
    else if (unit == name || (name.ends_with('/') && unit.starts_with(name))) exact.push_back(v);
    else if (unit.size() > name.size() && unit.ends_with(name) && unit[unit.size() - name.size() - 1] == '/') ends.push_back(v);
  }
  return exact.empty() ? ends : exact;
}

/// The path in one configuration, a line for each step; empty where there is none.
struct Path {
  std::string text;
  std::size_t steps = 0;
};

std::optional<Path> path_in(const Program& program, const std::string& from, const std::string& to) {
  std::vector<Edge> edges;
  for (const auto& d : program.dependencies) edges.push_back({index(d.from), index(d.to)});
  const Digraph graph(static_cast<Vertex>(program.units.size()), std::move(edges));
  const auto path = shortest_path(graph, units_named(program, from), units_named(program, to));
  if (!path) return std::nullopt;
  Path out{.text = {}, .steps = path->size()};
  for (const EdgeIndex e : *path) {
    const Dependency& d = program.dependencies[e];
    out.text += visible(program.file(d)) + ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + ": " +
                std::string(name(d.kind)) + " " + visible(program.unit(d.to).name);
    if (d.when == When::conditional) out.text += " if " + visible(program.condition(d.condition).text);
    out.text += "\n";
  }
  return out;
}

/// Is there such a file in some configuration? If not, the person is told.
bool is_known(const std::vector<Configuration>& configurations, const std::string& wanted) {
  std::set<std::string_view> known;
  for (const auto& configuration : configurations) {
    if (!units_named(configuration.program, wanted).empty()) return true;
    for (const auto& unit : configuration.program.units) known.insert(unit.name);
  }
  say("no file '" + wanted + "' in the program" + did_you_mean(wanted, std::vector(known.begin(), known.end())));
  return false;
}

}  // namespace

ExitCode run_why(const CommandLine& line) {
  const auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  const auto& configurations = project->extraction.configurations;
  if (!is_known(configurations, line.from) || !is_known(configurations, line.to)) return ExitCode::usage;
  // A path leads through one configuration: the shortest that any has, and every configuration that has the same.
  std::optional<Path> best;
  std::vector<std::string> having;
  for (const auto& configuration : configurations) {
    const auto path = path_in(configuration.program, line.from, line.to);
    if (!path || (best && path->steps > best->steps)) continue;
    if (!best || path->steps < best->steps) having.clear();
    if (having.empty()) best = path;
    if (path->text == best->text) having.push_back(visible(configuration.name));
  }
  std::string out;
  if (!best) {
    out = visible(line.from) + " does not depend on " + visible(line.to) + "\n";
  } else if (best->steps == 0) {
    out = visible(line.from) + " is " + visible(line.to) + "\n";
  } else {
    out = best->text;
    if (having.size() < configurations.size()) {
      out += "only in ";
      for (const auto& name : having) out += (&name == having.data() ? "" : ", ") + name;
      out += "\n";
    }
  }
  std::string failed;
  if (!write_output("", out, failed)) {
    say(failed);
    return ExitCode::usage;
  }
  return best ? ExitCode::clean : ExitCode::findings;
}

}  // namespace unknot
