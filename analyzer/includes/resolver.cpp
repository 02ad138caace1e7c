// Resolution with one memo per search list.
#include "analyzer/includes/resolver.h"

#include <algorithm>

namespace unknot {

Resolver::Resolver(const SearchList& list, NearbyLookups& nearby) : list_(list), nearby_(nearby) {
  if (list.holders)
    for (std::uint32_t i = 0; i < list.folders.size(); ++i) positions_[list.folders[i]].push_back(i);
}

Found Resolver::search(const std::string& text, std::uint32_t begin) {
  const auto end = static_cast<std::uint32_t>(list_.folders.size());
  if (!list_.holders) return search_folders(text, begin, end);
  const auto holders = list_.holders->find(text);
  if (holders == list_.holders->end()) return search_folders(text, begin, end);
  std::uint32_t first = end;
  for (const FolderId folder : holders->second)
    for (const std::uint32_t i : positions_[folder])
      if (i >= begin) first = std::min(first, i);
  const Found system = search_folders(text, std::max(begin, list_.system_begin), std::min(first, list_.system_end));
  return system.access != AccessId::none || first == end ? system : search_folders(text, first, first + 1);
}

Found Resolver::search_folders(const std::string& text, std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t i = begin; i < end; ++i)
    if (const AccessId access = nearby_.folders().find(list_.folders[i], text); access != AccessId::none)
      return {access, i};
  return {};
}

Found Resolver::memoized(std::vector<Found>& memo, std::vector<bool>& known, const std::string& text,
                         SpellingId spelling, std::uint32_t begin) {
  const std::size_t i = index(spelling);
  if (i >= memo.size()) {
    memo.resize(i + 1 + i / 2);
    known.resize(memo.size());
  }
  if (!known[i]) {
    known[i] = true;
    memo[i] = search(text, begin);
  }
  return memo[i];
}

Found Resolver::resolve(const Access& from, std::uint32_t from_entry, const IncludeFact& include, SpellingId spelling) {
  const std::string& text = include.spelling;
  if (include.form == Spelled::computed) return {};
  if (text.starts_with('/')) return {nearby_.folders().find_path(text), kNoEntry};
  // #include_next goes on behind the entry where its own file was found; where there is none it is a plain #include.
  const bool next = include.kind == DependencyKind::include_next && from_entry != kNoEntry;
  if (next) return search(text, from_entry + 1);
  if (include.form == Spelled::quoted) {
    if (const AccessId beside = nearby_.find(from.folder, spelling, text); beside != AccessId::none)
      return {beside, from_entry};  // Clang: found beside its includer, a file goes on where that was found
    return memoized(quoted_, quoted_known_, text, spelling, 0);
  }
  return memoized(angled_, angled_known_, text, spelling, list_.angled_begin);
}

}  // namespace unknot
