// From a tree of Python files to the modules that they are: names, facts, how they are started.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "analyzer/includes/python_files.h"
#include "analyzer/source_tree/source_tree.h"
#include "graph/import_world.h"
#include "graph/model.h"
#include "graph/project_settings.h"

namespace unknot {

struct FileProblem {
  std::string file;  ///< as shown
  std::uint32_t line = 0;
  std::string message;
  bool unread = false;  ///< nothing of it is known
};

/// An entry that the project itself names: a console script, a server's target, a container's command.
struct DeclaredEntry {
  imports::EntryPoint entry;
  std::string file;  ///< as shown
  std::uint32_t line = 0;
  friend auto operator<=>(const DeclaredEntry&, const DeclaredEntry&) = default;
};

/// What the configuration says of a project's Python.
struct PythonOptions {
  std::vector<std::string> roots{};   ///< folders as shown, from which modules are imported; the rest is told by folders and imports
  imports::PythonVersion oldest{};    ///< nothing known: what the project's own files ask for
  std::vector<Model> import_models{}; ///< how tests are collected, and what is not current yet while modules are imported
};

struct PythonWorld {
  imports::World world;
  std::map<std::string, python::SyntaxTree> trees;  ///< by path as shown, where somebody wants functions and the project holds what they ask for
  std::vector<DeclaredEntry> declared;  ///< sorted
  std::vector<imports::TestRun> test_runs;
  std::vector<Model> models;            ///< that are of modules which the project names
  bool reads_program = false;           ///< the project imports what a model with hooks or queries is of: all of its functions are of interest
  std::set<std::string> subjects;       ///< otherwise: paths as shown of the files that hold what a model is about
  ProjectSettings settings;
  std::vector<FileProblem> problems;    ///< sorted by file
};

/// What is asked of a project's Python besides its imports.
struct PythonReading {
  bool functions = false, tests = false, settings = false;  ///< of the program; of its tests; of how it is configured and started
  std::vector<std::string> modules{};                       ///< that there are models of
  /// The models of modules for which the answer is yes: only those are read.
  std::function<std::vector<Model>(const std::function<bool(std::string_view module)>& is_named)> models{};
};

/// `root`: absolute; `jobs`: threads. The same files give the same world for any number of them. Trees are kept where functions are of interest.
PythonWorld read_python_world(const SourceTree&, const std::string& root, const PythonFiles&, unsigned jobs, const PythonReading& = {}, const PythonOptions& = {});

}  // namespace unknot
