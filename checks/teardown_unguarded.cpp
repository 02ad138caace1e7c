// A hook that runs after takes for granted what the one before does on some ways only, or that it is run once.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "checks/connection_values.h"
#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "graph/assumptions.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"failed-setup", Severity::note, "the tear-down of a test uses what its set-up has not made where it returns before, as a failed assertion makes it do"},
    CaseInfo{"alone", Severity::warning, "the framework runs the after-hook in a case in which it has not run the before-hook"},
    CaseInfo{"store", Severity::warning, "Python: a hook behind the request uses a value of the request's store that need not be there"},
    CaseInfo{"missing-entry", Severity::warning, "Python: the hook at the end of a connection takes out an entry that need not be there"},
    CaseInfo{"twice", Severity::warning, "the framework may run the after-hook twice"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <httplib.h>
#include <memory>
#include <string>
struct Trace { std::string id; void finish() {} };
thread_local std::unique_ptr<Trace> trace;
int main() {
  httplib::Server server;
  server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response&) {
    if (request.path == "/health") return httplib::Server::HandlerResponse::Unhandled;
    trace = std::make_unique<Trace>();
    return httplib::Server::HandlerResponse::Unhandled;
  });
  server.set_post_routing_handler([](const httplib::Request&, httplib::Response&) {
    trace->finish();
    trace.reset();
  });
  server.listen("localhost", 8080);
}
)",
                                       .good = R"(#include <httplib.h>
#include <memory>
#include <string>
struct Trace { std::string id; void finish() {} };
thread_local std::unique_ptr<Trace> trace;
int main() {
  httplib::Server server;
  server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response&) {
    if (request.path == "/health") return httplib::Server::HandlerResponse::Unhandled;
    trace = std::make_unique<Trace>();
    return httplib::Server::HandlerResponse::Unhandled;
  });
  server.set_post_routing_handler([](const httplib::Request&, httplib::Response&) {
    if (trace) trace->finish();
    trace.reset();
  });
  server.listen("localhost", 8080);
}
)"}};

constexpr std::string_view kDoc = R"(## What it finds
The hook that runs after uses a pointer, or what an optional holds, without a look, and the hook that runs before makes it on some of
its ways only: it returns early. Or the model of the framework says that the after-hook is also run alone (for a request that
could not be parsed) or twice, and it counts down, deletes, or uses what the other has made.

It is an error where a test of unknot has seen it in a running server (`proved` in the model), else a warning.

## Why it matters
The clean-up is where nobody looks for a crash. The early return is the health check, the refused login, the failed assertion: what
happens in production and not on the laptop.

## How to fix it
Look before it is used, set the pointer to null behind `delete`, or keep what belongs together in one object with a destructor.

## Cases
- `failed-setup` (note): the set-up of a test returns early, as a failed assertion or a skip makes it do, and the framework runs
  the tear-down all the same.
- `alone` (warning): the framework runs the after-hook in a case in which it has not run the before-hook.
- `store` (warning), Python: a teardown function reads or deletes a value of the request's store, or takes it out without a default; where
  another hook has answered, where a view raised before, and in commands and handlers of sockets there is none.
- `missing-entry` (warning), Python: the handler at the end of a connection deletes an entry by its key; not every connection has one.
- `twice` (warning): the framework may run the after-hook twice.

## Known limits
Only what the after-hook itself does on every way through it counts, not what it calls. A condition that looks at the place, in
either hook, makes it silent, also where it looks for something else.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed. Files of tests are looked at by default
where there are at most 16 of them, and all of them where the check is switched on by its name.
)";

/// What a hook leaves in a place.
struct Left {
  bool made = false, lacking = false;
  FactPlace made_at;
};

class Unguarded {
 public:
  Unguarded(const CheckContext& ctx, const FindingSink& report) : ends_(ctx.program), context_(ends_.context()), report_(report) {
    for (const auto& file : context_.files())
      for (const auto& function : file.functions)
        if (function.kind == FunctionKind::constructor) add_made(file, function);
  }

