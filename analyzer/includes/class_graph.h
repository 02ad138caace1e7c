// What the units of one class (one search list) can reach: every file as it is found, every directive's target, whatever
// its condition. An over-approximation of each unit of the class.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "analyzer/includes/resolver.h"

namespace unknot {

/// A unit of a class: its main file, after the files that its command forces in front of it (-include).
struct ClassUnit {
  AccessId file = AccessId::none;
  std::vector<AccessId> forced;
  std::uint32_t command = 0;  ///< the caller's number for the command
};

/// A file as some directive of the class reaches it.
struct ReachedFile {
  AccessId access = AccessId::none;
  FileId file{};
  std::uint32_t entry = kNoEntry;
};
struct Step {
  std::uint32_t include = 0;  ///< index into the file's facts
  std::uint32_t to = 0;       ///< state; kUnresolved: no file of that name
};
constexpr std::uint32_t kUnresolved = 0xffffffff;

/// Targets of computed includes as the preprocessor found them, by (file, index of the include).
using ComputedTargets = std::map<std::pair<FileId, std::uint32_t>, std::vector<AccessId>>;

class ClassGraph {
 public:
  /// `follow(file)`: the file's facts where its includes are to be followed, else nullptr (a leaf, or not scanned yet).
  ClassGraph(const SearchList& list, NearbyLookups& nearby, std::vector<ClassUnit> units,
             const std::function<const ScannedSource*(FileId)>& follow, const ComputedTargets& computed);

  const std::vector<ClassUnit>& units() const { return units_; }
  const std::vector<ReachedFile>& states() const { return states_; }
  std::span<const Step> steps(std::uint32_t state) const {
    return std::span(steps_).subspan(rows_[state], rows_[state + 1] - rows_[state]);
  }
  /// The states where a unit starts: forced files in order, then the main file.
  std::vector<std::uint32_t> starts(const ClassUnit&) const;

 private:
  std::uint32_t state(Found found, const Folders& folders,
                      const std::function<const ScannedSource*(FileId)>& follow);

  std::vector<ClassUnit> units_;
  std::vector<ReachedFile> states_;
  std::vector<Step> steps_;
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint32_t> by_access_;  ///< state + 1 of an access whose place does not matter
  std::vector<std::pair<std::uint64_t, std::uint32_t>> by_place_;  ///< the few whose place does: (access, entry), state
};

}  // namespace unknot
