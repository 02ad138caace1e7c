// Entries by connection, and what hooks at the end take for granted.
#include "checks/connection_values.h"

#include <algorithm>

#include "graph/words.h"

namespace unknot {
namespace {

Finding plain(const RequestContext& r, const CheckInfo& info, std::string_view case_name, const Hook& hook, const FactPlace& at, const std::string& identity) {
  Finding out;
  out.check = info.id;
  out.case_name = case_name;
  out.kind = info.kind;
  out.severity = info.severity;
  if (const auto found = std::ranges::find(info.cases, case_name, &CaseInfo::name); found != info.cases.end()) out.severity = found->severity;
  out.at = r.ends().place(at);
  out.language = r.program().unit(r.context().unit_of(at.file)).language;
  out.fingerprint = fingerprint(info.id, identity, hook.function + "\n" + std::string(case_name));
  out.hooks.push_back(r.ends().hook(hook));
  return out;
}

/// Something of the program that many calls share: a module's variable, or a field of the object that holds the hooks.
std::string container_of(const Definition& d, std::uint32_t path) {
  for (auto p = path; p != kNone; p = d.function->paths[p].base) {
    const PathFact& step = d.function->paths[p];
    if (step.kind == PathKind::member && step.base != kNone && d.function->paths[step.base].kind == PathKind::self) return d.file->entities[step.entity].usr;
    if (step.kind == PathKind::variable) return d.file->entities[step.entity].usr;
    if (step.kind == PathKind::call) return {};
  }
  return {};
}
std::string container_name(const Definition& d, std::uint32_t path) {
  for (auto p = path; p != kNone; p = d.function->paths[p].base) {
    const PathFact& step = d.function->paths[p];
    if (step.kind == PathKind::member && step.base != kNone && d.function->paths[step.base].kind == PathKind::self) return "self." + d.file->entities[step.entity].name;
    if (step.kind == PathKind::variable) return std::string(last_word(d.file->entities[step.entity].name));
  }
  return {};
}

class Connections {
 public:
  Connections(const RequestContext& r, const CheckInfo& info, const FindingSink& report) : r_(r), info_(info), report_(report) {
    for (const auto& model : r.context().models()) {
      ids_.insert(model.connection_ids.begin(), model.connection_ids.end());
      refusals_.insert(model.refusals.begin(), model.refusals.end());
    }
  }

  void run() {
    const auto closing = r_.reached_by({HookPhase::close});
    std::set<std::string> touched;
    for (const auto& [usr, hooks] : closing)
      for (const auto& d : r_.context().table().targets(usr, false))
        for (const auto& path : d.function->paths)
          if (path.kind == PathKind::variable || path.kind == PathKind::member) touched.insert(d.file->entities[path.entity].usr);
    const auto taken = taken_out(closing);
    std::set<std::string> done;
    for (const auto& hook : r_.context().hooks()) {
      if (hook.what->phase != HookPhase::open) continue;
      const Definition d{hook.body_file, hook.body};
      for (const auto& reached : r_.uses().reached(d, 2)) {
        for (std::uint32_t b = 0; b < reached.function->blocks.size(); ++b)
          for (const auto& o : reached.function->blocks[b].operations) {
            const std::string container = grown(reached, o);
            if (container.empty()) {
              const auto other = taken.find(kept_by_another_key(reached, o));
              if (other != taken.end() && other->second.at != nullptr && done.insert(other->first).second) tell_key(hook, reached, o, other->second);
              continue;
            }
            if (!touched.contains(container)) {
              if (done.insert(container).second) tell_left(hook, reached, o, container);
            } else if (reached.usr() == d.usr() && hook.what->id.find("connect") != std::string::npos) {
              tell_refused(hook, d, b, o, container);
            }
          }
      }
      judge_work(hook, d);
    }
  }

 private:
  bool is_id(const Definition& d, std::uint32_t path, int depth) const {
    if (path == kNone || depth > 5) return false;
    if (ids_.contains(dotted(*d.file, *d.function, path))) return true;
    const PathFact& p = d.function->paths[path];
    if (p.kind == PathKind::local || p.kind == PathKind::temporary)
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations)
          if (o.kind == OperationKind::assign && o.path == path && is_id(d, o.value.path, depth + 1)) return true;
    return std::ranges::any_of(p.arguments, [&](const ArgumentFact& a) { return is_id(d, a.value.path, depth + 1); });
  }

