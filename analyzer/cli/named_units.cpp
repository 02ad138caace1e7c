// Names against the units of a program.
#include "analyzer/cli/named_units.h"

#include <set>
#include <string_view>

#include "analyzer/cli/terminal.h"
#include "graph/nearest_name.h"
#include "graph/components_view.h"

namespace unknot {

std::vector<Configuration> programs_of(const Project& project) {
  auto out = project.extraction.configurations;
  if (!project.extraction.python.units.empty()) out.push_back({.name = {}, .program = project.extraction.python});
  return out;
}

std::vector<Vertex> units_named(const Program& program, std::string name) {
  while (name.starts_with("./")) name.erase(0, 2);
  std::vector<Vertex> exact;
  std::vector<Vertex> ends;
  for (Vertex v = 0; v < program.units.size(); ++v) {
    const std::string& unit = program.file(static_cast<UnitId>(v));
    const bool is_module = program.units[v].kind == UnitKind::module;
    if (program.units[v].name == name || (is_module && "module:" + program.units[v].name == name)) exact.push_back(v);
    else if (unit == name || (name.ends_with('/') && unit.starts_with(name))) exact.push_back(v);
    else if (unit.size() > name.size() && unit.ends_with(name) && unit[unit.size() - name.size() - 1] == '/') ends.push_back(v);
  }
  if (name.starts_with("target:")) {
    const auto component = components_of(program, {});
    for (Vertex v = 0; v < component.size(); ++v)
      if (!component[v].empty() && name == "target:" + component[v]) exact.push_back(v);
  }
  return exact.empty() ? ends : exact;
}

bool is_known(std::span<const Configuration> configurations, const std::string& wanted) {
  std::set<std::string_view> known;
  for (const auto& configuration : configurations) {
    if (!units_named(configuration.program, wanted).empty()) return true;
    for (const auto& unit : configuration.program.units) known.insert(unit.name);
  }
  say("no file '" + wanted + "' in the program" + did_you_mean(wanted, std::vector(known.begin(), known.end())));
  return false;
}

}  // namespace unknot
