// Calls of which nobody knows what they do to a slot that is to be taken down: no body was read, and no model speaks of them.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "graph/hook_context.h"

namespace unknot {

struct UnknownCall {
  std::string function;  ///< qualified name
  FactPlace at;
};

class UnknownCalls {
 public:
  explicit UnknownCalls(const HookContext&);

  /// Those on the hook's ways, into the program's functions that it calls, that may take down what stands in the slot. A function of the
  /// program may where others than its file know the variable. One of a library may where it is given the slot, or what it is a part
  /// of, or is called on it, and can change it. Functions of the standard library are known. In the order of the calls; each once.
  std::vector<UnknownCall> that_may_take_down(const SharedSlot&, const Hook&) const;
  /// The same of what the hook that sets it does behind that place, but only who is given the slot or called on it: what a test tries
  /// out is seldom what restores.
  std::vector<UnknownCall> that_may_take_down(const SharedSlot&, const Hook&, const FactPlace& set_at) const;

 private:
  using Chosen = std::function<bool(const OperationFact&)>;
  enum class Reach : std::uint8_t { given, program };
  std::vector<UnknownCall> find(const SharedSlot&, const Hook&, const Chosen& in_hook, Reach) const;
  bool is_given(const Definition&, const OperationFact&, const SharedSlot&) const;
  bool may_take_down(const Definition&, const OperationFact&, const SharedSlot&) const;
  bool is_known(const EntityFact& callee, bool dispatched) const;

  const HookContext& context_;
  std::set<std::string, std::less<>> modelled_;
};

}  // namespace unknot
