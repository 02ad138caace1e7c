// Files -> the executables whose units read them -> groups that share one.
#include "analyzer/symbols/linked_files.h"

#include <algorithm>

#include "graph/sort_unique.h"

namespace unknot {

LinkedFiles::LinkedFiles(const Program& program) : program_(program) {
  for (std::uint32_t t = 0; t < program.targets.size(); ++t) {
    executables_ += program.targets[t].executable ? 1 : 0;
    for (const UnitId source : program.targets[t].sources) targets_of_source_[index(source)].push_back(t);
  }
}

void LinkedFiles::add_unit(std::span<const UnitId> files) {
  if (!tells_apart()) return;
  std::vector<std::uint32_t> executables;
  bool anywhere = true;
  for (const UnitId file : files) {
    const auto targets = targets_of_source_.find(index(file));
    if (!program_.unit(file).entry || targets == targets_of_source_.end()) continue;
    anywhere = false;
    for (const std::uint32_t target : targets->second)
      if (program_.targets[target].executable) executables.push_back(target);
      else anywhere = true;
  }
  for (const UnitId file : files) {
    Reached& reached = reached_[index(file)];
    reached.anywhere |= anywhere;
    reached.executables.insert(reached.executables.end(), executables.begin(), executables.end());
    sort_unique(reached.executables);
  }
}

bool LinkedFiles::together(UnitId a, UnitId b) const {
  const auto one = reached_.find(index(a)), other = reached_.find(index(b));
  if (one == reached_.end() || other == reached_.end() || one->second.anywhere || other->second.anywhere) return true;
  return std::ranges::any_of(one->second.executables, [&](std::uint32_t e) { return std::ranges::binary_search(other->second.executables, e); });
}

std::vector<std::vector<UnitId>> LinkedFiles::groups(std::vector<UnitId> files) const {
  sort_unique(files);
  std::vector<std::vector<UnitId>> out;
  for (const UnitId file : files) {
    std::vector<UnitId> group{file};
    std::erase_if(out, [&](const auto& other) {
      if (std::ranges::none_of(other, [&](UnitId member) { return together(member, file); })) return false;
      group.insert(group.end(), other.begin(), other.end());
      return true;
    });
    std::ranges::sort(group);
    out.push_back(std::move(group));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace unknot
