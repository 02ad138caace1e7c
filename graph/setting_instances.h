// Things that are configured, each with the values that hold in it: of a command its line, then the environment, then its file,
// then the environment's and the library's own defaults.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/project_settings.h"

namespace unknot {

/// A value that holds, and who says so.
struct EffectiveSetting {
  SeenValue value{};
  std::string file{};  ///< empty: nobody does, it is a default
  std::uint32_t line = 0, column = 0;
  bool is_main = false;
  std::string within{};
  std::string written{};  ///< whose part it is: "app.config"
};

/// Settings that hold together: one command, the calls on one object, the keys of one mapping.
struct SettingInstance {
  const ConfiguredModel* model = nullptr;
  std::map<std::string, EffectiveSetting, std::less<>> settings{};
  bool is_open = false;  ///< more may be set than one sees
  bool is_main = false;
  std::string within{};
  std::string written{};
  std::string target{};  ///< of a command: what it is to run
  std::string file{};
  std::uint32_t line = 0, column = 0;

  /// What holds for an option; "a.b" for a key of a mapping. Nothing: nobody gives it and no default is known.
  const EffectiveSetting* find(std::string_view option) const;
  EffectiveSetting effective(std::string_view option) const;
};

std::vector<SettingInstance> setting_instances(const ProjectSettings&);

}  // namespace unknot
