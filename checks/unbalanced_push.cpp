// Pushed and popped in one function, but not on every way out of it.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "checks/distinct_fingerprints.h"
#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "graph/balanced_calls.h"
#include "graph/ending_errors.h"
#include "graph/never_popped.h"
#include "graph/stack_ways.h"
#include "graph/sticky_settings.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"by-exception", Severity::warning, "an exception that leaves the function skips the pop"},
    CaseInfo{"never-popped", Severity::warning, "a function pushes, and neither it nor anybody else pops for it"},
    CaseInfo{"dropped", Severity::warning, "what a call gives pops when it dies, and nobody keeps it"},
    CaseInfo{"not-restored", Severity::warning, "a setting whose old value is kept in a local is put back on some ways only"},
    CaseInfo{"sticky-stream", Severity::note, "a setting of the caller's stream is changed, used and left so"}};

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
A function that pushes something onto a stack of a library and pops it again (begin and end, save and restore, attach and detach, as
the models name them), but returns on some way in between, or lets an exception out. The stack may be the thread's, the process's or
an object's: a painter, settings, a model, a context of a drawing library. And a function that keeps the old value of a setting in a
local (the locale, the working directory, the file mode mask, a signal's handler, the rounding mode, the flags of a stream, the
device), changes it, and puts it back on some ways only.

## Why it matters
What stays on the stack is there for whoever comes next: its log lines carry another request's name, its events go to another loop,
its keys land in another group. A number that somebody else prints comes out in hexadecimal.

## How to fix it
Let the destructor of a local object pop; the finding names the library's own, where it has one.

## Cases
- `by-exception` (warning): the pop is skipped by an exception that the function lets out. What is thrown as a std::logic_error, which
  says that the program is wrong itself, and is caught nowhere, ends the program and is none; but for programs whose functions a
  framework calls, which may catch it.
- `never-popped` (warning): a function pushes more than it pops on every way, and there is nobody who could do it for it: no caller that pops
  more than it pushes, and no function of its class or file that only pops, but for one whose name says that it does so for another.
  It is a note where somebody elsewhere only pops.
- `dropped` (warning): a call whose result pops when it dies, as a token that detaches, and nobody keeps the result: what is meant to
  be in effect from there on is over at once.
- `not-restored` (warning): a setting whose old value is kept in a local is put back on some ways, not on others.
- `sticky-stream` (note): a function that was given a stream (or writes to a global one) changes its base, notation, precision or
  fill character, writes, and puts nothing back.

## Known limits
Each way through a function is followed with what its tests found, so that `if (x) push(); ... if (x) pop();` is balanced; where they
are too many, nothing is said, and so where something is popped that the function has not pushed. Two functions of a class or a file
that open and close for others are no finding, nor is one that keeps what it pushed where it gives true and pops where it gives false, or that is named
`begin`, `enter`, `lock` and the like. An object that dies in the function takes its stack along. A local object whose destructor pops
or that was given a lambda which does is a guard, whoever wrote it; behind a call of one of its methods nothing is known. Whoever is
given the kept value may put it back. A function of the project that is not parsed may pop what belongs to an object that it is
given: such a finding is a note and names it. What `main` leaves nobody finds. What a call throws that has no body in the parsed units is not known. A stream that the
function hands to the constructor of a guard is left alone.

## Cost
Files that reach a header of a modelled library and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
Files that reach only a library with context are looked at by default where there are at most four of them, and all of
them where the check is switched on by its name.
)";

/// The name of a stack with whose it is.
std::string words(const StackUse& use) { return use.slot->name + (use.object.empty() ? "" : " of \"" + use.object + "\""); }

class Judge {
 public:
  Judge(const CheckContext& ctx, const FindingSink& report)
      : program_(ctx.program), ends_(ctx.program), context_(ends_.context()), report_(report), models_(context_.models()), table_(context_.table()) {
    for (const auto& hook : context_.hooks())
      if (hook.what->phase == HookPhase::test || hook.what->phase == HookPhase::setup) tests_.insert(hook.function);
  }

