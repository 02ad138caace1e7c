// The user's own configuration, which no repository can write: what may be run on this machine.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/config/config.h"

namespace unknot {

struct UserConfig {
  std::vector<std::string> query_driver;  ///< globs of compilers that may be asked; each begins with '/' or "**"
};

/// Where it is: $XDG_CONFIG_HOME/unknot/config.json, else ~/.config/unknot/config.json; empty where neither is set.
std::string user_config_path();

/// Reads it: {"query_driver": ["/usr/bin/*-g++"]}. `file_name` stands in the problem.
std::expected<UserConfig, ConfigProblem> parse_user_config(std::string_view text, std::string_view file_name);

/// Empty where the glob may name compilers, else what is wrong with it. One without a folder would match a program of any
/// place, also of the project.
std::string what_is_wrong_with_driver_glob(const std::string& glob);

}  // namespace unknot
