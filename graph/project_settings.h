// What a project says of the libraries and servers that it runs with: versions, and values that configure them.
#pragma once

#include "graph/versions.h"

namespace unknot {

struct ProjectSettings {
  PinnedVersions versions;
};

}  // namespace unknot