  /// The same, with nothing made from it.
  bool is_just_id(const Definition& d, std::uint32_t path, int depth) const {
    if (path == kNone || depth > 5) return false;
    if (ids_.contains(dotted(*d.file, *d.function, path))) return true;
    const PathKind kind = d.function->paths[path].kind;
    if (kind != PathKind::local && kind != PathKind::temporary) return false;
    bool is_given = false;
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations)
        if (o.kind == OperationKind::assign && o.path == path) {
          if (!is_just_id(d, o.value.path, depth + 1)) return false;
          is_given = true;
        }
    return is_given;
  }

  /// The container that gets something of this connection; empty: none.
  std::string grown(const Definition& d, const OperationFact& o) const {
    if (o.path == kNone) return {};
    if (o.kind == OperationKind::assign && d.function->paths[o.path].kind == PathKind::element && o.value.kind != ValueKind::initial) {
      const PathFact& element = d.function->paths[o.path];
      if (std::ranges::any_of(element.arguments, [&](const ArgumentFact& a) { return is_id(d, a.value.path, 0); })) return shared(d, element.base);
    }
    if (o.kind != OperationKind::call || o.callee == kNone) return {};
    const std::string& callee = d.file->entities[o.callee].name;
    for (const auto& model : r_.context().models())
      for (const auto& call : model.calls)
        if (call.function == callee && std::ranges::any_of(call.effects, [](const CallEffect& e) { return e.change == CallChange::grow; }) &&
            std::ranges::any_of(o.arguments, [&](const ArgumentFact& a) { return is_id(d, a.value.path, 0); }))
          return shared(d, o.path);
    return {};
  }
  std::string shared(const Definition& d, std::uint32_t path) const {
    const auto variable = variable_of(*d.function, path);
    if (variable != kNone && r_.context().context_variable(d.file->entities[variable].name) != nullptr) return {};
    // What has a class of its own may look after itself.
    if (variable != kNone)
      if (const std::string type = r_.uses().type_of(d.file->entities[variable].usr); !type.empty() && !type.starts_with("builtins.") && !type.starts_with("collections.")) return {};
    return container_of(d, path);
  }

  /// What close hooks take out of a container.
  struct Taken {
    const Hook* hook = nullptr;
    Definition from;
    const OperationFact* at = nullptr;  ///< by the connection; nullptr: by something else too
  };
  std::map<std::string, Taken> taken_out(const std::map<std::string, std::vector<const Hook*>>& closing) const {
    std::map<std::string, Taken> out;
    for (const auto& [usr, hooks] : closing)
      for (const auto& d : r_.context().table().targets(usr, false))
        for (const auto& block : d.function->blocks)
          for (const auto& o : block.operations) {
            if (o.path == kNone || o.kind == OperationKind::read || container_of(d, o.path).empty()) continue;
            const PathFact& path = d.function->paths[o.path];
            const bool deletes = o.kind == OperationKind::assign && path.kind == PathKind::element && o.value.kind == ValueKind::initial && path.arguments.size() == 1;
            const bool pops = o.kind == OperationKind::call && o.callee != kNone && d.file->entities[o.callee].name == "builtins.dict.pop" && !o.arguments.empty();
            const auto key = deletes ? path.arguments.front().value.path : pops ? o.arguments.front().value.path : kNone;
            const auto [known, fresh] = out.try_emplace(container_of(d, o.path), Taken{.hook = hooks.front(), .from = d, .at = &o});
            if (!is_just_id(d, key, 0)) known->second.at = nullptr;
          }
    return out;
  }
  /// The container that gets something under a key that is not the connection's; empty: none.
  std::string kept_by_another_key(const Definition& d, const OperationFact& o) const {
    if (o.path == kNone || o.kind != OperationKind::assign || o.value.kind == ValueKind::initial) return {};
    const PathFact& element = d.function->paths[o.path];
    if (element.kind != PathKind::element || element.arguments.size() != 1 || element.arguments.front().value.path == kNone) return {};
    for (auto p = element.base; p != kNone; p = d.function->paths[p].base)
      if (d.function->paths[p].kind == PathKind::element || d.function->paths[p].kind == PathKind::call) return {};
    return shared(d, element.base);
  }
  void tell_key(const Hook& hook, const Definition& d, const OperationFact& o, const Taken& taken) {
    const std::string name = container_name(d, o.path);
    Finding out = plain(r_, info_, "other-key", hook, r_.place(d, o), container_of(d, o.path));
    out.slot = FindingSlot{.name = name, .kind = unknot::name(SlotKind::container), .at = out.at};
    out.message = "\"" + name + "\" gets an entry here under one key, and the close hook looks for it under the connection's: the entry stays";
    out.notes.push_back({r_.ends().place(r_.place(taken.from, *taken.at)), LooseEnds::words(*taken.hook) + " takes out what has the connection's key"});
    out.notes.push_back({out.at, "keep the key beside the connection, or the entries by connection"});
    report_(std::move(out));
  }

