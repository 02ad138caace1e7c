// Names of modules, from folders and from what the project itself imports.
#include "analyzer/python/python_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace unknot {
namespace {

using imports::Module;
using imports::ModuleKind;

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string dotted(std::string path) {
  std::ranges::replace(path, '/', '.');
  return path;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
         std::ranges::all_of(text, [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

/// "a/b" -> every piece can be part of a dotted name.
bool is_importable(const std::string& folder) {
  for (std::size_t begin = 0; begin <= folder.size();) {
    const std::size_t end = std::min(folder.find('/', begin), folder.size());
    if (!is_identifier(std::string_view(folder).substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

/// "./src/" -> "src"; the project's own folder is "".
std::vector<std::string> plain_folders(std::vector<std::string> folders) {
  for (auto& folder : folders) {
    while (folder.starts_with("./")) folder.erase(0, 2);
    while (folder.ends_with('/')) folder.pop_back();
    if (folder == ".") folder.clear();
  }
  return folders;
}

}  // namespace

void name_modules(const std::vector<std::string>& paths, std::vector<imports::ModuleFacts> facts, const std::vector<std::string>& given, imports::World& world) {
  std::set<std::string> packages;
  for (const auto& path : paths)
    if (path == "__init__.py" || path.ends_with("/__init__.py")) packages.insert(folder_of(path));
  packages.erase("");

  // Folders that relative imports lead through, and those whose files lead out of them by dots, are packages too.
  std::set<std::string> folders;
  for (const auto& path : paths)
    for (std::string folder = folder_of(path); !folder.empty() && folders.insert(folder).second;) folder = folder_of(folder);
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (const auto& import : facts[i].imports) {
      if (import.dots == 0) continue;
      std::string at = folder_of(paths[i]);
      for (std::uint32_t up = 1; up < import.dots && !at.empty(); ++up) {
        packages.insert(at);
        at = folder_of(at);
      }
      if (at.empty()) continue;
      for (std::size_t begin = 0; begin < import.module.size();) {
        const std::size_t end = std::min(import.module.find('.', begin), import.module.size());
        at += "/" + import.module.substr(begin, end - begin);
        if (!folders.contains(at)) break;
        packages.insert(at);
        begin = end + 1;
      }
      if (import.from && folders.contains(at))
        for (const auto& name : import.names)
          if (folders.contains(at + "/" + name)) packages.insert(at + "/" + name);
    }

  // Every name that is imported, with all that it begins with.
  std::unordered_set<std::string> spelled;
  for (const auto& one : facts)
    for (const auto& import : one.imports) {
      if (import.dots > 0) continue;
      for (std::size_t end = import.module.find('.'); end != std::string::npos; end = import.module.find('.', end + 1)) spelled.insert(import.module.substr(0, end));
      spelled.insert(import.module);
      if (import.from && import.names.size() <= 64)
        for (const auto& name : import.names) spelled.insert(import.module + "." + name);
    }

  const auto base_of = [&](const std::string& path) {
    std::string folder = folder_of(path);
    while (packages.contains(folder)) folder = folder_of(folder);
    return folder;
  };
  // A folder without __init__.py is a namespace package where somebody imports through it.
  std::map<std::string, std::string> roots;
  const auto root_of = [&](const std::string& base) -> const std::string& {
    const auto [found, fresh] = roots.try_emplace(base, base);
    if (!fresh || base.empty()) return found->second;
    for (std::string up = folder_of(base);; up = folder_of(up)) {
      const std::string below = up.empty() ? base : base.substr(up.size() + 1);
      if (is_importable(below) && spelled.contains(dotted(below))) found->second = up;
      if (up.empty()) break;
    }
    return found->second;
  };

  // The innermost folder that the configuration calls a root.
  const auto given_root = [&, given = plain_folders(given)](const std::string& path) -> const std::string* {
    const std::string* out = nullptr;
    for (const auto& root : given)
      if ((root.empty() || path.starts_with(root + "/")) && (out == nullptr || root.size() > out->size())) out = &root;
    return out;
  };

  std::map<std::string, std::uint32_t> numbers;
  std::vector<std::string> root_paths;
  std::map<std::pair<std::uint32_t, std::string>, bool> spaces;
  std::set<std::pair<std::uint32_t, std::string>> real;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::string& path = paths[i];
    const std::string* const own = given_root(path);
    const std::string& root = own != nullptr ? *own : root_of(base_of(path));
    const auto [number, fresh] = numbers.try_emplace(root, static_cast<std::uint32_t>(root_paths.size()));
    if (fresh) root_paths.push_back(root);
    std::string stem = root.empty() ? path : path.substr(root.size() + 1);
    stem = stem.substr(0, stem.rfind('.'));
    const bool package = stem == "__init__" || stem.ends_with("/__init__");
    if (package) stem = stem.size() > 8 ? stem.substr(0, stem.size() - 9) : std::string("__init__");
    Module module{.name = dotted(stem), .path = path, .root = number->second, .kind = package && stem != "__init__" ? ModuleKind::package : ModuleKind::module, .facts = std::move(facts[i])};
    real.emplace(module.root, module.name);
    for (std::size_t dot = module.name.find('.'); dot != std::string::npos; dot = module.name.find('.', dot + 1)) spaces.emplace(std::pair(module.root, module.name.substr(0, dot)), true);
    world.modules.push_back(std::move(module));
  }
  for (const auto& [key, yes] : spaces)
    if (!real.contains(key)) world.modules.push_back({.name = key.second, .path = {}, .root = key.first, .kind = ModuleKind::space, .facts = {}});
  std::ranges::sort(world.modules, {}, [](const Module& m) { return std::tie(m.name, m.path); });
  world.by_name.clear();
  for (std::uint32_t m = 0; m < world.modules.size(); ++m) world.by_name[world.modules[m].name].push_back(m);
  // Packages before modules, as the import system has it; then what stands further up.
  for (auto& [name, list] : world.by_name)
    std::ranges::sort(list, {}, [&](std::uint32_t m) {
      const auto& root = root_paths[world.modules[m].root];
      return std::tuple(world.modules[m].kind == ModuleKind::space, root.size(), root, world.modules[m].kind != ModuleKind::package);
    });
}

}  // namespace unknot
