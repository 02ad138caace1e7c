// What a project says of the libraries and servers that it runs with: versions, and values that configure them.
#pragma once

#include <memory>

#include "graph/seen_values.h"
#include "graph/setting_model.h"
#include "graph/versions.h"

namespace unknot {

struct ProjectSettings {
  PinnedVersions versions;
  SeenValues values;                            ///< linked
  std::shared_ptr<const SettingModels> models;  ///< nullptr: none
};

}  // namespace unknot
