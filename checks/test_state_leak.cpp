// What a test sets that outlives it.
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "graph/behind_place.h"
#include "graph/words.h"

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

constexpr std::array kCases{
    CaseInfo{"alone", Severity::note, "state of the process (environment, locale, working directory) that no other test is known to restore"},
    CaseInfo{"setup-raises", Severity::warning, "Python: the set-up sets it and may then raise or skip; the tear-down that restores it is not run in that case"},
    CaseInfo{"setup-ends", Severity::note, "the set-up sets it and may then fail or skip the test, where the framework runs no tear-down"},
    CaseInfo{"early-return", Severity::note, "the test restores it, but not where it returns before, as a failed assertion makes it do"},
};

constexpr std::string_view kDoc = R"(## What it finds
A test, or the set-up of its fixture, sets something that outlives the test (a flag, a singleton's member, a factory, the
environment), and neither the rest of the test nor its tear-down restores it. It is a warning where the project itself shows that
it matters: a sibling restores the same thing.

## Why it matters
The tests after it run in another world: they fail or pass by their order, and not when they are run alone.

## How to fix it
Restore it in the tear-down of the fixture or by a local object whose destructor does.

## Cases
- `alone` (note): state of the process (environment, locale, working directory) that no other test is known to restore.
- `setup-raises` (error), Python: `setUp` sets it and skips or raises behind it; unittest runs no `tearDown` then, but clean-ups it does.
- `setup-ends` (note): Qt Test runs no `cleanup()` where `init()` has failed or skipped the test: what `init()` sets before a `QVERIFY` or a
  `QSKIP` stays. The tests behind it in the same object set it again first, those of other objects of the program do not.
- `early-return` (note): the test restores it, but not on all ways: it returns before, as a failed assertion makes it do, or restores
  it under a condition, as in a section.

## Python
Tests of unittest and pytest are looked at where the check is asked for by its name: attributes of modules and classes, `os.environ`, `sys.path`,
`sys.modules`, the working directory, the locale, signal handlers, the level of logging, patches that are started. What a fixture does behind its
`yield`, `addCleanup`, `addfinalizer`, `mock.patch` and pytest's `monkeypatch` are known to take down; what any fixture takes down counts for all
tests, and a fixture of the whole session ends with the process.

## Known limits
Members of the fixture die with it and are left out, and so is what the set-up of the same fixture, its suite's tear-down or a
listener around every test takes down. A test restores something where it puts back what was there, what the variable starts
with, or nothing, after it had set it itself: one that only clears before it begins restores nothing. Where a value is set twice
and the first value of the program is not known, the second may be that and nothing is said.
Where the test, behind the line that sets it, gives it to something of which nobody knows what it does, or the tear-down calls something
that may put it back, the finding is a step less severe and names the call. What is called and changes something on some of its ways only is no setting of the test's, and a lambda that takes something down is
taken to run: a guard holds it.

## Cost
Files that reach a header of a modelled test framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed. Files of tests are looked at by default
where there are at most 16 of them, and all of them where the check is switched on by its name.
)";

struct Setter {
  const HookGroup* group;
  const Hook* hook;
  const SlotChange* change;
};

/// Objects of the models' classes that put back what they found.
class Guards {
 public:
  explicit Guards(const HookContext& context) : context_(context) {
    for (const auto& model : context.models()) std::ranges::copy(model.guards, std::back_inserter(models_));
    if (models_.empty()) return;
    for (const auto& file : context.files())
      for (const auto& type : file.classes)
        for (const auto field : type.fields)
          for (const auto& guard : models_)
            if (file.entities[field].type == guard.type) fields_[file.entities[type.entity].usr].insert(guard.of);
  }
  bool hold(const HookGroup& group, const Hook& hook, const SharedSlot& slot) const {
    const std::string_view own = last_word(slot.name);
    if (std::ranges::none_of(models_, [&](const GuardModel& guard) { return own.starts_with(guard.of); })) return false;
    for (const auto& type : context_.hierarchy().with_bases(group.owner))
      if (const auto found = fields_.find(type); found != fields_.end() && std::ranges::any_of(found->second, [&](const std::string& of) { return own.starts_with(of); }))
        return true;
    for (const auto& block : hook.body->blocks)
      for (const auto& operation : block.operations)
        if (operation.kind == OperationKind::construct && operation.callee != kNone)
          for (const auto& guard : models_)
            if (own.starts_with(guard.of) && hook.body_file->entities[operation.callee].name.starts_with(guard.type + "::")) return true;
    return false;
  }

 private:
  const HookContext& context_;
  std::vector<GuardModel> models_;
  std::map<std::string, std::set<std::string>> fields_;  ///< by class
};

