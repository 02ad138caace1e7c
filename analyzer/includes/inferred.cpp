// The vote.
#include "analyzer/includes/inferred.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <tuple>
#include <unordered_map>

#include "analyzer/includes/standard_headers.h"

namespace unknot {
namespace {

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

/// Files outside such a folder do not look into it where the same name is found elsewhere.
bool sets_aside(std::string_view part) {
  constexpr std::array<std::string_view, 30> kNames{
      "3rdparty", "3rd_party", "bench",  "benchmark", "benchmarks", "compat",   "contrib",     "demo",        "demos",      "deps",
      "doc",      "docs",      "extern", "external",  "example",    "examples", "extlibs",     "extra",       "fuzz",       "fuzzing",
      "legacy",   "mock",      "mocks",  "sample",    "samples",    "test",     "third-party", "third_party", "thirdparty", "vendor"};
  std::string lower(part);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::ranges::find(kNames, lower) != kNames.end() || lower.ends_with("tests") || lower.ends_with("_test");
}

/// Where the last part of `path` starts that sets it aside, or 0.
std::size_t aside_from(std::string_view path) {
  for (std::size_t end = path.size(); end > 0;) {
    const auto slash = path.rfind('/', end - 1);
    if (slash == std::string_view::npos) return 0;
    if (sets_aside(path.substr(slash + 1, end - slash - 1))) return slash + 1;
    end = slash;
  }
  return 0;
}

/// The length of the path of the deepest folder that both paths share.
std::size_t common_folder(std::string_view a, std::string_view b) {
  const auto end = std::ranges::mismatch(a, b).in1 - a.begin();
  const auto length = static_cast<std::size_t>(end);
  const bool whole_a = length == a.size() && (length == b.size() || b[length] == '/');
  const bool whole_b = length == b.size() && (length == a.size() || a[length] == '/');
  if (whole_a || whole_b) return length;
  return parent_of(a.substr(0, length)).size();
}

struct Distance {
  bool aside = false;
  std::ptrdiff_t up = 0;
  std::ptrdiff_t down = 0;
  auto place() const { return std::tuple(aside, up); }
};

Distance distance(std::string_view from, const VotedFolder& to) {
  const std::size_t common = common_folder(from, to.path);
  return {to.aside > common, std::ranges::count(from.substr(common), '/'), std::ranges::count(to.path.substr(common), '/')};
}

auto rank(std::string_view from, const VotedFolder& to) {
  const Distance d = distance(from, to);
  return std::tuple(d.aside, d.up, d.down, ~to.votes, to.path);
}

/// The folder `levels` below `above` on the way to `from`, or any where `from` is not below it: "../x.h" is found from each.
std::string_view folder_below(Folders& folders, FolderId above, std::size_t levels, std::string_view from) {
  std::string_view path = folders.path(above);
  for (; levels > 0; --levels) {
    const bool on_the_way = from.size() > path.size() && from.starts_with(path) && from[path.size()] == '/';
    if (on_the_way) {
      path = from.substr(0, std::min(from.find('/', path.size() + 1), from.size()));
      continue;
    }
    const FolderId folder = folders.open(std::string(path));
    const auto& entries = folders.entries(folder);
    const auto is_folder = [](const Folders::Entry& entry) { return entry.type == EntryType::folder && !entry.name.starts_with('.'); };
    const auto below = std::ranges::min_element(entries, {}, [&](const auto& entry) { return std::pair(!is_folder(entry), std::string_view(entry.name)); });
    if (below == entries.end() || !is_folder(*below)) return {};
    path = folders.path(folders.child(folder, below->name));
  }
  return path;
}

/// What is looked for under one name: who asks, once for each include, and which folders hold it.
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
        // What stands behind another file of its name says nothing of where the first one is.
        if (include.kind == DependencyKind::include_next) continue;
        const AccessId beside = folders_.find(own->second, include.spelling);
        if (include.form == Spelled::angled ? is_standard_header(include.spelling) : beside != AccessId::none) continue;
        const auto [number, fresh] = numbers.try_emplace(include.spelling, names_.size());
        if (fresh) names_.push_back({.text = include.spelling, .asking = {}, .holders = {}});
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
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    for (auto& name : names_) {
      std::string_view below = parent_of(name.text);
      std::size_t up = 0;
      for (; below.starts_with("./") || below.starts_with("../") || below == "." || below == ".."; below.remove_prefix(std::min(below.find('/') + 1, below.size()))) {
        up += below.starts_with("..");
        if (below.find('/') == std::string_view::npos) below = {};
      }
      for (const FolderId folder : by_file_name.at(file_name(name.text))) {
        std::string_view path = folders_.path(folder);
        if (!below.empty()) {
          if (path.size() <= below.size() || !path.ends_with(below) || path[path.size() - below.size() - 1] != '/') continue;
          path.remove_suffix(below.size() + 1);
        }
        const auto above = by_path_.find(path);
        if (above == by_path_.end()) continue;
        for (const auto& [asking, itself] : std::span(name.asking).first(up == 0 ? 1 : name.asking.size())) {
          const auto holder = by_path_.find(folder_below(folders_, above->second, up, folders_.path(asking)));
          if (holder == by_path_.end() || folders_.find(holder->second, name.text) == AccessId::none) continue;
          const auto [number, fresh] = numbers.try_emplace(holder->first, static_cast<std::uint32_t>(candidates.size()));
          if (fresh) candidates.push_back({.folder = holder->second, .path = holder->first, .aside = aside_from(holder->first)});
          if (std::ranges::find(name.holders, number->second) == name.holders.end()) name.holders.push_back(number->second);
        }
      }
    }
  }

