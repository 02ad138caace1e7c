// The vote.
#include "analyzer/includes/inferred.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace unknot {

SearchList infer_search_list(const std::string& root, const std::vector<FileId>& files, const SearchList& system,
                             Folders& folders, const SourceFiles& sources) {
  SearchList list;
  const auto add = [&](const std::string& path) {
    const FolderId folder = folders.open(path);
    if (folder != FolderId::none && std::ranges::find(list.folders, folder) == list.folders.end())
      list.folders.push_back(folder);
  };
  add(root);
  add(root + "/include");
  add(root + "/src");
  const std::vector<FolderId> usual = list.folders;

  std::unordered_map<std::string_view, std::vector<FileId>> by_name;
  for (const FileId file : files) {
    const std::string_view path = folders.path(file);
    by_name[path.substr(path.rfind('/') + 1)].push_back(file);
  }
  std::map<std::string, std::uint64_t> spellings;  // those that nothing resolves yet, with how often they are written
  for (const FileId file : files) {
    const ScannedSource* source = sources.find(file);
    if (source == nullptr) continue;
    const std::string& path = folders.path(file);
    const FolderId own = folders.open(path.substr(0, path.rfind('/')));
    for (const auto& include : source->facts.includes)
      if (include.form != Spelled::computed && folders.find(own, include.spelling) == AccessId::none)
        ++spellings[include.spelling];
  }
  constexpr std::size_t kMaxFolders = 64;
  while (list.folders.size() < kMaxFolders) {
    std::erase_if(spellings, [&](const auto& entry) {
      const auto holds = [&](FolderId folder) { return folders.find(folder, entry.first) != AccessId::none; };
      return std::ranges::any_of(list.folders, holds) || std::ranges::any_of(system.folders, holds);
    });
    std::map<std::string, std::uint64_t> votes;
    for (const auto& [spelling, count] : spellings) {
      const auto candidates = by_name.find(std::string_view(spelling).substr(spelling.rfind('/') + 1));
      if (candidates == by_name.end()) continue;
      for (const FileId file : candidates->second) {
        const std::string& path = folders.path(file);
        if (path.size() > spelling.size() + 1 && path.ends_with(spelling) && path[path.size() - spelling.size() - 1] == '/')
          votes[path.substr(0, path.size() - spelling.size() - 1)] += count;
      }
    }
    const auto best = std::ranges::max_element(votes, {}, [](const auto& entry) { return entry.second; });
    if (best == votes.end()) break;
    const std::size_t before = list.folders.size();
    add(best->first);
    if (list.folders.size() == before) break;
  }
  const std::vector<FolderId> voted(list.folders.begin() + static_cast<std::ptrdiff_t>(usual.size()), list.folders.end());
  list.angled_begin = static_cast<std::uint32_t>(list.folders.size());
  for (const auto* part : {&usual, &system.folders, &voted}) list.folders.insert(list.folders.end(), part->begin(), part->end());
  return list;
}

}  // namespace unknot
