// What a before-hook of a request sets and nothing takes down.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "checks/request_values.h"
#include "graph/assumptions.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"some-paths", Severity::warning, "the after-hook takes it down on some of its ways only"},
    CaseInfo{"on-exception", Severity::warning, "the hook takes it down itself, behind a call that may throw"},
    CaseInfo{"pushed-context", Severity::warning, "a context is pushed where modules are imported and never popped, so that requests run in it"},
    CaseInfo{"resource-in-g", Severity::error, "what has to be closed is put into the request's store, and nothing closes it"},
    CaseInfo{"outlives-request", Severity::warning, "Python: what comes from one request is put where the next one finds it"},
    CaseInfo{"made-per-request", Severity::error, "Python: something of the whole process, such as a pool of connections, is made for each request"},
    CaseInfo{"thread-registry", Severity::error, "Python: a registry keeps one session for each thread, and no hook lets go of it"},
    CaseInfo{"unclosed-session", Severity::error, "Python: a session is made for each request, and nobody closes it"},
    CaseInfo{"plain-value", Severity::note, "plain values in the request's store, which die with it"},
    CaseInfo{"overwritten", Severity::note, "nothing takes it down, and every request sets it anew before it is read"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <httplib.h>
#include <string>
std::string user;
int main() {
  httplib::Server server;
  server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response&) {
    if (request.has_header("User")) user = request.get_header_value("User");
    return httplib::Server::HandlerResponse::Unhandled;
  });
  server.listen("localhost", 8080);
}
)",
                                       .good = R"(#include <httplib.h>
#include <string>
std::string user;
int main() {
  httplib::Server server;
  server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response&) {
    if (request.has_header("User")) user = request.get_header_value("User");
    return httplib::Server::HandlerResponse::Unhandled;
  });
  server.set_post_routing_handler([](const httplib::Request&, httplib::Response&) { user.clear(); });
  server.listen("localhost", 8080);
}
)"},
                              Example{.language = "python",
                                       .bad = R"(// file: app.py
import sqlite3
from flask import Flask, g
app = Flask(__name__)
@app.before_request
def connect():
    g.db = sqlite3.connect("data.db")
)",
                                       .good = R"(// file: app.py
import sqlite3
from flask import Flask, g
app = Flask(__name__)
@app.before_request
def connect():
    g.db = sqlite3.connect("data.db")
@app.teardown_request
def close(error):
    if "db" in g: g.db.close()
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Something that outlives a request (a global, a static member, a `thread_local`, a member of the object that holds the hooks, a
container, the stack of a library) is set in a hook that runs before each request, and nothing that runs after it takes it down.
The next request on that thread sees what the one before left.

The hooks come from models of the frameworks (`analyzer/models/*.json`), with the rule when each of them runs. What the hooks call
is followed, through lambdas, `std::bind`, member functions and other files. To take down is to assign something, to reset, clear,
erase, pop, swap with something empty, or to have a local object whose destructor does so.

It is an error where a test of unknot has seen it in a running server (`proved` in the model), else a warning.

## Why it matters
A user of one request becomes the user of the next one that has none, on the machine where threads serve many clients; it works on
the laptop. What only grows ends the process some day.

## How to fix it
Keep what belongs to a request in the request's own store; else take it down in the hook that the framework runs in every case,
or in the destructor of a local object.

## Cases
- `some-paths` (warning): the after-hook returns early, before it takes down what was set.
- `on-exception` (warning): a hook around the inner ones, behind which the framework runs no other, takes down what it set only
  where nothing throws: a `throw` of the program in between, or a call that runs the inner handler.
- `pushed-context` (error, warning, note), Python: a context is pushed when a module is imported or in a factory, and never popped. With
  Flask before 3.2 requests on that thread, the only one of a one-threaded worker, run in it: they share its store, and teardown functions
  are never run. A pinned version from 3.2 on makes it a warning; a script that no other module imports, a note.
