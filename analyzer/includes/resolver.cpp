// Resolution with one memo per search list.
#include "analyzer/includes/resolver.h"

#include <algorithm>

#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

std::string with_slashes(std::string text) {
  std::ranges::replace(text, '\\', '/');
  return text;
}

}  // namespace

Resolver::Resolver(const SearchList& list, NearbyLookups& nearby) : list_(list), nearby_(nearby) {
  if (!list.holders || list.folders.empty()) return;
  positions_.resize(index(*std::ranges::max_element(list.folders)) + std::size_t{1}, {kNoEntry, kNoEntry});
  for (std::uint32_t i = 0; i < list.folders.size(); ++i) {
    auto& [first, second] = positions_[index(list.folders[i])];
    (first == kNoEntry ? first : second) = i;
  }
}

Found Resolver::search(const std::string& text, std::uint32_t begin) {
  const auto end = static_cast<std::uint32_t>(list_.folders.size());
  if (!list_.holders) return search_folders(text, begin, end);
  const auto holders = list_.holders->find(text);
  if (holders == list_.holders->end()) return search_folders(text, begin, end);
  std::uint32_t first = end;
  for (const FolderId folder : holders->second)
    for (const std::uint32_t i : positions_[index(folder)])
      if (i >= begin) first = std::min(first, i);
  const Found system = search_folders(text, std::max(begin, list_.system_begin), std::min(first, list_.system_end));
  return system.access != AccessId::none || first == end ? system : search_folders(text, first, first + 1);
}

/// <x.h> in x.h means another x.h: a folder that was only inferred is passed over where it would lead back.
Found Resolver::another(const Access& from, const std::string& text, Found found) {
  const auto inferred = [&] { return list_.holders && (found.entry < list_.system_begin || found.entry >= list_.system_end); };
  while (found.access != AccessId::none && inferred() && nearby_.folders().access(found.access).file == from.file)
    found = search(text, found.entry + 1);
  return found;
}

Found Resolver::search_folders(std::string text, std::uint32_t begin, std::uint32_t end) {
  Folders& folders = nearby_.folders();
  for (std::uint32_t i = begin; i < end; ++i) {
    const FolderId folder = list_.folders[i];
    if (!folders.is_header_map(folder)) {
      if (const AccessId access = folders.find(folder, text, name_case()); access != AccessId::none) return {access, i};
      continue;
    }
    const std::string* to = folders.mapped(folder, text);
    if (to != nullptr && !to->starts_with('/')) {  // "Foo.h" -> "Foo/Foo.h": the search goes on under that name
      text = *to;
      to = folders.mapped(folder, text);
    }
    if (to == nullptr) continue;
    if (const AccessId access = nearby_.find_absolute(*to, NameCase::exact); access != AccessId::none) return {access, i};
  }
  return {};
}

AccessId Resolver::find_subframework(const Access& from, const std::string& text) {
  constexpr std::string_view kFramework = ".framework/";
  const std::string& path = nearby_.folders().path(from.folder);
  const auto slash = text.find('/');
  const auto inside = path.rfind(kFramework);
  if (slash == std::string::npos || inside == std::string::npos) return AccessId::none;
  const FolderId frameworks = nearby_.folders().open_frameworks(path.substr(0, inside + kFramework.size()) + "Frameworks");
  return frameworks == FolderId::none ? AccessId::none : nearby_.folders().find(frameworks, text);
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
  if (include.form == Spelled::computed) return {};
  const std::string slashed = list_.rules.include_stack ? with_slashes(include.spelling) : std::string();
  const std::string& text = list_.rules.include_stack ? slashed : include.spelling;
  if (text.starts_with('/') || is_windows_path(text)) return {nearby_.find_absolute(text, name_case()), kNoEntry};
  // #include_next goes on behind the entry where its own file was found; where there is none it is a plain #include.
  const bool next = include.kind == DependencyKind::include_next && from_entry != kNoEntry;
  if (next) return another(from, text, search(text, from_entry + 1));
  if (include.form == Spelled::quoted) {
    if (const AccessId beside = nearby_.find(from.folder, spelling, text, name_case()); beside != AccessId::none)
      return {beside, from_entry};  // Clang: found beside its includer, a file goes on where that was found
  }
  const bool quoted = include.form == Spelled::quoted;
  const Found found = quoted ? memoized(quoted_, quoted_known_, text, spelling, 0)
                             : another(from, text, memoized(angled_, angled_known_, text, spelling, list_.angled_begin));
  return found.access != AccessId::none ? found : Found{find_subframework(from, text), kNoEntry};
}

std::vector<Found> Resolver::candidates(const Access& from, std::uint32_t from_entry, const IncludeFact& include,
                                        SpellingId spelling, std::span<const FolderAbove> above, const SourceFiles& sources) {
  std::vector<Found> out;
  const auto add = [&](Found found) {
    if (found.access != AccessId::none && std::ranges::find(out, found.access, &Found::access) == out.end()) out.push_back(found);
  };
  const auto add_all = [&](const IncludeFact& asked, SpellingId id) {
    const bool climbs = list_.rules.include_stack && asked.form == Spelled::quoted && asked.kind != DependencyKind::include_next;
    const std::string text = with_slashes(asked.spelling);
    bool is_sure = false;  // found above whatever the way: the search folders are not asked
    const auto beside = [&](FolderId folder) { return nearby_.find(folder, id, text, name_case()); };
    if (climbs && !text.starts_with('/') && !is_windows_path(text) && beside(from.folder) == AccessId::none)
      for (const auto& [folder, always] : above) {
        add({beside(folder), from_entry});
        if (always && beside(folder) != AccessId::none) is_sure = true;
      }
    if (!is_sure) add(resolve(from, from_entry, asked, id));
  };
  add_all(include, spelling);
  if (list_.rules.aliases)
    for (const auto& alias : sources.aliases(include)) {
      IncludeFact renamed = include;
      renamed.spelling = alias.spelling;
      add_all(renamed, alias.id);
    }
  return out;
}

}  // namespace unknot
