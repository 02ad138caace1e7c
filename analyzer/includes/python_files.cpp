// Names of files and folders that are Python's.
#include "analyzer/includes/python_files.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "analyzer/project/discover.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Folders that tools write, or that hold what others wrote.
constexpr std::array<std::string_view, 3> kPassedOver{"__pycache__", "site-packages", "bower_components"};

bool is_source(std::string_view name) { return name.ends_with(".py") || name.ends_with(".pyw"); }

/// Files that say how Python is started and configured.
bool is_settings(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames{"pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "Pipfile.lock", "uv.lock", "poetry.lock", "supervisord.conf"};
  if (name.ends_with(".ini")) return true;
  if (std::ranges::find(kNames, name) != kNames.end()) return true;
  if (name.starts_with("Procfile") || name.starts_with("Dockerfile") || name.ends_with(".dockerfile") || name.ends_with(".Dockerfile")) return true;
  if (name.ends_with(".txt") && (name.find("requirements") != std::string_view::npos || name.find("constraints") != std::string_view::npos)) return true;
  return name.ends_with(".service") || name.ends_with(".sh") || name.ends_with("entrypoint") ||
         ((name.starts_with("docker-compose") || name.starts_with("compose") || name.starts_with("render.")) && (name.ends_with(".yml") || name.ends_with(".yaml")));
}

/// A virtual environment, a build tree, or a cache.
bool is_foreign(const std::vector<Folders::Entry>& entries) {
  return std::ranges::any_of(entries, [](const Folders::Entry& entry) {
    return entry.name == "pyvenv.cfg" || entry.name == "CMakeCache.txt" || entry.name == "build.ninja" || entry.name == "CACHEDIR.TAG";
  });
}

bool is_passed_over(std::string_view name) { return name.ends_with(".egg-info") || std::ranges::find(kPassedOver, name) != kPassedOver.end(); }

}  // namespace

PythonFiles find_python_files(Folders& folders, const std::vector<FolderId>& entered, const std::vector<std::string>& roots,
                              const std::function<bool(const std::string& shown)>& ignored) {
  PythonFiles out;
  std::unordered_set<std::string_view> passed_over;
  for (const FolderId folder : entered) {
    const std::string& path = folders.path(folder);
    const bool is_root = std::ranges::find(roots, path) != roots.end();
    if (!is_root) {
      const auto slash = path.rfind('/');
      const auto around = std::string_view(path).substr(0, slash);
      if (passed_over.contains(around) || is_passed_over(std::string_view(path).substr(slash + 1)) || is_foreign(folders.entries(folder)) ||
          std::ranges::none_of(roots, [&](const std::string& root) { return is_below(root, path); })) {
        passed_over.insert(path);
        continue;
      }
    }
    for (const auto& [name, type] : folders.entries(folder)) {
      if (type != EntryType::file && type != EntryType::link) continue;
      const bool source = is_source(name), settings = is_settings(name) || (name.ends_with(".txt") && path.ends_with("/requirements"));
      if (!source && !settings) continue;
      if (type == EntryType::link && folders.find(folder, name) == AccessId::none) continue;
      std::string file = path == "/" ? "/" + name : path + "/" + name;
      if (ignored && ignored(shown_path(roots.front(), file))) continue;
      if (settings) out.settings.push_back(file);
      if (source) out.sources.push_back(std::move(file));
    }
  }
  if (out.sources.empty()) out.settings.clear();
  sort_unique(out.sources);
  sort_unique(out.settings);
  return out;
}

}  // namespace unknot
