// From a project's folder and its compile commands to its program: the C++ side of `analyze`.
//   walk + commands -> scan (unknot-clang) -> classes -> truth (unknot-clang) -> join
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/source_tree/manifest.h"
#include "analyzer/includes/file_commands.h"
#include "analyzer/includes/progress.h"
#include "analyzer/includes/python_files.h"
#include "analyzer/includes/unit_command.h"
#include "analyzer/source_tree/source_tree.h"
#include "graph/configuration.h"
#include "reporters/report.h"

namespace unknot {

class FactsStore;

struct ExtractionOptions {
  std::string root;                      ///< absolute, without links
  std::vector<std::string> more_roots;   ///< absolute
  std::vector<std::string> databases;    ///< compile_commands.json files, absolute, without links; several are several
                                         ///< configurations; empty: search folders are inferred
  std::function<bool(const std::string& shown)> ignored;
  bool follow_system = false;
  std::vector<std::string> query_drivers;  ///< globs of compilers that may be asked (ask_compiler.h)
  WorkerOptions workers;
  ProgressListener progress;
};

/// Something that was left out, or taken otherwise than it is written: how often, and a file where.
struct CommandNote {
  std::string text;
  std::uint64_t count = 0;
  std::string example;  ///< as shown; empty: none
};

/// What was found in one configuration.
struct ConfigurationSurvey {
  std::string database;                       ///< as shown; empty: none
  std::uint64_t commands = 0;
  std::uint64_t classes = 0;                  ///< distinct lists of search folders
  std::uint64_t directives = 0;               ///< include directives that were looked up
  std::uint64_t unresolved = 0;               ///< of these, named files that no class finds
  std::uint64_t preprocessed = 0;             ///< units that were preprocessed to learn the truth
  std::uint64_t copies = 0;                   ///< headers that the build copied and that count as their sources
  std::vector<CommandNote> notes;             ///< on the commands, sorted by text
  std::vector<std::string> targets;           ///< "app (EXECUTABLE, 3 sources)", where CMake's File API tells
};

/// What was found, for `doctor` and for words on standard error.
struct Survey {
  std::vector<ConfigurationSurvey> configurations{ConfigurationSurvey{}};  ///< in the order of Extraction::configurations
  std::vector<std::string> commands_without_file;  ///< as shown, sorted
  std::vector<std::string> inferred_folders;  ///< as shown, where there is no database
  std::uint64_t files = 0;
  std::uint64_t computed = 0;                 ///< #include MACRO
  std::vector<std::string> missing_headers;   ///< spelled, sorted
  std::vector<std::string> generated;         ///< headers that the build has yet to write, as shown, sorted
  std::vector<std::string> unreached;         ///< files that no unit of any configuration reaches, sorted
};

struct Extraction {
  std::vector<Configuration> configurations{Configuration{}};  ///< by name, at least one
  std::vector<FileCommands> commands{FileCommands{}};          ///< in the order of `configurations`
  std::vector<Problem> problems;
  bool complete = true;
  bool repeatable = true;  ///< false: a process was lost; another run may get further
  Survey survey;
  Manifest manifest;  ///< while it holds, so does all of the above
  PythonFiles python_files;  ///< of the same walk
  Program python;     ///< of Python: no dependency links the two languages; no part of a kept answer
  UnitCommands inferred;  ///< where there is no database: what was made up from the tree; no part of a kept answer
};

/// `error` in the result where a database cannot be read at all.
struct ExtractionError {
  std::string database;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};

/// Where there is Python alone, unknot-clang is not started, and there is nothing to keep.
std::expected<Extraction, ExtractionError> extract(const SourceTree&, const ExtractionOptions&, FactsStore* store);

}  // namespace unknot
