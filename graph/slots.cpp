// States of slots: one outcome of several is known by its place in a sorted list.
#include "graph/slots.h"

#include <algorithm>

namespace unknot {

bool merge(Outcomes& into, const Outcomes& from) {
  constexpr std::size_t kMost = 24;
  Outcomes out;
  out.reserve(into.size() + from.size());
  std::ranges::set_union(into, from, std::back_inserter(out));
  if (out.size() > kMost) out = {Outcome{}};
  if (out == into) return false;
  // What was too much once stays so, or the states would never settle.
  if (into.size() == 1 && into[0] == Outcome{} && out.size() > 1) return false;
  into = std::move(out);
  return true;
}

Outcomes SlotState::read(const Slot& slot) const {
  if (const auto known = slots_.find(slot); known != slots_.end()) return known->second;
  // Of a whole that was made anew the parts are not what they were.
  Slot whole = slot;
  while (!whole.steps.empty()) {
    const bool through_pointer = whole.steps.back() == "*";
    whole.steps.pop_back();
    const auto known = slots_.find(whole);
    if (through_pointer) break;  // what it points to is a place of its own
    if (known != slots_.end()) return {Outcome{}};
  }
  return {Outcome{.kind = Outcome::Kind::entry, .slot = slot}};
}

void SlotState::forget_parts(const Slot& slot) {
  auto at = slots_.upper_bound(slot);
  while (at != slots_.end() && at->first.root == slot.root && at->first.steps.size() > slot.steps.size() &&
         std::equal(slot.steps.begin(), slot.steps.end(), at->first.steps.begin()))
    at = slots_.erase(at);
}

void SlotState::write(const Slot& slot, Outcomes outcomes) {
  forget_parts(slot);
  slots_[slot] = std::move(outcomes);
}

void SlotState::write_maybe(const Slot& slot, const Outcomes& outcomes) {
  Outcomes both = read(slot);
  merge(both, outcomes);
  slots_[slot] = std::move(both);
}

bool SlotState::join(const SlotState& other) {
  bool grew = false;
  for (const auto& [slot, outcomes] : other.slots_) {
    const auto known = slots_.find(slot);
    if (known != slots_.end()) {
      grew |= merge(known->second, outcomes);
      continue;
    }
    Outcomes both = read(slot);
    merge(both, outcomes);
    slots_.emplace(slot, std::move(both));
    grew = true;
  }
  for (auto& [slot, outcomes] : slots_)
    if (!other.slots_.contains(slot)) grew |= merge(outcomes, other.read(slot));
  return grew;
}

}  // namespace unknot
