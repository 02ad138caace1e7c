// unknot why A B: the shortest dependency path, with the line of every step.
#include <algorithm>
#include <optional>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/named_units.h"
#include "analyzer/cli/terminal.h"
#include "graph/algorithms/shortest_path.h"
#include "reporters/escape.h"

namespace unknot {
namespace {

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
    if (d.when == When::deferred) out.text += " when a function runs";
    if (d.when == When::typing) out.text += " for type checking only";
    out.text += "\n";
  }
  return out;
}

}  // namespace

ExitCode run_why(const CommandLine& line) {
  const auto project = open_with_progress(line);
  if (!project) return ExitCode::usage;
  const auto configurations = programs_of(*project);
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
    if (having.size() < project->extraction.configurations.size() && !having.front().empty()) {
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
