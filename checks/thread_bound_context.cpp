// State of a thread that is set on one thread and taken down on another.
#include <algorithm>
#include <array>

#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "graph/stack_uses.h"

namespace unknot {
namespace {

constexpr std::array kCases{CaseInfo{"across-await", Severity::warning, "it is set before a `co_await` and taken down behind it"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <coroutine>
struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
std::suspend_always answer();
thread_local const char* user = nullptr;
Task serve(const char* who) {
  user = who;
  co_await answer();
  user = nullptr;
}
)",
                                       .good = R"(#include <coroutine>
struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
std::suspend_always answer();
thread_local const char* user = nullptr;
Task serve(const char* who) {
  co_await answer();
  user = who;
  user = nullptr;
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A `thread_local` variable, or something that a library keeps for each thread, is set in a hook before a request and taken down in one
after it, and the framework may run the second on another thread. Or a coroutine sets it, waits, and takes it down, be it in the
destructor of a local: it may go on on another thread.

## Why it matters
The clean-up empties the wrong thread's variable. The thread that served the request keeps it, and serves the next one with it.

## How to fix it
Keep it in the request's own store and hand it on.

## Cases
- `across-await` (warning): a `co_await` stands in between.

## Known limits
The order of a coroutine is that of its lines.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
Files that reach only a library with context are looked at by default where there are at most four of them, and all of
them where the check is switched on by its name.
)";

void judge_pair(const LooseEnds& ends, const HookGroup& group, const FindingSink& report) {
  for (const Hook* before : group.befores)
    for (const auto& [key, change] : ends.context().changes_of(*before)) {
      if (!change.slot.of_thread || !change.at_return.is_set()) continue;
      const TakeDown down = take_down(ends.context(), group.afters, key);
      if (!down.touched) continue;  // a leak on any thread
      if (down.by == before && !change.at_return.cleared && !change.at_return.shrunk) continue;  // it is only set
      Finding out = ends.finding(checks::thread_bound_context.info, "", change.slot, *before, change.at_return.set_at);
      out.message = "\"" + change.slot.name + "\" belongs to the thread, and " + LooseEnds::words(*down.by) + ", which takes it down, may run on another one";
      out.notes.push_back({ends.place(down.at), "taken down here"});
      ends.add_hooks(out, group.afters);
      report(std::move(out));
    }
}

/// The variable of each thread that an operation writes; kNone: none.
std::uint32_t written_thread_variable(const FileFunctions& file, const FunctionFact& function, const OperationFact& operation) {
  if (operation.kind != OperationKind::assign || operation.path == kNone) return kNone;
  const PathFact& path = function.paths[operation.path];
  const bool is_variable = path.kind == PathKind::variable && (file.entities[path.entity].attributes & attribute::thread_bound) != 0;
  return is_variable ? path.entity : kNone;
}

void judge_coroutine(const CheckContext& ctx, const LooseEnds& ends, std::uint32_t f, const FunctionFact& function, const FindingSink& report) {
  const FileFunctions& file = ends.context().files()[f];
  // In the order of the source, which is that of the blocks wherever no jump goes back.
  const OperationFact* set = nullptr;
  const OperationFact* wait = nullptr;
  std::uint32_t variable = kNone;
  std::vector<const OperationFact*> all;
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations) all.push_back(&operation);
  std::ranges::sort(all, {}, [](const OperationFact* o) { return std::pair(o->line, o->column); });
  for (const OperationFact* operation : all) {
    if (operation->kind == OperationKind::suspend && set != nullptr) wait = operation;
    const std::uint32_t written = written_thread_variable(file, function, *operation);
    if (written == kNone) continue;
    if (wait != nullptr && written == variable) {
      Finding out;
      out.check = checks::thread_bound_context.info.id;
      out.case_name = "across-await";
      out.kind = checks::thread_bound_context.info.kind;
      out.severity = checks::thread_bound_context.info.severity;
      out.language = ctx.program.unit(ends.context().unit_of(f)).language;
      out.at = ends.place({f, set->line, set->column});
      out.message = "\"" + file.entities[variable].name + "\" belongs to the thread, and the coroutine may go on on another one before it takes it down";
      out.notes.push_back({ends.place({f, wait->line, wait->column}), "it waits here"});
      out.notes.push_back({ends.place({f, operation->line, operation->column}), "taken down here, maybe on another thread"});
      out.slot = FindingSlot{.name = file.entities[variable].name, .kind = name(SlotKind::thread_local_), .at = out.at};
      out.fingerprint = fingerprint(out.check, file.entities[variable].usr, file.entities[function.entity].usr);
      return report(std::move(out));
    }
    if (wait == nullptr) set = operation, variable = written;
  }
}

/// A library's stack of the thread: pushed, then a wait, then popped, be it by a destructor.
void judge_stacks(const CheckContext& ctx, const LooseEnds& ends, const StackModels& models, const FunctionTable& table, std::uint32_t f, const FunctionFact& function, const FindingSink& report) {
  const FileFunctions& file = ends.context().files()[f];
  const Definition definition{&file, &function};
  std::vector<const OperationFact*> waits;
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if (operation.kind == OperationKind::suspend) waits.push_back(&operation);
  const auto place = [](const OperationFact* o) { return std::pair(o->line, o->column); };
  const FunctionStacks stacks = stack_uses(definition, models, table, ends.context().effects());
  for (const auto& use : stacks.uses) {
    if (!use.slot->of_thread) continue;
    std::vector<std::pair<const OperationFact*, StackChange>> changes;
    for (const auto& [operation, steps] : use.steps)
      for (const auto& step : steps) changes.emplace_back(operation, step.change);
    std::ranges::sort(changes, {}, [&](const auto& change) { return place(change.first); });
    for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
      const auto& [set, how] = changes[i];
      const auto& [back, then] = changes[i + 1];
      if (how != StackChange::push || (then != StackChange::pop && then != StackChange::clear)) continue;
      const auto wait = std::ranges::find_if(waits, [&, first = set, last = back](const OperationFact* o) { return place(first) < place(o) && place(o) < place(last); });
      if (wait == waits.end()) continue;
      Finding out;
      out.check = checks::thread_bound_context.info.id;
      out.case_name = "across-await";
      out.kind = checks::thread_bound_context.info.kind;
      out.severity = checks::thread_bound_context.info.severity;
      out.language = ctx.program.unit(ends.context().unit_of(f)).language;
      out.at = ends.place({f, set->line, set->column});
      out.message = use.slot->name + " belongs to the thread, and the coroutine may go on on another one before it takes it down";
      out.notes.push_back({ends.place({f, (*wait)->line, (*wait)->column}), "it waits here"});
      out.notes.push_back({ends.place({f, back->line, back->column}), "taken down here, maybe on another thread"});
      out.slot = FindingSlot{.name = use.slot->name, .kind = name(SlotKind::library_stack), .at = out.at};
      out.fingerprint = fingerprint(out.check, use.key, definition.usr());
      report(std::move(out));
      break;
    }
  }
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const HookContext& context = ends.context();
  const StackModels models(context.models());
  const FunctionTable& table = context.table();
  for (const auto& group : context.groups())
    if (!group.pair->same_thread) judge_pair(ends, group, report);
  for (std::uint32_t f = 0; f < context.files().size(); ++f)
    for (const auto& function : context.files()[f].functions)
      if ((function.attributes & attribute::coroutine) != 0) {
        judge_coroutine(ctx, ends, f, function, report);
        judge_stacks(ctx, ends, models, table, f, function, report);
      }
}

}  // namespace

constinit const Check checks::thread_bound_context{.info = {.id = "thread-bound-context",
                                                            .summary = "State of a thread, set on one and taken down on another.",
                                                            .doc = kDoc,
                                                            .kind = FindingKind::loose_end,
                                                            .severity = Severity::warning,
                                                            .reads_hooks = true,
                                                            .reads_stacks = true,
                                                            .cases = kCases,
                                                    .examples = kExamples},
                                                   .run = run};

}  // namespace unknot
