// The ways through one function on which a stack stays higher, or a setting other, than it was, though it does not on another way.
#pragma once

#include <vector>

#include "graph/stack_uses.h"

namespace unknot {

struct StackPlace {
  std::uint32_t line = 0, column = 0;
  friend auto operator<=>(const StackPlace&, const StackPlace&) = default;
};

struct StackLeak {
  StackPlace pushed;
  StackPlace popped;  ///< on another way
  StackPlace left;    ///< where the function is left; line 0: at its end
  bool by_exception = false;
};

/// One for each place that pushes, the nearest way out first; none where the ways are too many or the function is not understood.
/// Follows each way with what its tests found, so that two tests of one thing come out the same (path sensitivity as in ESP: Das,
/// Lerner and Seigle 2002). Nothing is told of a function that may be meant to leave more than it found.
std::vector<StackLeak> stack_leaks(const Definition&, const FunctionStacks&, const StackUse&);

}  // namespace unknot
