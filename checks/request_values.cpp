// What a request puts somewhere, and whether it is gone with it.
#include "checks/request_values.h"

#include <algorithm>

#include "graph/words.h"

namespace unknot {
namespace {

std::string in_quotes(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) out += (i == 0 ? "\"" : i + 1 == names.size() ? " and \"" : ", \"") + names[i] + "\"";
  return out;
}

class Values {
 public:
  Values(const RequestContext& r, const CheckInfo& info, const FindingSink& report) : r_(r), info_(info), report_(report), pushes_(r.lasting_pushes()), apart_(pushes_.empty() ? ServedApart() : r.served_apart()), resources_(r.stored_resources()) {}

  void run() {
    for (const auto& push : pushes_) report_push(push);
    report_resources();
    report_plain_values();
    report_outliving();
  }

 private:
  const LastingPush* worst_push() const {
    if (!apart_.words.empty()) return nullptr;
    const auto found = std::ranges::find_if(pushes_, [](const LastingPush& push) { return push.served && !push.fixed; });
    return found == pushes_.end() ? nullptr : &*found;
  }

  void report_push(const LastingPush& push) {
    const std::string name = push.in.file->entities[push.at->callee].name;
    Finding out = finding_at(r_, info_, "pushed-context", push.place, name, push.in.usr());
    const std::string where = push.in.function->kind == FunctionKind::initialiser ? "when the module is imported" : "in \"" + std::string(last_word(push.in.file->entities[push.in.function->entity].name)) + "\", which is run when the application is made";
    if (push.served && !push.fixed && !apart_.words.empty()) {
      out.severity = Severity::note;
      out.message = "a context is pushed " + where + " and never popped; requests here do not run in it";
      out.notes.push_back({Place{.file = apart_.at.file, .line = apart_.at.line, .column = apart_.at.column}, apart_.words});
    } else if (!push.served) {
      out.severity = Severity::note;
      out.message = "a context is pushed " + where + " and never popped: harmless in a script or a worker that ends, but where a server imports this, requests share it";
    } else if (push.fixed) {
      out.message = "a context is pushed " + where + " and never popped";
      out.notes.push_back({out.at, "the pinned version of " + push.maker->distribution + " gives every request a context of its own"});
    } else {
      out.severity = push.maker->proved ? Severity::error : Severity::warning;
      out.message = "a context is pushed " + where + " and never popped: requests on that thread run in it, share its store, and its teardown functions are never run";
      out.notes.push_back({out.at, push.maker->distribution + " before " + push.maker->fixed_in + " gives a request the context that is current; it is so on the thread that imports, where one-threaded workers serve"});
    }
    out.notes.push_back({out.at, "put only what needs it into a `with` block of the context"});
    report_(std::move(out));
  }

  std::set<std::string> resource_names() const {
    std::set<std::string> out;
    for (const auto& resource : resources_) out.insert(resource.name);
    return out;
  }

  void report_plain_values() {
    const auto resources = resource_names();
    std::set<std::string> done;
    for (const auto& group : r_.context().groups()) {
      if (group.pair->scope != "request") continue;
      for (const Hook* before : group.befores) {
        if (!done.insert(before->function).second) continue;
        std::vector<std::string> names;
        FactPlace first;
        std::string key;
        for (const auto& [slot, change] : r_.context().changes_of(*before)) {
          if (change.slot.kind != SlotKind::context || !change.at_return.is_set() || resources.contains(change.slot.name)) continue;
          const auto* variable = r_.context().context_variable(owner_of(change.slot.name));
          if (variable == nullptr || !variable->is_store || take_down(r_.context(), group.afters, slot).touched) continue;
          if (is_removed(change.slot.name)) continue;
          names.push_back(short_name(change.slot.name));
          if (first.line == 0 || change.at_return.set_at < first) first = change.at_return.set_at;
          key = change.slot.name;
        }
        if (names.empty() || first.line == 0) continue;
        std::ranges::sort(names);
        const LastingPush* push = worst_push();
        Finding out = finding_at(r_, info_, "plain-value", first, key, before->function);
        out.slot = FindingSlot{.name = names.front(), .kind = name(SlotKind::context), .at = out.at};
        out.hooks.push_back(r_.ends().hook(*before));
        const bool one = names.size() == 1;
        if (push != nullptr) {
          out.severity = push->maker->proved ? Severity::error : Severity::warning;
          out.message = in_quotes(names) + (one ? " stays" : " stay") + " for the next request: a context that is pushed and never popped is the store of all of them";
          out.notes.push_back({r_.ends().place(push->place), "pushed here"});
        } else {
          out.message = "nothing removes " + in_quotes(names) + " after the request: " + (one ? "it is" : "they are") + " freed with the application context, so that no teardown is needed";
        }
        report_(std::move(out));
      }
    }
  }

