// Resolution with one memo per search list.
#include "analyzer/includes/resolver.h"

namespace unknot {

Found Resolver::search(const std::string& text, std::uint32_t begin) {
  for (std::uint32_t i = begin; i < list_.folders.size(); ++i)
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