  void run() {
    for (const auto& group : context_.groups())
      for (const Hook* after : group.afters) judge(group, *after);
  }

 private:
  /// Members that a constructor gives something.
  void add_made(const FileFunctions& file, const FunctionFact& function) {
    for (const auto& block : function.blocks)
      for (const auto& operation : block.operations) {
        if (operation.path == kNone || function.paths[operation.path].kind != PathKind::member) continue;
        const bool is_given = operation.kind == OperationKind::assign ? !holds_nothing(operation.value.kind) : operation.kind == OperationKind::construct && !operation.arguments.empty();
        if (is_given || operation.kind == OperationKind::call) made_.insert(file.entities[function.paths[operation.path].entity].usr);
      }
  }

  const std::map<std::string, Left>& left_by(const Hook& hook) {
    const auto [known, fresh] = left_.try_emplace(&hook);
    if (!fresh) return known->second;
    const auto effects = context_.effects().find(hook.function);
    if (effects == context_.effects().end() || !effects->second.returns) return known->second;
    std::set<std::string> seen;  // by its conditions: whoever looks at a place knows that it may be empty
    for (const auto& slot : looked_at(*hook.body_file, *hook.body))
      if (const auto shared = context_.shared(slot, hook)) seen.insert(shared->key);
    for (const auto& entry : effects->second.at_return.slots()) {
      const auto shared = context_.shared(entry.slot, hook);
      if (!shared) continue;
      Left& left = known->second[shared->key];
      for (const auto& outcome : entry.outcomes()) {
        const bool is_empty = outcome.kind == Outcome::Kind::constant && holds_nothing(outcome.value);
        if (outcome.kind == Outcome::Kind::anything) continue;
        if ((outcome.kind == Outcome::Kind::entry && outcome.slot == entry.slot) || (is_empty && outcome.line == 0)) left.lacking = !seen.contains(shared->key);
        else if (!is_empty && outcome.line != 0) left.made = true, left.made_at = {outcome.file - 1, outcome.line, outcome.column};
      }
    }
    return known->second;
  }

  void judge(const HookGroup& group, const Hook& after) {
    const bool is_test = group.pair->scope == "test" || group.pair->scope == "suite";
    for (const auto& assumption : assumptions_of(*after.body_file, *after.body)) {
      const auto shared = context_.shared(assumption.slot, after);
      if (!shared || made_.contains(member_of(assumption.slot))) continue;
      bool is_made = false;
      const Hook* returns_early = nullptr;
      FactPlace made_at;
      for (const Hook* before : group.befores) {
        if (before->what->phase == HookPhase::test) continue;
        const auto& left = left_by(*before);
        const auto found = left.find(shared->key);
        if (found == left.end() || !found->second.made) continue;
        is_made = true;
        if (made_at.line == 0) made_at = found->second.made_at;
        if (!found->second.lacking) {
          returns_early = nullptr;
          break;
        }
        returns_early = before;
      }
      const FactPlace at{after.at.file, assumption.line, assumption.column};
      if (assumption.kind == Assumption::Kind::points && returns_early != nullptr && is_run_then(group, after))
        tell_early(*shared, after, at, *returns_early, made_at, is_test ? "failed-setup" : "");
      else
        judge_lone(group, after, assumption, *shared, at, is_made);
    }
  }
  /// The last member on the way; none: "".
  static std::string member_of(const Slot& slot) {
    const auto steps = slot.steps();
    return steps.empty() || steps.back()[0] != '.' ? std::string() : std::string(steps.back().substr(1));
  }
  /// Where the before-hook answers for itself, this one is not run. What has a case of its own, is not the hook's doing.
  static bool is_run_then(const HookGroup& group, const Hook& after) {
    const bool is_test = group.pair->scope == "test";
    return std::ranges::none_of(group.pair->skips, [&](const SkipModel& skip) { return (skip.if_called.empty() || is_test) && skip.case_name.empty() && (skip.of.empty() || skip.of == after.what->id); });
  }

