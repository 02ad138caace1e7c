// The vote.
#include "analyzer/includes/inferred.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <span>
#include <unordered_map>

#include "analyzer/includes/standard_headers.h"

namespace unknot {
namespace {

/// Some folder `levels` below `path`, or nothing: "../x.h" is found from each.
std::string_view some_folder_below(Folders& folders, std::string_view path, std::size_t levels) {
  for (; levels > 0; --levels) {
    const FolderId folder = folders.open(std::string(path));
    const auto& entries = folders.entries(folder);
    const auto is_folder = [](const Folders::Entry& entry) { return entry.type == EntryType::folder && !entry.name.starts_with('.'); };
    const auto below = std::ranges::min_element(entries, {}, [&](const auto& entry) { return std::pair(!is_folder(entry), std::string_view(entry.name)); });
    if (below == entries.end() || !is_folder(*below)) return {};
    path = folders.path(folders.child(folder, below->name));
  }
  return path;
}

/// What is looked for under one name: who asks, once for each include that has a vote, and which folders hold it.
struct Name {
  std::string_view text;
  /// The folder of the file; would the file find itself there? <x.h> in x.h means another x.h.
  std::vector<std::pair<FolderId, bool>> asking;
  std::vector<std::uint32_t> holders;  ///< indices into the candidates
};

class Vote {
 public:
  Vote(Folders& folders, const std::vector<FolderId>& tree) : folders_(folders), tree_(tree) {
    for (const FolderId folder : tree) by_path_.emplace(folders.path(folder), folder);
  }

  void collect(const std::vector<FileId>& files, const SourceFiles& sources, const SearchList& known) {
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (const FileId file : files) {
      const ScannedSource* source = sources.find(file);
      if (source == nullptr) continue;
      const auto own = by_path_.find(parent_of(folders_.path(file)));
      if (own == by_path_.end()) continue;
      for (const auto& include : source->facts.includes) {
        if (include.form == Spelled::computed || include.spelling.starts_with('/')) continue;
        const auto [number, fresh] = numbers.try_emplace(include.spelling, names_.size());
        if (fresh) names_.push_back({.text = include.spelling, .asking = {}, .holders = {}});
        // What stands behind another file of its name says nothing of where the first one is.
        if (include.kind == DependencyKind::include_next) continue;
        const AccessId beside = folders_.find(own->second, include.spelling);
        if (include.form == Spelled::angled ? is_standard_header(include.spelling) : beside != AccessId::none) continue;
        const bool itself = beside != AccessId::none && folders_.access(beside).file == file;
        names_[number->second].asking.emplace_back(own->second, itself);
      }
    }
    std::erase_if(names_, [&](const Name& name) {
      return std::ranges::any_of(known.folders, [&](FolderId folder) { return folders_.find(folder, name.text) != AccessId::none; });
    });
    std::ranges::sort(names_, {}, &Name::text);
  }

  void find_holders() {
    std::unordered_map<std::string_view, std::vector<FolderId>> by_file_name;
    for (const auto& name : names_) by_file_name.try_emplace(file_name(name.text));
    for (const FolderId folder : tree_)
      for (const auto& entry : folders_.entries(folder))
        if (entry.type == EntryType::file || entry.type == EntryType::link)
          if (const auto wanted = by_file_name.find(entry.name); wanted != by_file_name.end()) wanted->second.push_back(folder);
    Numbers numbers;
    for (auto& name : names_) {
      std::string_view below = parent_of(name.text);
      std::size_t up = 0;
      for (; below.starts_with("./") || below.starts_with("../") || below == "." || below == ".."; below.remove_prefix(std::min(below.find('/') + 1, below.size()))) {
        up += below.starts_with("..");
        if (below.find('/') == std::string_view::npos) below = {};
      }
      std::unordered_set<std::string_view> above;  // folders from which the rest of the name leads to a file
      for (const FolderId folder : by_file_name.at(file_name(name.text))) {
        std::string_view path = folders_.path(folder);
        if (!below.empty()) {
          if (path.size() <= below.size() || !path.ends_with(below) || path[path.size() - below.size() - 1] != '/') continue;
          path.remove_suffix(below.size() + 1);
        }
        if (!by_path_.contains(path)) continue;
        above.insert(path);
        if (up == 0) add_holder(name, path, numbers);
      }
      if (up > 0 && !above.empty() && !name.asking.empty()) add_dotted(name, above, up, numbers);
    }
  }

  void count() {
    for (const auto& name : names_) {
      if (name.holders.empty()) continue;
      const Nearness nearness(candidates, name.holders);
      std::map<const std::uint32_t*, std::pair<std::span<const std::uint32_t>, std::uint64_t>> asked;
      for (const auto& [asking, itself] : name.asking) {
        const auto own = std::ranges::find_if(name.holders, [&](std::uint32_t i) { return itself && candidates[i].folder == asking; });
        const auto found = nearness.nearest(folders_.path(asking), own == name.holders.end() ? Nearness::kNone : *own);
        if (own == name.holders.end()) {
          auto& [folders, times] = asked[found.data()];
          folders = found;
          ++times;
          continue;
        }
        for (const std::uint32_t i : found) candidates[i].votes += i != *own ? 1 : 0;
      }
      for (const auto& [list, share] : asked)
        for (const std::uint32_t i : share.first) candidates[i].votes += share.second;
    }
    for (auto& name : names_) std::erase_if(name.holders, [&](std::uint32_t i) { return candidates[i].votes == 0; });
  }

  HoldersByName holders() const {
    HoldersByName out;
    for (const auto& name : names_) {
      auto& folders = out[std::string(name.text)];
      for (const std::uint32_t holder : name.holders) folders.push_back(candidates[holder].folder);
    }
    return out;
  }

