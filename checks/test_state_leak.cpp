// What a test sets that outlives it.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "checks/loose_ends.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <gtest/gtest.h>
int verbosity = 0;
TEST(Log, IsLoud) {
  verbosity = 3;
  EXPECT_GT(verbosity, 1);
}
TEST(Log, IsQuiet) {
  verbosity = 1;
  EXPECT_LT(verbosity, 2);
  verbosity = 0;
}
)",
                                       .good = R"(#include <gtest/gtest.h>
int verbosity = 0;
TEST(Log, IsLoud) {
  verbosity = 3;
  EXPECT_GT(verbosity, 1);
  verbosity = 0;
}
TEST(Log, IsQuiet) {
  verbosity = 1;
  EXPECT_LT(verbosity, 2);
  verbosity = 0;
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A test, or the set-up of its fixture, sets something that outlives the test (a flag, a singleton's member, a factory, the
environment), and neither the rest of the test nor its tear-down restores it. It is a warning where the project itself shows that
it matters: a sibling restores the same thing.

## Why it matters
The tests after it run in another world: they fail or pass by their order, and not when they are run alone.

## How to fix it
Restore it in the tear-down of the fixture or by a local object whose destructor does.

## Known limits
Members of the fixture die with it and are left out, and so are values that every test sets for itself.

## Cost
The translation units that include a modelled framework are parsed, and those that define what they call; the answers are kept, so
that later runs parse only what changed. Off by default while the models are young.
)";

struct Setter {
  const HookGroup* group;
  const Hook* hook;
  const SlotChange* change;
};


void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const HookContext& context = ends.context();
  std::map<std::string, std::vector<Setter>> leaks;
  std::map<std::string, std::pair<const Hook*, FactPlace>> restored;  // by slot: a sibling that does, and where
  for (const auto& group : context.groups()) {
    if (group.pair->scope != "test") continue;
    for (const Hook* hook : group.befores)
      for (const auto& [key, change] : context.changes_of(*hook)) {
        const TakeDown down = take_down(context, group.afters, key);
        const Standing& standing = change.at_return;
        if (standing.takes_down() && !standing.is_set() && !standing.unchanged && standing.cleared_at.line != 0 && hook->what->phase == HookPhase::test)
          restored.try_emplace(key, hook, standing.cleared_at);
        if (down.touched && standing.is_set()) restored.try_emplace(key, down.by, down.at);
        if (!standing.is_set() || down.touched || (standing.once && !standing.grown)) continue;
        leaks[key].push_back({&group, hook, &change});
      }
  }
  for (const auto& [key, setters] : leaks) {
    const auto sibling = restored.find(key);
    if (sibling == restored.end()) continue;
    std::set<const Hook*> told;
    for (const auto& [group, hook, change] : setters) {
      if (!told.insert(hook).second) continue;
      Finding out = ends.finding(checks::test_state_leak.info, "", change->slot, *hook, change->at_return.set_at);
      out.message = "\"" + change->slot.name + "\" is set here and outlives the test; nothing restores it";
      out.notes.push_back({ends.place(sibling->second.second), "another test restores it"});
      ends.add_hooks(out, group->afters);
      report(std::move(out));
    }
  }
}

}  // namespace

constinit const Check checks::test_state_leak{.info = {.id = "test-state-leak",
                                                       .summary = "Something a test sets that outlives it.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::loose_end,
                                                       .severity = Severity::warning,
                                                       .on_by_default = false,
                                                       .reads_context = true,
                                                    .examples = kExamples},
                                              .run = run};

}  // namespace unknot
