// Which units tell what some files say: as few as may be, since each costs a parse.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "graph/program.h"

namespace unknot {

class UnitChooser {
 public:
  /// `has_command`: by unit of the program. It outlives the chooser.
  UnitChooser(const Program&, std::vector<bool> has_command);

  /// Units that read these files, nearest first where several do, and none that was given before; by name. A file that no other
  /// unit reads is left out.
  std::vector<UnitId> choose(std::span<const UnitId> files);

 private:
  UnitId nearest(UnitId file) const;
  void follow(UnitId unit, std::vector<bool>& read) const;

  const Program& program_;
  std::vector<bool> has_command_, given_;
  std::vector<std::vector<UnitId>> included_by_, includes_;  ///< by unit; `includes_` has what is sure only
};

}  // namespace unknot
