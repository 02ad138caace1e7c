// Breadth first from the units of the class.
#include "analyzer/includes/class_graph.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "graph/sort_unique.h"

namespace unknot {

std::uint32_t ClassGraph::state(Found found, const Folders& folders) {
  const std::size_t slot = index(found.access);
  if (slot >= by_access_.size()) by_access_.resize(std::max(folders.access_count(), slot + 1));
  const auto fresh = static_cast<std::uint32_t>(states_.size());
  if (by_access_[slot] == 0) {
    by_access_[slot] = fresh + 1;
  } else {
    const std::uint32_t first = by_access_[slot] - 1;
    if (places_ == Places::alike || states_[first].entry == found.entry) return first;
    const auto [known, added] = by_place_.try_emplace(static_cast<std::uint64_t>(slot) << 32 | found.entry, fresh);
    if (!added) return known->second;
  }
  states_.push_back({found.access, folders.access(found.access).file, found.entry});
  return fresh;
}

ClassGraph::ClassGraph(const SearchList& list, NearbyLookups& nearby, std::vector<ClassUnit> units, const Follow& follow,
                       const ComputedTargets& computed, const SourceFiles& sources, Places places, Modules modules)
    : units_(std::move(units)), places_(places), modules_(modules) {
  const Folders& folders = nearby.folders();
  Resolver resolver(list, nearby);
  Above above;
  walk(resolver, folders, follow, computed, sources, above);
  if (!list.rules.include_stack) return;
  // Folders of including files give targets, which have includers of their own: until nothing is added.
  constexpr int kMaxRounds = 64;
  for (int round = 0; round < kMaxRounds; ++round) {
    Above now = folders_above(folders);
    if (now == above) break;
    above = std::move(now);
    walk(resolver, folders, follow, computed, sources, above);
  }
  // What is on every way of this graph is so on every way of the smaller one, too, which no longer asks the search folders
  // where such a folder answers.
  mark_always(folders, above);
  walk(resolver, folders, follow, computed, sources, above);
}

void ClassGraph::walk(Resolver& resolver, const Folders& folders, const Follow& follow, const ComputedTargets& computed,
                      const SourceFiles& sources, const Above& above) {
  states_.clear();
  steps_.clear();
  rows_.clear();
  unit_imports_.clear();
  unit_import_rows_.clear();
  by_access_.clear();
  by_place_.clear();
  for (const auto& unit : units_) {
    for (const AccessId forced : unit.forced) state({forced, kNoEntry}, folders);
    state({unit.file, kNoEntry}, folders);
  }
  for (std::uint32_t at = 0; at < states_.size(); ++at) {
    rows_.push_back(static_cast<std::uint32_t>(steps_.size()));
    unit_import_rows_.push_back(static_cast<std::uint32_t>(unit_imports_.size()));
    const ReachedFile here = states_[at];
    const ScannedSource* source = follow(here.file);
    if (source == nullptr) continue;
    const std::size_t slot = index(here.access);
    const auto higher = slot < above.size() ? std::span<const FolderAbove>(above[slot]) : std::span<const FolderAbove>();
    for (std::uint32_t i = 0; i < source->facts.includes.size(); ++i) {
      if (source->facts.includes[i].form == Spelled::computed) {
        if (const auto known = computed.find({here.file, i}); known != computed.end())
          for (const AccessId target : known->second) steps_.push_back({i, state({target, kNoEntry}, folders)});
        continue;
      }
      if (source->facts.includes[i].header_unit && modules_ == Modules::absent) continue;
      const std::size_t before = steps_.size();
      add_steps(resolver, folders, at, i, *source, sources, higher);
      // What is not found may be a copy that the build has yet to make.
      if (computed.empty() || steps_.size() != before + 1 || steps_.back().to != kUnresolved) continue;
      if (const auto known = computed.find({here.file, i}); known != computed.end())
        steps_.back().to = state({known->second.front(), kNoEntry}, folders);
    }
  }
  rows_.push_back(static_cast<std::uint32_t>(steps_.size()));
  unit_import_rows_.push_back(static_cast<std::uint32_t>(unit_imports_.size()));
}

void ClassGraph::add_steps(Resolver& resolver, const Folders& folders, std::uint32_t at, std::uint32_t i,
                           const ScannedSource& source, const SourceFiles& sources, std::span<const FolderAbove> above) {
  const ReachedFile here = states_[at];
  const Access from = folders.access(here.access);
  const IncludeFact& include = source.facts.includes[i];
  auto& into = include.header_unit ? unit_imports_ : steps_;
  if (above.empty() && (!resolver.rules().aliases || sources.aliases(include).empty())) {
    const Found found = resolver.resolve(from, here.entry, include, source.spellings[i]);
    into.push_back({i, found.access == AccessId::none ? kUnresolved : state(found, folders)});
    return;
  }
  const auto found = resolver.candidates(from, here.entry, include, source.spellings[i], above, sources);
  for (const Found& one : found) into.push_back({i, state(one, folders)});
  // Whether an alias is in force where the directive is read, only the preprocessor can tell.
  if (found.empty() || (resolver.rules().aliases && !sources.aliases(include).empty())) into.push_back({i, kUnresolved});
}

ClassGraph::Above ClassGraph::folders_above(const Folders& folders) const {
  std::vector<std::set<FolderId>> sets(states_.size());
  std::vector<std::uint32_t> queue(states_.size());
  std::iota(queue.begin(), queue.end(), 0);
  while (!queue.empty()) {
    const std::uint32_t from = queue.back();
    queue.pop_back();
    const FolderId own = folders.access(states_[from].access).folder;
    for (const Step& step : steps(from)) {
      if (step.to == kUnresolved) continue;
      auto& set = sets[step.to];
      const std::size_t before = set.size();
      set.insert(own);
      if (step.to != from) set.insert(sets[from].begin(), sets[from].end());
      if (set.size() != before) queue.push_back(step.to);
    }
  }
  Above out(folders.access_count());
  for (std::size_t s = 0; s < states_.size(); ++s) {
    auto& list = out[index(states_[s].access)];
    for (const FolderId folder : sets[s]) list.push_back({folder, false});
  }
  for (auto& list : out) {
    sort_unique(list, &FolderAbove::folder);
  }
  return out;
}

void ClassGraph::mark_always(const Folders& folders, Above& above) const {
  // The greatest solution: all folders to begin with, and from every includer only what it has itself, or is.
  std::vector<std::optional<std::set<FolderId>>> sets(states_.size());  // none yet: everything
  std::vector<std::uint32_t> queue;
  for (const std::uint32_t start : roots()) sets[start].emplace(), queue.push_back(start);
  for (std::size_t q = 0; q < queue.size(); ++q) {
    const std::uint32_t from = queue[q];
    std::set<FolderId> passed = *sets[from];
    passed.insert(folders.access(states_[from].access).folder);
    for (const Step& step : steps(from)) {
      if (step.to == kUnresolved) continue;
      auto& set = sets[step.to];
      bool changed = !set;
      if (!set) set = passed;
      else changed = std::erase_if(*set, [&](FolderId folder) { return !passed.contains(folder); }) > 0;
      if (changed) queue.push_back(step.to);
    }
  }
  for (auto& list : above)
    for (auto& one : list) one.always = true;
  for (std::size_t s = 0; s < states_.size(); ++s)
    for (auto& one : above[index(states_[s].access)]) one.always &= sets[s] && sets[s]->contains(one.folder);
}

std::vector<std::uint32_t> ClassGraph::starts(const ClassUnit& unit) const {
  std::vector<std::uint32_t> out;
  for (const AccessId forced : unit.forced) out.push_back(by_access_[index(forced)] - 1);
  out.push_back(by_access_[index(unit.file)] - 1);
  return out;
}

std::vector<std::uint32_t> ClassGraph::roots() const {
  std::vector<std::uint32_t> out;
  for (const auto& unit : units_) {
    const auto own = starts(unit);
    out.insert(out.end(), own.begin(), own.end());
  }
  for (const auto& step : unit_imports_)
    if (step.to != kUnresolved) out.push_back(step.to);
  return out;
}

}  // namespace unknot
