// The walk over the tree for Python.
#include "analyzer/python/python_files.h"

#include <algorithm>
#include <array>

#include "analyzer/project/discover.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Folders that tools write, or that hold what others wrote.
constexpr std::array<std::string_view, 5> kPassedOver{"__pycache__", "node_modules", "site-packages", "CMakeFiles", "bower_components"};

bool is_source(std::string_view name) { return name.ends_with(".py") || name.ends_with(".pyw"); }

/// Files that say how Python is started and configured.
bool is_settings(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames{"pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "Pipfile.lock", "uv.lock", "poetry.lock", "supervisord.conf"};
  if (name.ends_with(".ini")) return true;
  if (std::ranges::find(kNames, name) != kNames.end()) return true;
  if (name.starts_with("Procfile") || name.starts_with("Dockerfile") || name.ends_with(".dockerfile") || name.ends_with(".Dockerfile")) return true;
  if (name.ends_with(".txt") && (name.find("requirements") != std::string_view::npos || name.find("constraints") != std::string_view::npos)) return true;
  return name.ends_with(".service") || name.ends_with(".sh") ||
         ((name.starts_with("docker-compose") || name.starts_with("compose")) && (name.ends_with(".yml") || name.ends_with(".yaml")));
}

/// A virtual environment, a build tree, or a cache.
bool is_foreign(const std::vector<DirectoryEntry>& entries) {
  return std::ranges::any_of(entries, [](const DirectoryEntry& entry) {
    return entry.name == "pyvenv.cfg" || entry.name == "CMakeCache.txt" || entry.name == "build.ninja" || entry.name == "CACHEDIR.TAG";
  });
}

bool is_entered(std::string_view name) {
  return !name.starts_with('.') && !name.ends_with(".egg-info") && std::ranges::find(kPassedOver, name) == kPassedOver.end();
}

}  // namespace

PythonFiles find_python_files(const SourceTree& tree, const std::vector<std::string>& roots,
                              const std::function<bool(const std::string& shown)>& ignored) {
  constexpr std::size_t kMaxFolders = 1'000'000;
  PythonFiles out;
  std::vector<std::string> pending(roots.begin(), roots.end());
  const auto is_ignored = [&](const std::string& path, const char* behind) { return ignored && ignored(shown_path(roots.front(), path) + behind); };
  for (std::size_t i = 0; i < pending.size() && i < kMaxFolders; ++i) {
    const std::string folder = pending[i];
    auto listing = tree.list(folder);
    if (!listing) continue;
    if (i >= roots.size() && is_foreign(listing->entries)) continue;
    for (const auto& [name, type] : listing->entries) {
      std::string path = folder == "/" ? "/" + name : folder + "/" + name;
      if (type == EntryType::folder) {
        if (is_entered(name) && !is_ignored(path, "/")) pending.push_back(std::move(path));
        continue;
      }
      if (type == EntryType::other) continue;
      const bool source = is_source(name), settings = is_settings(name) || (name.ends_with(".txt") && folder.ends_with("/requirements"));
      if (!source && !settings) continue;
      if (type == EntryType::link)
        if (const auto target = tree.type(path); !target || *target != EntryType::file) continue;
      if (is_ignored(path, "")) continue;
      if (settings) out.settings.push_back(path);
      if (source) out.sources.push_back(std::move(path));
    }
  }
  sort_unique(out.sources);
  sort_unique(out.settings);
  return out;
}

}  // namespace unknot
