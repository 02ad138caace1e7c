// A walk against the includes, file by file, to the nearest unit with a command.
#include "analyzer/symbols/choose_units.h"

#include <algorithm>

#include "graph/sort_unique.h"

namespace unknot {

UnitChooser::UnitChooser(const Program& program, std::vector<bool> has_command)
    : program_(program), has_command_(std::move(has_command)), given_(program.units.size()),
      included_by_(program.units.size()), includes_(program.units.size()) {
  for (const auto& dependency : program.dependencies) {
    if (is_module_import(program, dependency) || dependency.entered == Entered::not_shown) continue;
    included_by_[index(dependency.to)].push_back(dependency.from);
    if (dependency.when == When::always) includes_[index(dependency.from)].push_back(dependency.to);
  }
  for (auto& units : included_by_) sort_unique(units);
}

std::vector<UnitId> UnitChooser::choose(std::span<const UnitId> files) {
  std::vector<bool> read(program_.units.size());
  std::vector<UnitId> out;
  for (const UnitId file : files) {
    if (read[index(file)]) continue;
    const UnitId unit = nearest(file);
    if (index(unit) == index(kOwnText)) continue;
    given_[index(unit)] = true;
    out.push_back(unit);
    follow(unit, read);
    read[index(file)] = true;
  }
  std::ranges::sort(out);
  return out;
}

UnitId UnitChooser::nearest(UnitId file) const {
  std::vector<bool> seen(program_.units.size());
  std::vector<UnitId> queue{file};
  seen[index(file)] = true;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const UnitId unit = queue[i];
    if (has_command_[index(unit)] && !given_[index(unit)]) return unit;
    for (const UnitId includer : included_by_[index(unit)])
      if (!seen[index(includer)]) {
        seen[index(includer)] = true;
        queue.push_back(includer);
      }
  }
  return kOwnText;
}

void UnitChooser::follow(UnitId unit, std::vector<bool>& read) const {
  std::vector<UnitId> queue{unit};
  read[index(unit)] = true;
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const UnitId to : includes_[index(queue[i])])
      if (!read[index(to)]) {
        read[index(to)] = true;
        queue.push_back(to);
      }
}

}  // namespace unknot
