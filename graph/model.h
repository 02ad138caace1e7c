// What a model says of a framework or a library, as plain values: which functions are hooks, which belong together, when one is
// not run, and what functions without a body do. It knows no framework by itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graph/query_model.h"
#include "graph/setting_model.h"
#include "graph/test_runner_model.h"

namespace unknot {

/// What a library function does to a place.
enum class CallChange : std::uint8_t {
  grow,      ///< something is put in
  shrink,    ///< something is taken out
  clear,     ///< it is empty, null or as new afterwards
  set,       ///< it is something else afterwards
  assign,    ///< it is what the argument is, null where there is none
  swap,      ///< it and the argument change places
  exchange,  ///< it is what the second argument is; the call gives what it was
  push,      ///< one more on a stack
  pop,       ///< one less
  save,      ///< nothing changes; the call gives what stands there, for somebody to put it back
};

/// Where: the object that the function is called on, an argument, or something of the library that has no name in the program.
struct CallEffect {
  CallChange change = CallChange::set;
  int argument = -1;        ///< of the place; -1: the object, or what `slot` names
  std::string slot{};       ///< "the locale"; empty: the object or the argument
  bool of_object = false;   ///< `slot` is something that the object or the argument has
  int key = -1;             ///< argument that says which part; -1: all of it
  std::string when_text{};  ///< only where the argument `when` is this literal
  std::vector<std::string> when_names{};  ///< only where the argument `when` is one of these functions or what one of them gives, then made from `when_text`
  int when = -1;
  int if_null = -1;         ///< only where this argument is null
  int unless_null = -1;     ///< not where this argument is null: then the function only asks
  int value = -1;           ///< argument that `assign` and `set` take; -1: the first
  int times = -1;           ///< argument that says how many times; -1: once
  int into = -1;            ///< of `save`: the argument that is filled; -1: the call's result
  bool if_true = false;     ///< only where the call gives true
  bool kept = false;        ///< what the call gives pops when it dies
  bool always = false;      ///< also where the call gives false
  bool no_arguments = false;  ///< only where it is given none
};
enum class CallTells : std::uint8_t { nothing, empty, full, thread };
struct CallModel {
  std::string function;  ///< qualified, without template arguments
  std::vector<CallEffect> effects;
  CallTells tells = CallTells::nothing;  ///< what it means of its object that it gives true; `thread`: it gives who runs
  bool throws = false;  ///< whatever what it runs throws: an inner handler, a callback
};

/// Something of the library that outlives calls.
struct LibrarySlot {
  std::string name;
  bool of_thread = false;   ///< each thread has its own
  bool is_process = false;  ///< of the process: locale, environment, handlers
  bool of_object = false;   ///< an object has it, and takes it along when it dies
  bool outlives = false;    ///< of an object: it is kept behind the object, and a local one leaves it behind
  bool counts = true;       ///< pushed twice, it has to be popped twice
  /// A setting that stays with an object that is handed from one writer to the next: classes of such objects.
  std::vector<std::string> sticky;
  bool is_variable = false; ///< it is the library's variable of this name
  std::string fix;          ///< what to use: "std::lock_guard"
  std::string source;
};

/// `serve`: it answers a request; `other`: a command, a task.
enum class HookPhase : std::uint8_t { before, after, teardown, open, close, fail, setup, test, serve, other };

/// How a function becomes a hook.
enum class HookShape : std::uint8_t {
  override,     ///< it overrides the method `name` of the class `owner`, or a class below redefines it without `virtual`
  registered,   ///< it is given to the function owner::name as argument `argument`
  field,        ///< it is given to the field owner::name
  duck,         ///< a method of this name in a class that has a nested type or a method `beside`
  constructor,  ///< of a class below `owner`
  destructor,
  named,        ///< its qualified name ends as `qualified` says, where "*" stands for any part of a word: "test_*.Test*.test*"
  rest,         ///< what another hook, a generator, does behind its `yield`: `name` is that hook's id
};

struct HookModel {
  std::string id;
  HookPhase phase = HookPhase::before;
  HookShape shape = HookShape::override;
  std::string qualified;            ///< owner and name as the language joins them
  std::string owner, name, beside;  ///< the name "*" is any that no other hook of the model has, without parameters
  std::string not_ending;  ///< of `duck`: not if the name ends so
  std::vector<std::string> sections;  ///< of `duck`: only where the class has it under one of these labels
  std::string given_to;    ///< of `duck`: only in classes an object of which is given to this function
  std::string of;        ///< only in classes of which a method is this other hook of the model, and in their bases
  std::string signal;    ///< of `registered`: only where another argument is this function
  std::string event;     ///< of `registered`: only for the event of this name, "*" for any that no other hook of the model has
  std::string parameter; ///< only a function that takes an object of this class
  int argument = 0;      ///< -1: whichever is a function
  bool single = false;   ///< a second registration replaces the first
  bool is_static = false;
  bool unproved = false; ///< newer than the library that the tests run: what rests on it is no error
  bool every = false;    ///< it is run around each test of the program, whoever's
  std::string every_if;  ///< of `registered`: only where this named argument is true; else for those who name it as a parameter
  bool raised_into = false;  ///< of a generator: what the body raises is raised at its `yield`
  std::string takes;         ///< of `duck`: only in classes whose constructor has a parameter of this name
  int calls_inner = -1;      ///< the parameter by which it calls what it surrounds: that may raise; -1: none
  std::vector<std::string> not_below;  ///< of `named`: no method of a class below one of these
  std::vector<std::string> unless;     ///< of `registered`: not where a named argument is one of these texts: "scope=session"
  std::string source;    ///< file:line@version
};

/// A case in which what should take down is not run though what sets was, or the other way round.
struct SkipModel {
  std::string when;           ///< for a person
  std::string if_called;      ///< only where the program calls this function; empty: always possible
  std::string if_parameter;   ///< only where the one that sets takes an object of this class
  std::string of;             ///< only this one of the pair's `afters` is not run; empty: none of them is
  std::string instead;        ///< the hook that is run in that case; empty: none
  std::string source;
  bool twice = false;         ///< of `lone`: after `befores`, but more than once
  bool proved = false;        ///< a test of ours has seen it
  std::string case_name;      ///< of the finding; empty: the plain one
  std::string since{};        ///< the first version of the library in which it happens; empty: any
};

/// Hooks that belong together: whatever `befores` set, `afters` are to take down.
struct PairModel {
  bool each_request = true;      ///< `befores` are run for every request, not for some
  std::vector<std::string> befores, afters;
  /// "request", "connection", "test", "suite", "process"; "handler": what is set is the program's business, unless some `afters` take it down
  std::string scope;
  bool same_thread = true;       ///< both run on one thread
  bool pooled = true;            ///< the thread serves others afterwards
  bool apart = false;            ///< the hooks are of different classes: any of `afters` is meant for any of `befores`
  std::vector<SkipModel> skips;  ///< `afters` not run after `befores`
  std::vector<SkipModel> lone;   ///< `afters` run without `befores`, or twice
  bool proved = false;           ///< a test of ours has seen what stays
};

/// A setting that bites where nobody makes it.
struct SettingModel {
  std::string id;
  std::string if_used;               ///< only where the program calls or makes this
  std::vector<std::string> set_by;   ///< functions that set it
  std::string message, fix, source;
  std::string since{};               ///< the first version of the library of which it holds; empty: any
};

/// A class whose objects put back what they found when they die.
struct GuardModel {
  std::string type;  ///< qualified
  std::string of;    ///< of variables whose names begin so
  std::string source;
};

/// A variable that stands for something of the request or the application that is current: outside of one, reading it fails.
struct ContextVariable {
  std::string name;      ///< "web.g"
  bool is_application = false;  ///< it is the same for all requests
  bool is_store = false; ///< programs put their own values in, which die with the context
  std::string source;
};

/// What is made by these functions is current between its push and its pop, or inside of a block that enters it.
struct ContextMaker {
  std::vector<std::string> makers;
  std::string push, pop;
  std::string distribution, fixed_in;  ///< from this version on a pushed one is no longer what requests run in
  std::string source;
  bool proved = false;
};

/// A function that has another one run later or elsewhere, where nothing of the caller is current.
struct SpawnModel {
  std::string function;
  int argument = 0;
  std::string keyword;  ///< that argument's name
  bool is_worker = false;  ///< it runs in a process of its own, which may be started with something current for all
};

/// What these functions give has to be released.
struct ResourceModel {
  std::vector<std::string> makers;
  std::vector<std::string> releases;  ///< methods
  bool lingers = false;               ///< what nobody releases is not gone with its last name
  std::vector<std::string> resting;   ///< methods behind which there is nothing to release until it is used again
  std::string source;
};

/// Functions that make something for the whole process.
struct MadeOnce {
  std::vector<std::string> makers;
  std::string what;     ///< "a pool of connections"
};

/// What these functions give keeps one object for each thread until somebody has it released.
struct ThreadRegistry {
  std::vector<std::string> makers;
  std::string release;  ///< the method
  bool is_shared = false;  ///< not one for each thread, but one for all
};

struct Model {
  /// Of what a compiler reads otherwise.
  bool is_of_python() const { return !modules.empty(); }

