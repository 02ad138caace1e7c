// Where the facts of parsed units are kept between runs. What stands behind it is the cache's business.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

using BlockHash = std::array<std::uint64_t, 2>;

/// What a parse stood on: a file as it was, or a path where nothing was.
struct AstInput {
  std::string path;
  std::optional<FileSignature> signature;  ///< nothing: it was not there
  friend bool operator==(const AstInput&, const AstInput&) = default;
};

/// The answer of one parse. Its inputs and blocks are shared with those of others.
struct StoredAst {
  std::vector<std::uint32_t> inputs;                       ///< ids that the store gave
  std::vector<std::pair<std::uint32_t, BlockHash>> files;  ///< an input, and the block of its facts
  std::string value;                                       ///< what is known besides
};

class AstStore {
 public:
  virtual ~AstStore() = default;
  /// Everything that any stored parse stood on, by id.
  virtual std::vector<std::pair<std::uint32_t, AstInput>> load_inputs() = 0;
  /// By the hash of the request.
  virtual std::unordered_map<std::string, StoredAst> load_asts() = 0;
  /// Those of `wanted` that are kept and whole.
  virtual void load_blocks(std::vector<std::pair<BlockHash, std::string>>& wanted) = 0;
  /// Ids for inputs, in their order; those that are kept already have the ids that they had.
  virtual std::vector<std::uint32_t> keep_inputs(const std::vector<AstInput>&) = 0;
  /// Keeps these; when `live` are few beside what is kept, the rest is forgotten.
  virtual void save_asts(const std::vector<std::pair<std::string, StoredAst>>&, const std::vector<std::pair<BlockHash, std::string_view>>& blocks,
                         const std::vector<std::string>& live) = 0;
};

}  // namespace unknot
