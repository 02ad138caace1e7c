// What is current for a request only, used where nothing is.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "checks/distinct_fingerprints.h"
#include "checks/registry.h"
#include "checks/request_context.h"
#include "graph/words.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"thread-or-task", Severity::error, "in a function that another thread, process or task runs"},
    CaseInfo{"generator", Severity::error, "in a generator that is sent when the request is over"},
    CaseInfo{"stream-order", Severity::warning, "a resource that is closed while the stream that reads it is still being sent"},
    CaseInfo{"copied-request", Severity::warning, "the store in a function that takes along the request, but not the store"},
    CaseInfo{"import-time", Severity::error, "when a module is imported"},
    CaseInfo{"unset-in-handler", Severity::error, "a value of the store that only a hook sets which is not run there"}};

constexpr std::array kExamples{Example{.language = "python",
                                       .bad = R"(// file: app.py
from threading import Thread
from flask import Flask, request
app = Flask(__name__)
def audit():
    print(request.path)
@app.route("/")
def index():
    Thread(target=audit).start()
    return "started"
)",
                                       .good = R"(// file: app.py
from threading import Thread
from flask import Flask, request
app = Flask(__name__)
def audit(path):
    print(path)
@app.route("/")
def index():
    Thread(target=audit, args=(request.path,)).start()
    return "started"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A request, the application that serves it, and what belongs to both are there for one request on one thread. Used anywhere else
they raise an exception, or are somebody else's: in a thread, in the body of a generator that is sent after the request, when a
module is imported, in a handler of a socket's event.

## Why it matters
The code reads like that of a view, and fails only where it runs: behind the answer, where nobody sees the exception.

## How to fix it
Read what is needed while the request is there, and pass it as arguments; or make something current yourself, with a `with` block
around the body; or wrap the generator in what the framework has for it.

## Cases
- `thread-or-task` (error): the target of a thread, an executor or a task of the background, or what it calls.
- `generator` (error): a generator that a response sends; its body runs when the request is over.
- `stream-order` (warning): with versions of the framework that run teardown functions before a stream is sent, it reads what they
  have closed.
- `copied-request` (warning): what takes the request along has a store of its own, without what hooks have put there.
- `import-time` (error): a module's body, a class body, a default value, the argument of a decorator.
- `unset-in-handler` (error): handlers of sockets and commands run without the hooks that come before a request.

## Known limits
What a function does whose body is not in the project is what the models say, else nothing. A function that makes something
current somewhere, or asks whether something is, is trusted.
)";

class Outside {
 public:
  Outside(const CheckContext& ctx, const FindingSink& report) : ends_(ctx.program), r_(ctx.program, ends_), report_(report) {}

  void run() {
    for (const auto& [usr, definitions] : r_.context().table().all())
      for (const auto& d : definitions) {
        judge_spawns(d);
        judge_streams(d);
        judge_import(d);
      }
    judge_handlers();
    judge_early_streams();
  }

 private:
  void tell(std::string_view case_name, const Definition& in, const ContextUse& use, std::string message, std::vector<Note> notes) {
    const FactPlace at = r_.place(in, *use.at);
    if (!told_.insert({at, std::string(case_name)}).second) return;
    Finding out;
    out.check = checks::context_outside.info.id;
    out.case_name = case_name;
    out.kind = FindingKind::loose_end;
    out.severity = std::ranges::find(kCases, case_name, &CaseInfo::name)->severity;
    out.at = ends_.place(at);
    out.language = r_.program().unit(r_.context().unit_of(at.file)).language;
    out.fingerprint = prints_.distinct(out, fingerprint(out.check, use.name + "\n" + std::string(case_name), in.usr()));
    out.message = std::move(message);
    out.notes = std::move(notes);
    report_(std::move(out));
  }

  static std::string shown(const ContextUse& use) { return "\"" + (use.variable != nullptr ? short_name(use.variable->name + (use.attribute.empty() ? "" : "." + use.attribute)) : short_name(use.name)) + "\""; }