  void tell_left(const Hook& hook, const Definition& d, const OperationFact& o, const std::string& container) {
    const std::string name = "\"" + container_name(d, o.path) + "\"";
    Finding out = plain(r_, info_, "", hook, r_.place(d, o), container);
    out.slot = FindingSlot{.name = container_name(d, o.path), .kind = unknot::name(SlotKind::container), .at = out.at};
    std::vector<const Hook*> closing;
    for (const auto& other : r_.context().hooks())
      if (other.what->phase == HookPhase::close) closing.push_back(&other);
    const bool proved = std::ranges::any_of(hook.model->pairs, [](const PairModel& pair) { return pair.scope == "connection" && pair.proved; });
    if (proved) out.severity = Severity::error;
    out.message = name + " gets an entry for each connection, and " + (closing.empty() ? "no close hook is registered" : "the close hook does not take it out");
    for (const Hook* one : closing) out.notes.push_back({r_.ends().place(one->registered), LooseEnds::words(*one) + " does not touch it"});
    out.notes.push_back({out.at, "take it out when the connection ends, with a default for where it is not there"});
    report_(std::move(out));
  }

  /// From the entry on, the hook may refuse: then no close hook is run.
  void tell_refused(const Hook& hook, const Definition& d, std::uint32_t from, const OperationFact& grown_at, const std::string& container) {
    std::vector<bool> seen(d.function->blocks.size());
    std::vector<std::uint32_t> todo{from};
    bool first = true;
    while (!todo.empty()) {
      const auto b = todo.back();
      todo.pop_back();
      bool behind = !first || b != from, undone = false;
      for (const auto& o : d.function->blocks[b].operations) {
        if (&o == &grown_at) {
          behind = true;
          continue;
        }
        if (!behind) continue;
        if (o.path != kNone && o.kind != OperationKind::read && container_of(d, o.path) == container) {
          undone = true;
          break;
        }
        const bool gives_no = o.kind == OperationKind::give && o.value.kind == ValueKind::no;
        const bool raises = o.kind == OperationKind::raise && std::ranges::any_of(o.types, [&](std::uint32_t t) { return refusals_.contains(d.file->entities[t].name); });
        const bool makes = o.kind == OperationKind::call && o.callee != kNone && refusals_.contains(d.file->entities[o.callee].name);
        if (!gives_no && !raises && !makes) continue;
        Finding out = plain(r_, info_, "refused", hook, r_.place(d, grown_at), container);
        out.slot = FindingSlot{.name = container_name(d, grown_at.path), .kind = unknot::name(SlotKind::container), .at = out.at};
        out.message = "\"" + container_name(d, grown_at.path) + "\" gets an entry here, and the hook may refuse the connection afterwards: no close hook is run then, and the entry stays";
        out.notes.push_back({r_.ends().place(r_.place(d, o)), "refused here"});
        out.notes.push_back({out.at, "put it in last"});
        return report_(std::move(out));
      }
      first = false;
      if (undone) continue;
      for (const auto next : d.function->blocks[b].successors)
        if (!seen[next]) seen[next] = true, todo.push_back(next);
    }
  }

  /// Work of the background that is started for each connection and does not end.
  void judge_work(const Hook& hook, const Definition& d) {
    if (hook.what->id.find("connect") == std::string::npos) return;
    // Somebody who asks or locks first starts it once.
    const bool guarded = std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) {
      return block.condition.path != kNone && (variable_of(*d.function, block.condition.path) != kNone || !container_of(d, block.condition.path).empty());
    });
    if (guarded) return;
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations) {
        if (o.kind != OperationKind::call || o.callee == kNone) continue;
        for (const auto& model : r_.context().models())
          for (const auto& spawn : model.spawns) {
            if (spawn.function != d.file->entities[o.callee].name) continue;
            int place = 0;
            for (const auto& argument : o.arguments) {
              const bool is_target = argument.field != kNone ? d.file->entities[argument.field].name == spawn.keyword : place == spawn.argument;
              if (argument.field == kNone) ++place;
              if (!is_target || argument.value.path == kNone || d.function->paths[argument.value.path].entity == kNone) continue;
              for (const auto& target : r_.context().table().targets(d.usr(d.function->paths[argument.value.path].entity), false))
                if (never_ends(target)) tell_work(hook, d, o, target);
            }
          }
      }
  }
  static bool never_ends(const Definition& d) {
    return std::ranges::none_of(d.function->blocks, [](const BlockFact& block) { return block.end == BlockEnd::leave; });
  }
  void tell_work(const Hook& hook, const Definition& d, const OperationFact& o, const Definition& target) {
    const std::string name = "\"" + std::string(last_word(target.file->entities[target.function->entity].name)) + "\"";
    Finding out = plain(r_, info_, "work-per-connection", hook, r_.place(d, o), target.usr());
    out.message = name + " is started for each connection and never ends: it goes on when the connection has gone";
    out.notes.push_back({r_.ends().place({r_.file_of(target), target.function->line, target.function->column}), "no way out of it is seen"});
    out.notes.push_back({out.at, "start it once for all, behind a lock, or let it end with the connection"});
    report_(std::move(out));
  }

  const RequestContext& r_;
  const CheckInfo& info_;
  const FindingSink& report_;
  std::set<std::string> ids_, refusals_;
};

