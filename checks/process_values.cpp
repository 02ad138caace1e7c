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

/// The last name of what is called.
std::string_view called_by(const Definition& d, const OperationFact& o) {
  if (o.callee != kNone) return last_word(d.file->entities[o.callee].name);
  return o.path != kNone && d.function->paths[o.path].kind == PathKind::member ? std::string_view(d.file->entities[d.function->paths[o.path].entity].name) : std::string_view();
}

/// Methods that let go of what a registry keeps.
bool lets_go(const ThreadRegistry& registry, std::string_view called) { return called == registry.release || called == "close_all" || (registry.is_shared && called == "rollback"); }

void report_registries(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  std::set<std::string> used;                            // variables, by requests
  std::set<std::pair<std::string, std::string>> called;  // what of them is called, at all
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
          const std::string_view method = called_by(d, o);
          const auto goes = [&](const ThreadRegistry& registry) { return lets_go(registry, method); };
          if (variable == kNone || std::ranges::none_of(r.context().models(), [&](const Model& model) { return std::ranges::any_of(model.thread_registries, goes); })) continue;
          if (r.is_unused(d)) unused[d.file->entities[variable].usr].push_back({r.file_of(d), d.function->line, d.function->column});
          else called.emplace(d.file->entities[variable].usr, method);
        }
    }
  const auto is_released = [&](const std::string& variable, const ThreadRegistry& registry) {
    return std::ranges::any_of(called, [&](const auto& one) { return one.first == variable && lets_go(registry, one.second); });
  };
  for (const auto& file : r.context().files())
    for (const auto& entity : file.entities) {
      if (entity.kind != EntityKind::variable || entity.type.empty() || (entity.attributes & attribute::outside) != 0 || !used.contains(entity.usr)) continue;
      for (const auto& model : r.context().models())
        for (const auto& registry : model.thread_registries) {
          const FactPlace at = r.context().place_of(entity.usr);
          if (std::ranges::find(registry.makers, entity.type) == registry.makers.end() || at.line == 0 || is_released(entity.usr, registry)) continue;
          Finding out = finding_at(r, info, "thread-registry", at, entity.usr, entity.name);
          out.slot = FindingSlot{.name = std::string(last_word(entity.name)), .kind = name(registry.is_shared ? SlotKind::global : SlotKind::thread_local_), .at = out.at};
          out.message = "\"" + out.slot->name + "\" " + (registry.is_shared ? "is one session for all threads" : "keeps one session for each thread") + ", requests use it, and nobody calls its " + registry.release +
                        ": the next request " + (registry.is_shared ? "" : "on that thread ") + "goes on with what the last one left";
          for (const auto& place : unused[entity.usr]) out.notes.push_back({r.ends().place(place), "this function would, but nobody calls or registers it"});
          if (registry.is_shared) out.notes.push_back({out.at, "make one for each request, in a `with` block"});
          else out.notes.push_back({out.at, "call " + registry.release + " in a function that runs when the application context ends"});
          report(std::move(out));
        }
    }
}

/// The local variable behind names that were given to one for a moment; kNone: none.
std::uint32_t local_of(const FunctionFact& f, std::uint32_t path, int depth = 0) {
  if (path == kNone || depth > 4 || f.paths[path].kind == PathKind::local) return depth > 4 ? kNone : path;
  if (f.paths[path].kind == PathKind::dereference) return local_of(f, f.paths[path].base, depth + 1);
  if (f.paths[path].kind != PathKind::temporary) return kNone;
  for (const auto& block : f.blocks)
    for (const auto& o : block.operations)
      if (o.kind == OperationKind::assign && o.path == path) return local_of(f, o.value.path, depth + 1);
  return kNone;
}

/// Does the function leave what it has put into a local variable to itself: used, given to nobody, and neither released nor at rest?
bool is_left_behind(const Definition& d, std::uint32_t variable, const ResourceModel& model) {
  const FunctionFact& f = *d.function;
  bool is_used = false;
  for (const auto& block : f.blocks)
    for (const auto& o : block.operations) {
      if (o.kind == OperationKind::give && local_of(f, o.value.path) == variable) return false;
      if (o.kind == OperationKind::assign && o.value.path != kNone && f.paths[o.path].kind != PathKind::temporary && local_of(f, o.value.path) == variable) return false;
      if (o.kind != OperationKind::call) continue;
      for (const auto& argument : o.arguments)
        if (local_of(f, argument.value.path) == variable) return false;
      const std::string_view called = called_by(d, o);
      if (std::ranges::find(model.releases, called) != model.releases.end() || std::ranges::find(model.resting, called) != model.resting.end() || called == "__enter__") return false;
      is_used |= o.path != kNone && local_of(f, o.path) == variable;
    }
  // A function inside may do whatever with it.
  return is_used && std::ranges::none_of(d.file->functions, [&](const FunctionFact& other) { return other.parent == f.entity; });
}

/// What stays when the function is left, since it holds itself, and a connection with it.
void report_left_behind(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  for (const auto& [usr, hooks] : r.reached_by({HookPhase::before, HookPhase::serve}))
    for (const auto& d : r.context().table().targets(usr, false)) {
      if ((d.function->attributes & attribute::coroutine) != 0) continue;
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations) {
          if (o.kind != OperationKind::assign || o.path == kNone || o.value.path == kNone || d.function->paths[o.path].kind != PathKind::local) continue;
          const PathFact& made = d.function->paths[o.value.path];
          if (made.kind != PathKind::call || made.entity == kNone) continue;
          const std::string maker = r.maker_of(d, made.entity);
          for (const auto& model : r.context().models())
            for (const auto& resource : model.resources) {
              if (!resource.lingers || std::ranges::find(resource.makers, maker) == resource.makers.end() || !is_left_behind(d, o.path, resource)) continue;
              Finding out = finding_at(r, info, "unclosed-session", r.place(d, o), maker, usr);
              out.message = "a session is made and used for each request, and nobody closes it: it keeps its connection until the interpreter collects what holds itself, and the pool runs dry before";
              out.notes.push_back({r.ends().place(hooks.front()->registered), "requests come by from here: " + LooseEnds::words(*hooks.front())});
              out.notes.push_back({out.at, "make it in a `with` block, which closes it in every case"});
              report(std::move(out));
            }
        }
    }
}

}  // namespace

void report_values_of_processes(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  if (!r.has_stores()) return;
  report_made(r, info, report);
  report_registries(r, info, report);
  report_left_behind(r, info, report);
}

}  // namespace unknot
