// Where the paths of a function lead in a state, what stands there, and what a callee's places are for its caller.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/function_table.h"
#include "graph/slots.h"

namespace unknot {

/// Where a call's result is kept among the callee's slots.
inline const std::string kResultRoot = "@return";

/// One function's view; its file outlives it.
class PlaceReader {
 public:
  using Places = std::vector<Slot>;
  explicit PlaceReader(const Definition& definition)
      : definition_(definition), f_(*definition.function), texts_(f_.paths.size()) {}

  /// The state before the call; `object`: a path, or kNone.
  struct Call {
    const Definition& callee;
    std::uint32_t object;
    const std::vector<ArgumentFact>& arguments;
    const SlotState& before;
    std::uint32_t line = 0, column = 0;
  };

  /// The slots that the path may mean: several, where a pointer may hold several; none, where it leads nowhere.
  Places places(std::uint32_t path, const SlotState& state);
  /// What a pointer or reference that is given away stands for.
  Places pointed_to(const ValueFact& value, const SlotState& state);
  /// Where a slot of the callee is for its caller.
  Places seen_by_caller(const Slot& slot, const Call& call) { return translated(slot, call); }
  /// The key of an element, as a step of its slot has it.
  std::string key_text(const ValueFact& value);
  /// What the value may be.
  Outcomes evaluate(const ValueFact& value, const SlotState& state);
  bool is_of_nothing(std::uint32_t path, int depth) const;
  static void write(const Places& to, const Outcomes& outcomes, SlotState& state);
  /// Something that the function itself may have put there, and that is not nothing.
  static bool is_own(const Outcomes& outcomes, const Slot& slot);
  static void count_on(const Slot& slot, const Call& call, Outcomes& outcomes);
  static void settle(Outcomes& outcomes);
  /// The state behind a call that changes this, in the callee's terms. `result`: where what it gives is kept; nullptr: nowhere.
  SlotState applied(const SlotState& changes, const Call& call, const Slot* result);
  /// The same on the state before the call itself.
  void apply(const SlotState& changes, const Call& call, const Slot* result, SlotState& before_and_after);
  /// The path that the result of this call has where it is used.
  std::optional<Slot> result_slot(const OperationFact& operation);

 private:
  /// The same path has the same text in every function, so that two that call one accessor mean one place.
  const std::string& path_text(std::uint32_t path);
  /// A USR that looks like the name of a place in a function is not one.
  static std::string variable_root(const std::string& usr);
  static Slot with_step(const Slot& slot, std::string_view step);
  /// What a pointer or reference that holds one of these stands for.
  static Places behind(const Outcomes& outcomes);
  static void settle(Places& places);
  /// What the callee may also leave as it was, or what may be written in one of several places.
  static void mark_uncertain(const Slot& slot, const Outcomes& callees, const Places& to, Outcomes& outcomes);
  static void mark_over(const Places& to, Outcomes& outcomes, const SlotState& before);
  Outcomes read(const Places& from, const SlotState& state) const;
  /// The callee's steps from the `first` on, as the caller sees them: what its pointers stood for when the call began.
  static Places append(Places from, const Slot& slot, std::size_t first, const SlotState& before);
  const PathFact* closure_of(const Call& call) const;
  const ValueFact* captured(const Call& call, bool (*wanted)(const CaptureFact&)) const;
  Places translated(const Slot& slot, const Call& call);
  Outcomes translated(const Outcomes& outcomes, const Call& call);

  const Definition definition_;
  const FunctionFact& f_;
  std::vector<std::string> texts_;
};

}  // namespace unknot
