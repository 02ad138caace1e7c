// Where functions use what is current only for a while: the request, the application, what programs put into their store. It knows no
// language, judges nothing, and asks the models.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/hook_context.h"

namespace unknot {

/// One use of such a variable, or of a function that needs something current.
struct ContextUse {
  enum class Kind : std::uint8_t {
    read,
    write,
    remove,   ///< it is deleted
    lookup,   ///< a method asks for it by a text: `g.get("user")`; `method` says which
    call,     ///< a function that needs something current, or a method of the variable
  };
  Kind kind = Kind::read;
  const ContextVariable* variable = nullptr;  ///< nullptr: a function
  std::string name;       ///< "web.g.user", "web.url_for"
  std::string attribute;  ///< "user"; empty: the variable itself
  std::string method;
  bool has_fallback = false;  ///< of `lookup`: it says what to give where there is none
  const OperationFact* at = nullptr;
  std::uint32_t block = 0;
};

/// Of a program, a part of its context.
class ContextUses {
 public:
  explicit ContextUses(const HookContext&);

  /// What the function itself does, in its order; what lambdas in it do is theirs.
  std::vector<ContextUse> of(const Definition&) const;
  /// Functions that it calls, by USR, those with a body.
  std::vector<Definition> callees(const Definition&) const;
  /// It and all that it calls, a few calls far; those that make something current themselves are not entered.
  enum class Through : std::uint8_t { bare, all };  ///< all: the others too
  std::vector<Definition> reached(const Definition&, int depth, Through = Through::bare) const;
  /// Does it enter or push something current itself, or ask whether something is?
  bool provides(const Definition&) const;
  /// Does it ask whether something is current?
  bool asks(const Definition&) const;
  /// Is the operation inside of a block that has entered something current, or of a try?
  bool is_covered(const Definition&, const OperationFact&) const;
  /// The class of a variable as its own file has it; empty: not known.
  std::string type_of(const std::string& usr) const;
  const HookContext& context() const { return context_; }

 private:
  /// What an entity is to the models.
  struct About {
    const ContextVariable* variable = nullptr;  ///< it is this one
    const ContextVariable* of = nullptr;        ///< it is a method of this one
    bool needs = false;   ///< it needs something current
    bool asks = false;
    bool makes = false;   ///< it makes something current, or is a part of what does
    bool looks_up = false;  ///< it looks up an attribute by a text
  };
  const About& about(const FileFunctions& file, std::uint32_t entity) const { return about_[static_cast<std::size_t>(&file - context_.files().data())][entity]; }

  const HookContext& context_;
  std::vector<std::vector<About>> about_;  ///< by file and entity
  std::unordered_map<std::string_view, std::string_view> types_;
};

/// "web.g.user": the variable's name and the members behind it, as far as they go; empty: it begins with no variable.
std::string dotted(const FileFunctions&, const FunctionFact&, std::uint32_t path);
/// The path's variable, behind members, elements and calls; kNone: there is none.
std::uint32_t variable_of(const FunctionFact&, std::uint32_t path);
/// Blocks that are reached from the first without passing one of the kind that `skips` says of (block, successor).
template <class Skips>
std::vector<bool> reachable_blocks(const FunctionFact& f, Skips&& skips) {
  std::vector<bool> seen(f.blocks.size());
  std::vector<std::uint32_t> todo;
  if (!f.blocks.empty()) seen[0] = true, todo.push_back(0);
  const auto add = [&](std::uint32_t block) {
    if (block != kNone && !seen[block]) seen[block] = true, todo.push_back(block);
  };
  while (!todo.empty()) {
    const auto b = todo.back();
    todo.pop_back();
    for (std::size_t s = 0; s < f.blocks[b].successors.size(); ++s)
      if (!skips(b, s)) add(f.blocks[b].successors[s]);
    // An exception leads to what handles it.
    for (const auto& operation : f.blocks[b].operations)
      for (auto u = operation.unwind; u != kNone; u = f.unwinds[u].parent)
        for (const auto& handler : f.unwinds[u].handlers) add(handler.block);
  }
  return seen;
}

}  // namespace unknot
