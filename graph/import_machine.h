// The interpreter behind the simulator: modules in the making, frames, values. What cannot be known is carried as such: code that
// runs only perhaps binds names perhaps, and what it raises is not counted as raised.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "graph/import_records.h"
#include "graph/import_values.h"

namespace unknot::imports {

class Simulator::Machine {
 public:
  explicit Machine(const World& world);
  EntryResult run(EntryPoint entry, Sightings& sightings);
  std::optional<EntryResult> run(const TestRun& run, const TestStep& step, Sightings& sightings);
  void reset();
  const std::string& path(std::uint32_t module) const { return world_.modules[module].path; }

 private:
  struct Running {
    State state = State::absent;
    bool dynamic = false;     ///< it may have names that nobody can see
    std::uint64_t since = 0;  ///< when it was loaded; 0: not yet
    Namespace* names = nullptr;
  };
  struct FunctionValue {
    const Function* function = nullptr;
    std::uint32_t module = 0;
    Frame* around = nullptr;
  };
  struct MethodValue {
    Value self;
    Value function;
  };
  struct ClassValue {
    Namespace names;
    std::vector<Value> bases;
    std::uint32_t name = 0;
  };
  struct LazyImport {
    std::uint32_t module = 0;
    const Stmt* stmt = nullptr;
    std::uint32_t pair = kNone;
  };
  enum class Tri : std::uint8_t { no, yes, unknown };

  // import_tests.cpp
  bool is_taken(std::uint32_t module);
  Flow load_by_place(std::uint32_t module);
  Flow load_plugins(Frame& outside, std::uint32_t module, std::uint32_t variable, int depth);

  // import_loading.cpp
  void begin(Sightings& sightings);
  EntryResult result(Flow flow);
  /// What is loaded goes before what would be found.
  std::uint32_t find_module(std::string_view name, std::uint32_t root);
  Flow run_main(EntryPoint entry);
  Flow run_parents(Frame& frame, std::string_view package);
  Flow import_parents(Frame& frame, std::string_view name);
  Flow load(std::uint32_t module);
  Flow run_text(std::uint32_t module);
  /// The module of an absolute dotted name, with its packages; kNone in `last` where it is outside of the project.
  Flow import_name(Frame& frame, std::string_view name, const Stmt* at, std::uint32_t line, std::uint32_t column, std::uint32_t& first, std::uint32_t& last);
  bool is_below_loaded(std::uint32_t package, std::string_view name, std::size_t end);
  Flow load_front(Frame& frame, std::uint32_t first, std::uint32_t line);
  Flow import_statement(Frame& frame, const Stmt& stmt);
  Flow from_statement(Frame& frame, const Stmt& stmt);
  Flow from_one(Frame& frame, const Stmt& stmt, std::uint32_t source, std::uint32_t name, Value& out);
  Flow star(Frame& frame, const Stmt& stmt, std::uint32_t source);
  Flow submodule(Frame& frame, const Stmt& stmt, std::uint32_t package, std::uint32_t name, bool& found);
  std::uint32_t child(std::uint32_t package, std::uint32_t name) const;
  bool names_it(std::uint32_t module, std::uint32_t name) const;
  void saw(Frame& frame, std::uint32_t to, std::uint32_t line);
  std::string absolute(const Frame& frame, std::string_view name, std::uint32_t dots) const;
  bool is_guarded() const { return guards_ > 0; }

  // import_statements.cpp
  Flow block(Frame& frame, List statements);
  Flow perhaps(Frame& frame, List statements);
  Flow statement(Frame& frame, const Stmt& stmt);
  Flow branch(Frame& frame, const Stmt& stmt);
  Flow loop(Frame& frame, const Stmt& stmt);
  Flow guarded(Frame& frame, const Stmt& stmt);
  Flow with(Frame& frame, const Stmt& stmt);
  Flow define(Frame& frame, const Stmt& stmt);
  Flow define_class(Frame& frame, const Stmt& stmt);
  Flow match(Frame& frame, const Stmt& stmt);
  Flow raise(Frame& frame, const Stmt& stmt);
  Flow assign(Frame& frame, std::uint32_t target, Value value);
  Flow remove(Frame& frame, std::uint32_t target);
  Flow decorate(Frame& frame, List decorators, std::span<const Value> evaluated, Value& value);
  Tri catches(Value type, std::string_view raised, const Value& raised_class) const;
  Tri derives(std::string_view raised, std::string_view from) const;
  Tri class_derives(Value klass, Value from, int depth) const;
  void bind(Frame& frame, std::uint32_t name, Value value);
  void put(Namespace& names, std::uint32_t name, Value value);

  // import_records.cpp: what outlives a call is read and changed through these alone
  Slot* find(Namespace& names, std::uint32_t name);
  void store(Namespace& names, std::uint32_t name, Slot slot);
  void drop(Namespace& names, std::uint32_t name);
  const Namespace& whole(std::uint32_t module);
  Namespace& names_of(std::uint32_t module);
  Namespace& new_namespace(std::uint32_t module = kNone);
  bool is_absent(std::uint32_t module);
  bool is_partial(std::uint32_t module);
  bool is_dynamic(std::uint32_t module);
  void set_dynamic(std::uint32_t module);
  const Record* find_record(std::uint32_t module);
  void open_record();
  void close_record(std::uint32_t module, Flow flow);
  Flow lay_down(const Record& record);
  void lay_down(const Note& change);
  void forget();
  void spoil_all();
  bool is_outside(std::uint64_t since) const;
  std::uint64_t since(const Namespace& names) const;
  void note(Note note);
  void note_state(std::uint32_t module, NoteKind kind);
  bool holds(const Note& note);
  Namespace& changing(Namespace& names, std::uint32_t name, const Slot* slot);
  void compress(const OpenRecord& open, Record& record);
  void take_loaded(const OpenRecord& open, Record& record);
  bool is_full() const;

