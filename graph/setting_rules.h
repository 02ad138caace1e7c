// Where a model's rules about settings hold: which values, alone or together, do harm in this project.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/setting_instances.h"

namespace unknot {

struct SettingPlace {
  std::string file{};
  std::uint32_t line = 0, column = 0;
  std::string words{};  ///< what stands there
};

/// A rule that holds, at one place.
struct RuleMatch {
  const SettingRule* rule = nullptr;
  std::string message{};
  std::string name{};    ///< of the setting, for the identity of a finding
  std::string value{};   ///< as it is written
  SettingPlace at{};
  std::vector<SettingPlace> because{};  ///< where the other conditions are met
};

/// In the order of the rules and the places. What is not known fulfils no condition. Tests are left out.
std::vector<RuleMatch> matching_rules(const ProjectSettings&, std::string_view check);

}  // namespace unknot