  void judge_lone(const HookGroup& group, const Hook& after, const Assumption& assumption, const SharedSlot& shared, const FactPlace& at, bool is_made) {
    for (const auto& lone : group.pair->lone) {
      if ((!lone.of.empty() && lone.of != after.what->id) || (!lone.if_called.empty() && !context_.calls(lone.if_called))) continue;
      const bool matters = assumption.kind == Assumption::Kind::points    ? is_made && (!lone.twice || is_cleared_by(after, shared))
                           : assumption.kind == Assumption::Kind::deletes ? lone.twice
                                                                          : is_counted(group, shared);
      if (matters) return tell_lone(lone, assumption, shared, after, at);
    }
  }
  bool is_cleared_by(const Hook& hook, const SharedSlot& slot) const {
    const auto& changes = context_.changes_of(hook);
    const auto change = changes.find(slot.key);
    return change != changes.end() && change->second.at_return.cleared;
  }
  bool is_counted(const HookGroup& group, const SharedSlot& slot) const {
    return std::ranges::any_of(group.befores, [&](const Hook* before) {
      const auto change = context_.changes_of(*before).find(slot.key);
      return change != context_.changes_of(*before).end() && change->second.at_return.counted;
    });
  }

  void tell_early(const SharedSlot& slot, const Hook& after, const FactPlace& at, const Hook& before, const FactPlace& made_at, std::string_view case_name) {
    if (!told_.insert({at, slot.key}).second) return;
    Finding out = ends_.finding(checks::teardown_unguarded.info, case_name, slot, after, at);
    out.message = "\"" + slot.name + "\" is used here without a look, and " + LooseEnds::words(before) + " may return without having made it";
    out.notes.push_back({ends_.place(made_at), "made here, but not on every way on which " + LooseEnds::words(before) + " returns"});
    out.notes.push_back({out.at, "look whether it is there, or make it before anything that can return"});
    ends_.add_hooks(out, {&before});
    report_(std::move(out));
  }
  void tell_lone(const SkipModel& lone, const Assumption& assumption, const SharedSlot& slot, const Hook& after, const FactPlace& at) {
    if (!told_.insert({at, slot.key}).second) return;
    Finding out = ends_.finding(checks::teardown_unguarded.info, lone.twice ? "twice" : "alone", slot, after, at);
    const std::string_view what = assumption.kind == Assumption::Kind::points    ? "is used here without a look"
                                  : assumption.kind == Assumption::Kind::deletes ? "is deleted here and keeps its value"
                                                                                 : "is counted down here";
    if (lone.proved) out.severity = Severity::error;
    out.message = "\"" + slot.name + "\" " + std::string(what) + ", and " + LooseEnds::words(after) + (lone.twice ? " may be run twice when " : " is also run alone when ") + lone.when;
    out.notes.push_back({out.at, assumption.kind == Assumption::Kind::deletes  ? "set it to null behind the delete"
                                 : assumption.kind == Assumption::Kind::counts ? "count only what was counted before, or keep a set of who is there"
                                                                               : "look whether it is there"});
    report_(std::move(out));
  }

  LooseEnds ends_;
  const HookContext& context_;
  const FindingSink& report_;
  std::set<std::string> made_;  ///< fields
  std::map<const Hook*, std::map<std::string, Left>> left_;
  std::set<std::pair<FactPlace, std::string>> told_;
};

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const RequestContext contexts(ctx.program, ends);
  if (tells_connections(contexts)) return report_unguarded_uses(contexts, checks::teardown_unguarded.info, report);
  Unguarded(ctx, report).run();
}

}  // namespace

constinit const Check checks::teardown_unguarded{.info = {.id = "teardown-unguarded",
                                                          .summary = "A hook that runs after takes for granted what is not always so.",
                                                          .doc = kDoc,
                                                          .kind = FindingKind::loose_end,
                                                          .severity = Severity::warning,
                                                          .reads_python = true,
                                                          .reads_hooks = true,
                                                          .reads_tests = true,
                                                          .cases = kCases,
                                                          .examples = kExamples},
                                                 .run = run};

}  // namespace unknot