/// Slots that hooks around every test take down.
std::set<std::string> swept(const HookContext& context) {
  std::set<std::string> out;
  for (const auto& hook : context.hooks())
    if (hook.every)
      for (const auto& [key, change] : context.changes_of(hook))
        if (change.at_return.takes_down()) out.insert(key);
  return out;
}

/// Hooks that are given by their names to functions which say that all shall have them.
std::set<std::string> named_for_all(const HookContext& context) {
  std::set<std::string> functions, out;
  for (const auto& model : context.models()) functions.insert(model.named_by.begin(), model.named_by.end());
  if (functions.empty()) return out;
  for (const auto& file : context.files())
    for (const auto& function : file.functions)
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations) {
          if (operation.kind != OperationKind::call || operation.callee == kNone || !functions.contains(file.entities[operation.callee].name)) continue;
          for (const auto& argument : operation.arguments)
            if (argument.value.kind == ValueKind::text) out.insert(argument.value.text);
        }
  return out;
}

/// By class: slots that the tear-down of the whole suite takes down.
std::map<std::string, std::set<std::string>> swept_by_suites(const HookContext& context) {
  std::map<std::string, std::set<std::string>> out;
  for (const auto& hook : context.hooks())
    if (hook.what->is_static && hook.what->phase == HookPhase::teardown)
      for (const auto& [key, change] : context.changes_of(hook))
        if (change.at_return.takes_down()) out[hook.owner].insert(key);
  return out;
}

class Leaks {
 public:
  Leaks(const CheckContext& ctx, const HookContext& context, const FindingSink& report) : ends_(ctx.program, context), context_(ends_.context()), report_(report), guards_(context_), named_(named_for_all(context_)), swept_(swept(context_)), by_suites_(swept_by_suites(context_)) {}

  void run() {
    for (const auto& file : context_.files())
      for (const auto& type : file.classes) {
        classes_.insert(file.entities[type.entity].name);
        for (const auto method : type.methods) methods_.insert(last_word(file.entities[method].name));
      }
    for (const auto& group : context_.groups())
      if (group.pair->scope == "test") collect(group);
    for (const auto& [key, setters] : leaks_) {
      const auto sibling = restored_.find(key);
      for (const auto& setter : setters)
        if (!is_inherited(setter, setters)) tell(setter, sibling == restored_.end() ? nullptr : &sibling->second);
    }
    for (const auto& setter : early_)
      if (!is_inherited(setter, early_)) tell_early(setter);
  }

 private:
  void collect(const HookGroup& group) {
    std::set<std::string> made;  // by the set-up of the same tests: known before each of them
    for (const Hook* hook : group.befores)
      if (hook->what->phase == HookPhase::setup)
        for (const auto& [key, change] : context_.changes_of(*hook))
          if (change.at_return.is_written() && !change.at_return.unchanged && !change.at_return.counted) made.insert(key);
    for (const Hook* hook : group.befores)
      for (const auto& [key, change] : context_.changes_of(*hook)) {
        if (key.ends_with("[?]") || swept_.contains(key) || swept_.contains(whole_of(key))) continue;
        if (std::ranges::find(hook->model->restores, change.slot.name) != hook->model->restores.end()) continue;
        const std::vector<const Hook*> afters = afters_of(group, *hook);
        const TakeDown down = take_down(context_, afters, key);
        if (hook->what->phase == HookPhase::setup && change.throws && change.at_throw.changed) judge_raising(group, *hook, key, change);
        if (hook->what->phase == HookPhase::setup && change.at_return.changed) judge_ending(group, *hook, key, change);
        const Standing& standing = change.at_return;
        // What is emptied and then filled again, on every way, is not taken down.
        const bool cleared =
            standing.restored || (standing.cleared && standing.cleared_at != standing.changed_at && (standing.unchanged || !standing.grown));
        if (standing.restored) restored_.try_emplace(key, standing.restored_at);
        else if (standing.changed && (cleared || standing.shrunk)) restored_.try_emplace(key, standing.cleared_at);
        if (down.puts_back && standing.changed) restored_.try_emplace(key, down.at);
        if (down.touched || is_swept_by_suite(group, key) || guards_.hold(group, *hook, change.slot)) continue;
        const bool is_setup = hook->what->phase == HookPhase::setup;
        if (!standing.changed || standing.unknown || (standing.once && !standing.grown) || (!is_setup && made.contains(key))) continue;
        const bool is_python = group.model->is_of_python();
        // What it calls is not what the program would call, where it replaces methods.
        if (is_python && standing.changed_by != standing.changed_at && (replaces_methods(*hook) || is_done_elsewhere(standing.changed_at))) continue;
        // `object[key] = value` is what its class makes of it.
        if (is_python && standing.grown && change.slot.kind == SlotKind::global && is_of_own_class(change.slot)) continue;
        if (standing.grown && standing.shrunk) continue;  // whether the same is taken out, is not known
        if (cleared) early_.push_back({&group, hook, &change});
        else leaks_[key].push_back({&group, hook, &change});
      }
  }
  /// Does it put something into an attribute that is a method of some class?
  bool replaces_methods(const Hook& hook) const {
    for (const auto& block : hook.body->blocks)
      for (const auto& operation : block.operations)
        if (operation.kind == OperationKind::assign && operation.path != kNone && hook.body->paths[operation.path].kind == PathKind::member &&
            methods_.contains(last_word(hook.body_file->entities[hook.body->paths[operation.path].entity].name)))
          return true;
    return false;
  }

