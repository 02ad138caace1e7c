// Units that cannot come out differently in some matter are one: which flags have a say, and in which order a unit would meet
// the files that have one. One unit of each kind is enough to preprocess.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "analyzer/includes/macro_slice.h"
#include "analyzer/includes/truth.h"

namespace unknot {

/// What has a say in some directives of a class.
struct Say {
  std::set<std::string> names;  ///< macros in their conditions, and in those on the way from any unit to them
  std::set<FileId> askers;      ///< files with directives to be decided
  std::vector<bool> leads;      ///< by state: an asker can be reached from it
};

/// Units with equal signatures of one class meet the same files that matter, in the same order, behind the same conditions,
/// under the same macros.
class UnitSignatures {
 public:
  /// `surely(file, include)`: the directive is followed whenever its file is entered for the first time.
  UnitSignatures(const TruthInput&, const IncludeClass&, const MacroSlice&, const Say&,
                 std::function<bool(FileId, std::uint32_t)> surely);

  struct Signature {
    std::uint64_t hash = 0;
    std::vector<FileId> asked;  ///< files with directives to be decided that the unit reaches, sorted
  };
  Signature of(const ClassUnit&);

 private:
  std::uint64_t condition_hash(FileId, std::uint32_t include) const;

  const TruthInput& input_;
  const IncludeClass& class_;
  const MacroSlice& slice_;
  const Say& say_;
  std::vector<std::uint8_t> kind_;     ///< by state: what meeting it means
  std::function<bool(FileId, std::uint32_t)> surely_;
  std::vector<std::uint32_t> seen_;    ///< by state: twice the walk that saw it, and one more where it surely meets it
  std::uint32_t walk_ = 0;
};

}  // namespace unknot
