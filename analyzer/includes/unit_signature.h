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

/// Units with equal signatures of one class meet the same files that matter in the same order, under the same macros.
class UnitSignatures {
 public:
  /// `askers`: files with directives to be decided; `deciders`: files with conditions on the way to them.
  /// `surely(file, include)`: the directive is followed whenever its file is entered for the first time.
  UnitSignatures(const TruthInput&, const IncludeClass&, const MacroSlice&, const std::set<FileId>& askers,
                 const std::set<FileId>& deciders, std::function<bool(FileId, std::uint32_t)> surely);

  struct Signature {
    std::uint64_t hash = 0;
    std::vector<FileId> asked;  ///< files with directives to be decided that the unit reaches, sorted
  };
  Signature of(const ClassUnit&);

 private:
  const TruthInput& input_;
  const IncludeClass& class_;
  const MacroSlice& slice_;
  std::vector<std::uint8_t> kind_;     ///< by state: what meeting it means
  std::function<bool(FileId, std::uint32_t)> surely_;
  std::vector<std::uint32_t> seen_;    ///< by state: twice the walk that saw it, and one more where it surely meets it
  std::uint32_t walk_ = 0;
};

}  // namespace unknot
