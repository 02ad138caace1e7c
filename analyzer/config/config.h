// The configuration as the analysis reads it: every value resolved, every default filled in.
//   text -> JsonNode -> WrittenConfig (as written, located) -> Config (this file)
// It knows no file system: paths stay relative to the folder of unknot.json.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/config/located.h"
#include "checks/check.h"

namespace unknot {

enum class SystemHeaders : std::uint8_t { leaves, follow };

struct CaseSettings {
  bool enabled = true;
  std::optional<Severity> severity;  ///< replaces the one that the check gives; empty: it stands
  friend bool operator==(const CaseSettings&, const CaseSettings&) = default;
};
/// One check. A setting of the check speaks of all its cases, but its severity not of those that have another one than the
/// check by default; a setting of a case goes before it, that of "*" behind it.
struct CheckSettings {
  std::map<std::string, CaseSettings, std::less<>> cases;  ///< every case of the check; "" is the plain one
  bool asked = false;                                      ///< somebody has switched it on, or a case of it, by name
  OptionValues options;                                    ///< a value for every option; a list has one item a line
  /// Is any case wanted, so that the check has to run?
  bool enabled() const;
  friend bool operator==(const CheckSettings&, const CheckSettings&) = default;
};

/// Silence with a reason. The globs are those of glob_matches; an empty one does not ask.
struct ConfigSuppression {
  std::string check;  ///< id, id/case or "*"
  std::string file;   ///< of the place of the finding
  std::string from;   ///< of an edge
  std::string to;
  std::string reason;
  Position at;
};

/// A component: its name and globs of the paths that belong to it.
struct ConfigComponent {
  std::string name;
  std::vector<std::string> paths;
};
struct ConfigException {
  std::string from, to;  ///< globs
  Position at;
};
/// A contract as written; its kind decides which of the lists say something.
struct ConfigContract {
  std::string kind;
  std::string name;  ///< the kind where none is written
  std::string reason;
  Position at{};
  std::vector<std::vector<std::string>> layers{};
  std::vector<std::string> units{}, from{}, to{}, allowed{};
  bool strict = false, indirect = false, exhaustive = false;
  std::optional<Severity> severity{};
  std::vector<ConfigException> exceptions{};
};

/// A model of a framework: the path of its file, or its text.
struct ConfigModel {
  std::string path;
  std::string text;
  Position at;
};

struct Config {
  std::vector<std::string> roots;   ///< besides the root itself; relative to the folder of unknot.json, as are all paths
  std::vector<std::string> ignore;  ///< globs
  std::vector<std::string> build;   ///< folders with a compile_commands.json
  SystemHeaders system_headers = SystemHeaders::leaves;
  std::vector<std::string> python_roots;  ///< folders from which modules are imported
  std::uint32_t python_minor = 0;         ///< the oldest Python is 3 and this; 0: nothing is said
  std::map<std::string, CheckSettings, std::less<>> checks;  ///< every known check by id
  std::vector<ConfigSuppression> suppressions;               ///< in order as written
  std::vector<ConfigComponent> components;                   ///< in order as written
  std::vector<ConfigContract> contracts;                     ///< likewise
  std::vector<ConfigModel> models;                           ///< likewise
  std::optional<Severity> fail_on = Severity::warning;       ///< empty: never
  std::string baseline;                                      ///< a file of what is known; empty: none
};

/// The severity of that name, empty for any other text.
std::optional<Severity> severity_named(std::string_view);

/// Something wrong in the configuration.
struct ConfigProblem {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};
/// Without a line, what is said is about the whole file.
/// "unknot.json:3:7: unknown key 'roots2' (did you mean 'roots'?)"
std::string to_text(const ConfigProblem&);

/// The configuration where there is no file.
Config default_config(std::span<const CheckInfo* const> checks);

/// Reads unknot.json. `file_name` stands in the problems; `checks` are the known ones. Either a configuration, or all
/// problems in order of their place, at least one.
std::expected<Config, std::vector<ConfigProblem>> parse_config(std::string_view text, std::string_view file_name,
                                                               std::span<const CheckInfo* const> checks);

}  // namespace unknot
