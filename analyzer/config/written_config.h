// The configuration as it is written: what stands in the file, where, and nothing else. Config is what it means.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/config/config.h"
#include "analyzer/config/located.h"

namespace unknot {

/// One member of "checks": the settings of a check, of a case, or of all checks ("*").
struct WrittenSetting {
  Located<std::string> name;
  std::optional<Located<bool>> enabled{};
  std::optional<Located<Severity>> severity{};
  std::map<std::string, Located<std::string>, std::less<>> options{};  ///< values in the form of OptionValues
};

struct WrittenSuppression {
  Position at;
  Located<std::string> check{};
  std::optional<Located<std::string>> file{}, from{}, to{};
  Located<std::string> reason{};
};

struct WrittenConfig {
  bool subtree = false;
  std::vector<Located<std::string>> root_keys;  ///< the names of those keys that count in the root's file only
  std::vector<Located<std::string>> roots, ignore, build, python_roots;
  std::optional<Located<std::string>> system_headers, fail_on, baseline;
  std::uint32_t python_minor = 0;  ///< of "3.10" the 10; 0: nothing is written
  std::vector<WrittenSetting> checks;
  std::vector<WrittenSuppression> suppressions;
  std::vector<ConfigComponent> components;
  std::vector<ConfigContract> contracts;
  std::vector<ConfigModel> models;
};

/// Reads and validates; on failure all problems, in order of their place.
std::expected<WrittenConfig, std::vector<ConfigProblem>> read_config(std::string_view text, std::string_view file_name,
                                                                     std::span<const CheckInfo* const> checks);

/// The same for a file by its name: of a .toml the table tool.unknot, nothing where it has none; any other is JSON.
std::expected<std::optional<WrittenConfig>, std::vector<ConfigProblem>> read_config_file(std::string_view text,
                                                                                         std::string_view file_name,
                                                                                         std::span<const CheckInfo* const> checks);

/// What a valid configuration means. It cannot fail.
Config resolve_config(const WrittenConfig&, std::span<const CheckInfo* const> checks);

/// What files say of the checks together: the root's first, then those below it down to a folder. Where two speak of the
/// same, the later one wins, whatever the earlier one names.
std::map<std::string, CheckSettings, std::less<>> resolve_checks(std::span<const WrittenConfig* const> chain,
                                                                 std::span<const CheckInfo* const> checks);
/// The suppressions of one file.
std::vector<ConfigSuppression> resolve_suppressions(const WrittenConfig&);

}  // namespace unknot
