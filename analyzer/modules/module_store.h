// What unknot-clang said about modules, and the modules that it compiled, kept as files beside the cache's database. An entry
// holds while every file that it was made from has the same content, and what was missing still is. It knows no compiler.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

using ContentHash = std::array<std::uint64_t, 2>;

/// Which of the files an answer stands on.
struct ModuleInputs {
  std::vector<std::string> read;     ///< absolute
  std::vector<std::string> missing;  ///< absolute
};

struct KeptAnswer {
  std::string value;
  std::string identity;  ///< of key and content of all inputs, as hexadecimal digits: equal ones were made from the same
  std::string bmi;       ///< absolute path of the compiled module; empty: there is none
  ModuleInputs inputs;
};

struct ModuleStoreOptions {
  std::string folder;                          ///< absolute; empty: nothing is kept beyond this run
  std::uint64_t most_bytes = 2ULL << 30;       ///< of all files together; the least recently used go first
  std::chrono::seconds spared{3600};           ///< what was used so lately stays: another run may be at it
};

/// Where nothing can be kept (no folder, no room, no right), compiled modules stand in a private folder that goes with the store.
class ModuleStore {
 public:
  ModuleStore(const SourceTree& tree, ModuleStoreOptions options);
  ~ModuleStore();
  ModuleStore(const ModuleStore&) = delete;
  ModuleStore& operator=(const ModuleStore&) = delete;

  /// What is kept under the key, of this run or where it still holds and is whole.
  std::optional<KeptAnswer> find(const std::string& key);

  /// Keeps an answer. `bmi`: the bytes of the compiled module, if any. `asked`: when the question was put; an input that changed
  /// later is no input of this answer, so that it is only used in this run. Nothing where a module can be written nowhere.
  std::optional<KeptAnswer> keep(const std::string& key, std::string value, ModuleInputs inputs, std::string_view bmi,
                                 std::chrono::system_clock::time_point asked);

  /// Why something was not kept; empty: all was.
  const std::string& remark() const { return remark_; }

 private:
  struct Known {
    FileSignature signature;
    std::optional<ContentHash> hash;  ///< where it was needed
    bool there = false;
  };
  std::optional<KeptAnswer> load(const std::string& key);
  Known& look(const std::string& path);
  std::optional<ContentHash> hash_of(const std::string& path);
  std::string place_bmi(const std::string& name, std::string_view bytes);
  bool write(const std::string& path, std::string_view bytes);
  void drop_oldest();

  const SourceTree& tree_;
  ModuleStoreOptions options_;
  std::string private_folder_;
  std::string remark_;
  std::unordered_map<std::string, Known> known_;  ///< one look at each file in a run
  std::unordered_map<std::string, KeptAnswer> answers_;  ///< of this run, by key
};

/// XXH3-128 as hexadecimal digits.
std::string hex_hash(std::string_view bytes);

}  // namespace unknot