  /// Does any hook behind the request take it out by its name?
  bool is_removed(const std::string& name) {
    if (after_ == nullptr) after_ = std::make_unique<std::map<std::string, std::vector<const Hook*>>>(r_.reached_by({HookPhase::after, HookPhase::teardown}));
    for (const auto& [usr, hooks] : *after_)
      for (const auto& d : r_.context().table().targets(usr, false))
        for (const auto& use : r_.uses().of(d))
          if (use.variable != nullptr && use.variable->name + "." + use.attribute == name && (use.method == "pop" || use.kind == ContextUse::Kind::remove)) return true;
    return false;
  }

  /// Does a hook before the request write it on every way?
  bool is_set_anew(const std::vector<const Hook*>& hooks, const std::string& key) const {
    return std::ranges::any_of(hooks, [&](const Hook* hook) {
      if (hook->what->phase != HookPhase::before) return false;
      const auto& changes = r_.context().changes_of(*hook);
      const auto change = changes.find(key);
      return change != changes.end() && change->second.at_return.set && !change->second.at_return.unchanged;
    });
  }
  void report_resources();
  void report_outliving();
  bool comes_from_request(const Definition&, std::uint32_t path, int depth, std::string& what) const;

  const RequestContext& r_;
  const CheckInfo& info_;
  const FindingSink& report_;
  std::vector<LastingPush> pushes_;
  ServedApart apart_;
  std::vector<StoredResource> resources_;
  std::unique_ptr<std::map<std::string, std::vector<const Hook*>>> after_;
};

/// Who releases a resource, as far as it can be seen.
struct Releases {
  std::vector<const Hook*> hooks;  ///< that come by its name behind the request
  bool in_view = false;            ///< a function that answers requests releases it, and not in every case
  FactPlace view_at;
  bool elsewhere = false;
  std::vector<FactPlace> unused;  ///< functions that would, and that nobody calls or registers
};

/// A function that only takes something out of the store and looks at it releases nothing.
bool does_something(const Definition& d) {
  constexpr std::array kLooks{"pop", "get", "getattr", "hasattr", "setdefault", "isinstance", "bool"};
  return std::ranges::any_of(d.function->blocks, [&](const BlockFact& block) {
    return std::ranges::any_of(block.operations, [&](const OperationFact& o) {
      return o.kind == OperationKind::call && (o.callee == kNone || std::ranges::find(kLooks, last_word(d.file->entities[o.callee].name)) == kLooks.end());
    });
  });
}

Releases releases_of(const RequestContext& r, const StoredResource& resource) {
  Releases out;
  const auto after = r.reached_by({HookPhase::after, HookPhase::teardown});
  const auto serving = r.reached_by({HookPhase::serve});
  for (const auto& [usr, definitions] : r.context().table().all())
    for (const auto& d : definitions) {
      const auto uses = r.uses().of(d);
      const bool names_it = std::ranges::any_of(uses, [&](const ContextUse& use) { return use.variable == resource.store && use.attribute == resource.attribute && use.kind != ContextUse::Kind::write; });
      if (!names_it) continue;
      if (const auto hooks = after.find(std::string(usr)); hooks != after.end()) {
        if (does_something(d)) out.hooks.insert(out.hooks.end(), hooks->second.begin(), hooks->second.end());
        continue;
      }
      const OperationFact* release = nullptr;
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations) {
          if (o.kind != OperationKind::call) continue;
          std::string_view called = o.callee != kNone ? last_word(d.file->entities[o.callee].name) : std::string_view();
          if (called.empty() && o.path != kNone && d.function->paths[o.path].kind == PathKind::member) called = d.file->entities[d.function->paths[o.path].entity].name;
          if (std::ranges::find(resource.model->releases, called) != resource.model->releases.end()) release = &o;
        }
      if (release == nullptr) continue;
      const bool guarded = std::ranges::any_of(d.function->unwinds, [](const UnwindFact& u) { return u.kind == UnwindKind::attempt; });
      const auto view = serving.find(std::string(usr));
      const bool is_view = view != serving.end() && std::ranges::any_of(view->second, [&](const Hook* hook) { return hook->function == usr; });
      if (is_view && !guarded) out.in_view = true, out.view_at = r.place(d, *release);
      else if (r.is_unused(d)) out.unused.push_back({r.file_of(d), d.function->line, d.function->column});
      else out.elsewhere = true;
    }
  return out;
}

