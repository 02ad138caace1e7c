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
  std::vector<Located<std::string>> roots, ignore, build;
  std::optional<Located<std::string>> system_headers, fail_on;
  std::vector<WrittenSetting> checks;
  std::vector<WrittenSuppression> suppressions;
};

/// Reads and validates; on failure all problems, in order of their place.
std::expected<WrittenConfig, std::vector<ConfigProblem>> read_config(std::string_view text, std::string_view file_name,
                                                                     std::span<const CheckInfo* const> checks);

/// What a valid configuration means. It cannot fail.
Config resolve_config(const WrittenConfig&, std::span<const CheckInfo* const> checks);

/// The severity of that name, empty for any other text.
std::optional<Severity> severity_named(std::string_view);

}  // namespace unknot
