// Hooks that are registered where, or written so that, they do not do what they are for.
#include <algorithm>
#include <array>

#include "checks/registry.h"
#include "checks/request_context.h"
#include "graph/words.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"registered-in-request", Severity::error, "a hook is registered while a request is served"},
    CaseInfo{"second-app", Severity::warning, "a factory makes an application, and the module holds another one with routes of its own"},
    CaseInfo{"returns-value", Severity::error, "a hook before the request returns something that is no response, and the view is skipped"},
    CaseInfo{"login-required", Severity::warning, "a decorator for views on a handler of a socket"}};

constexpr std::array kExamples{Example{.language = "python",
                                       .bad = R"(// file: app.py
from flask import Flask
app = Flask(__name__)
@app.route("/")
def index():
    @app.teardown_request
    def close(error):
        pass
    return "hello"
)",
                                       .good = R"(// file: app.py
from flask import Flask, after_this_request
app = Flask(__name__)
@app.route("/")
def index():
    @after_this_request
    def close(response):
        return response
    return "hello"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A hook that is run at the wrong time, for the wrong application, or that answers where it should not.

## Why it matters
The framework refuses what is registered once requests are served, or keeps one more hook for each request. Routes of a second
application are not found in the first. Whatever a hook before the request returns is the answer, and the view is not run.

## How to fix it
Register hooks where the application is made. Keep one application: the factory's. End a hook before the request with `return`.

## Cases
- `registered-in-request` (error): in a view, a handler of errors, or in another hook.
- `second-app` (warning): routes and hooks of the module's application are not those of the factory's.
- `returns-value` (error): true, false, a number, or what was just stored.
- `login-required` (warning): such decorators answer with a redirect, which a socket cannot follow.

## Known limits
Functions that register hooks and that a view calls are looked at only where the view calls them itself.
)";

class Misplaced {
 public:
  Misplaced(const CheckContext& ctx, const FindingSink& report) : ends_(ctx.program), r_(ctx.program, ends_), report_(report) {}

  void run() {
    for (const auto& hook : r_.context().hooks()) {
      judge_registration(hook);
      judge_value(hook);
      judge_login(hook);
    }
    judge_second();
  }

 private:
  Finding make(std::string_view case_name, const FactPlace& at, const std::string& identity, const std::string& who) {
    Finding out;
    out.check = checks::hook_misplaced.info.id;
    out.case_name = case_name;
    out.kind = FindingKind::loose_end;
    out.severity = std::ranges::find(kCases, case_name, &CaseInfo::name)->severity;
    out.at = ends_.place(at);
    out.language = r_.program().unit(r_.context().unit_of(at.file)).language;
    out.fingerprint = fingerprint(out.check, identity + "\n" + std::string(case_name), who);
    return out;
  }

  void judge_registration(const Hook& hook) {
    if (hook.around == nullptr || hook.what->phase == HookPhase::other || !r_.has_stores()) return;
    const std::string& around = hook.file->entities[hook.around->entity].usr;
    const auto serving = std::ranges::find_if(r_.context().hooks(), [&](const Hook& other) {
      return other.function == around && other.model == hook.model && other.what->phase != HookPhase::other && other.what->phase != HookPhase::setup;
    });
    if (serving == r_.context().hooks().end()) return;
    Finding out = make("registered-in-request", hook.registered, hook.function, around);
    out.message = "a " + hook.what->id + " is registered inside of a " + serving->what->id + ": the framework refuses it once it has served a request, or runs one more for each";
    out.notes.push_back({ends_.place(serving->at), "this is run for requests"});
    out.notes.push_back({out.at, "register it where the application is made"});
    report_(std::move(out));
  }

