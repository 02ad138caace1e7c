// Clean-up in a hook that the framework does not run in a case that the before-hook covers.
#include <algorithm>
#include <array>

#include "checks/generator_releases.h"
#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "checks/request_values.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"behind-yield", Severity::error, "Python: a dependency releases something behind its `yield`, and an exception leaves it open"},
    CaseInfo{"client-gone", Severity::note, "the client has to leave at the moment between the two hooks"},
    CaseInfo{"upgraded", Severity::note, "one hook is told of all changes of a connection, but not of its end once it has become a websocket"},
    CaseInfo{"failed-test", Severity::note, "the tear-down of a test is not run where the test fails"},
    CaseInfo{"release-outside-teardown", Severity::warning, "Python: what is to be released is released in a hook or a view that an exception does not reach"},
    CaseInfo{"narrower-scope", Severity::error, "Python: the hook that sets is run for more requests than the one that takes down"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <set>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>
using websocketpp::connection_hdl;
std::set<connection_hdl, std::owner_less<connection_hdl>> invited;
int main() {
  websocketpp::server<websocketpp::config::asio> server;
  server.set_validate_handler([](connection_hdl connection) { return invited.insert(connection).second; });
  server.set_close_handler([](connection_hdl connection) { invited.erase(connection); });
}
)",
                                       .good = R"(#include <set>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>
using websocketpp::connection_hdl;
std::set<connection_hdl, std::owner_less<connection_hdl>> invited;
int main() {
  websocketpp::server<websocketpp::config::asio> server;
  server.set_validate_handler([](connection_hdl connection) { return invited.insert(connection).second; });
  server.set_close_handler([](connection_hdl connection) { invited.erase(connection); });
  server.set_fail_handler([](connection_hdl connection) { invited.erase(connection); });
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Something is set in a hook that runs before, and taken down in one that runs after, but the framework has a case in which it runs
the first and not the second: an upgrade to a websocket, a request that was answered early, a failed handshake. The model of the
framework says which (`analyzer/models/*.json`, with the line of its source); where such a case needs a call of the program (a
websocket route), it is a finding only if the program makes it.

It is an error where a test of unknot has seen it in a running server (`proved` in the model), else a warning.

## Why it matters
The clean-up is written and looks right; it fails on the day when the first such request comes.

## How to fix it
Take it down in the hook that the finding names, or keep it in a local object or the request's own store.

## Cases
- `client-gone` (note): it takes a client that leaves at a certain moment, between the two hooks.
- `upgraded` (note): one hook is told of all changes of a connection, but not of its end once it has become a websocket. Whether it
  takes down what it has set when it is told of that, is not seen.
- `failed-test` (note): the tear-down of a test is not run where the test fails, so that the tests behind it find what it left.
- `release-outside-teardown` (warning), Python: released by a hook that is run with a response only, or at the end of a view outside of
  any `try`; an exception leaves it open.
- `behind-yield` (error), Python: a dependency that yields releases behind the `yield` what it made before, without `try`: what the endpoint
  raises is raised there, and the release is skipped.
- `narrower-scope` (error), Python: set for all requests, taken down for those of one blueprint.

## Known limits
What takes it down under the same condition under which it was set is not told from what always does. Where the hook that is run
instead calls something that may take it down and of which nobody knows what it does, the finding is a step less severe and names the call.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
)";

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  report_releases_behind_yield(ends, checks::teardown_skipped.info, report);
  report_misplaced_releases(RequestContext(ctx.program, ends), checks::teardown_skipped.info, report);
  for (const auto& group : ends.context().groups())
    for (const auto& skip : group.pair->skips) {
      if (group.pair->scope == "test" && skip.case_name.empty()) continue;  // another check tells of set-ups that end the test
      if (!skip.if_called.empty() && !ends.context().calls(skip.if_called)) continue;
      const auto [skipped, others] = split(group.afters, skip.of);
      for (const Hook* before : group.befores) {
        const auto is_it = [&](const ParameterFact& p) { return p.type == skip.if_parameter || p.type == skip.if_parameter + "*"; };
        if (!skip.if_parameter.empty() && std::ranges::none_of(before->body->parameters, is_it)) continue;
        for (const auto& [key, change] : ends.context().changes_of(*before)) {
          if (change.slot.kind == SlotKind::context) continue;
          if (!change.at_return.is_set() || (change.at_return.once && !change.at_return.grown)) continue;
          const TakeDown down = take_down(ends.context(), skipped, key);
          const std::vector<const Hook*> run = skip.instead.empty() ? others : split(group.afters, skip.instead).first;
          // If nobody takes it down, that is a leak in every case.
          if (!down.touched || take_down(ends.context(), run, key).touched) continue;
          Finding out = ends.finding(checks::teardown_skipped.info, skip.case_name, change.slot, *before, change.at_return.set_at);
          if (skip.proved && !before->what->unproved) out.severity = Severity::error;
          out.message = "\"" + change.slot.name + "\" is taken down in " + LooseEnds::words(*down.by) + ", which is not run when " + skip.when;
          out.notes.push_back({ends.place(down.at), "taken down here"});
          out.notes.push_back({ends.place(down.by->registered), LooseEnds::words(*down.by) + (skip.instead.empty() ? ": nothing is run in that case" : ": in that case " + skip.instead + " is run")});
          ends.add_hooks(out, group.afters);
          ends.weaken_by_unknown(out, run, change.slot);
          report(std::move(out));
        }
      }
    }
}

}  // namespace

constinit const Check checks::teardown_skipped{.info = {.id = "teardown-skipped",
                                                        .summary = "Clean-up in a hook that is not run in a case that the before-hook covers.",
                                                        .doc = kDoc,
                                                        .kind = FindingKind::loose_end,
                                                        .severity = Severity::warning,
                                                        .reads_python = true,
                                                        .reads_hooks = true,
                                                        .cases = kCases,
                                                    .examples = kExamples},
                                               .run = run};

}  // namespace unknot
