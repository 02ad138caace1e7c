// The functions of a Python project's modules, with the names that span files.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/function_facts.h"
#include "graph/import_world.h"
#include "graph/text_map.h"

namespace unknot {

struct PythonFunctions {
  std::vector<FileFunctions> files;
  std::vector<std::uint32_t> of;  ///< the module of each
};

/// Is it a file of tests, by the names that test runners look for? As shown.
bool is_python_test(std::string_view path);

/// Modules of the project, numbers in the world: those that are no tests, or tests with what they import themselves.
std::vector<std::uint32_t> modules_of_program(const imports::World&);
/// Those of these paths that are no tests, with what they import and, for each name that others import from them, one that does.
std::vector<std::uint32_t> modules_around(const imports::World&, const std::set<std::string>& paths);
std::vector<std::uint32_t> modules_of_tests(const imports::World&);

/// By name: what it is another name of.
using OtherNames = TextMap<std::string>;

/// `trees`: by path as shown. `modules`: what is read. What parameters without annotation are given is asked of their callers, a few
/// calls far: `def register(app): ...` knows what `app` is where all who call it with something known agree.
PythonFunctions python_functions(const imports::World&, const std::map<std::string, python::SyntaxTree>& trees, const std::vector<std::uint32_t>& modules,
                                 OtherNames others, unsigned jobs);

}  // namespace unknot
