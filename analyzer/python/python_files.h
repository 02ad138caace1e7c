// Which Python files a project has, and which files beside them say how it is started. It reads no file's content.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

struct PythonFiles {
  std::vector<std::string> sources;   ///< *.py and *.pyw, absolute, sorted
  std::vector<std::string> settings;  ///< pyproject.toml, setup.cfg, setup.py, Procfile and their kin, absolute, sorted
};

/// Walks the roots (absolute, without links; the first is the root). Hidden folders, virtual environments, what tools wrote
/// (__pycache__, node_modules, build trees, eggs) and links to folders are not entered. `ignored` takes a path as shown, a
/// folder's with a slash.
PythonFiles find_python_files(const SourceTree&, const std::vector<std::string>& roots,
                              const std::function<bool(const std::string& shown)>& ignored);

}  // namespace unknot
