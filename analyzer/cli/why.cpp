// unknot why A B: the shortest dependency path, with the line of every step.
#include <algorithm>

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

}  // namespace

ExitCode run_why(const CommandLine& line) {
  const auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  const Program& program = project->extraction.program;
  std::vector<std::vector<Vertex>> ends;
  for (const auto& name : {line.from, line.to}) {
    ends.push_back(units_named(program, name));
    if (!ends.back().empty()) continue;
    std::vector<std::string_view> known;
    for (const auto& unit : program.units) known.push_back(unit.name);
    say("no file '" + name + "' in the program" + did_you_mean(name, known));
    return ExitCode::usage;
  }
  std::vector<Edge> edges;
  for (const auto& d : program.dependencies) edges.push_back({index(d.from), index(d.to)});
  const auto path = shortest_path(Digraph(static_cast<Vertex>(program.units.size()), std::move(edges)), ends[0], ends[1]);
  std::string out;
  if (!path) {
    out = visible(line.from) + " does not depend on " + visible(line.to) + "\n";
  } else if (path->empty()) {
    out = visible(line.from) + " is " + visible(line.to) + "\n";
  }
  if (path)
    for (const EdgeIndex e : *path) {
      const Dependency& d = program.dependencies[e];
      out += visible(program.file(d)) + ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + ": " +
             std::string(name(d.kind)) + " " + visible(program.unit(d.to).name);
      if (d.when == When::conditional) out += " if " + visible(program.condition(d.condition).text);
      out += "\n";
    }
  std::string failed;
  if (!write_output("", out, failed)) {
    say(failed);
    return ExitCode::usage;
  }
  return path ? ExitCode::clean : ExitCode::findings;
}

}  // namespace unknot
