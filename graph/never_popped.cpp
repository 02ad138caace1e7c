// Openers without a closer.
#include "graph/never_popped.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "graph/words.h"

namespace unknot {
namespace {

std::string_view name_of(const Definition& definition) { return definition.file->entities[definition.function->entity].name; }
std::string_view owner_of(const Definition& definition) { return unknot::owner_of(name_of(definition)); }

/// Does the function give away what the push gave, or a local that holds it?
bool gives_away(const FunctionFact& function, std::uint32_t result) {
  std::set<std::uint32_t> holders{result};
  const auto holds = [&](const ValueFact& value) { return std::ranges::any_of(holders, [&](std::uint32_t holder) { return mentions(function, value.path, holder); }); };
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if ((operation.kind == OperationKind::assign || operation.kind == OperationKind::construct) && operation.path != kNone &&
          (holds(operation.value) || std::ranges::any_of(operation.arguments, [&](const ArgumentFact& argument) { return holds(argument.value); })))
        holders.insert(operation.path);
  return std::ranges::any_of(function.blocks, [&](const BlockFact& block) {
    return std::ranges::any_of(block.operations, [&](const OperationFact& operation) { return operation.kind == OperationKind::give && operation.value.path != kNone && holds(operation.value); });
  });
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
  by_usr_.try_emplace(definition.usr(), entries_.size());
  Entry& entry = entries_.emplace_back(Entry{file, definition, stacks, {}});
  for (const auto& use : stacks.opened) entry.open.push_back({use, nullptr, {}, use.unread});
}

void PushesOfProgram::add_ways(const StackUse& use, const StackWays& ways) {
  Entry& entry = entries_.back();
  for (const auto& [push, unread] : ways.unpopped) entry.open.push_back({use, push, {}, unread});
  for (const auto& [push, leak] : ways.handed) entry.open.push_back({use, push, leak, leak.unread});
}

PushesOfProgram::Ways PushesOfProgram::ways_to(const std::string& usr) const {
  Ways out{.usrs = {usr}, .callers = {}};
  for (std::vector<std::string> open{usr}; !open.empty();) {
    const auto callers = callers_.find(open.back());
    open.pop_back();
    if (callers == callers_.end()) continue;
    out.callers.insert(callers->second.begin(), callers->second.end());
    for (const auto caller : callers->second)
      if (const std::string& found = entries_[caller].definition.usr(); out.usrs.insert(found).second) open.push_back(found);
  }
  return out;
}

/// Is it a function of the project that has more places that pop than such that push?
bool PushesOfProgram::pops_more(const std::string& usr, const LibrarySlot* slot) const {
  const auto known = by_usr_.find(usr);
  if (known == by_usr_.end()) return false;
  const auto count = entries_[known->second].stacks.counts.find(slot);
  if (count == entries_[known->second].stacks.counts.end()) return false;
  const auto sum = [](const std::map<std::uint32_t, std::uint32_t>& of) {
    return std::accumulate(of.begin(), of.end(), 0U, [](std::uint32_t before, const auto& one) { return before + one.second; });
  };
  return sum(count->second.pops) > sum(count->second.pushes);
}

/// Does the caller take back what the opener has left that it calls, by one of these ways? Then it pops too often without.
bool PushesOfProgram::pops_for(const Entry& caller, const Entry& opener, const Ways& ways, const LibrarySlot* slot) const {
  const auto leads_there = [&](std::uint32_t callee) { return callee != kNone && ways.usrs.contains(caller.definition.usr(callee)); };
  bool followed = false;
  for (const auto& use : caller.stacks.uses) {
    if (use.slot != slot || use.keeper != kNone) continue;
    StackUse rest = use;
    if (std::erase_if(rest.steps, [&](const auto& step) { return leads_there(step.first->callee); }) == 0) continue;
    const auto understood = stack_ways(caller.definition, caller.stacks, rest).understood;
    // Who pops too often with it as well is not understood.
    if (understood == StackWays::Understood::borrowed && stack_ways(caller.definition, caller.stacks, use).understood != StackWays::Understood::borrowed) return true;
    const bool all_read = std::ranges::none_of(rest.steps, [](const auto& step) { return std::ranges::any_of(step.second, &StackStep::unread); });
    followed |= all_read && understood == StackWays::Understood::followed;
  }
  const auto count = caller.stacks.counts.find(slot);
  if (followed || count == caller.stacks.counts.end()) return false;
  // What it pushes and pops besides is its own, and whoever it calls that pushes as often as it pops closes for nobody.
  std::uint32_t pushes = 0, pops = 0;
  for (const auto& [callee, times] : count->second.pushes)
    if (!leads_there(callee)) pushes += times;
  for (const auto& [callee, times] : count->second.pops)
    if (!leads_there(callee) && (callee == kNone || !by_usr_.contains(caller.definition.usr(callee)) || pops_more(caller.definition.usr(callee), slot))) pops += times;
  for (const auto& [callee, times] : count->second.unclear)
    if (!leads_there(callee) && pops_more(caller.definition.usr(callee), slot)) pops += times;
  return pops > pushes && !is_taken(caller, opener, slot);
}

bool PushesOfProgram::is_popped_by_caller(const Entry& opener, const LibrarySlot* slot) const {
  const auto ways = ways_to(opener.definition.usr());
  return std::ranges::any_of(ways.callers, [&](std::size_t caller) { return pops_for(entries_[caller], opener, ways, slot); });
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
  if (is_popped_by_caller(entry, use.slot)) return;
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
