// One analysis, from paths to a report: the sentence of docs/architecture.md as functions.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/config/config.h"
#include "analyzer/includes/extraction.h"
#include "analyzer/models/models.h"
#include "analyzer/project/settings_files.h"
#include "analyzer/python/python_world.h"
#include "checks/base.h"
#include "checks/finding.h"
#include "graph/model.h"
#include "reporters/report.h"

namespace unknot {

class Cache;

/// Whether the findings are compared with what is known: with a baseline, and with the program of a commit.
enum class Comparing : std::uint8_t { no, yes };

/// What is judged: the files as they are on disk, or as the next commit will have them.
enum class Content : std::uint8_t { working_tree, index };

/// Whether checks may ask for headers to be compiled: a picture of the graph needs no parser.
enum class Parsing : std::uint8_t { no, as_checks_ask };

struct AnalysisOptions {
  std::vector<std::string> paths{"."};   ///< as typed; the report is limited to them
  std::vector<std::string> builds;       ///< -p: folders, or compile_commands.json files
  std::string config;                    ///< --config: a file; empty: unknot.json of the root
  std::string checks;                    ///< --checks
  std::vector<std::string> query_drivers;  ///< --query-driver: globs of compilers that may be asked
  Comparing comparing = Comparing::no;
  Content content = Content::working_tree;
  Parsing parsing = Parsing::no;
  std::optional<std::string> changed_since;  ///< a revision to compare with; for the index, HEAD is the default
  std::string baseline;                  ///< --baseline: a file; empty: that of the configuration
  bool fixes = false;                    ///< work out the edits of `unknot fix` and show them with the findings; implies `evidence`
  bool imports = false;                  ///< read Python modules whatever the checks ask for
  bool python_functions = false;         ///< likewise, and what their functions do
  bool evidence = false;                 ///< parse the units of tangles, so that each edge says what it is for
  std::string cache;                     ///< a folder; "off"; empty: the user's cache folder
  unsigned jobs = 0;                     ///< 0: one for each processor
  std::optional<std::string> extractor;  ///< path of unknot-clang; else beside unknot, then in PATH
  std::chrono::milliseconds timeout{60'000};
  ProgressListener progress;
};

/// Why an analysis cannot start: one line for the person, and the exit code is `usage`.
struct AnalysisError {
  std::string message;
};

/// The program that findings are compared with.
struct BaseProgram {
  std::vector<Configuration> configurations;  ///< none: there is no commit yet
  Program python{};                           ///< likewise without units
  std::shared_ptr<const SourceTree> tree;     ///< nullptr likewise
};

/// What is known of a project before any check runs.
struct Project {
  std::string root;                 ///< absolute
  std::shared_ptr<const SourceTree> tree;  ///< what is judged
  std::string place;                ///< of the root in its checkout: "sub/"; empty: it is the top, or in none
  std::vector<std::string> wanted;  ///< the paths of the command line as shown; "." takes everything
  Config config;
  std::string config_file;                ///< as shown
  std::vector<SubtreeSettings> subtrees;  ///< folders with settings of their own, sorted
  ExtractionOptions reading;        ///< how the programs were made
  std::shared_ptr<Cache> cache;
  Extraction extraction;
  std::vector<Model> own_models;          ///< of frameworks, as the configuration names them
  std::optional<BaseProgram> base;        ///< where one is asked for
  std::optional<std::vector<BaselineEntry>> baseline;
  std::vector<std::string> remarks; ///< for standard error: which database was taken, why the cache was not used
};

std::expected<Project, AnalysisError> open_project(const AnalysisOptions&);

/// What the configuration says of Python, and how its tests are run.
PythonOptions python_options(const Project&);

/// Models of what a compiler reads, shipped ones and the project's own; one that has the name of a shipped one takes its place.
std::vector<Model> compiled_models_of(const Project&);
/// Likewise of Python's modules for which the answer is yes. The project's own are always among them.
std::vector<Model> python_models_of(const Project&, const std::function<bool(std::string_view module)>& is_named);
/// The modules that there are models of.
std::vector<std::string> modelled_modules(const Project&);

/// Is a file one of these paths, or below one? Both as shown; "." takes everything.
bool is_named(const std::vector<std::string>& wanted, const std::string& file);

/// Where the baseline of a project is: the option's file, else the configuration's; empty: none is named.
std::string baseline_path(const AnalysisOptions&, const Config&, const std::string& root);

/// Checks, suppressions, order: the report of a project.
std::expected<Report, AnalysisError> make_report(const Project&, const AnalysisOptions&);

/// What each C and C++ file of the paths says by itself, as text: directives with their conditions, guards, requests for
/// silence.
std::expected<std::string, AnalysisError> facts_text(const AnalysisOptions&);

/// How unknot-clang is started.
WorkerOptions worker_options(const AnalysisOptions&);

/// The version of this program.
std::string_view version();

}  // namespace unknot
