// Reading databases.
#include "analyzer/includes/commands.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "analyzer/project/command.h"
#include "analyzer/project/database.h"
#include "analyzer/project/discover.h"

namespace unknot {
namespace {

struct ParsedUnit {
  NormalizedCommand command;
  PreprocessorFlags flags;
};

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

void add_database(const SourceTree& tree, const std::string& path, const Database& database, std::vector<ParsedUnit>& units,
                  Commands& out, const std::string& root) {
  const std::string folder = folder_of(path);
  const auto read = [&](const std::string& file) -> std::optional<std::string> {
    SourceFile content;
    out.read.push_back(file);
    if (tree.read(file, content) != ReadStatus::ok) return std::nullopt;
    return std::move(content.bytes);
  };
  for (const auto& problem : database.problems)
    out.problems.push_back({shown_path(root, path), problem.line, problem.message, Effect::skipped});
  out.count += database.commands.size() + database.problems.size();
  for (const auto& command : database.commands) {
    CompileCommand expanded = command;
    if (std::ranges::any_of(command.arguments, [](const std::string& word) { return word.starts_with('@'); })) {
      auto words = expand_response_files(command.arguments, join_path(folder, command.directory), read);
      expanded.arguments = std::move(words.arguments);
      for (const auto& dropped : words.dropped)
        if (!dropped.ends_with(".modmap"))
          out.problems.push_back(
              {shown_path(root, path), 0, "response file '" + dropped + "' of " + command.file + " cannot be read", Effect::partial});
    }
    ParsedUnit unit{.command = normalize(expanded, folder), .flags = {}};
    if (unit.command.flags.empty()) continue;
    unit.flags = split_flags(unit.command.flags, unit.command.directory);
    units.push_back(std::move(unit));
  }
}

/// Flags under which the driver gives the same folders, whatever -I, -isystem and the like say beside them.
std::string driver_key(const ParsedUnit& unit, Language language) {
  std::string key = unit.flags.compiler + '\0' + std::string(name(language));
  bool placed = unit.flags.exotic;
  for (const auto& flag : unit.flags.rest) {
    key += '\0' + flag;
    placed |= flag.find("sysroot") != std::string::npos || flag.find("toolchain") != std::string::npos || flag.starts_with("-B");
  }
  if (placed) key += '\0' + unit.command.directory;
  return key;
}

DriverRequest driver_request(const ParsedUnit& unit) {
  DriverRequest request{.directory = unit.command.directory, .flags = unit.command.flags, .file = unit.command.file};
  if (!unit.flags.exotic) {
    request.flags = unit.flags.rest;
    request.flags.insert(request.flags.begin(), unit.flags.compiler);
  }
  return request;
}

void add_search(const PreprocessorFlags& flags, CommandClass& into) {
  if (flags.exotic) return;  // the driver tells
  for (const SearchKind kind : {SearchKind::quote, SearchKind::include, SearchKind::system, SearchKind::after})
    for (const auto& entry : flags.search) {
      if (entry.kind != kind) continue;
      const SearchGroup group = kind == SearchKind::quote     ? SearchGroup::quoted
                                : kind == SearchKind::include ? SearchGroup::angled
                                                              : SearchGroup::system;
      (kind == SearchKind::after ? into.after : into.before).push_back({.path = entry.path, .group = group});
    }
}

}  // namespace

std::expected<Commands, ExtractionError> read_commands(const SourceTree& tree, const std::vector<std::string>& databases,
                                                       const std::string& root) {
  Commands out;
  std::vector<ParsedUnit> units;
  SourceFile file;
  for (const auto& path : databases) {
    out.read.push_back(path);
    if (tree.read(path, file) != ReadStatus::ok)
      return std::unexpected(ExtractionError{shown_path(root, path), 0, 0, "cannot be read"});
    const auto database = parse_database(file.bytes);
    if (!database)
      return std::unexpected(ExtractionError{shown_path(root, path), database.error().line, database.error().column,
                                             database.error().message});
    add_database(tree, path, *database, units, out, root);
  }
  // The order in which a build tool writes commands means nothing.
  std::ranges::sort(units, {}, [](const ParsedUnit& unit) { return std::tie(unit.command.file, unit.command.flags, unit.command.directory); });
  const auto rest = std::ranges::unique(units, {}, [](const ParsedUnit& unit) { return std::tie(unit.command.file, unit.command.flags, unit.command.directory); });
  units.erase(rest.begin(), rest.end());

  std::map<std::string, std::size_t> classes;
  std::map<std::string, std::size_t> drivers;
  for (auto& unit : units) {
    const Language language = language_of(unit.command.file, unit.command.flags);
    const auto number = static_cast<std::uint32_t>(out.units.size());
    const auto [found, fresh] = classes.try_emplace(class_key(unit.flags, language), out.classes.size());
    if (fresh) {
      auto& added = out.classes.emplace_back();
      added.language = language;
      add_search(unit.flags, added);
      const auto [driver, fresh_driver] = drivers.try_emplace(driver_key(unit, language), out.drivers.size());
      if (fresh_driver) out.drivers.push_back(driver_request(unit));
      added.driver = driver->second;
    }
    out.classes[found->second].commands.push_back(number);
    UnitCommand command{.file = std::move(unit.command.file),
                        .directory = std::move(unit.command.directory),
                        .flags = std::move(unit.command.flags),
                        .macros = {},
                        .base_key = {}};
    for (const auto& macro : unit.flags.macros)
      command.macros.emplace_back(macro.name, macro.undefine ? "-" : macro.parameters + "=" + macro.definition);
    for (const auto* list : {&unit.flags.rest, &unit.flags.forced_includes, &unit.flags.imacros})
      for (const auto& flag : *list) command.base_key += flag + '\0';
    auto& forced = out.forced.emplace_back(std::move(unit.flags.imacros));
    forced.insert(forced.end(), unit.flags.forced_includes.begin(), unit.flags.forced_includes.end());
    out.units.push_back(std::move(command));
  }
  return out;
}

}  // namespace unknot
