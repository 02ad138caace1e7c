// Which functions leave a stack as they found it, followed way by way.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "graph/stack_uses.h"

namespace unknot {

/// The effects of a function join its ways: of one that pushes and pops under the same test they only know that it may do either.
/// Where each of its ways is followed and comes out even, a call of it changes nothing.
class BalancedCalls {
 public:
  /// All are of the whole program and are kept by reference. `ending`: types of exceptions that end the program.
  BalancedCalls(const StackModels& models, const FunctionTable& table, const EffectsByUsr& effects, std::set<std::string> ending = {})
      : models_(models), table_(table), effects_(effects), ending_(std::move(ending)) {}

  /// `stack_uses` without the calls that come out even, and without exceptions behind which nothing matters.
  FunctionStacks stacks(const Definition&);

 private:
  static constexpr int kMostDeep = 12;
  using Slots = std::set<const LibrarySlot*>;
  bool is_balanced(const std::string& usr, const LibrarySlot*);
  Slots odd_slots(const std::string& usr);

  const StackModels& models_;
  const FunctionTable& table_;
  const EffectsByUsr& effects_;
  std::set<std::string> ending_;
  std::map<std::string, std::optional<Slots>> odd_;  ///< by USR; nothing: is being looked at
  int depth_ = 0;
};

}  // namespace unknot
