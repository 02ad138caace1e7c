// What one file says of distributions, by its format. It opens no file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/versions.h"

namespace unknot {

struct Requirement {
  std::string name;  ///< as `distribution_name` spells it
  VersionRange range;  ///< without a file
  bool is_conditional = false;  ///< for some platforms or versions of Python only
  bool is_development = false;  ///< of a group for those who work on the project
};

struct Requirements {
  std::vector<Requirement> all;
  std::vector<std::string> included;     ///< paths as written behind -r
  std::vector<std::string> constraints;  ///< behind -c
};

/// "dev", "requirements-test.txt": what is in it is for those who work on the project.
bool is_for_development(std::string_view group);

/// "Some_Library[fast] >= 2.0, < 3 ; python_version > '3.8'", as PEP 508 has it. No name: it names none.
Requirement parse_requirement(std::string_view);

Requirements read_requirements_txt(std::string_view text);
std::vector<Requirement> read_pyproject(std::string_view text);
std::vector<Requirement> read_pipfile(std::string_view text);
std::vector<Requirement> read_pipfile_lock(std::string_view text);
/// poetry.lock and uv.lock: tables [[package]] with `name` and `version`, as the tools write them.
std::vector<Requirement> read_package_tables(std::string_view text);
std::vector<Requirement> read_setup_cfg(std::string_view text);
/// The literals of `install_requires` of setup.py, also through a module's variable.
std::vector<Requirement> read_setup_py(std::string_view text);

}  // namespace unknot
