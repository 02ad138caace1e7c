// Functions that push onto a stack of a library and that nobody pops for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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
  std::optional<StackLeak> leak;          ///< it is popped on another way, as one does who opens for others
  const OperationFact* unread = nullptr;  ///< a call that may pop, of a function that was not read
  /// Somebody elsewhere who only pops, with the file as it was told; nobody is known to call both.
  std::optional<std::pair<std::uint32_t, Definition>> closer;
};

/// Whoever opens for others has somebody who closes: a caller, however far up, that pops more than it pushes itself; of its class
/// or file another function that only pops, unless a name says that it does so for another opener; where no caller is known and the
/// stack is no object's, anybody with a name that goes with its own. A function that is named to leave what it pushed is left
/// alone, and so is a constructor, one that gives away what the push gave, and a stack that is only set or not.
class PushesOfProgram {
 public:
  void add(std::uint32_t file, const Definition&, const FunctionStacks&);
  /// The ways through the function that was added last.
  void add_ways(const StackUse&, const StackWays&);
  /// In the order in which the functions were added; `excused`: USRs of functions that others look after.
  std::vector<NeverPopped> never_popped(const StackModels&, const std::set<std::string>& excused) const;

 private:
  /// A push without a pop in its function, or with one on other ways.
  struct Open {
    StackUse use;
    const OperationFact* only = nullptr;  ///< nullptr: all that it pushes
    std::optional<StackLeak> leak;
    const OperationFact* unread = nullptr;
  };
  struct Entry {
    std::uint32_t file = 0;
    Definition definition;
    FunctionStacks stacks;
    std::vector<Open> open;
  };
  /// How a function comes to be called.
  struct Ways {
    std::set<std::string> usrs;      ///< of the function and of all that call it, however far up
    std::set<std::size_t> callers;   ///< entries that call one of these
  };
  Ways ways_to(const std::string& usr) const;
  bool pops_more(const std::string& usr, const LibrarySlot*) const;
  bool pops_for(const Entry& caller, const Entry& opener, const Ways&, const LibrarySlot*) const;
  bool is_popped_by_caller(const Entry& opener, const LibrarySlot*) const;
  static bool are_together(const Entry&, const Entry&);
  bool is_taken(const Entry& closer, const Entry& opener, const LibrarySlot*) const;
  void judge(const Entry&, const Open&, const StackModels&, std::vector<NeverPopped>& out) const;

  std::vector<Entry> entries_;
  std::map<std::string, std::size_t> by_usr_;
  std::map<std::string, std::vector<std::size_t>> callers_;  ///< by USR of the callee
};

}  // namespace unknot
