// Reading databases.
#include "analyzer/includes/commands.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "analyzer/includes/adapt_commands.h"
#include "analyzer/project/command.h"
#include "analyzer/project/database.h"
#include "analyzer/project/discover.h"

namespace unknot {
namespace {

struct ParsedUnit {
  NormalizedCommand command;
  PreprocessorFlags flags;
};

void add_database(const SourceTree& tree, const std::string& path, const Database& database, std::vector<ParsedUnit>& units,
                  Commands& out, const std::string& root, const std::vector<std::string>& query_drivers) {
  for (const auto& problem : database.problems)
    out.problems.push_back({shown_path(root, path), problem.line, problem.message, Effect::skipped});
  out.count += database.commands.size() + database.skipped;
  auto adapted = adapt_commands(tree, path, database, {.root = root, .query_drivers = query_drivers}, out.notes);
  out.problems.insert(out.problems.end(), adapted.problems.begin(), adapted.problems.end());
  out.read.insert(out.read.end(), adapted.read.begin(), adapted.read.end());
  if (!adapted.relocation.from.empty()) out.relocations.push_back(std::move(adapted.relocation));
  const std::size_t before = out.predefined.size();
  std::ranges::move(adapted.predefined, std::back_inserter(out.predefined));
  for (auto& command : adapted.commands) {
    if (command.predefined != 0) command.predefined += before;
    ParsedUnit unit{.command = std::move(command), .flags = {}};
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

std::expected<Commands, ExtractionError> read_commands(const SourceTree& tree, const std::string& database, const std::string& root,
                                                       const std::vector<std::string>& query_drivers) {
  Commands out;
  std::vector<ParsedUnit> units;
  if (!database.empty()) {
    SourceFile file;
    out.read.push_back(database);
    if (const auto status = tree.read(database, file); status != ReadStatus::ok)
      return std::unexpected(ExtractionError{shown_path(root, database), 0, 0, std::string(in_words(status))});
    const auto parsed = parse_database(file.bytes);
    if (!parsed)
      return std::unexpected(ExtractionError{shown_path(root, database), parsed.error().line, parsed.error().column,
                                             parsed.error().message});
    add_database(tree, database, *parsed, units, out, root, query_drivers);
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
      added.rules = unit.flags.rules;
      if (added.rules.fold_case) out.notes.add("of Windows: names are looked up whatever their case", shown_path(root, unit.command.file));
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
                        .base_key = {},
                        .output = std::move(unit.command.output),
                        .predefined = unit.command.predefined};
    for (const auto& macro : unit.flags.macros)
      command.macros.emplace_back(macro.name, macro.undefine ? "-" : macro.parameters + "=" + macro.definition);
    for (const auto* list : {&unit.flags.rest, &unit.flags.forced_includes, &unit.flags.imacros})
      for (const auto& flag : *list) command.base_key += flag + '\0';
    if (command.predefined != 0) command.base_key += std::to_string(command.predefined) + '\0';
    auto& forced = out.forced.emplace_back(std::move(unit.flags.imacros));
    forced.insert(forced.end(), unit.flags.forced_includes.begin(), unit.flags.forced_includes.end());
    out.units.push_back(std::move(command));
  }
  return out;
}

}  // namespace unknot
