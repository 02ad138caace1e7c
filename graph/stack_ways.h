// The ways through one function on which a stack stays higher, or a setting other, than it was, though it does not on another way.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
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
  const OperationFact* unread = nullptr;  ///< behind the push, a call that may pop, of a function that was not read
};

/// Who opens something for others is named so: one of the words of "beginFrame" or "do_lock". `name`: qualified.
bool is_named_to_leave(std::string_view name);

struct StackLeftover {
  const OperationFact* push = nullptr;
  const OperationFact* unread = nullptr;  ///< as in StackLeak
};

struct StackWays {
  std::vector<StackLeak> leaks;                ///< one for each place that pushes, the nearest way out first
  /// What one leaves who opens for others and takes it back where that fails, with the operation that pushed: a leak if nobody closes.
  std::vector<std::pair<const OperationFact*, StackLeak>> handed;
  std::vector<StackLeftover> unpopped;         ///< of pushes that no way pops, though the function pops others
  enum class Understood : std::uint8_t {
    followed,  ///< every way, to its end
    borrowed,  ///< some way pops what the function has not pushed
    lost,      ///< too many ways, or nobody knows what is on the stack on one
  };
  Understood understood = Understood::lost;
};
/// Nothing where the ways are too many or the function is not understood. Follows each way with what its tests found, so that two
/// tests of one thing come out the same (path sensitivity as in ESP: Das, Lerner and Seigle 2002).
StackWays stack_ways(const Definition&, const FunctionStacks&, const StackUse&);

}  // namespace unknot
