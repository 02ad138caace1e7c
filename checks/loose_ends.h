// What the checks for loose ends share: places, words and the frame of a finding.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/check.h"
#include "graph/hook_context.h"
#include "graph/unknown_calls.h"

namespace unknot {

std::string_view name(HookPhase);
std::string_view name(SlotKind);

/// Facts of a program's context in the terms of findings.
class LooseEnds {
 public:
  /// `program.context` is there.
  explicit LooseEnds(const Program& program) : LooseEnds(program, *program.context) {}
  /// `context` is one of the program's.
  LooseEnds(const Program& program, const HookContext& context) : program_(program), context_(context), unknown_(context) {}

  const HookContext& context() const { return context_; }
  Place place(const FactPlace&) const;
  FindingHook hook(const Hook&) const;
  /// "the before hook set in start() (cpp-httplib)": what a person calls it.
  static std::string words(const Hook&);

  /// A finding about a slot; its identity is the check, the slot and the function of the hook. It stands where the slot is set.
  Finding finding(const CheckInfo&, std::string_view case_name, const SharedSlot&, const Hook& before, const FactPlace& at) const;
  /// About what is not done in these hooks: where they are.
  void add_hooks(Finding&, const std::vector<const Hook*>&) const;
  /// What these hooks call that nobody knows, and that may take the slot down: the finding is less certain by a step, and says so.
  void weaken_by_unknown(Finding&, const std::vector<const Hook*>&, const SharedSlot&) const;
  /// The same of what the hook that sets the slot calls itself behind that, and then of the others.
  void weaken_by_unknown(Finding&, const Hook& setter, const FactPlace& set_at, const std::vector<const Hook*>&, const SharedSlot&) const;

 private:
  void weaken(Finding&, const std::vector<UnknownCall>&) const;

  const Program& program_;
  const HookContext& context_;
  UnknownCalls unknown_;
};

/// What all of these hooks together do with a slot.
struct TakeDown {
  bool touched = false;    ///< some hook takes it down on some way
  bool everywhere = false; ///< some hook takes it down on every way on which it returns
  bool puts_back = false;  ///< some hook empties it or puts back what was there, and does not only write it
  const Hook* by = nullptr;
  FactPlace at;            ///< where
};
/// The hooks that a case of a model leaves out (all, where it names none), and the others.
std::pair<std::vector<const Hook*>, std::vector<const Hook*>> split(const std::vector<const Hook*>& afters, const std::string& id);
/// Of a part of something, "...[key]", the key of the whole; of anything else itself.
std::string whole_of(const std::string& key);
TakeDown take_down(const HookContext&, const std::vector<const Hook*>& afters, const std::string& key);

}  // namespace unknot
