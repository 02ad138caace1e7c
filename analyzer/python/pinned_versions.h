// Which versions of Python distributions a project asks for: requirements files with what they include, pyproject.toml, Pipfile,
// setup.cfg, setup.py, and the lock files of pipenv, Poetry and uv.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "graph/versions.h"

namespace unknot {

/// A file beside the code.
struct SettingsText {
  std::string file;  ///< as shown
  std::string text;
};

/// `files`: those of other kinds are passed over. `read` gives the text of a file that a requirements file includes and that is not
/// among them, as shown; nothing where there is none. What cannot be understood is a distribution of any version, if its
/// name can be told.
PinnedVersions read_pinned_versions(std::span<const SettingsText> files, const std::function<std::optional<std::string>(const std::string&)>& read);

}  // namespace unknot
