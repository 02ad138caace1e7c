// One configuration on its way from commands to a program: the commands of one database over files that all share.
// Sequence: read, walk -> join_copies, add_classes -> build_graphs, infer_graphs (until nothing turns up) -> find_computed -> finish
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "analyzer/includes/build_files.h"
#include "analyzer/includes/commands.h"
#include "analyzer/includes/extraction.h"
#include "analyzer/includes/file_commands.h"
#include "analyzer/includes/generated_headers.h"
#include "analyzer/includes/inferred_commands.h"
#include "analyzer/includes/join.h"
#include "analyzer/includes/project_files.h"
#include "analyzer/includes/scan_files.h"

namespace unknot {

/// What all configurations share: the tree, the facts of its files, the processes that read them.
struct Common {
  Common(const SourceTree& source_tree, const ExtractionOptions& extraction_options, FactsStore* store)
      : tree(source_tree), options(extraction_options), workers(worker_options()), folders(tree), nearby(folders),
        scanner(tree, folders, sources, workers, store, options.progress) {}

  const SourceTree& tree;
  const ExtractionOptions& options;
  Workers workers;
  Folders folders;
  NearbyLookups nearby;
  SourceFiles sources;
  FileScanner scanner;
  std::set<FileId> wanted, tried;  ///< files that turned up on the way: in this round, and ever
  std::set<std::string> probed;
  bool repeatable = true;

 private:
  WorkerOptions worker_options() const {
    WorkerOptions out = options.workers;
    out.overlay = tree.overlay();
    return out;
  }
};

/// The files that some unit of some configuration reaches.
class ReachedFiles {
 public:
  void add(FileId file) {
    if (index(file) >= reached_.size()) reached_.resize(index(file) + 1);
    reached_[index(file)] = true;
  }
  bool contains(FileId file) const { return index(file) < reached_.size() && reached_[index(file)]; }

 private:
  std::vector<bool> reached_;
};

class ConfigurationReader {
 public:
  /// `database`: absolute; empty: there is none, and search folders are inferred.
  ConfigurationReader(Common&, std::string database);
  ConfigurationReader(const ConfigurationReader&) = delete;
  ConfigurationReader& operator=(const ConfigurationReader&) = delete;

  std::expected<void, ExtractionError> read();
  const std::vector<FileId>& walk();
  /// Those that the walk entered.
  const std::vector<FolderId>& folders() const { return files_.folders(); }
  /// A header that the build only copies is the file that it is a copy of.
  void join_copies();
  /// One search list for each class of commands.
  void add_classes();
  /// The graphs of the units over what is scanned; files that turn up on the way are wanted.
  void build_graphs();
  void add_reached(ReachedFiles&) const;
  /// The graphs of the files that no unit reaches. Those that some unit reaches, be it in another configuration, are left
  /// to the units: an inferred search list says nothing of them.
  void infer_graphs(const ReachedFiles&);
  /// Includes of copies that the build has yet to make lead to their sources. True: some are new, so graphs change.
  bool find_unmade_copies();
  /// What computed includes (#include MACRO) stand for, from the preprocessor. False: there is none.
  bool find_computed();
  /// Truth and join.
  void finish();
  /// What the answer stands on besides what all configurations share: paths that were read, and paths that are not there.
  void add_manifest(std::vector<std::string>& read, std::set<std::string>& missing) const;

  /// The commands that were made up from the tree; none where a database says them.
  UnitCommands inferred_units() const;

  // What comes out.
  Program program;
  FileCommands file_commands;
  ConfigurationSurvey survey;
  std::vector<Problem> problems;
  bool complete = true;
  std::vector<std::string> missing_headers, commands_without_file, inferred_folders;

 private:
  std::vector<std::string> roots() const;
  TruthInput truth_input(const std::vector<DirectiveEdge>& directives) const;
  const ScannedSource* follow(FileId);
  std::vector<FileId> surely_reached(const ClassGraph&) const;
  ComputedTargets known_targets() const;
  std::vector<DriverReply> ask_driver();
  void add_units();
  void infer_classes();
  AccessId find_forced(const UnitCommand&, const std::string& name, const SearchList&);
  Places places() const { return sources_.has_next() ? Places::told_apart : Places::alike; }
  SearchList asked_part(const SearchList&);
  void add_inferred(const std::vector<FileId>& unreached, const std::function<const ScannedSource*(FileId)>& followed);
  void problem(std::string file, std::uint32_t line, std::string message, Effect);
  void add_targets();
  void report_problems(const Truth&, const std::vector<MissingInclude>&);
  std::string output(FileId from, const IncludeFact&) const;
  std::string generated_name(FileId from, const IncludeFact&);
  struct ReadScan {
    std::optional<ModuleScan> said{};
    std::int64_t mtime_ns = 0;
  };
  std::optional<ModuleScan> module_scan(std::uint32_t command, const std::vector<FileId>& files);
  ReadScan read_scan(const std::string& output);

  Common& common_;
  const SourceTree& tree_;
  const ExtractionOptions& options_;
  Workers& workers_;
  Folders& folders_;
  NearbyLookups& nearby_;
  SourceFiles& sources_;
  std::string database_;
  BuildFiles build_files_;
  ProjectFiles files_;
  GeneratedHeaders generated_;
  const std::function<bool(FileId)> is_project_ = [this](FileId file) { return files_.contains(file); };
  Commands commands_;
  std::vector<SearchList> lists_;
  std::map<FolderId, bool> asked_;  ///< memo of asked_part for this round
  std::vector<Modules> modules_;  ///< by list
  std::unique_ptr<InferredSearch> inferred_;  ///< where there is no command
  std::vector<SearchList> system_;            ///< then: of C++ and of C
  std::map<std::size_t, std::unique_ptr<InferredSearch>> behind_;  ///< by class: for files near its units that no unit reaches
  std::vector<std::vector<ClassUnit>> units_;
  std::vector<IncludeClass> classes_;
  ComputedTargets computed_;
  ComputedTargets unmade_;  ///< copies, see find_unmade_copies
  Truth computed_truth_;
  std::vector<FileId> walked_;
  std::vector<std::string> written_folders_;  ///< search folders as commands write them, there or not
  std::map<std::uint32_t, ReadScan> scans_;  ///< by command
  std::vector<std::string> read_, scans_read_, not_found_;
};

}  // namespace unknot
