// What one function does to stacks and settings of libraries, operation by operation, as models and effects say. It judges nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "graph/effects.h"
#include "graph/function_table.h"
#include "graph/model.h"

namespace unknot {

enum class StackChange : std::uint8_t {
  push,    ///< one more; of a setting: it is changed
  pop,     ///< one less; of a setting: it is put back
  clear,   ///< none is left
  gone,    ///< the object dies, and its stack with it
  save,    ///< the setting is kept in the local
  forget,  ///< nobody knows from here on
};

struct StackStep {
  StackChange change = StackChange::forget;
  int times = 1;
  bool if_true = false;          ///< only where the call gives true
  bool rises = false;            ///< of `forget`: there may be more on it
  bool falls = false;            ///< of `forget`: something may have been taken off
  bool counted = false;          ///< of `forget`: what it may come to is all known, one of several numbers
  bool unread = false;           ///< of `forget`: a function of the project without a known body is given the object
  std::uint32_t result = kNone;  ///< path: what the call gives
  bool only_rises() const { return counted && rises && !falls; }
  friend bool operator==(const StackStep&, const StackStep&) = default;
};

/// A stack, or a setting of which the old value is kept in a local variable.
struct StackUse {
  const LibrarySlot* slot = nullptr;
  std::string key;                ///< the same for the same stack in this function
  std::string object;             ///< whose it is, for a person; empty: the thread's or the process's
  std::uint32_t owner = kNone;    ///< path of that object, where it has one here
  std::uint32_t keeper = kNone;   ///< path of the local; kNone: it is pushed and popped
  const OperationFact* unread = nullptr;  ///< the first call that gives the object to a function of the project without a known body
  std::map<const OperationFact*, std::vector<StackStep>> steps;
  std::map<std::uint32_t, std::vector<StackStep>> unwinds;  ///< by index into FunctionFact::unwinds: when an exception passes
  /// What leaves a call by an exception: by its type.
  std::map<const OperationFact*, std::map<std::string, std::vector<StackStep>>> throws;
};

/// Which functions have stacks, by name.
class StackModels {
 public:
  explicit StackModels(std::span<const Model> models);
  /// nullptr: nothing of this function is known.
  const std::vector<const CallEffect*>* find(const std::string& function) const;
  const LibrarySlot* slot(const std::string& name) const;
  /// Does the function take part in pushing, popping, saving or setting?
  bool takes_part(const std::string& function) const;

 private:
  std::map<std::string, std::vector<const CallEffect*>, std::less<>> calls_;
  std::map<std::string, const LibrarySlot*, std::less<>> slots_;
};

/// What a call gives pops when it dies, and nobody keeps it.
struct DroppedPush {
  const LibrarySlot* slot = nullptr;
  const OperationFact* at = nullptr;
};

struct FunctionStacks {
  std::vector<StackUse> uses;  ///< those that the function both pushes and pops, or saves and puts back
  std::map<const OperationFact*, std::vector<std::string>> throws;  ///< types of exceptions that leave a call
  std::set<const OperationFact*> last;                              ///< what raises an exception that ends the program
  std::vector<DroppedPush> dropped;
  std::vector<StackUse> opened;              ///< those that it only pushes, and nobody else is given them
  /// Places that pop, or may; places that push, or may; those of which nobody knows; by the entity that is called (kNone: an end
  /// of a local object).
  struct Count {
    std::map<std::uint32_t, std::uint32_t> pops, pushes, unclear;
  };
  std::map<const LibrarySlot*, Count> counts;  ///< of every slot that it changes or may change
  std::set<const LibrarySlot*> unclear;        ///< changed by a call, of an object that is not known here
  std::set<const LibrarySlot*> closed;       ///< those that it only pops
};

/// Does a call of the function with this USR leave the stack as it was, on each of its ways?
using IsBalanced = std::function<bool(const std::string& usr, const LibrarySlot*)>;

/// `table` and `effects` are of the whole program; `is_balanced`: asked where the effects of a call are not exact.
FunctionStacks stack_uses(const Definition&, const StackModels&, const FunctionTable& table, const EffectsByUsr& effects,
                          const IsBalanced& is_balanced = {});

/// The path and all that it is made of.
bool mentions(const FunctionFact&, std::uint32_t path, std::uint32_t part);

}  // namespace unknot
