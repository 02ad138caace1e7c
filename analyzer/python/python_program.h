// The Python side of a project as a program of its own: modules, imports, and what comes of importing each.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/python/python_world.h"
#include "graph/model.h"
#include "graph/program.h"

namespace unknot {

struct PythonProgram {
  Program program;  ///< no units: there is no Python
  std::vector<FileProblem> problems;
};

/// `root`: absolute; names are relative to it. `models`: of which functions are read, if the project names what they are of; none: no
/// functions are. `settings`: models of them; nullptr: nobody asks.
PythonProgram read_python_program(const SourceTree&, const std::string& root, const PythonFiles&, unsigned jobs, std::span<const Model> models = {},
                                  std::shared_ptr<const SettingModels> settings = nullptr, const PythonOptions& = {});

/// Every entry with its outcome, a line each: "import pkg.a (pkg/a.py): ImportError pkg/b.py:3 X".
std::string python_outcomes(const Program&);

}  // namespace unknot
