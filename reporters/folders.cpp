// Folds folders into their parents, deepest first.
#include "reporters/folders.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace unknot {
namespace {

constexpr std::string_view kRoot = "./";

std::size_t depth(std::string_view folder) {
  return folder == kRoot ? 0 : static_cast<std::size_t>(std::ranges::count(folder, '/'));
}

std::string parent_of(std::string_view folder) {
  if (folder.size() < 2) return std::string(kRoot);
  const std::size_t slash = folder.rfind('/', folder.size() - 2);
  return slash == std::string_view::npos ? std::string(kRoot) : std::string(folder.substr(0, slash + 1));
}

/// The next one to fold comes first.
struct Candidate {
  std::size_t depth = 0;
  std::size_t entries = 0;
  std::string name;
  friend bool operator<(const Candidate& a, const Candidate& b) {
    return std::tie(b.depth, a.entries, a.name) < std::tie(a.depth, b.entries, b.name);
  }
};

}  // namespace

std::vector<std::string> fold_folders(std::vector<std::string> folders, std::size_t limit) {
  std::map<std::string, std::size_t, std::less<>> entries;
  for (const std::string& folder : folders) ++entries[folder];
  std::set<Candidate> open;
  for (const auto& [folder, count] : entries) open.insert({depth(folder), count, folder});
  std::map<std::string, std::string, std::less<>> folded;
  while (open.size() > std::max<std::size_t>(limit, 1)) {
    const Candidate next = *open.begin();
    open.erase(open.begin());
    const std::string parent = parent_of(next.name);
    open.erase({depth(parent), entries[parent], parent});
    entries[parent] += next.entries;
    open.insert({depth(parent), entries[parent], parent});
    folded[next.name] = parent;
  }
  for (std::string& folder : folders)
    for (auto to = folded.find(folder); to != folded.end(); to = folded.find(folder)) folder = to->second;
  return folders;
}

}  // namespace unknot