  void judge_value(const Hook& hook) {
    if (hook.what->phase != HookPhase::before || (hook.body->attributes & attribute::coroutine) != 0) return;
    const Definition d{hook.body_file, hook.body};
    for (const auto& block : hook.body->blocks)
      for (const auto& o : block.operations) {
        if (o.kind != OperationKind::give) continue;
        const std::string what = no_response(d, o.value, 0);
        if (what.empty()) continue;
        Finding out = make("returns-value", r_.place(d, o), hook.function, std::to_string(static_cast<int>(o.value.kind)));
        out.message = LooseEnds::words(hook) + " returns " + what + ": whatever it returns is taken for the response, and the view is not run";
        out.hooks.push_back(ends_.hook(hook));
        out.notes.push_back({out.at, "let it return nothing, or a response"});
        return report_(std::move(out));
      }
  }
  /// In words, if it cannot be meant as an answer.
  std::string no_response(const Definition& d, const ValueFact& value, int depth) const {
    switch (value.kind) {
      case ValueKind::yes: return "True";
      case ValueKind::no: return "False";
      case ValueKind::zero:
      case ValueKind::number: return "a number";
      default: break;
    }
    if (value.path == kNone || depth > 3) return {};
    const PathFact& path = d.function->paths[value.path];
    const auto variable = variable_of(*d.function, value.path);
    const auto* store = variable == kNone ? nullptr : r_.context().context_variable(d.file->entities[variable].name);
    const auto* called_on = path.kind == PathKind::call && path.entity != kNone ? r_.context().context_variable(owner_of(d.file->entities[path.entity].name)) : nullptr;
    if (called_on != nullptr && called_on->is_store) {
      const auto method = last_word(d.file->entities[path.entity].name);
      if (method == "setdefault" || method == "get" || method == "pop") return "what \"" + short_name(d.file->entities[path.entity].name) + "\" gives";
    }
    if (path.kind == PathKind::member && store != nullptr && store->is_store) return "\"" + short_name(dotted(*d.file, *d.function, value.path)) + "\"";
    if (path.kind != PathKind::local && path.kind != PathKind::temporary) return {};
    std::string out;
    int assigned = 0;
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations)
        if (o.kind == OperationKind::assign && o.path == value.path) out = no_response(d, o.value, depth + 1), ++assigned;
    return assigned == 1 ? out : std::string();
  }

  void judge_login(const Hook& hook) {
    if ((hook.what->phase != HookPhase::open && hook.what->phase != HookPhase::close) || hook.around == nullptr) return;
    for (const auto& block : hook.around->blocks)
      for (const auto& o : block.operations) {
        if (o.kind != OperationKind::call || o.callee == kNone || o.arguments.empty() || o.line + 6 < hook.at.line || o.line > hook.at.line) continue;
        const std::string& callee = hook.file->entities[o.callee].name;
        const bool is_guard = std::ranges::any_of(r_.context().models(), [&](const Model& m) {
          return std::ranges::find(m.login_guards, callee) != m.login_guards.end() || (callee.ends_with(".__call__") && std::ranges::find(m.login_guards, callee.substr(0, callee.size() - 9)) != m.login_guards.end());
        });
        if (!is_guard || !gives_hook(hook, o)) continue;
        Finding out = make("login-required", {hook.registered.file, o.line, o.column}, hook.function, callee);
        out.message = "\"" + std::string(last_word(callee)) + "\" is for views: on a " + hook.what->id + " it answers with a redirect that nobody follows";
        out.hooks.push_back(ends_.hook(hook));
        out.notes.push_back({out.at, "look who it is in the handler, and disconnect"});
        return report_(std::move(out));
      }
  }
  static bool gives_hook(const Hook& hook, const OperationFact& o) {
    return std::ranges::any_of(o.arguments, [&](const ArgumentFact& argument) {
      return argument.value.path != kNone && hook.around->paths[argument.value.path].entity != kNone &&
             hook.file->entities[hook.around->paths[argument.value.path].entity].usr == hook.function;
    });
  }

  /// A module's own application with routes, and a function of the module that makes and gives another one.
  void judge_second() {
    std::set<std::string> applications;
    for (const auto& model : r_.context().models())
      for (const auto& maker : model.context_makers)
        for (const auto& name : maker.makers) applications.emplace(owner_of(name));
    for (std::uint32_t f = 0; f < r_.context().files().size(); ++f) {
      const FileFunctions& file = r_.context().files()[f];
      const auto [variable, at] = made_by_module(file, applications);
      if (variable.empty()) continue;
      const Hook* of_module = nullptr;
      for (const auto& hook : r_.context().hooks())
        if (hook.owner == variable && of_module == nullptr) of_module = &hook;
      for (const auto& function : file.functions) {
        if (function.kind != FunctionKind::function) continue;
        const OperationFact* made = nullptr;
        bool given = false;
        for (const auto& block : function.blocks)
          for (const auto& o : block.operations) {
            if (o.kind == OperationKind::call && o.callee != kNone && applications.contains(file.entities[o.callee].name)) made = &o;
            if (o.kind == OperationKind::give && o.value.path != kNone && (function.paths[o.value.path].kind == PathKind::local || function.paths[o.value.path].kind == PathKind::call)) given = true;
          }
        if (made == nullptr || !given) continue;
        Finding out = make("second-app", {f, made->line, made->column}, variable, file.entities[function.entity].usr);
        const std::string name = "\"" + std::string(last_word(variable)) + "\"";
        out.message = "\"" + std::string(last_word(file.entities[function.entity].name)) + "\" makes an application of its own: what is registered on the module's " + name + " is not in it, and the other way round";
        out.notes.push_back({ends_.place({f, at.line, at.column}), "the module makes " + name + " here"});
        if (of_module != nullptr) out.notes.push_back({ends_.place(of_module->registered), "registered on the module's " + name});
        out.notes.push_back({out.at, "keep one of them"});
        report_(std::move(out));
      }
    }
  }
  /// The first variable of the module that its body makes an application for, with the place.
  static std::pair<std::string, OperationFact> made_by_module(const FileFunctions& file, const std::set<std::string>& applications) {
    for (const auto& function : file.functions) {
      if (function.kind != FunctionKind::initialiser || function.parent != kNone) continue;
      for (const auto& block : function.blocks)
        for (const auto& o : block.operations)
          if (o.kind == OperationKind::assign && o.path != kNone && function.paths[o.path].kind == PathKind::variable && o.value.path != kNone)
            if (const PathFact& value = function.paths[o.value.path]; value.kind == PathKind::call && value.entity != kNone && applications.contains(file.entities[value.entity].name))
              return {file.entities[function.paths[o.path].entity].usr, o};
    }
    return {};
  }

  LooseEnds ends_;
  RequestContext r_;
  const FindingSink& report_;
};

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  Misplaced(ctx, report).run();
}

}  // namespace

constinit const Check checks::hook_misplaced{.info = {.id = "hook-misplaced",
                                                      .summary = "A hook that is registered too late, on another application, or that answers where it should not.",
                                                      .doc = kDoc,
                                                      .kind = FindingKind::loose_end,
                                                      .severity = Severity::warning,
                                                      .reads_python = true,
                                                      .cases = kCases,
                                                      .examples = kExamples},
                                             .run = run};

}  // namespace unknot
