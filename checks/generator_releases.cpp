// Objects of local variables, by the methods that are called on them.
#include "checks/generator_releases.h"

#include <algorithm>
#include <array>
#include <set>

#include "graph/words.h"

namespace unknot {
namespace {

bool is_yield(const OperationFact& o) { return o.kind == OperationKind::suspend && o.text == "yield"; }

/// Whatever object has such a method holds something until it is called.
bool releases(std::string_view method) {
  constexpr std::array kMethods{"close", "aclose", "release", "disconnect", "rollback", "shutdown"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

/// The local variable on which an operation releases something; kNone: it does not.
std::uint32_t released_by(const FileFunctions& file, const FunctionFact& f, const OperationFact& o) {
  if (o.kind != OperationKind::call || o.path == kNone) return kNone;
  std::string_view called;
  std::uint32_t object = o.path;
  if (o.callee != kNone) called = last_word(file.entities[o.callee].name);
  else if (f.paths[o.path].kind == PathKind::member) called = file.entities[f.paths[o.path].entity].name, object = f.paths[o.path].base;
  if (!releases(called)) return kNone;
  while (object != kNone && f.paths[object].kind == PathKind::dereference) object = f.paths[object].base;
  return object != kNone && f.paths[object].kind == PathKind::local ? f.paths[object].index : kNone;
}

/// Does a handler, a `finally` or a manager wait for what is raised here?
bool is_guarded(const FunctionFact& f, const OperationFact& yield) {
  return yield.unwind != kNone && f.unwinds.size() > yield.unwind;
}

}  // namespace

void report_releases_behind_yield(const LooseEnds& ends, const CheckInfo& info, const FindingSink& report) {
  std::set<std::string> done;
  for (const auto& hook : ends.context().hooks()) {
    if (!hook.what->raised_into || !done.insert(hook.function).second) continue;
    const FunctionFact& f = *hook.body;
    const OperationFact* yield = nullptr;
    std::set<std::uint32_t> made;  // before the yield
    for (const auto& block : f.blocks)
      for (const auto& o : block.operations) {
        if (is_yield(o)) yield = yield == nullptr ? &o : yield;
        if (yield == nullptr && o.kind == OperationKind::assign && o.path != kNone && f.paths[o.path].kind == PathKind::local && o.value.path != kNone &&
            f.paths[o.value.path].kind == PathKind::call)
          made.insert(f.paths[o.path].index);
      }
    if (yield == nullptr || is_guarded(f, *yield)) continue;
    for (const auto& block : f.blocks)
      for (const auto& o : block.operations) {
        const std::uint32_t local = released_by(*hook.body_file, f, o);
        if (local == kNone || !made.contains(local) || o.line < yield->line || !done.insert(hook.function + "\n" + std::to_string(local)).second) continue;
        std::string name;
        for (const auto& path : f.paths)
          if (path.kind == PathKind::local && path.index == local && !path.name.empty()) name = path.name;
        Finding out;
        out.check = info.id;
        out.case_name = "behind-yield";
        out.kind = info.kind;
        out.severity = hook.what->unproved ? Severity::warning : Severity::error;
        out.language = Language::python;
        out.at = ends.place({hook.at.file, o.line, o.column});
        out.fingerprint = fingerprint(info.id, "yield " + name, hook.function);
        out.slot = FindingSlot{.name = name, .kind = "context", .at = out.at};
        out.hooks.push_back(ends.hook(hook));
        out.message = "\"" + name + "\" is released behind the `yield` only: what the request raises comes out of it, and leaves it open";
        out.notes.push_back({ends.place({hook.at.file, yield->line, yield->column}), "raised here; put it into `try`, and the release into `finally`"});
        report(std::move(out));
      }
  }
}

}  // namespace unknot
