// Openers without a closer.
#include "graph/never_popped.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "graph/words.h"

namespace unknot {
namespace {

std::string_view name_of(const Definition& definition) { return definition.file->entities[definition.function->entity].name; }
std::string_view owner_of(const Definition& definition) { return unknot::owner_of(name_of(definition)); }

/// Does the function give away what the push gave, or a local that may hold it?
bool gives_away(const FunctionFact& function, std::uint32_t result) {
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if (operation.kind == OperationKind::give && operation.value.path != kNone &&
          (mentions(function, operation.value.path, result) || function.paths[operation.value.path].kind == PathKind::local))
        return true;
  return false;
}

/// Words that two names have in common: "aboutToRemoveRow" and "rowRemoved" have two. What every opener and closer says of itself
/// counts for nothing.
std::size_t common_words(std::string_view first, std::string_view second) {
  static constexpr std::array<std::string_view, 14> kEmpty{"on", "to", "is", "do", "set", "about", "begin", "end", "start", "stop", "finish", "slot", "event", "for"};
  const auto others = name_words(last_word(second));
  return static_cast<std::size_t>(std::ranges::count_if(name_words(last_word(first)), [&](const std::string& word) {
    return std::ranges::find(kEmpty, word) == kEmpty.end() && std::ranges::any_of(others, [&](const std::string& other) {
      // "remove" and "removed" are one.
      const std::size_t stem = std::min(word.size(), other.size());
      return word == other || (stem >= 4 && word.substr(0, stem) == other.substr(0, stem));
    });
  }));
}

}  // namespace

void PushesOfProgram::add(std::uint32_t file, const Definition& definition, const FunctionStacks& stacks) {
  for (const auto& block : definition.function->blocks)
    for (const auto& operation : block.operations)
      if (operation.callee != kNone) {
        auto& all = callers_[definition.usr(operation.callee)];
        if (all.empty() || all.back() != entries_.size()) all.push_back(entries_.size());
      }
  Entry& entry = entries_.emplace_back(Entry{file, definition, stacks, {}});
  for (const auto& use : stacks.opened) entry.open.push_back({use, nullptr, {}, use.unread});
}

void PushesOfProgram::add_ways(const StackUse& use, const StackWays& ways) {
  Entry& entry = entries_.back();
  for (const auto& [push, unread] : ways.unpopped) entry.open.push_back({use, push, {}, unread});
  for (const auto& [push, leak] : ways.handed) entry.open.push_back({use, push, leak, leak.unread});
}

/// Does the caller take back what the function has pushed? Then it pops too often without.
bool PushesOfProgram::pops_for(const Entry& caller, const std::string& usr, const LibrarySlot* slot) const {
  bool followed = false;
  for (const auto& use : caller.stacks.uses) {
    if (use.slot != slot || use.keeper != kNone) continue;
    StackUse rest = use;
    const auto gone = std::erase_if(rest.steps, [&](const auto& step) { return step.first->callee != kNone && caller.definition.usr(step.first->callee) == usr; });
    if (gone == 0) continue;
    const auto understood = stack_ways(caller.definition, caller.stacks, rest).understood;
    if (understood == StackWays::Understood::borrowed) return true;
    const bool all_read = std::ranges::none_of(rest.steps, [](const auto& step) { return std::ranges::any_of(step.second, &StackStep::unread); });
    followed |= all_read && understood == StackWays::Understood::followed;
  }
  const auto count = caller.stacks.counts.find(slot);
  if (followed || count == caller.stacks.counts.end()) return false;
  // What it pushes besides is its own to pop.
  std::uint32_t own = 0;
  for (const auto& [callee, times] : count->second.pushes)
    if (callee == kNone || caller.definition.usr(callee) != usr) own += times;
  return count->second.pops > own;
}

bool PushesOfProgram::is_popped_by_caller(const std::string& usr, const LibrarySlot* slot, std::set<std::string>& seen) const {
  const auto callers = callers_.find(usr);
  if (callers == callers_.end() || !seen.insert(usr).second) return false;
  return std::ranges::any_of(callers->second, [&](std::size_t caller) {
    return pops_for(entries_[caller], usr, slot) || is_popped_by_caller(entries_[caller].definition.usr(), slot, seen);
  });
}

/// Of one class, or of one file but not of two classes.
bool PushesOfProgram::are_together(const Entry& one, const Entry& other) {
  const auto is_method = [](const Entry& entry) {
    const auto kind = entry.definition.function->kind;
    return kind == FunctionKind::method || kind == FunctionKind::constructor || kind == FunctionKind::destructor;
  };
  if (!is_method(one) || !is_method(other)) return one.file == other.file;
  const auto own = owner_of(one.definition), others = owner_of(other.definition);
  const auto within = [](std::string_view inner, std::string_view outer) {
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner.substr(outer.size()).starts_with("::"));
  };
  return within(own, others) || within(others, own);
}

