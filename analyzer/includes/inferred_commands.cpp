// Units by extension, classes by group.
#include "analyzer/includes/inferred_commands.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/includes/project_files.h"

namespace unknot {
namespace {

std::string_view extension_of(std::string_view path) { return path.substr(path.rfind('.') + 1); }

bool declares_module(const ScannedSource* source) {
  return source != nullptr && std::ranges::any_of(source->facts.modules, [](const auto& fact) { return fact.role == ModuleRole::interface; });
}

}  // namespace

InferredCommands infer_commands(const std::string& root, const Folders& folders, const SourceFiles& sources,
                                const std::vector<FileId>& files, const InferredSearch& search) {
  InferredCommands out;
  auto& commands = out.commands;
  // Whatever else a file's extension may mean to a compiler, its directives are those of C or C++.
  commands.drivers = {{.directory = root, .flags = {"c++", "-x", "c++"}, .file = "unit.cpp"},
                      {.directory = root, .flags = {"cc", "-x", "c"}, .file = "unit.c"}};
  const bool modules = std::ranges::any_of(files, [&](FileId file) { return declares_module(sources.find(file)); });
  if (modules) commands.drivers[0].flags.emplace_back("-std=gnu++23");
  std::map<std::string_view, FolderId> groups;
  std::map<std::pair<FolderId, Language>, std::size_t> classes;
  for (const FileId file : files) {
    const std::string& path = folders.path(file);
    const auto extension = extension_of(path);
    if (!is_unit_name(path)) continue;
    const auto folder = std::string_view(path).substr(0, path.rfind('/'));
    const auto [group, fresh_folder] = groups.try_emplace(folder, FolderId::none);
    if (fresh_folder) group->second = search.group(folder);
    const Language language = extension == "c" || extension == "m" ? Language::c : Language::cpp;
    const auto number = static_cast<std::uint32_t>(commands.units.size());
    const auto [known, fresh] = classes.try_emplace({group->second, language}, commands.classes.size());
    if (fresh) {
      const std::size_t driver = language == Language::cpp ? 0 : 1;
      commands.classes.push_back({.commands = {}, .before = {}, .after = {}, .driver = driver, .language = language});
      out.groups.push_back(group->second);
    }
    commands.classes[known->second].commands.push_back(number);
    commands.units.push_back({.file = path, .directory = root, .flags = {}, .macros = {}, .base_key = std::string(name(language)), .output = {}, .inferred = true});
    commands.forced.emplace_back();
  }
  return out;
}

std::vector<std::string> used_search_flags(const SearchList& list, const ClassGraph& graph, const Folders& folders) {
  std::set<std::uint32_t> used;
  for (const auto& state : graph.states())
    if (state.entry < list.folders.size() && (state.entry < list.system_begin || state.entry >= list.system_end)) used.insert(state.entry);
  std::vector<std::string> out;
  for (const std::uint32_t entry : used) {
    out.emplace_back(entry < list.angled_begin ? "-iquote" : entry < list.system_begin ? "-I" : "-idirafter");
    out.push_back(folders.path(list.folders[entry]));
  }
  return out;
}

}  // namespace unknot