  /// Definitions that a value may be, through names of this function.
  std::vector<Definition> functions_in(const Definition& d, const ValueFact& value, int depth, bool& carried) const {
    if (value.path == kNone || depth > 4) return {};
    const PathFact& path = d.function->paths[value.path];
    switch (path.kind) {
      case PathKind::function:
      case PathKind::lambda:
      case PathKind::variable: {
        const auto targets = r_.context().table().targets(d.usr(path.entity), false);
        return {targets.begin(), targets.end()};
      }
      case PathKind::call: {
        if (path.entity != kNone)
          for (const auto& model : r_.context().models())
            for (const auto* carriers : {&model.context_carriers, &model.stream_carriers})
              if (std::ranges::find(*carriers, d.file->entities[path.entity].name) != carriers->end()) carried = true;
        return path.arguments.empty() ? std::vector<Definition>{} : functions_in(d, path.arguments.front().value, depth + 1, carried);
      }
      case PathKind::local:
      case PathKind::temporary:
        for (const auto& block : d.function->blocks)
          for (const auto& o : block.operations)
            if (o.kind == OperationKind::assign && o.path == value.path) return functions_in(d, o.value, depth + 1, carried);
        return {};
      default: return {};
    }
  }

  /// Does the project make something current for all that workers run: around each call, or once when they start?
  bool workers_have_context() {
    if (!workers_have_context_)
      workers_have_context_ = !r_.lasting_pushes().empty() || std::ranges::any_of(r_.context().table().all(), [&](const auto& entry) {
        return std::ranges::any_of(entry.second, [&](const Definition& d) {
          return (last_word(d.file->entities[d.function->entity].name) == "__call__" && r_.uses().provides(d)) || starts_covered_worker(d);
        });
      });
    return *workers_have_context_;
  }

