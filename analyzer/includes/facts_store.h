// Where facts are kept between runs. What stands behind it (SQLite, or nothing) is the cache's business.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// The facts of one file as bytes, with what they were read from.
struct StoredFile {
  FileSignature signature;
  std::array<std::uint64_t, 2> hash{};
  std::string facts;
};

class FactsStore {
 public:
  virtual ~FactsStore() = default;
  /// Everything that is kept for this root, by path.
  virtual std::unordered_map<std::string, StoredFile> load_files() = 0;
  /// Keeps these, and forgets the paths in `gone`.
  virtual void save_files(const std::vector<std::pair<std::string, StoredFile>>& files, const std::vector<std::string>& gone) = 0;
};

}  // namespace unknot
