// Openers without a closer.
#include "graph/never_popped.h"

#include <algorithm>

#include "graph/words.h"

namespace unknot {
namespace {

std::string_view owner_of(const Definition& definition) {
  return unknot::owner_of(definition.file->entities[definition.function->entity].name);
}

/// Does the function give away what the push gave, or a local that may hold it?
bool gives_away(const FunctionFact& function, std::uint32_t result) {
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if (operation.kind == OperationKind::give && operation.value.path != kNone &&
          (mentions(function, operation.value.path, result) || function.paths[operation.value.path].kind == PathKind::local))
        return true;
  return false;
}

}  // namespace

void PushesOfProgram::add(std::uint32_t file, const Definition& definition, const FunctionStacks& stacks) {
  for (const auto& block : definition.function->blocks)
    for (const auto& operation : block.operations)
      if (operation.callee != kNone) {
        auto& all = callers_[definition.usr(operation.callee)];
        if (all.empty() || all.back() != entries_.size()) all.push_back(entries_.size());
      }
  entries_.push_back({file, definition, stacks, {}});
}

void PushesOfProgram::add_unpopped(const StackUse& use, const OperationFact& push) { entries_.back().unpopped.emplace_back(use, &push); }

bool PushesOfProgram::is_popped_by_caller(const std::string& usr, const LibrarySlot* slot, std::set<std::string>& seen) const {
  const auto callers = callers_.find(usr);
  if (callers == callers_.end() || !seen.insert(usr).second) return false;
  return std::ranges::any_of(callers->second, [&](std::size_t caller) {
    const Entry& entry = entries_[caller];
    if (const auto count = entry.stacks.counts.find(slot); count != entry.stacks.counts.end()) {
      // What it pushes besides is its own to pop.
      std::uint32_t own = 0;
      for (const auto& [callee, times] : count->second.pushes)
        if (callee == kNone || entry.definition.usr(callee) != usr) own += times;
      if (count->second.pops > own) return true;
    }
    return is_popped_by_caller(entry.definition.usr(), slot, seen);
  });
}

std::vector<NeverPopped> PushesOfProgram::never_popped(const StackModels& models, const std::set<std::string>& excused) const {
  std::map<const LibrarySlot*, std::vector<const Entry*>> closers;
  for (const auto& entry : entries_)
    for (const auto* slot : entry.stacks.closed) closers[slot].push_back(&entry);
  std::vector<NeverPopped> out;
  for (const auto& entry : entries_) {
    const FunctionFact& function = *entry.definition.function;
    if (function.kind == FunctionKind::constructor || excused.contains(entry.definition.usr())) continue;
    if (is_named_to_leave(entry.definition.file->entities[function.entity].name)) continue;
    const auto judge = [&](const StackUse& use, const OperationFact* only) {
      if (!use.slot->counts || !use.slot->sticky.empty()) return;
      const auto is_own = [&](const auto& entry_of) {
        return entry_of.first->callee != kNone && models.find(entry.definition.file->entities[entry_of.first->callee].name) != nullptr;
      };
      // What a function of the project pushes in between is told there.
      if (only != nullptr && !std::ranges::all_of(use.steps, is_own)) return;
      const auto known = closers.find(use.slot);
      const bool is_closed = known != closers.end() && std::ranges::any_of(known->second, [&](const Entry* closer) {
        const bool is_method = function.kind != FunctionKind::function;
        const bool one_class = is_method && owner_of(closer->definition) == owner_of(entry.definition);
        if (use.slot->of_object) return closer->file == entry.file || one_class;
        return !callers_.contains(entry.definition.usr());
      });
      std::set<std::string> seen;
      if (is_closed || is_popped_by_caller(entry.definition.usr(), use.slot, seen)) return;
      const StackStep* first = nullptr;
      const OperationFact* at = nullptr;
      for (const auto& [operation, steps] : use.steps)
        for (const auto& step : steps)
          if ((only == nullptr || operation == only) && step.change == StackChange::push && operation->callee != kNone &&
              models.find(entry.definition.file->entities[operation->callee].name) != nullptr &&
              (at == nullptr || std::pair{operation->line, operation->column} < std::pair{at->line, at->column}))
            first = &step, at = operation;
      if (at == nullptr || (first->result != kNone && gives_away(function, first->result))) return;
      out.push_back({entry.file, entry.definition, use, {at->line, at->column}, use.unread});
    };
    for (const auto& use : entry.stacks.opened) judge(use, nullptr);
    for (const auto& [use, push] : entry.unpopped) judge(use, push);
  }
  return out;
}

}  // namespace unknot
