// The import system: https://docs.python.org/3/reference/import.html and Lib/importlib/_bootstrap.py of CPython 3.11.
#include <algorithm>

#include "graph/import_machine.h"

namespace unknot::imports {

std::string absolute_name(const Module& module, std::string_view name, std::uint32_t dots) {
  if (dots == 0) return std::string(name);
  std::string_view base = module.name;
  std::uint32_t up = module.kind == ModuleKind::package ? dots - 1 : dots;
  for (; up > 0; --up) {
    const auto dot = base.rfind('.');
    if (dot == std::string_view::npos) return {};
    base = base.substr(0, dot);
  }
  if (base.empty()) return {};
  return name.empty() ? std::string(base) : std::string(base) + "." + std::string(name);
}

Simulator::Machine::Machine(const World& world) : world_(world), main_(static_cast<std::uint32_t>(world.modules.size())), running_(world.modules.size() + 1), records_(world.modules.size() + 1) {
  global_.resize(world.modules.size());
  for (std::size_t m = 0; m < world.modules.size(); ++m) {
    global_[m].reserve(world.modules[m].facts.names.size());
    for (const auto& name : world.modules[m].facts.names) global_[m].push_back(names_.intern(name));
  }
  for (const auto& name : world.context_asks) context_asks_.insert(names_.intern(name));
  for (const auto& name : world.context_makers) context_makers_.insert(names_.intern(name));
  n_all_ = names_.intern("__all__"), n_getattr_ = names_.intern("__getattr__"), n_init_ = names_.intern("__init__");
  n_enter_ = names_.intern("__enter__"), n_exit_ = names_.intern("__exit__"), n_call_ = names_.intern("__call__");
  n_name_ = names_.intern("__name__"), n_subclass_ = names_.intern("__init_subclass__"), n_file_ = names_.intern("__file__");
}

void Simulator::Machine::reset() {
  for (const std::uint32_t m : touched_) running_[m] = {};
  touched_.clear();
  in_context_ = may_have_loaded_ = false;
  forget();
}

void Simulator::Machine::begin(Sightings& sightings) {
  sightings_ = &sightings;
  active_.clear(), handled_.clear(), stack_.clear();
  failed_ = fatal_ = uncertain_ = false;
  maybe_ = 0, swallowed_ = 0, guards_ = 0, depth_ = 0, deepest_ = 0, steps_ = 0;
  failure_ = {}, uncertain_failure_ = {};
}

EntryResult Simulator::Machine::run(EntryPoint entry, Sightings& sightings) {
  begin(sightings);
  return result(run_main(entry));
}

EntryResult Simulator::Machine::result(Flow flow) {
  if (fatal_) return {.outcome = Outcome::unknown, .failure = {}};
  if (flow == Flow::raised) return {.outcome = may_have_loaded_ ? Outcome::unknown : Outcome::fails, .failure = failure_};
  if (uncertain_) return {.outcome = Outcome::unknown, .failure = uncertain_failure_};
  return {};
}

Flow Simulator::Machine::run_main(EntryPoint entry) {
  main_start_ = entry.start;
  Frame outside{.module = entry.module};
  std::uint32_t first = kNone, last = kNone;
  const std::string& name = world_.modules[entry.module].name;
  if (entry.start == Start::import_) return import_name(outside, name, nullptr, 0, 0, first, last);
  if (entry.start == Start::run_module)
    if (const auto dot = name.rfind('.'); dot != std::string::npos)
      if (run_parents(outside, std::string_view(name).substr(0, dot)) == Flow::raised) return Flow::raised;
  main_is_ = entry.module;
  return run_text(main_);
}

/// The packages around a module that `python -m` runs. runpy takes an ImportError that names one of them for its absence and leaves it
/// to the next look-up to say so, which imports them again: what they have loaded is there by then.
Flow Simulator::Machine::run_parents(Frame& frame, std::string_view package) {
  if (import_parents(frame, package) != Flow::raised) return Flow::normal;
  const auto is_around = [&](std::string_view name) { return package == name || (package.starts_with(name) && package[name.size()] == '.'); };
  if (fatal_ || failure_.type != "ImportError" || failure_.asked == kNone || !is_around(world_.modules[failure_.asked].name)) return Flow::raised;
  failed_ = false, depth_ = 0, guards_ = 0;
  stack_.clear();
  return import_parents(frame, package);
}

/// The packages around the module that is run by its name.
Flow Simulator::Machine::import_parents(Frame& frame, std::string_view name) {
  Frame around = frame;
  around.module = world_.find(name, world_.modules[frame.module].root);
  if (around.module == kNone) return Flow::normal;
  std::uint32_t first = kNone, last = kNone;
  return import_name(around, name, nullptr, 0, 0, first, last);
}

std::string Simulator::Machine::absolute(const Frame& frame, std::string_view name, std::uint32_t dots) const {
  if (dots > 0 && frame.module == main_ && main_start_ == Start::script) return {};
  return absolute_name(world_.modules[real(frame.module)], name, dots);
}

Flow Simulator::Machine::load(std::uint32_t module) {
  if (const Record* known = find_record(module); known != nullptr) return lay_down(*known);
  open_record();
  const Flow flow = run_text(module);
  close_record(module, flow);
  return flow;
}

Flow Simulator::Machine::run_text(std::uint32_t module) {
  Running& running = running_[module];
  running.names = &new_namespace(module);
  running.since = ++clock_;
  touched_.push_back(module);
  if (module != main_ && world_.modules[module].kind == ModuleKind::space) {
    running.state = State::done;
    return Flow::normal;
  }
  if (++depth_ > kMostNested) {
    fatal_ = failed_ = true;
    --depth_;
    return Flow::raised;
  }
  deepest_ = std::max(deepest_, depth_);
  running.state = State::partial;
  running.dynamic = facts(module).is_damaged;
  Frame& frame = new_frame({.module = module, .names = running.names});
  const std::uint32_t maybe = maybe_;
  const int guards = guards_;
  const Flow flow = block(frame, facts(module).body);
  guards_ = guards;
  maybe_ = maybe;
  --depth_;
  if (flow == Flow::raised) {
    // What failed is taken out of sys.modules: the next import starts anew.
    running.state = State::absent;
    return Flow::raised;
  }
  running.state = State::done;
  return Flow::normal;
}

void Simulator::Machine::saw(Frame& frame, std::uint32_t to, std::uint32_t line) {
  const std::uint32_t from = real(frame.module);
  if (from != to) sightings_->followed.emplace(std::pair(from, to), line);
}

std::uint32_t Simulator::Machine::find_module(std::string_view name, std::uint32_t root) {
  const std::uint32_t found = world_.find(name, root);
  if (found == kNone) return found;
  const auto& all = world_.by_name.find(name)->second;
  if (all.size() == 1 || !is_absent(found)) return found;
  // In one folder a package always hides the file of its name.
  for (const std::uint32_t module : all)
    if (world_.modules[module].root != world_.modules[found].root && !is_absent(module)) return module;
  return found;
}

/// Is some longer piece of the name loaded, up to all of it?
bool Simulator::Machine::is_below_loaded(std::uint32_t package, std::string_view name, std::size_t end) {
  while (end != std::string_view::npos) {
    end = name.find('.', end + 1);
    const std::uint32_t module = world_.find(name.substr(0, end), world_.modules[package].root);
    if (module == kNone) return false;
    if (!is_absent(module)) return true;
  }
  return false;
}

/// `import a.b` and `__import__("a.b")` give `a`, which may be gone while a.b is there.
Flow Simulator::Machine::load_front(Frame& frame, std::uint32_t first, std::uint32_t line) {
  if (first == kNone || !is_absent(first)) return Flow::normal;
  stack_.push_back({real(frame.module), line});
  const Flow flow = load(first);
  stack_.pop_back();
  return flow;
}

Flow Simulator::Machine::import_name(Frame& frame, std::string_view name, const Stmt* at, std::uint32_t line, std::uint32_t column,
                                     std::uint32_t& first, std::uint32_t& last) {
  first = last = kNone;
  const auto& own = world_.modules[real(frame.module)].name;
  const bool from_outside = line == 0;
  std::uint32_t before = kNone;
  for (std::size_t end = name.find('.');; end = name.find('.', end + 1)) {
    const std::string_view prefix = name.substr(0, end);
    const std::uint32_t module = from_outside && end == std::string_view::npos ? frame.module : before == kNone ? find_module(prefix, world_.modules[real(frame.module)].root) : world_.find(prefix, world_.modules[before].root);
    if (module == kNone) {
      if (before == kNone) return Flow::normal;  // somebody else's
      const Module& package = world_.modules[before];
      // Files that a build writes, and compiled modules, are nowhere in the tree: what nobody guards is taken as there.
      last = kNone;
      const bool is_file = package.kind == ModuleKind::module;
      if (!is_file && !is_guarded()) return Flow::normal;
      fail("ModuleNotFoundError", prefix, frame, line, column);
      return Flow::raised;
    }
    if (first == kNone) first = module;
    if (!from_outside) {
      const bool ancestor = own.size() > prefix.size() && own.starts_with(prefix) && own[prefix.size()] == '.';
      if (!ancestor || (end == std::string_view::npos && (at == nullptr || at->kind == StmtKind::import_))) saw(frame, module, line);
    }
    // A module stays where its package has failed since; then nobody asks for the package.
    if (is_absent(module) && !is_below_loaded(module, name, end)) {
      stack_.push_back({real(frame.module), line});
      const Flow flow = load(module);
      stack_.pop_back();
      if (flow == Flow::raised) return Flow::raised;
      if (before != kNone) {
        const auto dot = prefix.rfind('.');
        put(names_of(before), names_.intern(prefix.substr(dot + 1)), {ValueKind::module, module});
      }
    }
    before = module;
    if (end == std::string_view::npos) break;
  }
  last = before;
  return Flow::normal;
}

Flow Simulator::Machine::import_statement(Frame& frame, const Stmt& stmt) {
  const std::string_view name = names_.text(global(frame, stmt.a));
  const std::uint32_t bound = stmt.b;
  const std::string_view top = name.substr(0, name.find('.'));
  if (stmt.lazy) {
    lazies_.push_back({frame.module, &stmt, kNone});
    const Value lazy{ValueKind::lazy, static_cast<std::uint32_t>(lazies_.size() - 1)};
    if (bound != kNone) bind(frame, bound, lazy);
    else put(*frame.names, names_.intern(top), lazy);
    return Flow::normal;
  }
  std::uint32_t first = kNone, last = kNone;
  if (import_name(frame, name, &stmt, stmt.line, stmt.column, first, last) == Flow::raised || load_front(frame, first, stmt.line) == Flow::raised) return Flow::raised;
  Value value{ValueKind::external, names_.intern(bound == kNone ? top : name)};
  if (bound == kNone) {
    if (first != kNone) value = {ValueKind::module, first};
  } else if (first != kNone) {
    value = {};
    if (last != kNone) {
      // Each step is an attribute of what came before; a module that is not finished is found in sys.modules.
      value = {ValueKind::module, first};
      for (std::size_t end = name.find('.'); end != std::string_view::npos && value.kind == ValueKind::module;) {
        const std::size_t next = name.find('.', end + 1);
        const std::uint32_t piece = names_.intern(name.substr(end + 1, next == std::string_view::npos ? next : next - end - 1));
        Slot* slot = find(names_of(value.id), piece);
        value = slot != nullptr ? slot->value : Value{ValueKind::module, world_.find(name.substr(0, next), world_.modules[value.id].root)};
        end = next;
      }
    }
  }
  if (bound != kNone) {
    bind(frame, bound, value);
    return Flow::normal;
  }
  // The first piece of the name is a name of the scope.
  put(*frame.names, names_.intern(top), value);
  return Flow::normal;
}

std::uint32_t Simulator::Machine::child(std::uint32_t package, std::uint32_t name) const {
  const Module& module = world_.modules[package];
  return module.kind == ModuleKind::module ? kNone : world_.find(module.name + "." + std::string(names_.text(name)), module.root);
}

/// Loads package.name where it is a module of the project that is not loaded yet.
Flow Simulator::Machine::submodule(Frame& frame, const Stmt& stmt, std::uint32_t package, std::uint32_t name, bool& found) {
  found = false;
  if (package == main_) return Flow::normal;
  const std::uint32_t module = child(package, name);
  if (module == kNone) return Flow::normal;
  found = true;
  std::uint32_t first = kNone, last = kNone;
  return import_name(frame, world_.modules[module].name, &stmt, stmt.line, stmt.column, first, last);
}

bool Simulator::Machine::names_it(std::uint32_t module, std::uint32_t name) const {
  return world_.modules[module].kind != ModuleKind::space && std::ranges::find(global_[real(module)], name) != global_[real(module)].end();
}

Flow Simulator::Machine::from_one(Frame& frame, const Stmt& stmt, std::uint32_t source, std::uint32_t name, Value& out) {
  const bool was_partial = is_partial(source);
  const std::uint32_t sub = child(source, name);
  Slot* present = find(names_of(source), name);
  const bool is_sub = sub != kNone && (present == nullptr || present->value == Value{ValueKind::module, sub});
  const auto& own = world_.modules[real(frame.module)].name;
  const std::string& package = world_.modules[source].name;
  if (!is_sub || !(own.size() > package.size() && own.starts_with(package) && own[package.size()] == '.')) saw(frame, source, stmt.line);
  auto value = module_attribute(frame, source, name);
  if (failed_) return Flow::raised;
  if (!value) {
    bool found = false;
    if (submodule(frame, stmt, source, name, found) == Flow::raised) return Flow::raised;
    if (found) {
      Slot* slot = find(names_of(source), name);
      value = slot != nullptr ? slot->value : Value{ValueKind::module, sub};
    }
  } else if (is_sub) {
    saw(frame, sub, stmt.line);
  }
  if (!value) {
    // What a package's text never names may be a file that is not in the tree: a compiled one, or one that a build writes.
    const bool dynamic = is_dynamic(source);
    const bool unseen = dynamic || (world_.modules[source].kind != ModuleKind::module && !is_guarded() && !names_it(source, name));
    if (unseen && !was_partial) {
      out = {};
      return Flow::normal;
    }
    if (dynamic) {
      out = {};
      if (!uncertain_) uncertain_ = true, uncertain_failure_ = {.type = "ImportError", .name = std::string(names_.text(name)), .module = real(frame.module), .line = stmt.line, .column = stmt.column, .asked = source, .partial = true, .chain = stack_};
      return Flow::normal;
    }
    fail("ImportError", names_.text(name), frame, stmt.line, stmt.column, source, was_partial);
    return Flow::raised;
  }
  if (was_partial && !is_sub && value->kind != ValueKind::lazy && real(frame.module) != source)
    sightings_->relied.emplace(Sighting{real(frame.module), stmt.line, source, std::string(names_.text(name))}, 0);
  out = *value;
  return Flow::normal;
}

Flow Simulator::Machine::star(Frame& frame, const Stmt& stmt, std::uint32_t source) {
  saw(frame, source, stmt.line);
  const bool partial = is_partial(source), dynamic = is_dynamic(source);
  if (partial && real(frame.module) != source)
    sightings_->starred.emplace(Sighting{real(frame.module), stmt.line, source, "*"}, 0);
  if (dynamic) set_dynamic(frame.module);
  std::vector<std::pair<std::uint32_t, Value>> taken;
  if (Slot* all = find(names_of(source), n_all_); all != nullptr) {
    if (all->value.kind == ValueKind::tuple) {
      const auto listed = tuples_[all->value.id];
      for (const Value& one : listed) {
        if (one.kind != ValueKind::text) {
          set_dynamic(frame.module);
          continue;
        }
        auto value = module_attribute(frame, source, one.id);
        if (failed_) return Flow::raised;
        if (!value) {
          bool found = false;
          if (submodule(frame, stmt, source, one.id, found) == Flow::raised) return Flow::raised;
          if (found) value = Value{ValueKind::module, child(source, one.id)};
        }
        if (!value && is_dynamic(source)) value = Value{};
        if (!value && raised_by_hook(partial ? source : kNone)) return Flow::raised;
        if (!value) {
          fail("AttributeError", names_.text(one.id), frame, stmt.line, stmt.column, source, partial);
          return Flow::raised;
        }
        taken.emplace_back(one.id, *value);
      }
    } else {
      set_dynamic(frame.module);
      whole(source).each([&](std::uint32_t name, const Slot& slot) { taken.emplace_back(name, slot.value); });
    }
  } else {
    whole(source).each([&](std::uint32_t name, const Slot& slot) {
      if (!names_.text(name).starts_with('_')) taken.emplace_back(name, slot.value);
    });
  }
  for (const auto& [name, value] : taken) put(*frame.names, name, value);
  return Flow::normal;
}

Flow Simulator::Machine::from_statement(Frame& frame, const Stmt& stmt) {
  const auto pairs = items(frame, stmt.first);
  const std::string_view written = names_.text(global(frame, stmt.a));
  const std::string name = absolute(frame, written, stmt.b);
  if (stmt.lazy && !pairs.empty()) {
    for (std::uint32_t p = 0; p + 1 < pairs.size(); p += 2) {
      lazies_.push_back({frame.module, &stmt, p});
      bind(frame, pairs[p + 1], {ValueKind::lazy, static_cast<std::uint32_t>(lazies_.size() - 1)});
    }
    return Flow::normal;
  }
  if (name.empty()) {
    fail("ImportError", written, frame, stmt.line, stmt.column);
    return Flow::raised;
  }
  std::uint32_t first = kNone, last = kNone;
  if (import_name(frame, name, &stmt, stmt.line, stmt.column, first, last) == Flow::raised) return Flow::raised;
  if (pairs.empty()) {
    if (last != kNone) return star(frame, stmt, last);
    set_dynamic(frame.module);
    return Flow::normal;
  }
  for (std::uint32_t p = 0; p + 1 < pairs.size(); p += 2) {
    const std::uint32_t wanted = global(frame, pairs[p]);
    Value value{ValueKind::external, 0};
    if (last != kNone) {
      if (from_one(frame, stmt, last, wanted, value) == Flow::raised) return Flow::raised;
    } else if (first == kNone) {
      value.id = names_.intern(name + "." + std::string(names_.text(wanted)));
    } else {
      value = {};
    }
    bind(frame, pairs[p + 1], value);
  }
  return Flow::normal;
}

Simulator::Simulator(const World& world) : machine_(new Machine(world)) {}
Simulator::~Simulator() { delete machine_; }

EntryResult Simulator::run(EntryPoint entry, Sightings& sightings) {
  machine_->reset();
  return machine_->run(entry, sightings);
}

}  // namespace unknot::imports