void Values::report_resources() {
  std::set<std::string> done;
  for (const auto& resource : resources_) {
    if (!done.insert(resource.name + "\n" + resource.in.usr()).second) continue;
    const Releases released = releases_of(r_, resource);
    if (!released.hooks.empty() || released.in_view || released.elsewhere) continue;
    const std::string shown = short_name(resource.name);
    Finding out = finding_at(r_, info_, "resource-in-g", resource.place, resource.name, resource.in.usr());
    out.slot = FindingSlot{.name = shown, .kind = name(SlotKind::context), .at = out.at};
    out.message = "\"" + shown + "\" holds what " + resource.maker + " gives, and nothing releases it: each request leaves one open";
    for (const auto& place : released.unused) out.notes.push_back({r_.ends().place(place), "this function would release it, but nobody calls or registers it"});
    out.notes.push_back({out.at, released.unused.empty() ? "take it out and " + resource.model->releases.front() + " it in a function that the framework runs when the application context ends"
                                                         : "register that function to be run when the application context ends"});
    report_(std::move(out));
  }
}

/// Does the name say of whom something is?
bool tells_of_somebody(const HookContext& context, std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return std::ranges::any_of(context.models(), [&](const Model& model) {
    return std::ranges::any_of(model.identity_words, [&](const std::string& word) { return lower.find(word) != std::string::npos; });
  });
}

bool Values::comes_from_request(const Definition& d, std::uint32_t path, int depth, std::string& what) const {
  if (path == kNone || depth > 6) return false;
  const PathFact& p = d.function->paths[path];
  if (const auto variable = variable_of(*d.function, path); variable != kNone)
    if (const auto* known = r_.context().context_variable(d.file->entities[variable].name)) {
      if (!known->is_application) return what = known->name, true;
    }
  for (const auto& argument : p.arguments)
    if (comes_from_request(d, argument.value.path, depth + 1, what)) return true;
  if (p.kind == PathKind::local || p.kind == PathKind::temporary)
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations)
        if (o.kind == OperationKind::assign && o.path == path && comes_from_request(d, o.value.path, depth + 1, what)) return true;
  if (p.base != kNone && comes_from_request(d, p.base, depth + 1, what)) return true;
  if (p.kind == PathKind::call && p.entity != kNone && depth < 3)
    for (const auto& target : r_.context().table().targets(d.usr(p.entity), false))
      for (const auto& block : target.function->blocks)
        for (const auto& o : block.operations)
          if (o.kind == OperationKind::give && comes_from_request(target, o.value.path, depth + 2, what)) return true;
  return false;
}