class Unguarded {
 public:
  Unguarded(const RequestContext& r, const CheckInfo& info, const FindingSink& report) : r_(r), info_(info), report_(report) {}

  void run() {
    for (const auto& hook : r_.context().hooks()) {
      if (hook.what->phase == HookPhase::teardown) judge_teardown(hook, {hook.body_file, hook.body});
      if (hook.what->phase == HookPhase::close) judge_close(hook, {hook.body_file, hook.body});
    }
  }

 private:
  void tell(std::string_view case_name, const Hook& hook, const Definition& d, const OperationFact& at, const std::string& name, std::string message, std::string advice) {
    if (!told_.insert(name + "\n" + hook.function).second) return;
    Finding out = plain(r_, info_, case_name, hook, r_.place(d, at), name);
    out.message = std::move(message);
    out.notes.push_back({out.at, std::move(advice)});
    report_(std::move(out));
  }

  void judge_teardown(const Hook& hook, const Definition& d) {
    const auto uses = r_.uses().of(d);
    for (const auto& use : uses) {
      if (use.variable == nullptr || !use.variable->is_store || use.attribute.empty() || r_.uses().is_covered(d, *use.at)) continue;
      const std::string shown = "\"" + short_name(use.variable->name + "." + use.attribute) + "\"";
      const std::string advice = "take it with a default, and look whether it is there";
      const bool asked = std::ranges::any_of(uses, [&](const ContextUse& other) {
        return other.kind == ContextUse::Kind::lookup && other.attribute == use.attribute && other.method != "pop" && (other.method == "hasattr" || other.has_fallback);
      }) || is_looked_for(d, use);
      const bool given = std::ranges::any_of(uses, [&](const ContextUse& other) { return other.kind == ContextUse::Kind::write && other.attribute == use.attribute; });
      if (asked && use.kind != ContextUse::Kind::lookup) continue;
      if (given) continue;
      if (use.kind == ContextUse::Kind::read || use.kind == ContextUse::Kind::remove)
        tell("store", hook, d, *use.at, use.name, shown + " is " + (use.kind == ContextUse::Kind::read ? "used" : "deleted") + " here without a look, and a request that ends early, a command or a socket's event has none: the hook raises, and other clean-up may be skipped", advice);
      else if (use.kind == ContextUse::Kind::lookup && use.method == "pop" && !use.has_fallback && !asked)
        tell("store", hook, d, *use.at, use.name, shown + " is taken out here without a default, and a request that ends early, a command or a socket's event has none: the hook raises, and other clean-up may be skipped", advice);
      else if (use.kind == ContextUse::Kind::lookup && use.has_fallback && use.method != "hasattr" && gives_none(use) && is_used_unseen(d, *use.at))
        tell("store", hook, d, *use.at, use.name, shown + " may be None here, and is used without a look: the hook raises, and other clean-up may be skipped", "look whether it is None");
    }
  }
  /// The fallback is None.
  static bool gives_none(const ContextUse& use) {
    if (use.method == "getattr") return use.at->arguments.size() > 2 && use.at->arguments[2].value.kind == ValueKind::null;
    return use.at->arguments.size() < 2 || use.at->arguments[1].value.kind == ValueKind::null;
  }
  static bool is_looked_for(const Definition& d, const ContextUse& use) {
    return std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) { return block.condition.kind == ConditionKind::other && block.condition.value.text == use.attribute; });
  }
  /// Something is done with what the call gives, and nobody tests it.
  static bool is_used_unseen(const Definition& d, const OperationFact& call) {
    const FunctionFact& f = *d.function;
    std::set<std::uint32_t> holders;
    for (std::uint32_t p = 0; p < f.paths.size(); ++p)
      if (f.paths[p].kind == PathKind::call && f.paths[p].entity == call.callee && f.paths[p].base == call.path && f.paths[p].arguments == call.arguments) holders.insert(p);
    for (bool more = true; more;) {
      more = false;
      for (const auto& block : f.blocks)
        for (const auto& o : block.operations)
          if (o.kind == OperationKind::assign && o.path != kNone && o.value.path != kNone && holders.contains(o.value.path) &&
              (f.paths[o.path].kind == PathKind::local || f.paths[o.path].kind == PathKind::temporary))
            more |= holders.insert(o.path).second;
    }
    if (std::ranges::any_of(f.blocks, [&](const BlockFact& block) { return block.condition.path != kNone && holders.contains(block.condition.path); })) return false;
    for (const auto& block : f.blocks)
      for (const auto& o : block.operations) {
        if (o.kind != OperationKind::call || o.path == kNone || o.unwind != kNone) continue;
        for (auto p = f.paths[o.path].kind == PathKind::call ? kNone : o.path; p != kNone; p = f.paths[p].base)
          if (f.paths[p].kind == PathKind::dereference && f.paths[p].base != kNone && holders.contains(f.paths[p].base)) return true;
      }
    return false;
  }

  /// `del entries[key]` and its kin, where the entry need not be there.
  void judge_close(const Hook& hook, const Definition& d) {
    for (std::uint32_t b = 0; b < d.function->blocks.size(); ++b)
      for (const auto& o : d.function->blocks[b].operations) {
        if (o.path == kNone || r_.uses().is_covered(d, o)) continue;
        const PathFact& path = d.function->paths[o.path];
        const bool deletes = o.kind == OperationKind::assign && path.kind == PathKind::element && o.value.kind == ValueKind::initial && !path.arguments.empty();
        const std::string callee = o.kind == OperationKind::call && o.callee != kNone ? d.file->entities[o.callee].name : std::string();
        const bool pops = (callee == "builtins.dict.pop" || callee == "builtins.set.remove" || callee == "builtins.list.remove") && o.arguments.size() == 1;
        if (!deletes && !pops) continue;
        const std::string container = container_of(d, o.path);
        if (container.empty() || is_asked(d, container) || is_always_there(container)) continue;
        const std::string name = "\"" + container_name(d, o.path) + "\"";
        tell("missing-entry", hook, d, o, container,
             "the entry is taken out of " + name + " without a look, and not every connection has one: the hook raises, and what is behind it is not cleaned up", "take it out with a default");
      }
  }
  static bool is_asked(const Definition& d, const std::string& container) {
    const auto names_it = [&](std::uint32_t path) { return path != kNone && container_of(d, path) == container; };
    return std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) {
      return names_it(block.condition.path) || std::ranges::any_of(block.operations, [&](const OperationFact& o) {
               return o.kind == OperationKind::call && o.callee != kNone && names_it(o.path) && last_word(d.file->entities[o.callee].name) == "get";
             });
    });
  }
  /// The hook that opens a connection puts it in on every way on which it returns.
  bool is_always_there(const std::string& container) const {
    for (const auto& hook : r_.context().hooks()) {
      if (hook.what->phase != HookPhase::open || hook.what->id.find("connect") == std::string::npos) continue;
      for (const auto& [key, change] : r_.context().changes_of(hook))
        if ((change.slot.variable == container || key.ends_with(container)) && change.at_return.is_set() && !change.at_return.unchanged) return true;
      // In its first block: nothing comes before it.
      const Definition d{hook.body_file, hook.body};
      if (!d.function->blocks.empty())
        for (const auto& o : d.function->blocks.front().operations)
          if (o.path != kNone && o.kind != OperationKind::read && container_of(d, o.path) == container) return true;
    }
    return false;
  }

  const RequestContext& r_;
  const CheckInfo& info_;
  const FindingSink& report_;
  std::set<std::string> told_;
};

}  // namespace

bool tells_connections(const RequestContext& r) {
  return std::ranges::any_of(r.context().models(), &Model::is_of_python);
}

void report_values_of_connections(const RequestContext& r, const CheckInfo& info, const FindingSink& report) { Connections(r, info, report).run(); }
void report_unguarded_uses(const RequestContext& r, const CheckInfo& info, const FindingSink& report) { Unguarded(r, info, report).run(); }

}  // namespace unknot
