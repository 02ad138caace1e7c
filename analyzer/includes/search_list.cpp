// The search list of a class.
#include "analyzer/includes/search_list.h"

#include <algorithm>

namespace unknot {
namespace {

struct Place {
  FolderId folder{};
  bool system = false;
};

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

SearchList make_search_list(const std::vector<DriverEntry>& entries, Folders& folders) {
  SearchList out;
  std::vector<Place> quoted;
  std::vector<Place> angled;
  for (const auto& entry : entries) {
    const FolderId folder = folders.open(entry.path);
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
