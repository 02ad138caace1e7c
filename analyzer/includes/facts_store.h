// Where facts are kept between runs. What stands behind it (SQLite, or nothing) is the cache's business.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/source_tree/manifest.h"
#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// The facts of one file as bytes, with what they were read from.
struct StoredFile {
  FileSignature signature;
  std::array<std::uint64_t, 2> hash{};
  std::string facts;
};

/// An answer to one question as bytes, with the files and the failed look-ups that it stands on.
struct StoredAnswer {
  Manifest manifest;
  std::string value;
};

class FactsStore {
 public:
  virtual ~FactsStore() = default;
  /// Everything that is kept for this root, by path.
  virtual std::unordered_map<std::string, StoredFile> load_files() = 0;
  /// Keeps these, and forgets the paths in `gone`.
  virtual void save_files(const std::vector<std::pair<std::string, StoredFile>>& files, const std::vector<std::string>& gone) = 0;
  /// The answer that is kept under a key; whether its manifest still holds is the caller's question.
  virtual std::optional<StoredAnswer> load_answer(const std::string& key) = 0;
  virtual void save_answers(const std::vector<std::pair<std::string, StoredAnswer>>& answers) = 0;
};

}  // namespace unknot
