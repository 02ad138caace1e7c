// A hook of which there is one, registered twice.
#include <algorithm>
#include <array>
#include <map>

#include "checks/loose_ends.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <httplib.h>
int requests = 0, failures = 0;
int main() {
  httplib::Server server;
  server.set_logger([](const httplib::Request&, const httplib::Response&) { ++requests; });
  server.set_logger([](const httplib::Request&, const httplib::Response& answer) { failures += answer.status >= 400; });
  server.listen("localhost", 8080);
}
)",
                                       .good = R"(#include <httplib.h>
int requests = 0, failures = 0;
int main() {
  httplib::Server server;
  server.set_logger([](const httplib::Request&, const httplib::Response& answer) { ++requests, failures += answer.status >= 400; });
  server.listen("localhost", 8080);
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Two functions are registered for one hook of one object, and the framework keeps only the last: the first is never run.

## Why it matters
The call looks like one that adds. Whoever wrote the first hook finds that his code is not run, or worse, that his clean-up is not.

## How to fix it
Register one function that does both.

## Known limits
Both registrations have to stand in one function, one after the other.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
)";

/// Can control get from the operation at `from` to that at `to` in the same function?
bool leads_to(const FunctionFact& function, const FactPlace& from, const FactPlace& to) {
  std::uint32_t start = kNone, end = kNone;
  for (std::uint32_t b = 0; b < function.blocks.size(); ++b)
    for (const auto& operation : function.blocks[b].operations) {
      if (operation.line == from.line && operation.column == from.column) start = b;
      if (operation.line == to.line && operation.column == to.column) end = b;
    }
  if (start == kNone || end == kNone) return false;
  if (start == end) return from < to;
  std::vector<bool> seen(function.blocks.size());
  std::vector<std::uint32_t> open{start};
  while (!open.empty()) {
    const std::uint32_t block = open.back();
    open.pop_back();
    for (const std::uint32_t next : function.blocks[block].successors) {
      if (next == end) return true;
      if (!seen[next]) seen[next] = true, open.push_back(next);
    }
  }
  return false;
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  std::map<std::pair<const HookModel*, std::string>, const Hook*> last;
  for (const auto& hook : ends.context().hooks()) {
    if (!hook.what->single || hook.around == nullptr) continue;
    const auto [known, fresh] = last.try_emplace({hook.what, hook.owner}, &hook);
    if (fresh) continue;
    const Hook& earlier = *known->second;
    known->second = &hook;
    if (earlier.around != hook.around || earlier.function == hook.function || earlier.registered == hook.registered || !leads_to(*hook.around, earlier.registered, hook.registered)) continue;
    Finding out = ends.finding(checks::hook_overwritten.info, "", {.key = hook.owner + "\n" + hook.what->id, .name = hook.what->id, .variable = {}}, earlier, earlier.registered);
    out.slot.reset();
    out.notes.clear();
    out.message = LooseEnds::words(hook) + " is registered again later: this one is never run";
    out.notes.push_back({ends.place(hook.registered), "replaced here"});
    out.hooks.push_back(ends.hook(hook));
    report(std::move(out));
  }
}

}  // namespace

constinit const Check checks::hook_overwritten{.info = {.id = "hook-overwritten",
                                                        .summary = "A hook of which there is one, registered twice.",
                                                        .doc = kDoc,
                                                        .kind = FindingKind::loose_end,
                                                        .severity = Severity::warning,
                                                        .reads_hooks = true,
                                                    .examples = kExamples},
                                               .run = run};

}  // namespace unknot