  void count() {
    for (auto& name : names_) {
      std::ranges::sort(name.asking);
      for (std::size_t i = 0; i < name.asking.size();) {
        const auto same = std::ranges::upper_bound(name.asking.begin() + static_cast<std::ptrdiff_t>(i), name.asking.end(), name.asking[i]);
        const auto times = static_cast<std::uint64_t>(same - name.asking.begin()) - i;
        const auto [asking, itself] = name.asking[i];
        const std::string_view from = folders_.path(asking);
        std::vector<std::uint32_t> nearest;
        auto best = std::tuple(true, std::ptrdiff_t{});
        for (const std::uint32_t holder : name.holders) {
          if (itself && candidates[holder].folder == asking) continue;
          const auto place = distance(from, candidates[holder]).place();
          if (!nearest.empty() && place > best) continue;
          if (nearest.empty() || place < best) nearest.clear();
          best = place;
          nearest.push_back(holder);
        }
        for (const std::uint32_t holder : nearest) candidates[holder].votes += times;
        i += times;
      }
    }
    for (auto& name : names_) std::erase_if(name.holders, [&](std::uint32_t holder) { return candidates[holder].votes == 0; });
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
      const auto meant = [&](std::string_view from) {
        return *std::ranges::min_element(name.holders, {}, [&](std::uint32_t holder) { return rank(from, candidates[holder]); });
      };
      std::map<std::string_view, std::uint32_t> known;
      const auto meant_in = [&](std::string_view from) {
        const auto [found, fresh] = known.try_emplace(from, 0);
        if (fresh) found->second = meant(from);
        return found->second;
      };
      for (const std::uint32_t holder : name.holders)
        for (std::string_view path = candidates[holder].path; path.size() > root.size(); path = parent_of(path)) {
          if (known.contains(path)) break;
          if (meant_in(path) != meant(parent_of(path))) out.insert(path);
        }
    }
    return out;
  }

  std::vector<VotedFolder> candidates;

 private:
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
}

FolderId InferredSearch::group(std::string_view folder) const {
  const std::string_view root = folders_.path(root_);
  for (std::string_view path = folder; path.size() > root.size(); path = parent_of(path))
    if (borders_.contains(path)) return folders_.open(std::string(path));
  return root_;
}

std::vector<VotedFolder> InferredSearch::nearest_first(FolderId group) const {
  auto out = voted_;
  const std::string_view from = folders_.path(group);
  std::ranges::sort(out, {}, [&](const VotedFolder& folder) { return rank(from, folder); });
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
