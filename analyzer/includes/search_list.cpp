// The search list of a class.
#include "analyzer/includes/search_list.h"

#include <algorithm>

namespace unknot {
namespace {

struct Place {
  FolderId folder{};
  bool system = false;
};

FolderId open(const DriverEntry& entry, Folders& folders, LookupRules rules) {
  if (entry.kind == PlaceKind::frameworks) return folders.open_frameworks(entry.path);
  const FolderId folder = folders.open(entry.path, rules.fold_case ? NameCase::folded : NameCase::exact);
  return folder == FolderId::none && entry.path.ends_with(".hmap") ? folders.open_header_map(entry.path) : folder;
}

void add(std::vector<Place>& list, std::size_t begin, Place place) {
  const auto same = std::find_if(list.begin() + static_cast<std::ptrdiff_t>(begin), list.end(),
                                 [&](const Place& before) { return before.folder == place.folder; });
  if (same == list.end()) {
    list.push_back(place);
  } else if (place.system && !same->system) {
    list.erase(same);
    list.push_back(place);
  }
}

}  // namespace

SearchList make_search_list(const std::vector<DriverEntry>& entries, Folders& folders, LookupRules rules) {
  SearchList out;
  out.rules = rules;
  std::vector<Place> quoted;
  std::vector<Place> angled;
  for (const auto& entry : entries) {
    const FolderId folder = open(entry, folders, rules);
    if (folder == FolderId::none) continue;
    if (entry.group == SearchGroup::quoted) add(quoted, 0, {folder, false});
    else add(angled, 0, {folder, entry.group == SearchGroup::system});
  }
  for (const auto& place : quoted) out.folders.push_back(place.folder);
  out.angled_begin = static_cast<std::uint32_t>(quoted.size());
  for (const auto& place : angled) out.folders.push_back(place.folder);
  return out;
}

}  // namespace unknot
