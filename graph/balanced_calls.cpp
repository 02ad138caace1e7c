// A walk down the calls, each function once.
#include "graph/balanced_calls.h"

#include <algorithm>

#include "graph/stack_ways.h"

namespace unknot {

FunctionStacks BalancedCalls::stacks(const Definition& definition) {
  FunctionStacks out = stack_uses(definition, models_, table_, effects_, [this](const std::string& usr, const LibrarySlot* slot) { return is_balanced(usr, slot); });
  if (ending_.empty()) return out;
  const auto ends = [&](const std::string& type) { return ending_.contains(type); };
  for (auto& [operation, types] : out.throws) std::erase_if(types, ends);
  for (const auto& block : definition.function->blocks)
    for (const auto& operation : block.operations)
      if (operation.kind == OperationKind::raise && !operation.types.empty() && ends(definition.usr(operation.types.front()))) out.last.insert(&operation);
  return out;
}

bool BalancedCalls::is_balanced(const std::string& usr, const LibrarySlot* slot) {
  if (depth_ >= kMostDeep) return false;
  const auto [known, fresh] = odd_.try_emplace(usr);
  if (fresh) {
    ++depth_;
    Slots odd = odd_slots(usr);
    --depth_;
    odd_[usr] = std::move(odd);
  }
  const auto& odd = odd_[usr];
  return odd && !odd->contains(slot);
}

/// Those that are not known to come out even.
BalancedCalls::Slots BalancedCalls::odd_slots(const std::string& usr) {
  Slots odd;
  for (const auto& definition : table_.targets(usr, false)) {
    const FunctionStacks all = stacks(definition);
    odd.insert(all.unclear.begin(), all.unclear.end());
    Slots followed;
    for (const auto& use : all.uses) {
      if (use.keeper != kNone) continue;
      followed.insert(use.slot);
      const StackWays ways = stack_ways(definition, all, use);
      const bool is_even = ways.understood == StackWays::Understood::followed && ways.leaks.empty() && ways.handed.empty() && ways.unpopped.empty();
      const bool is_read = std::ranges::none_of(use.steps, [](const auto& step) { return std::ranges::any_of(step.second, &StackStep::unread); });
      if (!is_even || !is_read) odd.insert(use.slot);
    }
    for (const auto& [slot, count] : all.counts)
      if (!followed.contains(slot)) odd.insert(slot);
  }
  return odd;
}

}  // namespace unknot
