// Answers and facts kept between runs, in one SQLite database for each project, outside the project.
//
// Two levels: the whole extraction under its manifest (nothing changed: one look-up and a stat for each file), and facts for
// each file under what stat says of it and the hash of its bytes. The extractor's version and everything else that an
// extraction depends on is in the key; checks and their configuration are not.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "analyzer/config/config.h"
#include "analyzer/includes/extraction.h"
#include "analyzer/includes/facts_store.h"
#include "analyzer/symbols/ast_store.h"

namespace unknot {

class Cache {
 public:
  /// `folder`: where to keep it; "off"; empty: the user's cache folder. Whatever is wrong with it, the cache is then simply
  /// not there and `remark` says why.
  Cache(const std::string& folder, const ExtractionOptions&, const Config&, const SourceTree&);
  ~Cache();
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  /// The kept answer, if everything that it stands on is as it was.
  std::optional<Extraction> load(unsigned threads);
  void save(const Extraction&);
  /// Facts of single files; nullptr where there is no cache.
  FactsStore* store();
  /// Facts of parsed units; nullptr likewise.
  AstStore* asts();
  /// The folder for compiled modules, beside the database; empty where there is no cache.
  const std::string& modules() const;
  /// Why the cache is not used, in one line; empty where all is well.
  const std::string& remark() const;

 private:
  class Database;
  std::unique_ptr<Database> database_;
  const SourceTree& tree_;
  std::string remark_;
  std::string key_;
  std::string modules_;
};

}  // namespace unknot