  /// `with app.app_context(): Worker(queues).work()`
  bool starts_covered_worker(const Definition& d) const {
    const auto starts = [&](const OperationFact& o) {
      return o.kind == OperationKind::call && o.callee != kNone && std::ranges::any_of(r_.context().models(), [&](const Model& model) {
        return std::ranges::any_of(model.spawns, [&](const SpawnModel& spawn) { return spawn.is_worker && spawn.argument < 0 && spawn.function == d.file->entities[o.callee].name; });
      });
    };
    return std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) {
      return std::ranges::any_of(block.operations, [&](const OperationFact& o) { return starts(o) && r_.uses().is_covered(d, o); });
    });
  }

  void judge_spawns(const Definition& d) {
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations) {
        if (o.kind != OperationKind::call || o.callee == kNone) continue;
        const std::string& callee = d.file->entities[o.callee].name;
        for (const auto& model : r_.context().models())
          for (const auto& spawn : model.spawns) {
            if (spawn.function != callee || (spawn.is_worker && workers_have_context())) continue;
            const ValueFact* target = nullptr;
            int place = 0;
            for (const auto& argument : o.arguments) {
              if (argument.field != kNone ? d.file->entities[argument.field].name == spawn.keyword : place == spawn.argument) target = &argument.value;
              if (argument.field == kNone) ++place;
            }
            if (target != nullptr) judge_target(d, o, *target, callee);
          }
      }
  }

  void judge_target(const Definition& d, const OperationFact& o, const ValueFact& target, const std::string& callee) {
    bool carried = false;
    for (const auto& body : functions_in(d, target, 0, carried)) {
      if (r_.uses().provides(body)) continue;
      carried |= is_decorated_carrier(d, body.usr());
      const auto all = r_.uses().reached(body, 2);
      for (const auto& reached : all) {
        if (r_.uses().provides(reached)) continue;
        const auto runs = blocks_that_run(reached, all);
        for (const auto& use : r_.uses().of(reached)) {
          if (!runs[use.block]) continue;
          if (r_.uses().is_covered(reached, *use.at)) continue;
          if (use.variable == nullptr && r_.uses().provides(reached)) continue;
          const std::vector<Note> notes{{ends_.place(r_.place(d, o)), "run from here by " + std::string(last_word(callee)) + ", where nothing is current"}};
          if (!carried) tell("thread-or-task", reached, use, shown(use) + " is used in a function that " + std::string(last_word(callee)) + " runs elsewhere, outside of any request: it raises an exception there", notes);
          else if (use.variable != nullptr && use.variable->is_store && use.kind == ContextUse::Kind::read && !use.attribute.empty())
            tell("copied-request", reached, use, shown(use) + " is read in a function that takes the request along, but gets a store of its own: what hooks have put there is not in it", notes);
        }
      }
    }
  }

  /// By block: not what stands behind a parameter that is false in every call of these functions.
  static std::vector<bool> blocks_that_run(const Definition& d, const std::vector<Definition>& callers) {
    std::map<std::string_view, bool> is_false;  // of parameters that somebody gives
    const auto& parameters = d.function->parameters;
    for (const auto& caller : callers)
      for (const auto& block : caller.function->blocks)
        for (const auto& o : block.operations) {
          if (o.kind != OperationKind::call || o.callee == kNone || caller.usr(o.callee) != d.usr()) continue;
          std::size_t place = 0;
          for (const auto& argument : o.arguments) {
            const bool by_place = argument.field == kNone;
            if (by_place && (d.function->kind != FunctionKind::function || place >= parameters.size())) continue;
            const std::string_view name = by_place ? std::string_view(parameters[place++].name) : caller.file->entities[argument.field].name;
            const bool nothing = argument.value.kind == ValueKind::no || argument.value.kind == ValueKind::null || argument.value.kind == ValueKind::zero || argument.value.kind == ValueKind::empty;
            is_false.try_emplace(name, true).first->second &= nothing;
          }
        }
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations)
        if (o.kind == OperationKind::assign && o.path != kNone && d.function->paths[o.path].kind == PathKind::parameter) is_false.erase(parameters[d.function->paths[o.path].index].name);
    return reachable_blocks(*d.function, [&](std::uint32_t b, std::size_t successor) {
      const BlockFact& block = d.function->blocks[b];
      if (block.end != BlockEnd::branch || successor != 0 || block.condition.kind != ConditionKind::truth || block.condition.path == kNone) return false;
      const PathFact& asked = d.function->paths[block.condition.path];
      const auto known = asked.kind == PathKind::parameter && asked.index < parameters.size() ? is_false.find(parameters[asked.index].name) : is_false.end();
      return known != is_false.end() && known->second;
    });
  }

  /// Is the function given to something that takes along what is current, in its own decorator?
  bool is_decorated_carrier(const Definition& d, const std::string& usr) const {
    return std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) {
      return std::ranges::any_of(block.operations, [&](const OperationFact& o) {
        if (o.kind != OperationKind::call || o.callee == kNone || o.arguments.empty() || o.arguments.front().value.path == kNone) return false;
        const PathFact& given = d.function->paths[o.arguments.front().value.path];
        if (given.entity == kNone || d.usr(given.entity) != usr) return false;
        return std::ranges::any_of(r_.context().models(), [&](const Model& m) { return std::ranges::find(m.context_carriers, d.file->entities[o.callee].name) != m.context_carriers.end(); });
      });
    });
  }

  /// A generator that is sent when the request is over.
  void judge_streams(const Definition& d) {
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations) {
        if (o.kind == OperationKind::call && o.callee != kNone) {
          const std::string& callee = d.file->entities[o.callee].name;
          const bool sends = std::ranges::any_of(r_.context().models(), [&](const Model& m) { return std::ranges::find(m.responses, callee) != m.responses.end(); });
          if (sends && !o.arguments.empty()) judge_generator(d, o, o.arguments.front().value);
        }
        if (o.kind == OperationKind::give && is_served(d)) judge_generator(d, o, o.value);
      }
  }
  bool is_served(const Definition& d) const {
    return std::ranges::any_of(r_.context().hooks(), [&](const Hook& hook) { return hook.what->phase == HookPhase::serve && hook.function == d.usr(); });
  }

  /// A value without a path that comes right behind the call of a generator is that generator.
  void judge_generator(const Definition& d, const OperationFact& o, const ValueFact& value) {
    const OperationFact* made = &o;
    if (value.path != kNone) {
      if (d.function->paths[value.path].kind != PathKind::local) return;
      made = nullptr;
      for (const auto& block : d.function->blocks)
        for (const auto& other : block.operations)
          if (other.kind == OperationKind::assign && other.path == value.path && other.value.path == kNone && other.value.kind == ValueKind::other) made = &other;
      if (made == nullptr) return;
    } else if (value.kind != ValueKind::other) {
      return;
    }
    if (wraps_streams(d)) return;
    for (const auto& block : d.function->blocks)
      for (const auto& call : block.operations) {
        if (&call == made) return;
        if (call.kind != OperationKind::call || call.callee == kNone || call.line < made->line) continue;
        for (const auto& body : r_.context().table().targets(d.usr(call.callee), false)) {
          if ((body.function->attributes & attribute::coroutine) == 0 || r_.uses().provides(body)) continue;
          for (const auto& use : r_.uses().of(body))
            if (!r_.uses().is_covered(body, *use.at))
              tell("generator", body, use, shown(use) + " is used in a generator that is sent when the request is over: it raises an exception there",
                   {{ends_.place(r_.place(d, o)), "given to the response here; wrap it, or pass it what it needs"}});
        }
      }
  }
  bool wraps_streams(const Definition& d) const {
    return std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) {
      return std::ranges::any_of(block.operations, [&](const OperationFact& o) {
        return o.kind == OperationKind::call && o.callee != kNone && std::ranges::any_of(r_.context().models(), [&](const Model& model) {
          return std::ranges::find(model.stream_carriers, d.file->entities[o.callee].name) != model.stream_carriers.end();
        });
      });
    });
  }

  void judge_import(const Definition& d) {
    if (d.function->kind != FunctionKind::initialiser || d.function->parent != kNone || r_.uses().asks(d)) return;
    if (!is_imported_bare(r_.context().unit_of(r_.file_of(d)))) return;
    const auto live = imported_blocks(*d.function);
    for (const auto& use : r_.uses().of(d)) {
      if (!live[use.block] || r_.uses().is_covered(d, *use.at)) continue;
      if (use.variable != nullptr && use.kind == ContextUse::Kind::read && use.attribute.empty()) continue;
      // It may be called when something is current, by who imports it then.
      tell("import-time", d, use, shown(use) + " is used when the module is imported, where no request and no application is current: the import fails",
           {{ends_.place(r_.place(d, *use.at)), "move it into a function that is called when something is"}});
    }
  }

  /// With some versions, what a teardown closes is closed when a stream that keeps the context is still to be sent.
  void judge_early_streams() {
    const auto after = r_.reached_by({HookPhase::teardown});
    std::set<std::string> closed;
    for (const auto& [usr, hooks] : after)
      for (const auto& d : r_.context().table().targets(usr, false))
        for (const auto& use : r_.uses().of(d))
          if (use.variable != nullptr && use.variable->is_store && !use.attribute.empty()) closed.insert(use.variable->name + "." + use.attribute);
    for (const auto& resource : r_.stored_resources()) {
      if (!closed.contains(resource.name)) continue;
      for (const auto& [usr, definitions] : r_.context().table().all())
        for (const auto& d : definitions) {
          if (!wraps_streams(d) || !is_early(d)) continue;
          for (const auto& path : d.function->paths) {
            if (path.entity == kNone || (path.kind != PathKind::lambda && path.kind != PathKind::function && path.kind != PathKind::call)) continue;
            for (const auto& body : r_.context().table().targets(d.usr(path.entity), false)) judge_stream(d, body, resource);
          }
          for (const auto& body : r_.uses().callees(d)) judge_stream(d, body, resource);
        }
    }
  }
  void judge_stream(const Definition& d, const Definition& body, const StoredResource& resource) {
    if ((body.function->attributes & attribute::coroutine) == 0) return;
    for (const auto& use : r_.uses().of(body))
      if (use.variable == resource.store && use.attribute == resource.attribute && use.kind != ContextUse::Kind::write)
        tell("stream-order", body, use, shown(use) + " is used in a stream, and the pinned version of the framework runs teardown functions, which release it, before the stream is sent",
             {{ends_.place({r_.file_of(d), d.function->line, d.function->column}), "sent from here; open it in the generator, or take another version"}});
  }
  bool is_early(const Definition& d) const {
    return std::ranges::any_of(r_.context().models(), [&](const Model& model) {
      const auto range = r_.pinned(model.early_streams.distribution, r_.file_of(d));
      const auto first = parse_version(model.early_streams.first), last = parse_version(model.early_streams.last);
      return range && range->is_exact() && first && last && *first <= range->low->version && range->low->version <= *last;
    });
  }

  /// Is the module loaded where nothing is current, for all that is seen? Others import it or it holds hooks, and nobody loads it, or
  /// what imports it, from a function beside which something is made current; what nobody imports is run by a tool.
  bool is_imported_bare(UnitId unit) {
    if (covered_.empty()) find_covered();
    if (covered_[index(unit)]) return false;
    const Program& program = r_.program();
    if (std::ranges::any_of(r_.context().hooks(), [&](const Hook& hook) { return r_.context().unit_of(hook.registered.file) == unit; })) return true;
    return std::ranges::any_of(program.dependencies, [&](const Dependency& d) { return d.to == unit && d.from != unit && d.when != When::typing; });
  }
  void find_covered() {
    const Program& program = r_.program();
    covered_.assign(program.units.size(), false);
    std::vector<bool> provides(program.units.size());
    for (const auto& [usr, definitions] : r_.context().table().all())
      for (const auto& d : definitions)
        if (r_.uses().provides(d)) provides[index(r_.context().unit_of(r_.file_of(d)))] = true;
    std::vector<UnitId> todo;
    const auto add = [&](UnitId unit) {
      if (!covered_[index(unit)]) covered_[index(unit)] = true, todo.push_back(unit);
    };
    for (const auto& d : program.dependencies)
      if (d.when == When::deferred && provides[index(d.from)]) add(d.to);
    while (!todo.empty()) {
      const UnitId from = todo.back();
      todo.pop_back();
      for (const auto& d : program.dependencies)
        if (d.from == from && d.when != When::typing) add(d.to);
    }
  }

  /// Handlers of sockets and commands: the hooks before a request are not run for them.
  void judge_handlers() {
    std::map<std::string, std::set<std::string>> writers;  // by name: functions
    for (const auto& [usr, definitions] : r_.context().table().all())
      for (const auto& d : definitions)
        for (const auto& use : r_.uses().of(d))
          if (use.kind == ContextUse::Kind::write || (use.kind == ContextUse::Kind::lookup && use.method == "setdefault")) writers[use.variable->name + "." + use.attribute].insert(std::string(usr));
    const auto before = r_.reached_by({HookPhase::before});
    for (const auto& hook : r_.context().hooks()) {
      if (hook.what->phase != HookPhase::open && hook.what->phase != HookPhase::close && hook.what->phase != HookPhase::other) continue;
      const Definition d{hook.body_file, hook.body};
      const auto uses = r_.uses().of(d);
      for (const auto& use : uses) {
        if (use.kind != ContextUse::Kind::read || use.variable == nullptr || !use.variable->is_store || use.attribute.empty() || r_.uses().is_covered(d, *use.at)) continue;
        const std::string name = use.variable->name + "." + use.attribute;
        const auto known = writers.find(name);
        if (known == writers.end() || !std::ranges::all_of(known->second, [&](const std::string& usr) { return before.contains(usr); })) continue;
        const bool asks = std::ranges::any_of(uses, [&](const ContextUse& other) { return other.kind == ContextUse::Kind::lookup && other.attribute == use.attribute; });
        if (asks) continue;
        bool sets_itself = false;
        for (const auto& reached : r_.uses().reached(d, 2, ContextUses::Through::all)) sets_itself |= known->second.contains(reached.usr());
        if (sets_itself) continue;
        const Hook& writer = *before.at(*known->second.begin()).front();
        tell("unset-in-handler", d, use, shown(use) + " is read in a " + hook.what->id + ", and only " + LooseEnds::words(writer) + " sets it, which is not run for it: it raises an exception",
             {{ends_.place(writer.registered), "set from here, for requests only"}});
      }
    }
  }

  LooseEnds ends_;
  RequestContext r_;
  const FindingSink& report_;
  std::vector<bool> covered_;  ///< by unit
  std::optional<bool> workers_have_context_;
  std::set<std::pair<FactPlace, std::string>> told_;
  DistinctFingerprints prints_;
};

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  Outside(ctx, report).run();
}

}  // namespace

constinit const Check checks::context_outside{.info = {.id = "context-outside",
                                                       .summary = "What is current for a request only, used where nothing is.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::loose_end,
                                                       .severity = Severity::error,
                                                       .reads_python = true,
                                                       .cases = kCases,
                                                       .examples = kExamples},
                                              .run = run};

}  // namespace unknot
