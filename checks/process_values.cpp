// What requests make though it is of the process, and what threads keep though it is of a request.
#include <algorithm>

#include "checks/request_values.h"
#include "graph/words.h"

namespace unknot {
namespace {

/// Kept in something that outlives the call, or made only where a look says that it is not there yet.
bool is_kept(const Definition& d, const OperationFact& made) {
  const FunctionFact& f = *d.function;
  for (const auto& block : f.blocks) {
    if (block.condition.path != kNone && variable_of(f, block.condition.path) != kNone) return true;
    for (const auto& o : block.operations) {
      if (o.kind != OperationKind::assign || o.path == kNone || o.line < made.line) continue;
      const PathKind to = f.paths[o.path].kind;
      if (to == PathKind::variable || to == PathKind::member || to == PathKind::element) return true;
    }
  }
  return false;
}

/// Is the function wrapped where it is defined? Whoever wraps it may keep what it gives.
bool is_wrapped(const RequestContext& r, const Definition& d) {
  for (const auto& file : r.context().files())
    for (const auto& function : file.functions)
      for (const auto& block : function.blocks)
        for (const auto& o : block.operations) {
          if (o.kind != OperationKind::call || o.line > d.function->line || o.line + 4 < d.function->line || &file != d.file) continue;
          for (const auto& argument : o.arguments)
            if (argument.value.path != kNone && function.paths[argument.value.path].entity != kNone && file.entities[function.paths[argument.value.path].entity].usr == d.usr()) return true;
        }
  return false;
}

void report_made(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  const auto reached = r.reached_by({HookPhase::before, HookPhase::serve});
  for (const auto& [usr, hooks] : reached)
    for (const auto& d : r.context().table().targets(usr, false)) {
      const bool is_hook = std::ranges::any_of(hooks, [&](const Hook* hook) { return hook->function == usr; });
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations) {
          if (o.kind != OperationKind::call || o.callee == kNone) continue;
          const std::string& callee = d.file->entities[o.callee].name;
          for (const auto& model : r.context().models())
            for (const auto& once : model.made_once) {
              if (std::ranges::find(once.makers, callee) == once.makers.end() || is_kept(d, o) || (!is_hook && is_wrapped(r, d))) continue;
              Finding out = finding_at(r, info, "made-per-request", r.place(d, o), callee, usr);
              // Further away nobody knows how often.
              const bool is_near = std::ranges::any_of(hooks, [&](const Hook* hook) {
                const auto called = r.uses().callees({hook->body_file, hook->body});
                return hook->function == usr || std::ranges::any_of(called, [&](const Definition& one) { return one.usr() == usr; });
              });
              if (!is_near) out.severity = Severity::warning;
              out.message = "\"" + std::string(last_word(callee)) + "\" is called " + (is_near ? "for each request" : "while requests are served") + ", and makes " + once.what + " each time";
              out.notes.push_back({r.ends().place(hooks.front()->registered), "requests come by from here: " + LooseEnds::words(*hooks.front())});
              out.notes.push_back({out.at, "make it once, where the module is imported or the application is made"});
              report(std::move(out));
            }
        }
    }
}

void report_registries(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  std::set<std::string> used, released;  // variables, by requests and at all
  std::map<std::string, std::vector<FactPlace>> unused;  // functions that would release them, and that nobody calls or registers
  const auto reached = r.reached_by({HookPhase::before, HookPhase::serve});
  for (const auto& [usr, definitions] : r.context().table().all())
    for (const auto& d : definitions) {
      for (const auto& path : d.function->paths)
        if (path.kind == PathKind::variable && reached.contains(std::string(usr))) used.insert(d.file->entities[path.entity].usr);
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations) {
          if (o.kind != OperationKind::call || o.path == kNone) continue;
          const auto variable = variable_of(*d.function, o.path);
          if (variable == kNone) continue;
          std::string_view called = o.callee != kNone ? last_word(d.file->entities[o.callee].name) : std::string_view();
          if (called.empty() && d.function->paths[o.path].kind == PathKind::member) called = d.file->entities[d.function->paths[o.path].entity].name;
          for (const auto& model : r.context().models())
            for (const auto& registry : model.thread_registries)
              if (called != registry.release && called != "close_all") continue;
              else if (r.is_unused(d)) unused[d.file->entities[variable].usr].push_back({r.file_of(d), d.function->line, d.function->column});
              else released.insert(d.file->entities[variable].usr);
        }
    }
  for (const auto& file : r.context().files())
    for (const auto& entity : file.entities) {
      if (entity.kind != EntityKind::variable || entity.type.empty() || (entity.attributes & attribute::outside) != 0 || !used.contains(entity.usr) || released.contains(entity.usr)) continue;
      for (const auto& model : r.context().models())
        for (const auto& registry : model.thread_registries) {
          const FactPlace at = r.context().place_of(entity.usr);
          if (std::ranges::find(registry.makers, entity.type) == registry.makers.end() || at.line == 0) continue;
          Finding out = finding_at(r, info, "thread-registry", at, entity.usr, entity.name);
          out.slot = FindingSlot{.name = std::string(last_word(entity.name)), .kind = name(SlotKind::thread_local_), .at = out.at};
          out.message = "\"" + out.slot->name + "\" keeps one session for each thread, requests use it, and nobody calls its " + registry.release + ": the next request on that thread goes on with what the last one left";
          for (const auto& place : unused[entity.usr]) out.notes.push_back({r.ends().place(place), "this function would, but nobody calls or registers it"});
          out.notes.push_back({out.at, "call " + registry.release + " in a function that runs when the application context ends"});
          report(std::move(out));
        }
    }
}

}  // namespace

void report_values_of_processes(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  if (!r.has_stores()) return;
  report_made(r, info, report);
  report_registries(r, info, report);
}

}  // namespace unknot