  void run() {
    std::set<std::string_view> told;
    PushesOfProgram pushes;
    BalancedCalls calls(models_, table_, context_.effects(), ending_errors(context_));
    for (std::uint32_t f = 0; f < context_.files().size(); ++f)
      for (const auto& function : context_.files()[f].functions) {
        const Definition definition{&context_.files()[f], &function};
        // What main leaves nobody finds.
        if (context_.files()[f].entities[function.entity].name == "main") continue;
        if (!takes_part(definition) || !told.insert(definition.usr()).second) continue;
        const FunctionStacks stacks = calls.stacks(definition);
        pushes.add(f, definition, stacks);
        std::set<StackPlace> pushed;
        for (const auto& use : stacks.uses)
          // Another check tells of tests that change the process.
          if (use.keeper == kNone || !tests_.contains(definition.usr())) {
            const StackWays ways = stack_ways(definition, stacks, use);
            if (use.keeper == kNone) pushes.add_ways(use, ways);
            for (const auto& leak : ways.leaks)
              if (!(leak.by_exception && tests_.contains(definition.usr())) && pushed.insert(leak.pushed).second) tell(f, definition, use, leak);
          }
        for (const auto& dropped : stacks.dropped) tell(f, definition, dropped);
        for (const auto& setting : sticky_settings(definition, models_)) tell(f, definition, setting);
      }
    for (const auto& push : pushes.never_popped(models_, tests_)) tell(push);
  }

 private:
  /// Does it call somebody who changes a stack?
  bool takes_part(const Definition& definition) const {
    for (const auto& block : definition.function->blocks)
      for (const auto& operation : block.operations)
        if (operation.callee != kNone) {
          if (models_.takes_part(definition.file->entities[operation.callee].name)) return true;
          if (changes_stack(definition.usr(operation.callee))) return true;
        }
    return false;
  }
  bool changes_stack(const std::string& usr) const {
    const auto known = context_.effects().find(usr);
    return known != context_.effects().end() && std::ranges::any_of(known->second.at_return.slots(), [](const SlotState::Entry& entry) {
      return (entry.slot.root()[0] == '@' && entry.slot.root() != "@return") || (entry.slot.has_steps() && entry.slot.last()[0] == '@');
    });
  }

  Finding finding(std::uint32_t f, std::string_view case_name, const StackPlace& at, SlotKind kind, const std::string& slot) const {
    Finding out;
    const CheckInfo& info = checks::unbalanced_push.info;
    out.check = info.id;
    out.case_name = case_name;
    out.kind = info.kind;
    out.severity = info.severity;
    if (const auto found = std::ranges::find(info.cases, case_name, &CaseInfo::name); found != info.cases.end()) out.severity = found->severity;
    out.language = program_.unit(context_.unit_of(f)).language;
    out.at = ends_.place({f, at.line, at.column});
    out.slot = FindingSlot{.name = slot, .kind = name(kind), .at = out.at};
    return out;
  }

  /// Who may pop: the finding is true for all that is known, and no more.
  static std::string unless(const Definition& definition, const OperationFact& unread) {
    return ", unless \"" + definition.file->entities[unread.callee].name + "\" does it, which was not read";
  }
  Note given_to(std::uint32_t f, const OperationFact& unread) const { return {ends_.place({f, unread.line, unread.column}), "it is given the object here"}; }