  // import_expressions.cpp
  /// Sets `failed_` where it raises.
  Value evaluate(Frame& frame, std::uint32_t expr);
  Value look_up(Frame& frame, std::uint32_t local, const Expr& at);
  Value attribute(Frame& frame, Value base, std::uint32_t name, std::uint32_t line, std::uint32_t column);
  std::optional<Value> module_attribute(Frame& frame, std::uint32_t module, std::uint32_t name);
  /// What a module's __getattr__ has raised is raised again; `partial`: the unfinished module that lacks the name, else kNone.
  bool raised_by_hook(std::uint32_t partial);
  Value class_attribute(Value klass, std::uint32_t name, bool& found, bool& complete, int depth);
  Value call(Frame& frame, const Expr& expr);
  Value call_value(Frame& frame, Value callee, std::span<const Value> arguments, std::span<const std::pair<std::uint32_t, Value>> keywords,
                   std::uint32_t line, std::uint32_t column);
  Value call_function(Frame& frame, const FunctionValue& function, std::span<const Value> arguments,
                      std::span<const std::pair<std::uint32_t, Value>> keywords, std::uint32_t line);
  Value call_builtin(Frame& frame, std::string_view name, std::span<const Value> arguments, std::uint32_t line, std::uint32_t column);
  Value import_module(Frame& frame, std::span<const Value> arguments, std::uint32_t line, std::uint32_t column, bool top);
  Value comprehension(Frame& frame, const Expr& expr);
  Value compare(Value a, Value b, Compare op) const;
  Value resolve(Frame& frame, Value lazy, std::uint32_t line);
  Value text_value(std::string_view text) { return {ValueKind::text, names_.intern(text)}; }
  Value fail(std::string_view type, std::string_view name, Frame& frame, std::uint32_t line, std::uint32_t column, std::uint32_t asked = kNone, bool partial = false);
  Tri truth(Value value) const;
  bool is_tuple(Value value) const { return value.kind == ValueKind::tuple; }

  const ModuleFacts& facts(std::uint32_t module) const { return world_.modules[real(module)].facts; }
  std::uint32_t real(std::uint32_t module) const { return module == main_ ? main_is_ : module; }
  std::uint32_t global(const Frame& frame, std::uint32_t local) const { return global_[real(frame.module)][local]; }
  const Expr& expr_of(const Frame& frame, std::uint32_t id) const { return facts(frame.module).exprs[id]; }
  std::span<const std::uint32_t> items(const Frame& frame, List list) const {
    return std::span(facts(frame.module).lists).subspan(list.begin, list.count);
  }
  Frame& new_frame(Frame frame);
  bool spend();

  const World& world_;
  NameTable names_;
  std::vector<std::vector<std::uint32_t>> global_;  ///< by module: its names in the table
  const std::uint32_t main_;                        ///< the number of the module that runs as __main__
  std::uint32_t main_is_ = 0;
  Start main_start_ = Start::import_;
  std::vector<Running> running_;
  std::vector<std::uint32_t> touched_;
  std::deque<Frame> frames_;
  std::deque<Namespace> namespaces_;
  std::vector<FunctionValue> functions_;
  std::vector<MethodValue> methods_;
  std::deque<ClassValue> classes_;
  std::deque<std::vector<Value>> tuples_;
  std::vector<std::uint32_t> suppressing_;  ///< tuples of exceptions that a `with` swallows
  std::vector<LazyImport> lazies_;
  std::vector<std::pair<Failure, Value>> handled_;
  std::vector<Step> stack_;
  Failure failure_;
  Value raised_class_;
  std::optional<Failure> hook_failure_;  ///< of the last look-up in a module
  bool failed_ = false;
  bool in_context_ = false;  ///< somebody may have made something current
  bool may_have_loaded_ = false;  ///< a library has looked for names of a module of the project, and may have imported others for them
  std::set<std::uint32_t> context_asks_, context_makers_;  ///< names
  bool fatal_ = false;       ///< too much work: nothing catches it
  bool uncertain_ = false;   ///< a name of an unfinished module was missing where the code may not run
  Failure uncertain_failure_;
  std::uint32_t maybe_ = 0;
  std::uint64_t swallowed_ = 0;
  std::vector<const Function*> active_;  ///< calls that are not finished
  int guards_ = 0;
  int depth_ = 0;
  int deepest_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<std::vector<Record>> records_;  ///< by module
  std::vector<OpenRecord> open_;              ///< the innermost last
  std::vector<Note> notes_;                   ///< of all open records
  std::vector<Note> undo_;                    ///< what was there before classes and calls that are over were changed
  std::uint64_t clock_ = 0;
  SeenKeys seen_;
  struct Marks {
    std::size_t frames = 0, namespaces = 0, functions = 0, methods = 0, classes = 0, tuples = 0, suppressing = 0, lazies = 0;
  };
  Marks marks_;          ///< where the last kept record ends, or the last entry
  bool keeps_ = false;   ///< a record of this entry is kept
  Sightings* sightings_ = nullptr;
  std::uint32_t n_all_, n_getattr_, n_init_, n_enter_, n_exit_, n_call_, n_name_, n_subclass_, n_file_;
};

/// Steps of one entry; no real project comes near.
constexpr std::uint64_t kMostSteps = 5'000'000;
/// Calls and imports in each other; the interpreter itself gives up at 1,000.
constexpr int kMostNested = 400;
/// Of one function in itself: where its end hangs on what is not known, it has none.
constexpr std::ptrdiff_t kMostRecursion = 2;

}  // namespace unknot::imports
