// Which files may end in one linked program, as far as the build says.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// Two files are apart only where that is certain: each is read by units of executables alone, and by units of no common one.
/// What a library holds may be linked with anything; where the build names no targets everything is one program.
class LinkedFiles {
 public:
  explicit LinkedFiles(const Program&);

  /// Files that one translation unit reads, itself among them.
  void add_unit(std::span<const UnitId> files);

  /// Could any two files be apart?
  bool tells_apart() const { return executables_ > 1; }
  /// May one program hold both?
  bool together(UnitId, UnitId) const;
  /// `files` in groups that are apart from each other, each sorted; groups sorted by their first file.
  std::vector<std::vector<UnitId>> groups(std::vector<UnitId> files) const;

 private:
  const Program& program_;
  std::size_t executables_ = 0;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> targets_of_source_;  ///< by unit
  struct Reached {
    std::vector<std::uint32_t> executables;  ///< sorted
    bool anywhere = false;                   ///< in a library, or in a unit of no target
  };
  std::unordered_map<std::uint32_t, Reached> reached_;  ///< by unit
};

}  // namespace unknot
