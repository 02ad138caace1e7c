// Breadth first from the units of the class.
#include "analyzer/includes/class_graph.h"

#include <algorithm>

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

ClassGraph::ClassGraph(const SearchList& list, NearbyLookups& nearby, std::vector<ClassUnit> units,
                       const std::function<const ScannedSource*(FileId)>& follow, const ComputedTargets& computed,
                       Places places, Modules modules)
    : units_(std::move(units)), places_(places) {
  const Folders& folders = nearby.folders();
  Resolver resolver(list, nearby);
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
    const auto& includes = source->facts.includes;
    const Access from = folders.access(here.access);
    for (std::uint32_t i = 0; i < includes.size(); ++i) {
      if (includes[i].form == Spelled::computed) {
        if (const auto known = computed.find({here.file, i}); known != computed.end())
          for (const AccessId target : known->second) steps_.push_back({i, state({target, kNoEntry}, folders)});
        continue;
      }
      if (includes[i].header_unit && modules == Modules::absent) continue;
      Found found = resolver.resolve(from, here.entry, includes[i], source->spellings[i]);
      if (found.access == AccessId::none && !computed.empty())
        if (const auto known = computed.find({here.file, i}); known != computed.end()) found.access = known->second.front();
      (includes[i].header_unit ? unit_imports_ : steps_)
          .push_back({i, found.access == AccessId::none ? kUnresolved : state(found, folders)});
    }
  }
  rows_.push_back(static_cast<std::uint32_t>(steps_.size()));
  unit_import_rows_.push_back(static_cast<std::uint32_t>(unit_imports_.size()));
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
