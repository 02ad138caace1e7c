// What a connection's open hook puts somewhere and its close hook leaves there.
#include <algorithm>
#include <array>

#include "checks/loose_ends.h"
#include "checks/connection_values.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"refused", Severity::warning, "the open hook puts something in and refuses the connection afterwards"},
    CaseInfo{"work-per-connection", Severity::error, "work that never ends is started for each connection"},
    CaseInfo{"other-key", Severity::warning, "the close hook looks for the entry under another key"},
    CaseInfo{"on-exception", Severity::warning, "the hook lasts as long as the connection and takes it out itself, behind a call that may throw"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <set>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>
using websocketpp::connection_hdl;
std::set<connection_hdl, std::owner_less<connection_hdl>> clients;
int main() {
  websocketpp::server<websocketpp::config::asio> server;
  server.set_open_handler([](connection_hdl connection) { clients.insert(connection); });
}
)",
                                       .good = R"(#include <set>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>
using websocketpp::connection_hdl;
std::set<connection_hdl, std::owner_less<connection_hdl>> clients;
int main() {
  websocketpp::server<websocketpp::config::asio> server;
  server.set_open_handler([](connection_hdl connection) { clients.insert(connection); });
  server.set_close_handler([](connection_hdl connection) { clients.erase(connection); });
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A hook that runs when a connection opens puts something into a container, a member or a global, and the hook that runs when it
closes takes it out of fewer places. Each place that is forgotten is a finding.

It is an error where a test of unknot has seen it in a running server (`proved` in the model), else a warning.

## Why it matters
Connections come and go: what stays behind grows, is sent messages that nobody receives, and is used after the connection has gone.

## How to fix it
Take out in the close hook what the open hook put in, each of it; or keep it in an object that lives as long as the connection.

## Cases
- `on-exception` (warning): a handler that lasts as long as its connection takes out at its end what it put in at its beginning, and
  a call in between may throw: reading from a connection that has gone.

- `other-key` (warning): the entry is put in under a key of its own, such as a user's name, and the hook that closes the connection takes out
  what has the connection's key.
- `refused` (warning): the hook that opens a connection puts something in and then refuses it; no close hook is run in that case.
- `work-per-connection` (error): a thread or a task of the background without a way out, started for each connection.

## Known limits
What is only counted is left out. One key is not told from another: to take something out of a container is to take it all out.
Where a close hook calls something that may take it out and of which nobody knows what it does, the finding is a step less severe and
names the call.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
)";

void judge(const LooseEnds& ends, const HookGroup& group, const Hook& open, const SlotChange& change, const FindingSink& report) {
  const Standing& standing = change.at_return;
  if (group.pair->afters.empty() && !standing.is_set() && (standing.cleared || standing.shrunk)) {
    if (!change.at_throw.grown) return;
    Finding out = ends.finding(checks::connection_leak.info, "on-exception", change.slot, open, change.at_throw.set_at);
    out.message = "\"" + change.slot.name + "\" gets an entry for each connection, and an exception leaves it there";
    if (standing.cleared_at.line != 0) out.notes.push_back({ends.place(standing.cleared_at), "taken out here, where nothing throws"});
    return report(std::move(out));
  }
  if (!standing.is_set() || (standing.once && !standing.grown) || ends.context().is_drained(change.slot)) return;
  const TakeDown down = take_down(ends.context(), group.afters, change.slot.key);
  // Only what a connection adds to is its own; a plain value that the next one overwrites is not.
  if (down.touched || (!standing.grown && !standing.unchanged)) return;
  if (!standing.grown && change.slot.kind != SlotKind::container) return;
  Finding out = ends.finding(checks::connection_leak.info, "", change.slot, open, standing.set_at);
  if (group.pair->proved && !open.what->unproved) out.severity = Severity::error;
  out.message = "\"" + change.slot.name + "\" gets an entry for each connection, and " +
                (group.pair->afters.empty() ? std::string("the framework has no hook that takes it out")
                 : group.afters.empty() ? std::string("no close hook is registered") : std::string("the close hook does not take it out"));
  for (const Hook* after : group.afters) out.notes.push_back({ends.place(after->registered), LooseEnds::words(*after) + " does not touch it"});
  ends.add_hooks(out, group.afters);
  ends.weaken_by_unknown(out, group.afters, change.slot);
  report(std::move(out));
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const RequestContext contexts(ctx.program, ends);
  if (tells_connections(contexts)) return report_values_of_connections(contexts, checks::connection_leak.info, report);
  for (const auto& group : ends.context().groups()) {
    if (group.pair->scope != "connection") continue;
    for (const Hook* open : group.befores)
      for (const auto& [key, change] : ends.context().changes_of(*open)) judge(ends, group, *open, change, report);
  }
}

}  // namespace

constinit const Check checks::connection_leak{.info = {.id = "connection-leak",
                                                       .summary = "Something a connection's open hook puts in that its close hook leaves there.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::loose_end,
                                                       .severity = Severity::warning,
                                                       .reads_python = true,
                                                       .reads_hooks = true,
                                                       .cases = kCases,
                                                       .examples = kExamples},
                                              .run = run};

}  // namespace unknot
