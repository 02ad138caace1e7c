// Places in memory as values that can be compared across functions, and what can stand in them. It knows no language.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "graph/function_facts.h"

namespace unknot {

/// A place as one function sees it. Its root is a variable's USR, or says where in the function it begins: "$this", "$0" (a
/// parameter), "^0" (a capture), "~0" (a local), "#0" (a temporary), "@return", or a call whose result nothing is known of.
struct Slot {
  std::string root;
  std::vector<std::string> steps{};  ///< ".USR" of a member, "*" for what a pointer or reference stands for, "[key]"
  friend auto operator<=>(const Slot&, const Slot&) = default;
  friend bool operator==(const Slot&, const Slot&) = default;
};

/// One of the things that may stand in a slot.
struct Outcome {
  enum class Kind : std::uint8_t {
    entry,     ///< what stood in `slot` when the function began: in the slot itself, nothing has changed or it is restored
    constant,  ///< value and text
    location,  ///< a pointer to `slot`
    alias,     ///< of what a call gives: `slot` itself, by reference
    other,     ///< something else
  };
  Kind kind = Kind::other;
  ValueKind value = ValueKind::other;
  std::string text{};
  Slot slot{};
  /// The operation that put it there, where somebody asked for it: the file's place among those given, counted from 1.
  std::uint32_t file = 0, line = 0, column = 0;
  bool first = false;  ///< likewise: it was put there where nothing was
  friend auto operator<=>(const Outcome&, const Outcome&) = default;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Sorted, each once.
using Outcomes = std::vector<Outcome>;

/// Adds what is not there yet; many are too many to follow, and become one: something else. True: it grew.
bool merge(Outcomes& into, const Outcomes& from);

/// Which slots may hold what. A slot that is not named holds what it held at the beginning.
class SlotState {
 public:
  Outcomes read(const Slot&) const;
  /// From now on the slot holds one of these; what is known of its parts is forgotten.
  void write(const Slot&, Outcomes);
  /// The slot may hold one of these from now on, or what it held.
  void write_maybe(const Slot&, const Outcomes&);
  /// Both ways come together here. True: something is new.
  bool join(const SlotState&);
  const std::map<Slot, Outcomes>& slots() const { return slots_; }
  friend bool operator==(const SlotState&, const SlotState&) = default;

 private:
  void forget_parts(const Slot&);
  std::map<Slot, Outcomes> slots_;
};

}  // namespace unknot
