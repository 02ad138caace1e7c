// The ways through one function on which a stack stays higher, or a setting other, than it was, though it does not on another way.
#pragma once

#include <string_view>
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

/// Who opens something for others is named so: one of the words of "beginFrame" or "do_lock". `name`: qualified.
bool is_named_to_leave(std::string_view name);

struct StackWays {
  std::vector<StackLeak> leaks;                ///< one for each place that pushes, the nearest way out first
  std::vector<const OperationFact*> unpopped;  ///< pushes that no way pops, though the function pops others, in its order
};
/// Nothing where the ways are too many or the function is not understood. Follows each way with what its tests found, so that two
/// tests of one thing come out the same (path sensitivity as in ESP: Das, Lerner and Seigle 2002). No leak is told of a function that
/// may be meant to leave more than it found.
StackWays stack_ways(const Definition&, const FunctionStacks&, const StackUse&);

}  // namespace unknot
