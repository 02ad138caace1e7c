// From a tree of Python files to the modules that they are: names, facts, how they are started.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "analyzer/includes/python_files.h"
#include "analyzer/source_tree/source_tree.h"
#include "graph/import_world.h"
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
};

struct PythonWorld {
  imports::World world;
  std::map<std::string, python::SyntaxTree> trees;  ///< by path as shown, where somebody wants functions and the project holds what they ask for
  std::vector<DeclaredEntry> declared;  ///< sorted
  ProjectSettings settings;
  std::vector<FileProblem> problems;    ///< sorted by file
};

/// `root`: absolute; `jobs`: threads. The same files give the same world for any number of them.
/// Trees are kept where some file holds one of the `words`. `models`: of settings; nullptr: nobody asks for them.
PythonWorld read_python_world(const SourceTree&, const std::string& root, const PythonFiles&, unsigned jobs, std::span<const std::string> words = {},
                              std::shared_ptr<const SettingModels> models = nullptr, const PythonOptions& = {});

}  // namespace unknot
