// The walk over the tree.
#include "analyzer/includes/project_files.h"

#include <algorithm>
#include <array>

#include "analyzer/project/discover.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 13> kUnitExtensions{"c",   "cc", "cpp", "cxx",  "c++", "C",  "m",
                                                           "mm",  "cu", "ixx", "cppm", "ccm", "hip"};
constexpr std::array<std::string_view, 17> kHeaderExtensions{"h",   "hh",  "hpp", "hxx", "h++", "H",   "inl", "ipp", "tpp",
                                                             "txx", "tcc", "icc", "ixx", "cuh", "hin", "inc", "def"};

std::string_view extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot + 1);
}

/// Other languages use these endings too: such files count where something includes them.
bool is_ambiguous(std::string_view extension) { return extension == "inc" || extension == "def" || extension == "hin"; }

}  // namespace

bool is_unit_name(std::string_view name) {
  return std::ranges::find(kUnitExtensions, extension_of(name)) != kUnitExtensions.end();
}

bool is_source_name(std::string_view name) {
  const auto extension = extension_of(name);
  if (extension.empty() || is_ambiguous(extension)) return false;
  return is_unit_name(name) || std::ranges::find(kHeaderExtensions, extension) != kHeaderExtensions.end();
}

std::vector<FileId> ProjectFiles::walk() { return walk(Until::end); }
bool ProjectFiles::is_empty() { return walk(Until::first_file).empty(); }

std::vector<FileId> ProjectFiles::walk(Until until) {
  std::vector<FileId> out;
  for (const auto& root : roots_)
    if (const FolderId folder = folders_.open(root); folder != FolderId::none) walk_folder(folder, until, out);
  sort_unique(out, [&](FileId file) { return std::string_view(folders_.path(file)); });
  return out;
}

void ProjectFiles::walk_folder(FolderId start, Until until, std::vector<FileId>& out) {
  constexpr std::size_t kMaxFolders = 1'000'000;
  std::vector<FolderId> pending{start};
  for (std::size_t i = 0; i < pending.size() && i < kMaxFolders; ++i) {
    if (until == Until::first_file && !out.empty()) return;
    const FolderId folder = pending[i];
    const std::vector<Folders::Entry>& entries = folders_.entries(folder);
    const auto holds = [&](std::string_view name) {
      return std::ranges::any_of(entries, [&](const auto& entry) { return entry.name == name; });
    };
    // What a build tool generated: read where something includes it, never walked.
    if (i > 0 && (holds("CMakeCache.txt") || holds("build.ninja") || holds("CACHEDIR.TAG"))) continue;
    entered_.push_back(folder);
    for (const auto& [name, type] : entries) {
      if (name.starts_with('.') || name == "node_modules" || name == "CMakeFiles") continue;
      if (type == EntryType::folder) {
        const FolderId child = folders_.child(folder, name);
        if (child == FolderId::none) continue;
        const std::string shown = shown_path(roots_.front(), folders_.path(child));
        if (!ignored_ || !ignored_(shown + "/")) pending.push_back(child);
      } else if ((type == EntryType::file || type == EntryType::link) && is_source_name(name)) {
        const AccessId access = folders_.find(folder, name);
        if (access != AccessId::none && contains(folders_.access(access).file)) out.push_back(folders_.access(access).file);
      }
    }
  }
}

bool ProjectFiles::contains(FileId file) {
  if (index(file) >= known_.size()) known_.resize(std::max<std::size_t>(folders_.file_count(), index(file) + 1));
  auto& known = known_[index(file)];
  if (known == 0) {
    const std::string& path = folders_.path(file);
    const bool below = std::ranges::any_of(roots_, [&](const std::string& root) { return is_below(root, path); });
    known = (below || outside_ == Outside::followed) && !(ignored_ && ignored_(shown(file))) ? 1 : -1;
  }
  return known > 0;
}

std::string ProjectFiles::shown(FileId file) const { return shown_path(roots_.front(), folders_.path(file)); }

}  // namespace unknot
