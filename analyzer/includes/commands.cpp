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

/// Response files: only those below the root or beside the database are read, since a command may name any file, and only so
/// much in all.
class ResponseFileReader {
 public:
  ResponseFileReader(const SourceTree& tree, std::vector<std::string> places, std::vector<std::string>& read)
      : tree_(tree), places_(std::move(places)), read_(read) {}

  std::optional<std::string> read(const std::string& path) {
    const auto real = tree_.real_path(path);
    const auto holds = [&](const std::string& place) { return is_below(place, *real); };
    if (real && std::ranges::none_of(places_, holds)) return refuse(path, "is outside of the project and is not read");
    read_.push_back(path);
    SourceFile content;
    if (const auto status = tree_.read(path, content); status != ReadStatus::ok) return refuse(path, std::string(in_words(status)));
    if (content.bytes.size() > left_) return refuse(path, "is not read: response files of more than 256 MiB in all");
    left_ -= content.bytes.size();
    return std::move(content.bytes);
  }
  std::string why(const std::string& path) const {
    const auto known = why_.find(path);
    return known == why_.end() ? "is nested too deeply, or one of too many" : known->second;
  }

 private:
  std::optional<std::string> refuse(const std::string& path, std::string why) {
    why_[path] = std::move(why);
    return std::nullopt;
  }

  const SourceTree& tree_;
  std::vector<std::string> places_;
  std::vector<std::string>& read_;
  std::map<std::string, std::string> why_;
  std::size_t left_ = 256U << 20;
};

/// The command with its response files in their places. What is left out is told once for each command.
CompileCommand expanded(const CompileCommand& command, const std::string& folder, const std::string& shown, ResponseFileReader& files,
                        std::vector<Problem>& problems) {
  CompileCommand out = command;
  const std::string directory = join_path(folder, command.directory);
  auto words = expand_response_files(command.arguments, directory, [&](const std::string& path) { return files.read(path); });
  out.arguments = std::move(words.arguments);
  std::erase_if(words.dropped, [](const std::string& name) { return name.ends_with(".modmap"); });
  if (!words.dropped.empty()) {
    const std::string& first = words.dropped.front();
    const std::string more = words.dropped.size() == 1 ? "" : "; so for " + std::to_string(words.dropped.size() - 1) + " more";
    problems.push_back({shown, 0, "response file '" + first + "' of " + command.file + " " + files.why(join_path(directory, first)) + more, Effect::partial});
  }
  return out;
}

void add_database(const SourceTree& tree, const std::string& path, const Database& database, std::vector<ParsedUnit>& units,
                  Commands& out, const std::string& root) {
  const std::string folder = folder_of(path);
  const std::string shown = shown_path(root, path);
  ResponseFileReader files(tree, {root, folder}, out.read);
  for (const auto& problem : database.problems) out.problems.push_back({shown, problem.line, problem.message, Effect::skipped});
  out.count += database.commands.size() + database.skipped;
  for (const auto& command : database.commands) {
    const bool plain = std::ranges::none_of(command.arguments, [](const std::string& word) { return word.starts_with('@'); });
    ParsedUnit unit{.command = normalize(plain ? command : expanded(command, folder, shown, files, out.problems), folder), .flags = {}};
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

std::expected<Commands, ExtractionError> read_commands(const SourceTree& tree, const std::string& database, const std::string& root) {
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
    add_database(tree, database, *parsed, units, out, root);
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
                        .base_key = {},
                        .output = std::move(unit.command.output)};
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
