// Facts for files: from the store where the file is as it was, else from unknot-clang, in parallel.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "analyzer/includes/extraction.h"
#include "analyzer/includes/facts_store.h"
#include "analyzer/includes/folders.h"
#include "analyzer/includes/source_files.h"

namespace unknot {

class FileScanner {
 public:
  FileScanner(const SourceTree& tree, const Folders& folders, SourceFiles& sources, Workers& workers, FactsStore* store,
              const ProgressListener& progress);

  struct Failure {
    FileId file{};
    std::string what;
    bool crashed = false;
  };
  /// Scans those of `files` that are not scanned yet, each once in a run.
  void scan(const std::vector<FileId>& files);
  /// Writes what is new to the store.
  void save();

  const std::vector<Failure>& failures() const { return failures_; }
  /// Every file that was read, with what stat said of it.
  const std::vector<std::pair<FileId, FileSignature>>& read() const { return read_; }

 private:
  void take(FileId file, ScannedFile&& scanned);
  std::string key(FileId file, const FileSignature& signature) const;
  std::string key_suffix() const;
  void run(const std::vector<FileId>& files, std::size_t batch);

  const SourceTree& tree_;
  const Folders& folders_;
  SourceFiles& sources_;
  Workers& workers_;
  FactsStore* store_;
  const ProgressListener& progress_;
  std::unordered_map<std::string, StoredFile> stored_;
  std::vector<std::pair<std::string, StoredFile>> fresh_;
  std::vector<std::pair<FileId, FileSignature>> read_;
  std::vector<Failure> failures_;
  std::set<FileId> asked_;
};

}  // namespace unknot
