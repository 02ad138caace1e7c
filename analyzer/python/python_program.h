// The Python side of a project as a program of its own: modules, imports, and what comes of importing each.
#pragma once

#include <string>
#include <vector>

#include "analyzer/python/python_world.h"
#include "graph/program.h"

namespace unknot {

struct PythonProgram {
  Program program;  ///< no units: there is no Python
  std::vector<FileProblem> problems;
};

/// `root`: absolute; names are relative to it. Without anything asked: what comes of imports.
PythonProgram read_python_program(const SourceTree&, const std::string& root, const PythonFiles&, unsigned jobs, const PythonReading& = {}, const PythonOptions& = {});

/// Every entry with its outcome, a line each: "import pkg.a (pkg/a.py): ImportError pkg/b.py:3 X". Steps of a run of tests stand below
/// the line "with COMMAND:".
std::string python_outcomes(const Program&);

}  // namespace unknot