- `resource-in-g` (error), Python: a connection, a file or a socket in the request's store, and no function behind the request names it. A
  function that would close it counts where anything but itself says its name, decorates it or looks its module up for names; an import is nothing.
- `outlives-request` (error where a name tells of somebody, else warning), Python: a module's variable, a `threading.local` or a `ContextVar` is
  given what comes from the request, and nothing behind the request touches it. What every request sets anew is a warning, where each thread
  has its own a note.
- `made-per-request` (error), Python: a function that requests come by makes an engine; each has a pool of connections of its own.
  A warning where more than one call lies in between.
- `thread-registry` (error), Python: a `scoped_session` that requests use and nobody removes: the next request on that thread goes on with it;
  or one session for all threads, made when a module is imported.
- `unclosed-session` (error), Python: a session in a local variable, used and left: it holds itself, and a connection with it.
- `plain-value` (note), Python: plain values in the store are freed with the application context and need no teardown; one note for each
  hook. It is an error where the project itself pushes a context that stays.
- `overwritten` (note): a plain value that every request sets before anything reads it.

## Known limits
Objects of a request (its request, response and context) are left out, and so is what is only counted. What a function does that
has no body in the parsed units is what the models say. Where they say nothing, and an after-hook calls it in a way in which it may
take the slot down (it is given the slot, or is the program's own), the finding is a step less severe and names the call. A
session that is given to anybody, committed or rolled back is taken to be closed.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
)";

/// Nobody can see the old value: each request puts its own there first.
bool is_overwritten(const SlotChange& change) { return !change.at_return.unchanged && !change.at_return.grown && !change.at_return.nothing; }

/// Models of Python's frameworks are of modules.
bool is_python(const HookGroup& group) { return group.model->is_of_python(); }

/// What runs for some requests only is of no harm where a hook of every request sets it anew.
bool is_set_by_others(const HookContext& context, const HookGroup& group, const std::string& key) {
  return std::ranges::any_of(context.groups(), [&](const HookGroup& other) {
    return other.model == group.model && other.pair->each_request && std::ranges::any_of(other.befores, [&](const Hook* hook) {
      const auto change = context.changes_of(*hook).find(key);
      return change != context.changes_of(*hook).end() && change->second.at_return.is_written() && !change->second.at_return.unchanged;
    });
  });
}

/// A hook behind which no other is run, and that takes something down itself: on each of its ways?
void judge_around(const LooseEnds& ends, const HookGroup& group, const Hook& before, const SlotChange& change, const FindingSink& report) {
  const bool returns_with_it = change.at_return.is_set();
  const Standing& left = returns_with_it ? change.at_return : change.at_throw;
  // Set on one way and taken down on another: it may be asked several times for one request.
  if (returns_with_it ? !change.at_return.restored : !change.at_throw.is_set()) return;
  Finding out = ends.finding(checks::context_leak.info, returns_with_it ? "some-paths" : "on-exception", change.slot, before, left.set_at);
  if (group.pair->proved && is_python(group)) out.severity = Severity::error;
  out.message = "\"" + change.slot.name + "\" is set here and taken down " +
                (returns_with_it ? "on some of the hook's ways only" : "where nothing throws: an exception leaves it for the next request");
  const FactPlace& down = change.at_return.restored_at.line != 0 ? change.at_return.restored_at : change.at_return.cleared_at;
  if (down.line != 0) out.notes.push_back({ends.place(down), "taken down here"});
  report(std::move(out));
}

/// The after-hook takes down only where it finds what the before-hook always leaves: where the latter was run.
bool asks_whether_it_ran(const HookContext& context, const Hook& before, const Hook& after, const FactPlace& taken_down) {
  return std::ranges::any_of(deciding(*after.body_file, *after.body, taken_down.line, taken_down.column), [&](const Slot& slot) {
    const auto shared = context.shared(slot, after);
    if (!shared) return false;
    const auto change = context.changes_of(before).find(shared->key);
    return change != context.changes_of(before).end() && change->second.at_return.is_set() && !change->second.at_return.unchanged;
  });
}