/// A plain assignment to something of the process, of what comes from one request, in a hook, a view or what they call.
void Values::report_outliving() {
  const auto reached = r_.reached_by({HookPhase::before, HookPhase::serve});
  const auto after = r_.reached_by({HookPhase::after, HookPhase::teardown});
  // What hooks behind a request write, or ask to be put back.
  std::set<std::string> taken_down;
  const auto key_of = [&](const Definition& d, std::uint32_t path) -> std::string {
    const PathFact& p = d.function->paths[path];
    if (p.kind == PathKind::variable) return d.file->entities[p.entity].usr;
    if (p.kind == PathKind::member) return dotted(*d.file, *d.function, path);
    return {};
  };
  for (const auto& [usr, hooks] : after)
    for (const auto& d : r_.context().table().targets(usr, false))
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations) {
          if (o.path == kNone) continue;
          if (o.kind == OperationKind::assign || o.kind == OperationKind::call) {
            taken_down.insert(key_of(d, o.path));
            if (const auto variable = variable_of(*d.function, o.path); variable != kNone) taken_down.insert(d.file->entities[variable].usr);
          }
        }
  std::set<std::string> done;
  for (const auto& [usr, hooks] : reached)
    for (const auto& d : r_.context().table().targets(usr, false)) {
      // What the function empties itself again is its own business.
      std::map<std::string, int> writes;
      for (const auto& block : d.function->blocks)
        for (const auto& o : block.operations)
          if (o.path != kNone && (o.kind == OperationKind::assign || o.kind == OperationKind::call))
            if (const std::string key = key_of(d, o.path); !key.empty()) ++writes[key];
      for (std::uint32_t b = 0; b < d.function->blocks.size(); ++b)
        for (const auto& o : d.function->blocks[b].operations) {
          const bool sets = o.kind == OperationKind::call && o.callee != kNone && o.path != kNone && d.file->entities[o.callee].name == "contextvars.ContextVar.set" && o.arguments.size() == 1;
          if ((o.kind != OperationKind::assign && !sets) || o.path == kNone) continue;
          const PathFact& to = d.function->paths[sets && d.function->paths[o.path].kind == PathKind::dereference ? d.function->paths[o.path].base : o.path];
          if (to.kind != PathKind::variable && to.kind != PathKind::member) continue;
          const auto variable = variable_of(*d.function, o.path);
          if (variable == kNone) continue;
          const EntityFact& of = d.file->entities[variable];
          if (r_.context().context_variable(of.name) != nullptr || (of.attributes & attribute::outside) != 0) continue;
          const std::string type = r_.uses().type_of(of.usr);
          // A member of an object counts only where each thread has its own; else it may be the program's own bookkeeping.
          const bool of_thread = type == "threading.local" || type == "contextvars.ContextVar";
          if (to.kind == PathKind::member && !of_thread) continue;
          if (of_thread && to.kind == PathKind::variable && !sets) continue;
          const std::string key = to.kind == PathKind::variable ? of.usr : dotted(*d.file, *d.function, o.path);
          if (taken_down.contains(key) || taken_down.contains(of.usr) || writes[key] > 1) continue;
          std::string what;
          const std::uint32_t from = sets ? o.arguments.front().value.path : o.value.path;
          if (!comes_from_request(d, from, 0, what)) continue;
          if (!done.insert(key + "\n" + d.usr()).second) continue;
          const std::string shown = to.kind == PathKind::variable ? std::string(last_word(of.name)) : short_name(key);
          Finding out = finding_at(r_, info_, "outlives-request", r_.place(d, o), key, d.usr());
          out.severity = tells_of_somebody(r_.context(), shown) || tells_of_somebody(r_.context(), what) ? Severity::error : Severity::warning;
          if (std::ranges::all_of(hooks, [](const Hook* hook) { return hook->what->unproved; })) out.severity = Severity::warning;
          // Each request puts its own there first: only others that run at the same time see it.
          if (is_set_anew(hooks, key)) out.severity = of_thread ? Severity::note : Severity::warning;
          const FactPlace declared = r_.context().place_of(of.usr);
          out.slot = FindingSlot{.name = shown, .kind = name(type == "threading.local" ? SlotKind::thread_local_ : type.empty() ? SlotKind::global : SlotKind::thread_local_),
                                 .at = declared.line != 0 ? r_.ends().place(declared) : out.at};
          for (const Hook* hook : hooks)
            if (hook->what->phase == HookPhase::before) out.hooks.push_back(r_.ends().hook(*hook));
          out.message = "\"" + shown + "\" keeps what comes from " + short_name(what) + " behind the request, and nothing takes it down: " +
                        (of_thread ? "the next request on this thread sees it" : "other requests see it, those of other threads at the same time");
          out.notes.push_back({out.at, sets ? "keep the token, and reset the variable in a function that runs when the request ends" : "keep it in the request's store"});
          report_(std::move(out));
        }
    }
}

}  // namespace

