// Which of several folders of a tree is nearest to a place in it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/includes/folders.h"

namespace unknot {

/// A folder that may be looked into.
struct VotedFolder {
  FolderId folder{};
  std::string_view path;
  std::size_t aside = 0;    ///< where the last part of the path starts that sets it aside, such as "tests"; 0: none
  std::uint64_t votes = 0;  ///< includes that ask for it
  bool standard = false;    ///< holds a file with the name of a standard header
};

/// Where the last part of `path` starts that sets a folder aside for files outside of it, or 0.
std::size_t aside_from(std::string_view path);
/// "" for "/a" and for what has no slash.
std::string_view parent_of(std::string_view path);

/// Nearer is: not set aside for who looks, then fewer steps up, then fewer steps down, then more votes, then the path.
/// Each question costs the depth of the tree, however many folders there are.
class Nearness {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  /// `among`: indices into `folders`, which must stay as they are.
  Nearness(std::span<const VotedFolder> folders, std::vector<std::uint32_t> among);

  /// Those that are alike but for steps down, votes and path, the best first. Where `except` were alone, the next ones.
  std::span<const std::uint32_t> nearest(std::string_view from, std::uint32_t except = kNone) const;
  /// All, in order.
  std::vector<std::uint32_t> in_order(std::string_view from) const;

 private:
  /// What lies below one folder, sorted by steps down, votes and path.
  struct Level {
    std::vector<std::uint32_t> open;  ///< not set aside for who looks from this folder
    std::vector<std::uint32_t> all;
  };
  std::unordered_map<std::string_view, Level> levels_;  ///< by path
  std::size_t count_;
  std::size_t size_;  ///< of `folders`
};

}  // namespace unknot