void judge(const LooseEnds& ends, const HookGroup& group, const Hook& before, const SlotChange& change, const FindingSink& report) {
  const Standing& standing = change.at_return;
  if (group.pair->afters.empty() && (standing.cleared || standing.shrunk || standing.restored)) return judge_around(ends, group, before, change, report);
  // Set where it was empty and never again: it is made once.
  if (!standing.is_set() || (standing.once && !standing.grown) || ends.context().is_drained(change.slot)) return;
  // A hook around the inner ones may be one behind them, too. One of C++ may be called again and ask where it is.
  std::vector<const Hook*> others = group.afters;
  if (is_python(group)) std::erase_if(others, [&](const Hook* after) { return after->function == before.function; });
  const TakeDown down = take_down(ends.context(), others, change.slot.key);
  if (down.everywhere) return;
  const bool overwritten = is_overwritten(change) && group.pair->each_request;
  // Such hooks keep caches and counters in what grows; what each request sets anew is the library's own way.
  if (is_python(group) && !down.touched && (standing.grown || overwritten || (!group.pair->each_request && is_set_by_others(ends.context(), group, change.slot.key)))) return;
  if (down.touched) {
    // On the same condition on which it was set, for all that is known.
    if (!overwritten && !standing.grown) return;
    if (asks_whether_it_ran(ends.context(), before, *down.by, down.at)) return;
    Finding out = ends.finding(checks::context_leak.info, "some-paths", change.slot, before, standing.set_at);
    out.message = "\"" + change.slot.name + "\" is set for each request, and " + LooseEnds::words(*down.by) + " takes it down on some of its ways only";
    out.notes.push_back({ends.place(down.at), "taken down here, but the hook may return before"});
    ends.add_hooks(out, group.afters);
    return report(std::move(out));
  }
  Finding out = ends.finding(checks::context_leak.info, overwritten ? "overwritten" : "", change.slot, before, standing.set_at);
  if (group.pair->proved && !before.what->unproved && !overwritten) out.severity = Severity::error;
  const std::string what = "\"" + change.slot.name + "\"";
  if (standing.grown) out.message = what + " grows with every request, and nothing takes out what was put in";
  else if (overwritten) out.message = what + " is set for each request and never taken down; every request sets it anew";
  else out.message = what + " is set for some requests and never taken down: the next request without it sees the last one's";
  if (group.afters.empty())
    out.notes.push_back({ends.place(before.registered), group.pair->afters.empty() ? "the framework runs no hook after this one" : "no hook that runs after the request is registered beside it"});
  for (const Hook* after : group.afters) out.notes.push_back({ends.place(after->registered), LooseEnds::words(*after) + " runs after it and does not touch it"});
  ends.add_hooks(out, group.afters);
  ends.weaken_by_unknown(out, group.afters, change.slot);
  report(std::move(out));
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const RequestContext contexts(ctx.program, ends);
  report_values_of_requests(contexts, checks::context_leak.info, report);
  report_values_of_processes(contexts, checks::context_leak.info, report);
  std::set<std::pair<std::string, std::string>> done;  // of Python one function, however often it is registered
  for (const auto& group : ends.context().groups()) {
    if (group.pair->scope != "request") continue;
    for (const Hook* before : group.befores) {
      // What such frameworks' hooks keep is told by what comes from a request.
      if (contexts.has_stores() && !group.model->contexts.empty()) continue;
      for (const auto& [key, change] : ends.context().changes_of(*before))
        if (!is_python(group) || done.emplace(before->function, key).second) judge(ends, group, *before, change, report);
    }
  }
}

}  // namespace

constinit const Check checks::context_leak{.info = {.id = "context-leak",
                                                    .summary = "Something set before a request that nothing takes down after it.",
                                                    .doc = kDoc,
                                                    .kind = FindingKind::loose_end,
                                                    .severity = Severity::warning,
                                                    .reads_python = true,
                                                    .reads_hooks = true,
                                                    .cases = kCases,
                                                    .examples = kExamples},
                                           .run = run};

}  // namespace unknot
