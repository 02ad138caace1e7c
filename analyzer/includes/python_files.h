// Which Python files a project has, and which files beside them say how it is started. It reads no file's content.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/includes/folders.h"

namespace unknot {

struct PythonFiles {
  std::vector<std::string> sources;   ///< *.py and *.pyw, absolute, sorted
  std::vector<std::string> settings;  ///< pyproject.toml, setup.cfg, setup.py, Procfile and their kin, absolute, sorted; none without sources
};

/// Of the folders that a walk entered (parents before children) those below the roots (absolute, without links; the first is the
/// root). Virtual environments and what tools wrote (__pycache__, eggs, build trees) are passed over. `ignored` takes a path as shown.
PythonFiles find_python_files(Folders&, const std::vector<FolderId>& entered, const std::vector<std::string>& roots,
                              const std::function<bool(const std::string& shown)>& ignored);

}  // namespace unknot