  /// A folder in which some name means another file than in the folder above. That can only be where one of the files of
  /// that name is below it: seen from anywhere else a step down changes no order.
  std::unordered_set<std::string_view> borders() const {
    std::unordered_set<std::string_view> out;
    const std::string_view root = folders_.path(tree_.front());
    for (const auto& name : names_) {
      if (name.holders.size() < 2) continue;
      const Nearness nearness(candidates, name.holders);
      std::unordered_set<std::string_view> seen;
      for (const std::uint32_t holder : name.holders)
        for (std::string_view path = candidates[holder].path; path.size() > root.size() && seen.insert(path).second; path = parent_of(path))
          if (nearness.nearest(path).front() != nearness.nearest(parent_of(path)).front()) out.insert(path);
    }
    return out;
  }

  std::vector<VotedFolder> candidates;

 private:
  using Numbers = std::unordered_map<std::string_view, std::uint32_t>;

  void add_holder(Name& name, std::string_view path, Numbers& numbers) {
    const auto holder = by_path_.find(path);
    if (holder == by_path_.end() || folders_.find(holder->second, name.text) == AccessId::none) return;
    const auto [number, fresh] = numbers.try_emplace(holder->first, static_cast<std::uint32_t>(candidates.size()));
    if (fresh) candidates.push_back({.folder = holder->second, .path = holder->first, .aside = aside_from(holder->first)});
    name.holders.push_back(number->second);
  }

  /// "../x.h" is found from each folder below that of x.h: that on the way to who asks counts, or any where there is none.
  void add_dotted(Name& name, const std::unordered_set<std::string_view>& above, std::size_t levels, Numbers& numbers) {
    std::set<std::string_view> ways;
    for (const auto& [asking, itself] : name.asking) {
      std::vector<std::string_view> parents{folders_.path(asking)};
      while (!parents.back().empty()) parents.push_back(parent_of(parents.back()));
      const auto nearest = std::ranges::find_if(parents, [&](std::string_view path) { return above.contains(path); });
      const auto steps = nearest - parents.begin();
      if (nearest != parents.end() && steps >= static_cast<std::ptrdiff_t>(levels)) ways.insert(*(nearest - static_cast<std::ptrdiff_t>(levels)));
    }
    if (ways.empty()) ways.insert(some_folder_below(folders_, *std::ranges::min_element(above), levels));
    for (const auto path : ways) add_holder(name, path, numbers);
  }

  static std::string_view file_name(std::string_view text) { return text.substr(text.rfind('/') + 1); }

  Folders& folders_;
  const std::vector<FolderId>& tree_;
  std::unordered_map<std::string_view, FolderId> by_path_;
  std::vector<Name> names_;
};

}  // namespace

InferredSearch::InferredSearch(Folders& folders, const std::vector<FolderId>& tree, const std::vector<FileId>& files,
                               const SourceFiles& sources, const SearchList& known)
    : folders_(folders), root_(tree.front()) {
  Vote vote(folders, tree);
  vote.collect(files, sources, known);
  vote.find_holders();
  vote.count();
  holders_ = std::make_shared<HoldersByName>(vote.holders());
  borders_ = vote.borders();
  voted_ = std::move(vote.candidates);
  std::erase_if(voted_, [](const VotedFolder& folder) { return folder.votes == 0; });
  std::ranges::sort(voted_, {}, &VotedFolder::path);
  for (auto& folder : voted_)
    folder.standard = std::ranges::any_of(folders_.entries(folder.folder), [](const Folders::Entry& entry) {
      return is_standard_header(entry.type == EntryType::folder ? entry.name + "/" : entry.name);
    });
  std::vector<std::uint32_t> all(voted_.size());
  std::ranges::copy(std::views::iota(0U, static_cast<std::uint32_t>(all.size())), all.begin());
  nearness_ = std::make_unique<Nearness>(voted_, std::move(all));
}

FolderId InferredSearch::group(std::string_view folder) const {
  const std::string_view root = folders_.path(root_);
  for (std::string_view path = folder; path.size() > root.size(); path = parent_of(path))
    if (borders_.contains(path)) return folders_.open(std::string(path));
  return root_;
}

std::vector<VotedFolder> InferredSearch::nearest_first(FolderId group) const {
  std::vector<VotedFolder> out;
  for (const std::uint32_t i : nearness_->in_order(folders_.path(group))) out.push_back(voted_[i]);
  return out;
}

SearchList InferredSearch::around(const SearchList& system, FolderId group) const {
  const auto order = nearest_first(group);
  SearchList list{.folders = {}, .angled_begin = 0, .holders = holders_, .system_begin = 0, .system_end = 0};
  const auto size = [&] { return static_cast<std::uint32_t>(list.folders.size()); };
  // "..." keeps to the order; <...> cannot, once a folder in it stands behind the system's.
  const auto last = std::ranges::find_if(order.rbegin(), order.rend(), &VotedFolder::standard).base();
  for (auto folder = order.begin(); folder != last; ++folder) list.folders.push_back(folder->folder);
  list.angled_begin = size();
  for (const auto& folder : order)
    if (!folder.standard) list.folders.push_back(folder.folder);
  list.system_begin = size();
  list.folders.insert(list.folders.end(), system.folders.begin(), system.folders.end());
  list.system_end = size();
  for (const auto& folder : order)
    if (folder.standard) list.folders.push_back(folder.folder);
  return list;
}

SearchList InferredSearch::behind(const SearchList& known, FolderId group) const {
  SearchList list = known;
  list.holders = holders_;
  list.system_begin = 0;
  list.system_end = static_cast<std::uint32_t>(list.folders.size());
  for (const auto& folder : nearest_first(group)) list.folders.push_back(folder.folder);
  return list;
}

}  // namespace unknot
