// From a project's folder and its compile commands to its program: the C++ side of `analyze`.
//   walk + commands -> scan (unknot-clang) -> classes -> truth (unknot-clang) -> join
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/manifest.h"
#include "analyzer/includes/progress.h"
#include "analyzer/source_tree/source_tree.h"
#include "graph/program.h"
#include "reporters/report.h"

namespace unknot {

class FactsStore;

struct ExtractionOptions {
  std::string root;                      ///< absolute, without links
  std::vector<std::string> more_roots;   ///< absolute
  std::vector<std::string> databases;    ///< compile_commands.json files, absolute; empty: search folders are inferred
  std::function<bool(const std::string& shown)> ignored;
  bool follow_system = false;
  WorkerOptions workers;
  ProgressListener progress;
};

/// What was found, for `doctor` and for words on standard error.
struct Survey {
  std::string database;                       ///< as shown; empty: none
  std::uint64_t commands = 0;
  std::vector<std::string> commands_without_file;  ///< as shown, sorted
  std::uint64_t classes = 0;                  ///< distinct lists of search folders
  std::vector<std::string> inferred_folders;  ///< as shown, where there is no database
  std::uint64_t files = 0;
  std::uint64_t directives = 0;               ///< include directives in them that were looked up
  std::uint64_t unresolved = 0;               ///< of these, named files that no class finds
  std::uint64_t computed = 0;                 ///< #include MACRO
  std::uint64_t preprocessed = 0;             ///< units that were preprocessed to learn the truth
  std::vector<std::string> missing_headers;   ///< spelled, sorted
  std::vector<std::string> unreached;         ///< files that no unit reaches, sorted
};

struct Extraction {
  Program program;
  std::vector<Problem> problems;
  bool complete = true;
  bool repeatable = true;  ///< false: a process was lost; another run may get further
  Survey survey;
  Manifest manifest;  ///< while it holds, so does all of the above
};

/// `error` in the result where a database cannot be read at all.
struct ExtractionError {
  std::string database;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};

std::expected<Extraction, ExtractionError> extract(const SourceTree&, const ExtractionOptions&, FactsStore* store);

}  // namespace unknot
