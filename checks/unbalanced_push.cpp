// Pushed and popped in one function, but not on every way out of it.
#include <algorithm>
#include <array>
#include <set>

#include "checks/loose_ends.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array kCases{CaseInfo{"by-exception", Severity::warning, "an exception that leaves the function skips the pop"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <log4cxx/ndc.h>
bool known(const std::string& user);
void serve(const std::string& user) {
  log4cxx::NDC::push(user);
  if (!known(user)) return;
  log4cxx::NDC::pop();
}
)",
                                       .good = R"(#include <log4cxx/ndc.h>
bool known(const std::string& user);
void serve(const std::string& user) {
  log4cxx::NDC::push(user);
  known(user);
  log4cxx::NDC::pop();
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A function that pushes something onto a stack of a library and pops it again (begin and end, acquire and release, attach and detach,
as the models name them), but returns on some way in between, or lets an exception out. A function that only pushes is none: its
caller pops.

## Why it matters
What stays on the stack is there for whoever comes next on that thread: its log lines carry another request's name, its events go
to another loop.

## How to fix it
Let the destructor of a local object pop; the finding names the library's own, where it has one.

## Cases
- `by-exception` (warning): the pop is skipped by an exception that the function lets out.

## Known limits
More than four of a kind are not counted. What a call throws that has no body in the parsed units is not known.

## Cost
The translation units that include a modelled framework are parsed, and those that define what they call; the answers are kept, so
that later runs parse only what changed. Off by default while the models are young.
)";

/// What becomes of a stack.
struct Balance {
  bool even = false, more = false;
  FactPlace pushed;
};
Balance balance(const Outcomes& outcomes) {
  Balance out;
  for (const auto& outcome : outcomes) {
    out.even |= outcome.kind == Outcome::Kind::entry;
    if (outcome.text.empty() || outcome.text[0] != '+') continue;
    out.more = true;
    out.pushed = {outcome.file - 1, outcome.line, outcome.column};
  }
  return out;
}

/// Does the function itself pop this stack?
bool pops(const HookContext& context, const FileFunctions& file, const FunctionFact& function, const std::string& slot) {
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if (operation.callee != kNone && context.changes_stack(file.entities[operation.callee].name, slot, CallChange::pop)) return true;
  return false;
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const HookContext& context = ends.context();
  std::set<std::string_view> told;
  for (std::uint32_t f = 0; f < context.files().size(); ++f) {
    const auto& file = context.files()[f];
    for (const auto& function : file.functions) {
      const std::string& usr = file.entities[function.entity].usr;
      const auto effects = context.effects().find(usr);
      if (effects == context.effects().end() || !told.insert(usr).second) continue;
      const auto judge = [&](const SlotState& state, bool by_exception) {
        for (const auto& entry : state.slots()) {
          if (entry.slot.root()[0] != '@' || entry.slot.root() == "@return") continue;
          const std::string slot(entry.slot.root().substr(1));
          const Balance found = balance(entry.outcomes());
          if (!found.more || (!by_exception && !found.even) || !pops(context, file, function, slot)) continue;
          Finding out;
          out.check = checks::unbalanced_push.info.id;
          out.case_name = by_exception ? "by-exception" : "";
          out.kind = checks::unbalanced_push.info.kind;
          out.severity = checks::unbalanced_push.info.severity;
          out.language = ctx.program.unit(context.unit_of(f)).language;
          out.at = ends.place(found.pushed.line != 0 ? found.pushed : FactPlace{f, function.line, function.column});
          out.message = slot + (by_exception ? ": what is pushed here stays when an exception leaves the function" : ": what is pushed here is not popped on every way out of the function");
          const LibrarySlot* library = context.library_slot(slot);
          if (library != nullptr && !library->fix.empty()) out.notes.push_back({out.at, library->fix + " pops on every way out"});
          out.slot = FindingSlot{.name = slot, .kind = name(library != nullptr && library->is_process ? SlotKind::process : SlotKind::library_stack), .at = out.at};
          out.fingerprint = fingerprint(out.check, slot, usr);
          return report(std::move(out));
        }
      };
      if (effects->second.returns) judge(effects->second.at_return, false);
      for (const auto& [type, state] : effects->second.at_throw) judge(state, true);
    }
  }
}

}  // namespace

constinit const Check checks::unbalanced_push{.info = {.id = "unbalanced-push",
                                                       .summary = "Pushed and popped in one function, but not on every way out of it.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::loose_end,
                                                       .severity = Severity::warning,
                                                       .on_by_default = false,
                                                       .reads_context = true,
                                                       .cases = kCases,
                                                    .examples = kExamples},
                                              .run = run};

}  // namespace unknot
