// Functions that push onto a stack of a library and that nobody pops for.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/stack_uses.h"
#include "graph/stack_ways.h"

namespace unknot {

/// A push that neither its function nor anybody who could mean it takes back.
struct NeverPopped {
  std::uint32_t file = 0;  ///< as it was told
  Definition definition;
  StackUse use;
  StackPlace pushed;
  const OperationFact* unread = nullptr;  ///< a call that may pop, of a function that was not read
};

/// Whoever opens for others has somebody who closes: a caller, however far up, that pops more than it pushes itself; of an
/// object's stack also another function of the same class or file; of another one anybody, where no caller is known. A function
/// that is named to leave what it pushed is left alone, and so is a constructor, one that gives away what the push gave, and a
/// stack that is only set or not.
class PushesOfProgram {
 public:
  void add(std::uint32_t file, const Definition&, const FunctionStacks&);
  /// A push of the function that was added last which none of its ways pops, though they pop others.
  void add_unpopped(const StackUse&, const OperationFact&);
  /// In the order in which the functions were added; `excused`: USRs of functions that others look after.
  std::vector<NeverPopped> never_popped(const StackModels&, const std::set<std::string>& excused) const;

 private:
  struct Entry {
    std::uint32_t file = 0;
    Definition definition;
    FunctionStacks stacks;
    std::vector<std::pair<StackUse, const OperationFact*>> unpopped;
  };
  bool is_popped_by_caller(const std::string& usr, const LibrarySlot*, std::set<std::string>& seen) const;

  std::vector<Entry> entries_;
  std::map<std::string, std::vector<std::size_t>> callers_;  ///< by USR of the callee
};

}  // namespace unknot
