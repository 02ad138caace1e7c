// Questions to the parser, asked of the cache first. Processes are started for what the cache does not know, and for nothing else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/facts_store.h"
#include "analyzer/includes/progress.h"

namespace unknot {

struct EnterAnswer {
  std::optional<EnterReply> reply;
  std::string failure;  ///< why there is none: "crashed (signal 6)"
};

class Asking {
 public:
  /// `store`: nullptr: nothing is kept.
  Asking(const SourceTree&, WorkerOptions, FactsStore* store, ProgressListener);
  ~Asking();

  /// In the order of the questions. An answer is kept under the extractor's version and all of the question, while every file
  /// that it read and every look-up that failed is as it was.
  std::vector<EnterAnswer> ask(const std::vector<EnterRequest>&);

 private:
  bool holds(const Manifest&);
  Manifest manifest_of(const EnterReply&) const;
  std::string key_of(const EnterRequest&) const;

  const SourceTree& tree_;
  WorkerOptions options_;
  FactsStore* store_;
  ProgressListener progress_;
  std::unique_ptr<Workers> workers_;
  std::unordered_map<std::string, std::optional<FileSignature>> seen_;
  std::int64_t started_;
};

}  // namespace unknot
