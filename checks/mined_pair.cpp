// Two functions that the project calls as a pair nearly everywhere, and not here.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "graph/mined_pairs.h"
#include "graph/stack_ways.h"

namespace unknot {
namespace {

constexpr std::size_t kLeast = 5;     // functions in which the pair is balanced
constexpr std::size_t kPercent = 80;  // of those that call both

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(struct Meter { void suspendUpdates(); void resumeUpdates(); };
bool ready(int);
void a(Meter& m) { m.suspendUpdates(); ready(1); m.resumeUpdates(); }
void b(Meter& m) { m.suspendUpdates(); ready(2); m.resumeUpdates(); }
void c(Meter& m) { m.suspendUpdates(); ready(3); m.resumeUpdates(); }
void d(Meter& m) { m.suspendUpdates(); ready(4); m.resumeUpdates(); }
void e(Meter& m) { m.suspendUpdates(); ready(5); m.resumeUpdates(); }
void f(Meter& m) {
  m.suspendUpdates();
  if (!ready(6)) return;
  m.resumeUpdates();
}
)",
                                       .good = R"(struct Meter { void suspendUpdates(); void resumeUpdates(); };
bool ready(int);
void a(Meter& m) { m.suspendUpdates(); ready(1); m.resumeUpdates(); }
void b(Meter& m) { m.suspendUpdates(); ready(2); m.resumeUpdates(); }
void c(Meter& m) { m.suspendUpdates(); ready(3); m.resumeUpdates(); }
void d(Meter& m) { m.suspendUpdates(); ready(4); m.resumeUpdates(); }
void e(Meter& m) { m.suspendUpdates(); ready(5); m.resumeUpdates(); }
void f(Meter& m) {
  m.suspendUpdates();
  ready(6);
  m.resumeUpdates();
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Two functions of one class or namespace whose names differ in a word and its opposite (suspend and resume, begin and end, block and
unblock) are called on the same object, one after the other, on every way through nearly all functions of the project that call
both: in five functions at least, and in four of five. Here is one in which a way leaves between the two.

## Why it matters
Nobody has told unknot that the two are a pair: the project has, by how it uses them.

## How to fix it
Call the second on the way that is named, or let the destructor of a local object do it. A pair that matters can be said for good in
a [model](../models.md); then it is a warning of `unbalanced-push`.

## Known limits
A function that calls only one of the two is meant to, for all that is known. Exceptions are left out. What looks like a pair and is
balanced by chance in most functions is one.

## Cost
Every translation unit is parsed; the answers are kept, so that later runs parse only what changed. Off by default.
)";

struct Place {
  std::uint32_t file = 0;
  const FunctionFact* function = nullptr;
  std::string object;
  StackLeak leak;
};
struct Tally {
  std::size_t balanced = 0;
  std::vector<Place> leaks;
};

std::map<const LibrarySlot*, Tally> tally(const HookContext& context, const Model& mined) {
  const StackModels models(std::span(&mined, 1));
  const FunctionTable& table = context.table();
  std::map<const LibrarySlot*, Tally> out;
  std::set<std::string_view> seen;
  for (std::uint32_t f = 0; f < context.files().size(); ++f)
    for (const auto& function : context.files()[f].functions) {
      const Definition definition{&context.files()[f], &function};
      const auto takes_part = [&](const BlockFact& block) {
        return std::ranges::any_of(block.operations, [&](const OperationFact& o) { return o.callee != kNone && models.takes_part(definition.file->entities[o.callee].name); });
      };
      if (std::ranges::none_of(function.blocks, takes_part) || !seen.insert(definition.usr()).second) continue;
      const FunctionStacks stacks = stack_uses(definition, models, table, {});
      for (const auto& use : stacks.uses) {
        auto leaks = stack_ways(definition, stacks, use).leaks;
        std::erase_if(leaks, [](const StackLeak& leak) { return leak.by_exception; });
        if (leaks.empty()) ++out[use.slot].balanced;
        for (const auto& leak : leaks) out[use.slot].leaks.push_back({f, &function, use.object, leak});
      }
    }
  return out;
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const HookContext& context = ends.context();
  const Model mined = mined_pairs(context.files(), kLeast);
  for (const auto& [slot, found] : tally(context, mined)) {
    std::set<const FunctionFact*> unbalanced;
    for (const auto& place : found.leaks) unbalanced.insert(place.function);
    if (found.balanced < kLeast || found.balanced * 100 < kPercent * (found.balanced + unbalanced.size())) continue;
    const auto pop = std::ranges::find_if(mined.calls, [&](const CallModel& call) { return call.effects[0].slot == slot->name && call.effects[0].change == CallChange::pop; });
    for (const auto& [f, function, object, leak] : found.leaks) {
      Finding out;
      out.check = checks::mined_pair.info.id;
      out.kind = checks::mined_pair.info.kind;
      out.severity = checks::mined_pair.info.severity;
      out.language = ctx.program.unit(context.unit_of(f)).language;
      out.at = ends.place({f, leak.pushed.line, leak.pushed.column});
      out.message = pop->function + "() follows in " + std::to_string(found.balanced) + " of " + std::to_string(found.balanced + unbalanced.size()) +
                    " functions that call both; here one way leaves without it";
      if (leak.left.line != 0) out.notes.push_back({ends.place({f, leak.left.line, leak.left.column}), "left here"});
      if (leak.popped.line != 0) out.notes.push_back({ends.place({f, leak.popped.line, leak.popped.column}), "called here on another way"});
      out.slot = FindingSlot{.name = object.empty() ? slot->name : slot->name + " of \"" + object + "\"", .kind = name(SlotKind::library_stack), .at = out.at};
      out.fingerprint = fingerprint(out.check, slot->name + object, context.files()[f].entities[function->entity].usr);
      report(std::move(out));
    }
  }
}

}  // namespace

constinit const Check checks::mined_pair{.info = {.id = "mined-pair",
                                                  .summary = "A pair of calls that the project keeps nearly everywhere, and not here.",
                                                  .doc = kDoc,
                                                  .kind = FindingKind::loose_end,
                                                  .severity = Severity::note,
                                                  .on_by_default = false,
                                                  .reads_functions = true,
                                                  .examples = kExamples},
                                         .run = run};

}  // namespace unknot