/// Does its name say that it closes for somebody else who stands beside it?
bool PushesOfProgram::is_taken(const Entry& closer, const Entry& opener, const LibrarySlot* slot) const {
  const auto affinity = [&](const Entry& entry) { return common_words(name_of(entry.definition), name_of(closer.definition)); };
  const std::size_t own = affinity(opener);
  return std::ranges::any_of(entries_, [&](const Entry& other) {
    return &other != &opener && are_together(other, closer) && std::ranges::find(other.stacks.opened, slot, &StackUse::slot) != other.stacks.opened.end() && affinity(other) > own;
  });
}

void PushesOfProgram::judge(const Entry& entry, const Open& open, const StackModels& models, std::vector<NeverPopped>& out) const {
  const StackUse& use = open.use;
  if (!use.slot->counts || !use.slot->sticky.empty()) return;
  const auto is_library = [&](const OperationFact& operation) {
    return operation.callee != kNone && models.find(entry.definition.file->entities[operation.callee].name) != nullptr;
  };
  // What a function of the project pushes in between is told there.
  const auto is_elsewhere = [&](const auto& step) {
    const bool is_call = step.first->kind == OperationKind::call || step.first->kind == OperationKind::construct;
    return is_call && !is_library(*step.first) && std::ranges::any_of(step.second, [](const StackStep& one) { return !one.unread && one.change != StackChange::pop; });
  };
  if (open.only != nullptr && std::ranges::any_of(use.steps, is_elsewhere)) return;
  const std::string& usr = entry.definition.usr();
  NeverPopped found{.file = entry.file, .definition = entry.definition, .use = use, .pushed = {}, .leak = open.leak, .unread = open.unread, .closer = {}};
  for (const auto& closer : entries_) {
    if (!closer.stacks.closed.contains(use.slot)) continue;
    if (are_together(entry, closer)) {
      if (!is_taken(closer, entry, use.slot)) return;
      continue;
    }
    if (use.slot->of_object || callers_.contains(usr)) continue;
    if (common_words(name_of(entry.definition), name_of(closer.definition)) > 0) return;
    if (!found.closer) found.closer.emplace(closer.file, closer.definition);
  }
  std::set<std::string> seen;
  if (is_popped_by_caller(usr, use.slot, seen)) return;
  const StackStep* first = nullptr;
  const OperationFact* at = nullptr;
  for (const auto& [operation, steps] : use.steps)
    for (const auto& step : steps)
      if ((open.only == nullptr || operation == open.only) && step.change == StackChange::push && is_library(*operation) &&
          (at == nullptr || std::pair{operation->line, operation->column} < std::pair{at->line, at->column}))
        first = &step, at = operation;
  const bool kept = at != nullptr && first->result != kNone && (at->flags & operation::discarded) == 0;
  if (at == nullptr || (kept && gives_away(*entry.definition.function, first->result))) return;
  found.pushed = {at->line, at->column};
  out.push_back(std::move(found));
}

std::vector<NeverPopped> PushesOfProgram::never_popped(const StackModels& models, const std::set<std::string>& excused) const {
  std::vector<NeverPopped> out;
  for (const auto& entry : entries_) {
    if (entry.definition.function->kind == FunctionKind::constructor || excused.contains(entry.definition.usr())) continue;
    if (is_named_to_leave(name_of(entry.definition))) continue;
    for (const auto& open : entry.open) judge(entry, open, models, out);
  }
  return out;
}

}  // namespace unknot