  void tell(std::uint32_t f, const Definition& definition, const StackUse& use, const StackLeak& leak) {
    const bool kept = use.keeper != kNone;
    const SlotKind kind = use.slot->is_process ? SlotKind::process : SlotKind::library_stack;
    Finding out = finding(f, kept ? "not-restored" : leak.by_exception ? "by-exception" : "", leak.pushed, kind, words(use));
    if (kept) {
      const std::string keeper = definition.function->paths[use.keeper].name;
      out.message = words(use) + " is changed here, and " + (leak.by_exception ? "an exception leaves the function" : "the function returns on some way") + " without putting back what \"" + keeper + "\" keeps";
    } else {
      out.message = words(use) + (leak.by_exception ? ": what is pushed here stays when an exception leaves the function" : ": what is pushed here is not popped on every way out of the function");
    }
    if (leak.left.line != 0) out.notes.push_back({ends_.place({f, leak.left.line, leak.left.column}), leak.by_exception ? "left here by an exception" : "left here"});
    if (leak.popped.line != 0) out.notes.push_back({ends_.place({f, leak.popped.line, leak.popped.column}), kept ? "put back here on another way" : "popped here on another way"});
    if (leak.unread != nullptr) {
      out.severity = Severity::note;
      out.message += unless(definition, *leak.unread);
      out.notes.push_back(given_to(f, *leak.unread));
    }
    if (!use.slot->fix.empty()) out.notes.push_back({out.at, use.slot->fix + (kept ? " puts it back on every way out" : " pops on every way out")});
    out.fingerprint = prints_.distinct(out, fingerprint(out.check, use.slot->name + use.object, definition.usr()));
    report_(std::move(out));
  }
  void tell(const NeverPopped& push) {
    if (push.leak && !push.closer) return tell(push.file, push.definition, push.use, *push.leak);
    const SlotKind kind = push.use.slot->is_process ? SlotKind::process : SlotKind::library_stack;
    Finding out = finding(push.file, "never-popped", push.pushed, kind, words(push.use));
    out.message = words(push.use) + ": what is pushed here is " + (push.leak ? "not popped on every way out of the function" : "never popped");
    if (push.unread != nullptr || push.closer) out.severity = Severity::note;
    if (push.unread != nullptr) {
      out.message += unless(push.definition, *push.unread);
      out.notes.push_back(given_to(push.file, *push.unread));
    } else if (push.closer) {
      const auto& [file, closer] = *push.closer;
      out.message += ", unless \"" + closer.file->entities[closer.function->entity].name + "\" does it";
      out.notes.push_back({ends_.place({file, closer.function->line, closer.function->column}), "it pops more than it pushes, and nobody is known who calls both"});
    }
    if (!push.use.slot->fix.empty()) out.notes.push_back({out.at, push.use.slot->fix + " pops on every way out"});
    out.fingerprint = prints_.distinct(out, fingerprint(out.check, "never " + push.use.slot->name + push.use.object, push.definition.usr()));
    report_(std::move(out));
  }
  void tell(std::uint32_t f, const Definition& definition, const DroppedPush& dropped) {
    Finding out = finding(f, "dropped", {dropped.at->line, dropped.at->column}, SlotKind::library_stack, dropped.slot->name);
    out.message = dropped.slot->name + ": what this call gives is dropped, and with it what the call has pushed";
    if (!dropped.slot->fix.empty()) out.notes.push_back({out.at, dropped.slot->fix + " holds it to the end of the block"});
    out.fingerprint = prints_.distinct(out, fingerprint(out.check, "dropped " + dropped.slot->name, definition.usr()));
    report_(std::move(out));
  }
  void tell(std::uint32_t f, const Definition& definition, const StickySetting& setting) {
    std::string names;
    for (const auto* slot : setting.slots) names += (names.empty() ? "" : " and ") + slot->name;
    Finding out = finding(f, "sticky-stream", {setting.line, setting.column}, SlotKind::library_stack, names + " of \"" + setting.object + "\"");
    out.message = names + " of \"" + setting.object + "\": changed here and left so for whoever writes to it next";
    if (!setting.slots.front()->fix.empty()) out.notes.push_back({out.at, setting.slots.front()->fix + " puts it back on every way out"});
    out.fingerprint = prints_.distinct(out, fingerprint(out.check, "sticky " + setting.object, definition.usr()));
    report_(std::move(out));
  }

  const Program& program_;
  const LooseEnds ends_;
  const HookContext& context_;
  const FindingSink& report_;
  const StackModels models_;
  const FunctionTable& table_;
  std::set<std::string> tests_;  ///< USRs
  DistinctFingerprints prints_;  ///< several pushes of a function onto one stack are several findings
};

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context != nullptr) Judge(ctx, report).run();
}

}  // namespace

constinit const Check checks::unbalanced_push{.info = {.id = "unbalanced-push",
                                                       .summary = "Pushed and popped in one function, but not on every way out of it.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::loose_end,
                                                       .severity = Severity::warning,
                                                       .reads_stacks = true,
                                                       .cases = kCases,
                                                    .examples = kExamples},
                                              .run = run};

}  // namespace unknot