void report_values_of_requests(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  if (r.has_stores()) Values(r, info, report).run();
}

void report_misplaced_releases(const RequestContext& r, const CheckInfo& info, const FindingSink& report) {
  if (!r.has_stores()) return;
  const auto before = r.reached_by({HookPhase::before});
  for (const auto& resource : r.stored_resources()) {
    const Releases released = releases_of(r, resource);
    const std::string shown = short_name(resource.name);
    const auto is_wide = [&](const Hook& hook) {
      return std::ranges::any_of(r.context().groups(), [&](const HookGroup& group) {
        return std::ranges::any_of(group.befores, [&](const Hook* b) { return b->function == hook.function; }) &&
               std::ranges::any_of(group.pair->skips, [](const SkipModel& skip) { return skip.case_name == "narrower-scope"; });
      });
    };
    const auto skip_of = [&](const Hook& after, std::string_view case_name) -> const SkipModel* {
      for (const auto& pair : after.model->pairs)
        for (const auto& skip : pair.skips)
          if (skip.of == after.what->id && skip.case_name == case_name) return &skip;
      return nullptr;
    };
    const auto all = [&](std::string_view case_name) {
      return !released.hooks.empty() && std::ranges::all_of(released.hooks, [&](const Hook* hook) { return skip_of(*hook, case_name) != nullptr; });
    };
    const auto acquired = before.find(resource.in.usr());
    const bool wide = acquired != before.end() && std::ranges::any_of(acquired->second, [&](const Hook* hook) { return is_wide(*hook); });
    const char* case_name = nullptr;
    if (wide && all("narrower-scope")) case_name = "narrower-scope";
    else if (all("release-outside-teardown") || (released.hooks.empty() && released.in_view && !released.elsewhere)) case_name = "release-outside-teardown";
    if (case_name == nullptr) continue;
    Finding out = finding_at(r, info, case_name, resource.place, resource.name, resource.in.usr());
    out.slot = FindingSlot{.name = shown, .kind = name(SlotKind::context), .at = out.at};
    if (released.hooks.empty()) {
      out.message = "\"" + shown + "\" is released at the end of a view only, which an exception does not reach";
      out.notes.push_back({r.ends().place(released.view_at), "released here; a function that runs when the application context ends is run in every case"});
    } else {
      const Hook& by = *released.hooks.front();
      out.message = "\"" + shown + "\" is released in " + LooseEnds::words(by) + ", which is not run when " + skip_of(by, case_name)->when;
      out.notes.push_back({r.ends().place(by.registered), "released from here"});
      r.ends().add_hooks(out, released.hooks);
    }
    report(std::move(out));
  }
}

}  // namespace unknot
