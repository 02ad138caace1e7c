// What a model says of one version of its library.
#pragma once

#include <optional>
#include <string_view>

#include "graph/model.h"
#include "graph/versions.h"

namespace unknot {

/// Does the path, or the name that a header is included by, end with this?
bool ends_with_path(std::string_view path, std::string_view end);

/// The version that a header of the library says, as the model tells where it stands.
std::optional<Version> version_in(std::string_view text, const Model::VersionText&);

/// Leaves out what is newer than the version. Where that is not known, what hangs on it says since when it is so.
void keep_version(Model&, const std::optional<Version>&);

}  // namespace unknot
