// Findings of loose ends.
#include "checks/loose_ends.h"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace unknot {

std::string_view name(HookPhase phase) {
  switch (phase) {
    case HookPhase::before: return "before";
    case HookPhase::after: return "after";
    case HookPhase::teardown: return "teardown";
    case HookPhase::open: return "open";
    case HookPhase::close: return "close";
    case HookPhase::fail: return "fail";
    case HookPhase::setup: return "setup";
    case HookPhase::test: return "test";
    case HookPhase::serve: return "serve";
    case HookPhase::other: return "other";
  }
  return "";
}

std::string_view name(SlotKind kind) {
  switch (kind) {
    case SlotKind::global: return "global";
    case SlotKind::static_member: return "static-member";
    case SlotKind::thread_local_: return "thread-local";
    case SlotKind::function_static: return "function-static";
    case SlotKind::member: return "member";
    case SlotKind::singleton_member: return "singleton-member";
    case SlotKind::container: return "container";
    case SlotKind::context: return "context";
    case SlotKind::library_stack: return "library-stack";
    case SlotKind::process: return "process";
  }
  return "";
}

Place LooseEnds::place(const FactPlace& at) const { return {program_.file(context_.unit_of(at.file)), at.line, at.column}; }

FindingHook LooseEnds::hook(const Hook& hook) const {
  return {.phase = name(hook.what->phase), .framework = hook.model->name, .function = hook.name, .at = place(hook.registered)};
}

std::string LooseEnds::words(const Hook& hook) { return hook.model->name + "'s " + hook.what->id; }

Finding LooseEnds::finding(const CheckInfo& info, std::string_view case_name, const SharedSlot& slot, const Hook& before, const FactPlace& at) const {
  Finding out;
  out.check = info.id;
  out.case_name = case_name;
  out.kind = info.kind;
  out.severity = info.severity;
  if (const auto found = std::ranges::find(info.cases, case_name, &CaseInfo::name); found != info.cases.end()) out.severity = found->severity;
  out.at = place(at.line != 0 ? at : before.at);
  out.language = program_.unit(context_.unit_of(before.at.file)).language;
  out.fingerprint = fingerprint(info.id, slot.key, before.function + "\n" + before.what->id);
  const FactPlace declared = context_.place_of(slot.variable);
  out.slot = FindingSlot{.name = slot.name, .kind = name(slot.kind), .at = declared.line != 0 ? place(declared) : out.at};
  // Handlers are no hooks to the reader of a report.
  if (before.what->phase != HookPhase::serve && before.what->phase != HookPhase::other) out.hooks.push_back(hook(before));
  if (before.registered != before.at) out.notes.push_back({place(before.registered), "registered here as " + words(before)});
  return out;
}

void LooseEnds::add_hooks(Finding& to, const std::vector<const Hook*>& hooks) const {
  for (const Hook* one : hooks) to.hooks.push_back(hook(*one));
}

void LooseEnds::weaken_by_unknown(Finding& to, const std::vector<const Hook*>& hooks, const SharedSlot& slot) const {
  std::vector<UnknownCall> calls;
  for (const Hook* one : hooks) std::ranges::move(unknown_.that_may_take_down(slot, *one), std::back_inserter(calls));
  weaken(to, calls);
}

void LooseEnds::weaken_by_unknown(Finding& to, const Hook& setter, const FactPlace& set_at, const std::vector<const Hook*>& hooks, const SharedSlot& slot) const {
  std::vector<UnknownCall> calls = unknown_.that_may_take_down(slot, setter, set_at);
  for (const Hook* one : hooks) std::ranges::move(unknown_.that_may_take_down(slot, *one), std::back_inserter(calls));
  weaken(to, calls);
}

void LooseEnds::weaken(Finding& to, const std::vector<UnknownCall>& calls) const {
  constexpr std::size_t kMostTold = 3;
  if (calls.empty()) return;
  to.severity = to.severity == Severity::error ? Severity::warning : Severity::note;
  to.message += ", unless " + calls.front().function + (calls.size() > 1 ? " or another call" : "") + " takes it down, of which nothing is known";
  for (const auto& call : calls | std::views::take(kMostTold))
    to.notes.push_back({place(call.at), call.function + ": no body of it was read, and no model speaks of it"});
}

std::pair<std::vector<const Hook*>, std::vector<const Hook*>> split(const std::vector<const Hook*>& afters, const std::string& id) {
  std::pair<std::vector<const Hook*>, std::vector<const Hook*>> out;
  for (const Hook* after : afters) (id.empty() || after->what->id == id ? out.first : out.second).push_back(after);
  return out;
}

std::string whole_of(const std::string& key) { return key.ends_with(']') ? key.substr(0, key.find('[')) : key; }

TakeDown take_down(const HookContext& context, const std::vector<const Hook*>& afters, const std::string& key) {
  TakeDown out;
  for (const Hook* after : afters) {
    const auto& changes = context.changes_of(*after);
    auto change = changes.find(key);
    if (change == changes.end()) change = changes.find(whole_of(key));
    if (change == changes.end() || !change->second.at_return.takes_down()) continue;
    const Standing& standing = change->second.at_return;
    // Who takes out of a container only what is there has done enough; what is pushed every time is to be popped every time.
    const LibrarySlot* library = change->second.slot.kind == SlotKind::library_stack ? context.library_slot(change->second.slot.name) : nullptr;
    const bool is_counted = library != nullptr && library->counts;
    const bool everywhere = !standing.unchanged || (standing.shrunk && !is_counted) || standing.unknown;
    if (out.by == nullptr || (everywhere && !out.everywhere)) {
      out.by = after;
      out.at = standing.cleared_at.line != 0 ? standing.cleared_at : standing.set_at;
    }
    out.touched = true;
    out.everywhere |= everywhere;
    out.puts_back |= standing.cleared || standing.shrunk || standing.restored || (standing.set && !standing.grown && !standing.once);
  }
  return out;
}

}  // namespace unknot