  std::string name;
  bool of_tests = false;                  ///< its hooks are of tests
  std::vector<std::string> modules;       ///< of Python: the model is of projects that import one of these
  std::vector<std::string> headers;       ///< ends of paths; a unit that reaches none of them holds none of its hooks
  /// Where the library says which version it is: ends of paths, and the text in front of the version.
  struct VersionText {
    std::vector<std::string> headers;
    std::string behind;
  } version_text;
  std::vector<std::string> words;         ///< besides the names of hooks, calls and settings: what a file with hooks of it may hold
  std::vector<HookModel> hooks;
  std::vector<PairModel> pairs;
  std::map<std::string, std::string> same_as;  ///< classes of libraries that are, for hooks, as good as another: those below it, and its other names
  std::vector<std::string> defers;        ///< methods, of whatever object, that have a function run when the hook's counterpart would be
  std::map<std::string, std::string> undone;  ///< calls that are undone in the end, by function or ".method": the slot that they change; "": what they are given
  std::map<std::string, std::string> resets;  ///< slots that every request sets anew where the project's files hold this text
  std::vector<std::string> subjects;      ///< texts: only files that hold one, and what is next to them, are of interest; empty: all are
  std::vector<std::string> named_by;      ///< functions that are given names of hooks, which count for all then
  std::vector<std::string> restores;      ///< slots that the framework puts back itself
  std::vector<std::string> per_request;   ///< classes whose objects live as long as one request or connection
  std::vector<LibrarySlot> slots;
  std::vector<CallModel> calls;
  std::vector<SettingModel> settings;
  std::vector<GuardModel> guards;
  std::vector<ContextVariable> contexts;
  std::vector<std::string> needs_context;      ///< functions and objects that work only where something is current
  std::vector<ContextMaker> context_makers;
  std::vector<std::string> context_asks;       ///< functions that tell whether something is current
  std::vector<std::string> context_carriers;   ///< functions that give a function which takes along what is current
  std::vector<std::string> stream_carriers;    ///< likewise for generators
  /// Versions of a library, the last one too, in which hooks behind a request are run before a stream is sent.
  struct EarlyStreams {
    std::string distribution, first, last;
  } early_streams;
  std::vector<SpawnModel> spawns;
  std::vector<std::string> responses;          ///< functions that send what a generator yields, later
  std::vector<ResourceModel> resources;
  std::vector<MadeOnce> made_once;
  std::vector<ThreadRegistry> thread_registries;
  std::vector<std::string> connection_ids;     ///< what tells one connection from the others: members of context variables
  std::vector<std::string> refusals;           ///< exceptions by which an open hook refuses, as by giving false: no close hook is run then
  std::vector<std::string> identity_words;     ///< in names: of whom something is
  std::vector<std::string> login_guards;       ///< decorators of views that do not work on hooks of connections
  SettingModels configuration;  ///< of projects without a compiler: what can be told to the library, and what does harm
  QueryModel queries;
  TemplateModel templates;
  ByHandModel by_hand;
  TestRunnerModel test_runner;
};

}  // namespace unknot