  /// Is it an operation of a generator, which may put it back behind its `yield`, or of a method of classes, which is of the class that
  /// it is called on?
  bool is_done_elsewhere(const FactPlace& at) const {
    for (const auto& function : context_.files()[at.file].functions) {
      if ((function.attributes & (attribute::coroutine | attribute::of_class)) == 0) continue;
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations)
          if (operation.line == at.line && operation.column == at.column) return true;
    }
    return false;
  }
  bool is_of_own_class(const SharedSlot& slot) const {
    const EntityFact* variable = context_.entity(slot.variable);
    return variable != nullptr && classes_.contains(variable->type);
  }

  /// What the framework runs behind a hook: of functions that tests name as parameters only those that it names, also by others.
  std::vector<const Hook*> afters_of(const HookGroup& group, const Hook& before) const {
    std::vector<const Hook*> out;
    std::optional<std::set<std::string_view>> names;
    for (const Hook* after : group.afters) {
      const bool is_named = after->what->shape == HookShape::rest && !after->every;
      if (is_named && !names) names = names_of(before);
      if (!is_named || names->contains(last_word(after->name)) || named_.contains(std::string(last_word(after->name)))) out.push_back(after);
    }
    return out;
  }
  /// The hook itself, its parameters, and those of the hooks that these name.
  std::set<std::string_view> names_of(const Hook& before) const {
    std::set<std::string_view> out{last_word(before.name)};
    std::vector<const FunctionFact*> open{before.body};
    for (std::size_t i = 0; i < open.size() && i < 64; ++i)
      for (const auto& parameter : open[i]->parameters) {
        if (!out.insert(parameter.name).second) continue;
        for (const auto& hook : context_.hooks())
          if (hook.what->phase == HookPhase::setup && last_word(hook.name) == parameter.name) open.push_back(hook.body);
      }
    return out;
  }

  /// A set-up that is left by an exception behind what it sets: not every tear-down is run then.
  void judge_raising(const HookGroup& group, const Hook& hook, const std::string& key, const SlotChange& change) {
    for (const auto& skip : group.pair->skips) {
      if (!skip.if_called.empty()) continue;
      const auto [skipped, others] = split(group.afters, skip.of);
      const TakeDown down = take_down(context_, skipped, key);
      if (!down.touched || take_down(context_, others, key).touched) continue;
      Finding out = ends_.finding(checks::test_state_leak.info, "setup-raises", change.slot, hook, change.at_throw.changed_by);
      if (skip.proved) out.severity = Severity::error;
      add_place(out, change.at_throw);
      out.message = "\"" + change.slot.name + "\" is set here and taken down in " + LooseEnds::words(*down.by) + ", which is not run when " + skip.when + ", as it may behind this line";
      out.notes.push_back({ends_.place(down.at), "taken down here; what is given to be run as a clean-up right behind the line that sets it, is run in every case"});
      ends_.add_hooks(out, group.afters);
      report_(std::move(out));
    }
  }
  /// A set-up that calls what ends the test behind what it sets: no tear-down is run then.
  void judge_ending(const HookGroup& group, const Hook& hook, const std::string& key, const SlotChange& change) {
    const Standing& standing = change.at_return;
    if (standing.once && !standing.grown) return;
    for (const auto& skip : group.pair->skips) {
      if (skip.if_called.empty()) continue;
      const auto [skipped, others] = split(group.afters, skip.of);
      const TakeDown down = take_down(context_, skipped, key);
      if (!down.touched || take_down(context_, others, key).touched) continue;
      const FactPlace ends = call_behind(hook, standing.changed_by, skip.if_called);
      if (ends.line == 0) continue;
      Finding out = ends_.finding(checks::test_state_leak.info, "setup-ends", change.slot, hook, standing.changed_by);
      add_place(out, standing);
      out.message = "\"" + change.slot.name + "\" is set here and taken down in " + LooseEnds::words(*down.by) + ", which is not run when " + skip.when;
      out.notes.push_back({ends_.place(ends), "the set-up may end here"});
      out.notes.push_back({ends_.place(down.at), "taken down here; what the set-up does first, before it sets anything, may end it without harm"});
      ends_.add_hooks(out, group.afters);
      report_(std::move(out));
      return;
    }
  }
  /// The first call of this function behind the place, in the hook itself; line 0: none.
  static FactPlace call_behind(const Hook& hook, const FactPlace& place, const std::string& function) {
    FactPlace out;
    for (const OperationFact* operation : behind_place(*hook.body, place)) {
      if (operation->callee == kNone || hook.body_file->entities[operation->callee].name != function) continue;
      const FactPlace at{place.file, operation->line, operation->column};
      if (out.line == 0 || at < out) out = at;
    }
    return out;
  }
  bool is_swept_by_suite(const HookGroup& group, const std::string& key) const {
    return std::ranges::any_of(context_.hierarchy().with_bases(group.owner), [&](const std::string& type) {
      const auto found = by_suites_.find(type);
      return found != by_suites_.end() && found->second.contains(key);
    });
  }

  /// A set-up that runs its base's, which is told of itself.
  bool is_inherited(const Setter& setter, const std::vector<Setter>& all) const {
    if (setter.hook->what->phase != HookPhase::setup) return false;
    const auto bases = context_.hierarchy().with_bases(setter.hook->owner);
    return std::ranges::any_of(all, [&](const Setter& other) {
      return other.hook->what->phase == HookPhase::setup && other.hook->owner != setter.hook->owner && std::ranges::find(bases, other.hook->owner) != bases.end() &&
             other.change->slot.key == setter.change->slot.key && other.change->at_return.changed_at == setter.change->at_return.changed_at;
    });
  }

  void tell(const Setter& setter, const FactPlace* sibling) {
    const auto& [group, hook, change] = setter;
    const bool is_process = change->slot.kind == SlotKind::process;
    if ((sibling == nullptr && !is_process) || !is_new(*change)) return;
    Finding out = ends_.finding(checks::test_state_leak.info, sibling == nullptr ? "alone" : "", change->slot, *hook, change->at_return.changed_by);
    add_place(out, change->at_return);
    out.message = "\"" + change->slot.name + "\" is set here and outlives the test; nothing restores it";
    if (sibling != nullptr && sibling->line != 0) out.notes.push_back({ends_.place(*sibling), "another test restores it"});
    ends_.add_hooks(out, group->afters);
    ends_.weaken_by_unknown(out, *hook, change->at_return.changed_by, group->afters, change->slot);
    report_(std::move(out));
  }
  /// One call is one finding, whatever it sets.
  bool is_new(const SlotChange& change) {
    const Standing& standing = change.at_return;
    return told_.insert({standing.changed_by, standing.changed_by == standing.changed_at ? change.slot.key : ""}).second;
  }
  /// The finding stands in the test: the line that sets the slot may be many tests' own.
  void add_place(Finding& out, const Standing& standing) const {
    if (standing.changed_at != standing.changed_by) out.notes.push_back({ends_.place(standing.changed_at), "set here"});
  }
  void tell_early(const Setter& setter) {
    const auto& [group, hook, change] = setter;
    const Standing& standing = change->at_return;
    if (!is_new(*change)) return;
    Finding out = ends_.finding(checks::test_state_leak.info, "early-return", change->slot, *hook, standing.changed_by);
    add_place(out, standing);
    out.message = "\"" + change->slot.name + "\" is set here and stays where the test returns before it restores it";
    const FactPlace& restored_at = standing.restored_at.line != 0 ? standing.restored_at : standing.cleared_at;
    if (restored_at.line != 0) out.notes.push_back({ends_.place(restored_at), "restored here; a failed assertion returns before"});
    ends_.add_hooks(out, group->afters);
    report_(std::move(out));
  }

  LooseEnds ends_;
  const HookContext& context_;
  const FindingSink& report_;
  Guards guards_;
  std::set<std::string_view> classes_;  ///< of the project
  std::set<std::string_view> methods_;  ///< names that some class has a method of
  std::set<std::string> named_;
  std::set<std::string> swept_;
  std::map<std::string, std::set<std::string>> by_suites_;
  std::map<std::string, std::vector<Setter>> leaks_;
  std::map<std::string, FactPlace> restored_;  ///< by slot: where somebody does
  std::vector<Setter> early_;
  std::set<std::pair<FactPlace, std::string>> told_;
};

void run(const CheckContext& ctx, const FindingSink& report) {
  for (const auto& context : {ctx.program.context, ctx.program.tests})
    if (context != nullptr) Leaks(ctx, *context, report).run();
}

}  // namespace

constinit const Check checks::test_state_leak{.info = {.id = "test-state-leak",
                                                       .summary = "Something a test sets that outlives it.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::loose_end,
                                                       .severity = Severity::warning,
                                                       .reads_python_tests = true,
                                                       .reads_tests = true,
                                                       .cases = kCases,
                                                       .examples = kExamples},
                                              .run = run};

}  // namespace unknot
