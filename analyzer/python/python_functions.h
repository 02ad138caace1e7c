// The functions of a Python project's modules, with the names that span files.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/function_facts.h"
#include "graph/import_world.h"

namespace unknot {

struct PythonFunctions {
  std::vector<FileFunctions> files;
  std::vector<std::uint32_t> of;  ///< the module of each
};

/// Is it a file of tests, by the names that test runners look for? As shown.
bool is_python_test(std::string_view path);

/// `trees`: by path as shown. Tests are left out. What parameters without annotation are given is asked of their callers, a few
/// calls far: `def register(app): ...` knows what `app` is where all who call it with something known agree.
PythonFunctions python_functions(const imports::World&, const std::map<std::string, python::SyntaxTree>& trees, unsigned jobs);

}  // namespace unknot
