// Operations -> steps on stacks and settings.
#include "graph/stack_uses.h"

#include <algorithm>
#include <optional>
#include <set>

#include "graph/library_calls.h"
#include "graph/place_reader.h"

namespace unknot {

StackModels::StackModels(std::span<const Model> models) {
  for (const auto& model : models) {
    for (const auto& slot : model.slots) slots_.emplace(slot.name, &slot);
    for (const auto& call : model.calls) {
      auto& effects = calls_[call.function];
      for (const auto& effect : call.effects)
        if (!effect.slot.empty()) effects.push_back(&effect);
    }
  }
}
const std::vector<const CallEffect*>* StackModels::find(const std::string& function) const {
  const auto found = calls_.find(function);
  return found == calls_.end() ? nullptr : &found->second;
}
const LibrarySlot* StackModels::slot(const std::string& name) const {
  const auto found = slots_.find(name);
  return found == slots_.end() ? nullptr : found->second;
}
bool StackModels::takes_part(const std::string& function) const {
  const auto* effects = find(function);
  return effects != nullptr && !effects->empty();
}

bool mentions(const FunctionFact& function, std::uint32_t path, std::uint32_t part) {
  if (path == kNone) return false;
  if (path == part) return true;
  const PathFact& fact = function.paths[path];
  return mentions(function, fact.base, part) ||
         std::ranges::any_of(fact.arguments, [&](const ArgumentFact& argument) { return mentions(function, argument.value.path, part); });
}

namespace {

class Reader {
 public:
  Reader(const Definition& definition, const StackModels& models, const FunctionTable& table, const EffectsByUsr& effects, const IsBalanced& is_balanced)
      : definition_(definition), f_(*definition.function), models_(models), table_(table), effects_(effects), is_balanced_(is_balanced), places_(definition) {}

  FunctionStacks run() {
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) find_keepers(operation);
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) read(operation);
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) read_clear(operation);
    find_dismissals();
    find_unknown();
    for (std::uint32_t u = 0; u < f_.unwinds.size(); ++u)
      if (const UnwindFact& unwind = f_.unwinds[u]; unwind.kind == UnwindKind::destroy)
        for (const auto& [use, steps] : steps_of_death(unwind.path, unwind.callee)) use->unwinds[u] = steps;
    FunctionStacks out{.uses = {}, .throws = {}, .last = {}, .dropped = std::move(dropped_), .opened = {}, .counts = {}, .unclear = {}, .closed = {}};
    for (const auto& [operation, library] : unknown_) out.unclear.insert(library);
    for (auto& [key, use] : uses_)
      if (use.keeper == kNone) divide(use, out);
    for (auto& [key, use] : uses_)
      if (has(use, StackChange::push) && (has(use, StackChange::pop) || has(use, StackChange::clear))) out.uses.push_back(std::move(use));
    if (out.uses.empty()) return out;
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations)
        if (operation.callee != kNone)
          if (const auto known = effects_.find(definition_.usr(operation.callee)); known != effects_.end())
            for (const auto& [type, state] : known->second.at_throw) out.throws[&operation].push_back(type);
    return out;
  }

 private:
  using Steps = std::vector<std::pair<StackUse*, std::vector<StackStep>>>;

  void divide(const StackUse& use, FunctionStacks& out) const {
    const auto has_step = [&](auto is_it) {
      return std::ranges::any_of(use.steps, [&](const auto& entry) { return std::ranges::any_of(entry.second, is_it); });
    };
    const bool pushes = has(use, StackChange::push);
    const bool pops = has(use, StackChange::pop) || has(use, StackChange::clear) || !use.unwinds.empty() || has_step([](const StackStep& step) { return step.falls; });
    const bool loses = has_step([](const StackStep& step) { return step.change == StackChange::forget && !step.only_rises() && !step.unread; });
    auto& count = out.counts[use.slot];
    for (const auto& [operation, steps] : use.steps)
      for (const auto& step : steps) {
        const bool is_known = step.change != StackChange::forget || step.unread || operation->callee == kNone || step.falls;
        if (step.change == StackChange::push || step.only_rises()) ++count.pushes[operation->callee];
        else if (step.change != StackChange::gone && !step.rises) ++(is_known ? count.pops : count.unclear)[operation->callee];
      }
    if (!use.unwinds.empty()) count.pops[kNone] += static_cast<std::uint32_t>(use.unwinds.size());
    // Who calls something that may push closes for that; whom a call may leave with more or with less calls somebody who does both.
    const bool may_push = pushes || has_step([](const StackStep& step) { return step.rises; });
    if (!may_push && pops) out.closed.insert(use.slot);
    if (pushes && !pops && !loses) out.opened.push_back(use);
  }
  static bool has(const StackUse& use, StackChange change) {
    const auto is_it = [&](const StackStep& step) { return step.change == change; };
    return std::ranges::any_of(use.steps, [&](const auto& entry) { return std::ranges::any_of(entry.second, is_it); });
  }
  const std::string& name(std::uint32_t entity) const { return definition_.file->entities[entity].name; }
  bool applies_to(const CallEffect& effect, const std::vector<ArgumentFact>& arguments) const { return applies(effect, arguments, *definition_.file, f_); }

  // Which stack.

  /// A place that is there when the function has returned, or is kept behind a local object.
  static bool lasts(const Slot& slot, const LibrarySlot& of) {
    switch (slot.root()[0]) {
      case '@':
      case '^': return true;
      case '$': return slot.root() == "$this" || slot.steps().front() == "*" || of.outlives;
      case '~': return slot.steps().front() == "*" || of.outlives;
      case '#':
      case '{': return false;
      default: return true;
    }
  }
  std::string words(std::uint32_t path) const {
    for (; path != kNone; path = f_.paths[path].base) {
      const PathFact& fact = f_.paths[path];
      if (fact.kind == PathKind::local || fact.kind == PathKind::parameter || fact.kind == PathKind::capture) return fact.name.empty() && fact.kind == PathKind::parameter && fact.index < f_.parameters.size() ? f_.parameters[fact.index].name : fact.name;
      if (fact.kind == PathKind::self) return "*this";
      if (fact.kind == PathKind::call && fact.base == kNone && !fact.arguments.empty() && fact.arguments.front().value.path != kNone) return words(fact.arguments.front().value.path);
      if (fact.entity != kNone) return name(fact.entity);
    }
    return "";
  }
  std::string key_words(const CallEffect& effect, const std::vector<ArgumentFact>& arguments) const {
    const ValueFact* key = argument_at(arguments, effect.key);
    if (key == nullptr) return "";
    return key->path != kNone ? "[p" + std::to_string(key->path) + "]" : "[" + std::to_string(static_cast<int>(key->kind)) + key->text + "]";
  }
  struct Which {
    std::string key, object;
    const LibrarySlot* slot;
    std::uint32_t owner = kNone;
  };
  std::optional<Which> which(const CallEffect& effect, std::uint32_t object, const std::vector<ArgumentFact>& arguments) {
    const LibrarySlot* slot = models_.slot(effect.slot);
    if (slot == nullptr) return {};
    if (!effect.of_object) return Which{"@" + effect.slot + key_words(effect, arguments), "", slot};
    std::uint32_t path = object;
    PlaceReader::Places to;
    if (effect.argument >= 0) {
      const ValueFact* given = argument_at(arguments, effect.argument);
      if (given == nullptr || given->path == kNone) return {};
      path = written_through(given->path, *definition_.file, f_);
      to = given->kind == ValueKind::reference ? places_.places(path, {}) : places_.pointed_to(*given, {});
    } else {
      path = written_through(object, *definition_.file, f_);
      if (path == kNone) return {};
      to = places_.places(path, {});
    }
    if (to.size() != 1) return {};
    const Slot place = to.front().with("@" + effect.slot);
    if (!lasts(place, *slot)) return {};
    return Which{text(place) + key_words(effect, arguments), words(path), slot, path};
  }
  static std::string text(const Slot& slot) {
    std::string out(slot.root());
    for (const auto step : slot.steps()) out += "\1" + std::string(step);
    return out;
  }
  StackUse& use_of(const Which& which) {
    StackUse& use = uses_[which.key];
    use.slot = which.slot, use.key = which.key, use.object = which.object;
    if (which.owner != kNone) use.owner = which.owner;
    return use;
  }

  // Old values that somebody keeps.

  struct Keeper {
    std::string key;       ///< of the setting
    std::uint32_t local;
    StackUse* use;
    const OperationFact* at;
  };

  void keep(const Which& which, std::uint32_t local, const OperationFact& at, bool changes) {
    Which own = which;
    own.key += "\2" + std::to_string(local);
    StackUse& use = use_of(own);
    use.keeper = local;
    auto& steps = use.steps[&at];
    steps.push_back({.change = StackChange::save});
    if (changes) steps.push_back({.change = StackChange::push, .result = result_of(at)});
    keepers_.push_back({which.key, local, &use, &at});
  }
  bool is_local(std::uint32_t path) const { return path != kNone && f_.paths[path].kind == PathKind::local; }

  void find_keepers(const OperationFact& o) {
    if ((o.kind == OperationKind::assign || o.kind == OperationKind::construct) && is_local(o.path)) {
      find_saved(o.value, o.path, o, 0);
      for (const auto& argument : o.arguments) find_saved(argument.value, o.path, o, 0);
    }
    if (o.callee == kNone) return;
    const auto* effects = models_.find(name(o.callee));
    if (effects == nullptr) return;
    for (const CallEffect* effect : *effects) {
      if (effect->change != CallChange::save || !applies_to(*effect, o.arguments)) continue;
      std::uint32_t local = kNone;
      if (effect->into >= 0) {
        const ValueFact* to = argument_at(o.arguments, effect->into);
        local = to != nullptr ? to->path : kNone;
      } else if (o.kind == OperationKind::construct) {
        local = o.path;
      }
      if (!is_local(local)) continue;
      if (const auto found = which(*effect, o.path, o.arguments)) keep(*found, local, o, changes_too(*effects, *effect, o.arguments));
    }
  }
  void find_saved(const ValueFact& value, std::uint32_t local, const OperationFact& at, int depth) {
    if (value.path == kNone || depth > 3) return;
    const PathFact& path = f_.paths[value.path];
    if (path.kind != PathKind::call && path.kind != PathKind::object && path.kind != PathKind::created && path.kind != PathKind::temporary) return;
    if (path.kind == PathKind::call && path.entity != kNone)
      if (const auto* effects = models_.find(name(path.entity)))
        for (const CallEffect* effect : *effects)
          if (effect->change == CallChange::save && effect->into < 0 && applies_to(*effect, path.arguments))
            if (const auto found = which(*effect, path.base, path.arguments)) return keep(*found, local, at, changes_too(*effects, *effect, path.arguments));
    for (const auto& argument : path.arguments) find_saved(argument.value, local, at, depth + 1);
  }
  bool changes_too(const std::vector<const CallEffect*>& effects, const CallEffect& saving, const std::vector<ArgumentFact>& arguments) const {
    return std::ranges::any_of(effects, [&](const CallEffect* other) {
      return other->slot == saving.slot && other->change != CallChange::save && applies_to(*other, arguments);
    });
  }

  // What an operation does.

  std::uint32_t result_of(const OperationFact& o) const {
    for (std::uint32_t p = 0; p < f_.paths.size(); ++p)
      if (const PathFact& path = f_.paths[p]; path.kind == PathKind::call && path.entity == o.callee && path.base == o.path && path.arguments == o.arguments) return p;
    return kNone;
  }

  void read(const OperationFact& o) {
    const bool is_known = o.callee != kNone && models_.find(name(o.callee)) != nullptr;
    if (is_known) read_model(o, *models_.find(name(o.callee)));
    else if (o.callee != kNone) read_call(o);
    if (o.kind == OperationKind::destroy)
      for (const auto& [use, steps] : steps_of_death(o.path, o.callee)) append(*use, o, steps);
    for (auto& keeper : keepers_) {
      if (keeper.at == &o) continue;
      const bool rewritten = (o.kind == OperationKind::assign || o.kind == OperationKind::update) && o.path == keeper.local;
      if (rewritten || (!is_known && escapes(o, keeper.local))) keeper.use->steps[&o].push_back({.change = StackChange::forget});
    }
    // The object is another one from here on.
    if ((o.kind != OperationKind::assign && o.kind != OperationKind::remove) || o.path == kNone) return;
    for (const auto& place : places_.places(o.path, {}))
      for (auto& [key, use] : uses_)
        if (key.starts_with(text(place) + "\1")) use.steps[&o].push_back({.change = o.kind == OperationKind::remove && !use.slot->outlives ? StackChange::gone : StackChange::forget});
  }
  /// Somebody else may put the kept value back.
  bool escapes(const OperationFact& o, std::uint32_t local) const {
    if (o.kind != OperationKind::destroy && std::ranges::any_of(o.arguments, [&](const ArgumentFact& argument) { return mentions(f_, argument.value.path, local); })) return true;
    return (o.kind == OperationKind::assign || o.kind == OperationKind::give) && o.path != local && mentions(f_, o.value.path, local);
  }
  static void append(StackUse& use, const OperationFact& o, const std::vector<StackStep>& steps) {
    auto& to = use.steps[&o];
    to.insert(to.end(), steps.begin(), steps.end());
  }

  void read_model(const OperationFact& o, const std::vector<const CallEffect*>& effects) {
    for (const CallEffect* effect : effects) {
      if (effect->change == CallChange::save || !applies_to(*effect, o.arguments)) continue;
      const auto found = which(*effect, o.path, o.arguments);
      if (!found) continue;
      const bool pushes = effect->change == CallChange::push || effect->change == CallChange::grow;
      if (pushes || effect->change == CallChange::pop || effect->change == CallChange::shrink) {
        const int count = times(*effect, o.arguments);
        const StackStep step{.change = count == 0 ? StackChange::forget : pushes ? StackChange::push : StackChange::pop,
                             .times = count,
                             .if_true = effect->if_true,
                             .result = effect->always ? kNone : result_of(o)};
        if (pushes && effect->kept && !is_held(o, *found)) continue;
        append(use_of(*found), o, {step});
        continue;
      }
      for (const auto& keeper : keepers_) {
        if (keeper.key != found->key || is_saved_by(o, keeper)) continue;
        const ValueFact* value = argument_at(o.arguments, effect->value >= 0 ? effect->value : 0);
        const bool back = (value != nullptr && mentions(f_, value->path, keeper.local)) || (effect->change == CallChange::clear && !found->slot->sticky.empty());
        const bool computed = value != nullptr && value->kind == ValueKind::other && effect->value >= 0;
        append(*keeper.use, o, {{.change = back ? StackChange::pop : computed ? StackChange::forget : StackChange::push, .result = result_of(o)}});
      }
    }
  }
  /// Does a local keep what the call gives, so that its death pops? Elsewhere it may be kept longer.
  bool is_held(const OperationFact& o, const Which& which) {
    if ((o.flags & operation::discarded) != 0) dropped_.push_back({which.slot, &o});
    const auto result = result_of(o);
    if (result == kNone) return false;
    bool held = false;
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations)
        if ((operation.kind == OperationKind::assign || operation.kind == OperationKind::construct) && is_local(operation.path)) {
          const bool takes = operation.value.path == result || std::ranges::any_of(operation.arguments, [&](const ArgumentFact& argument) { return argument.value.path == result; });
          if (takes) held = true, guards_[operation.path].emplace_back(&use_of(which), std::vector{StackStep{.change = StackChange::pop}});
        }
    return held;
  }
  /// All that is on a stack, or all parts of it.
  void read_clear(const OperationFact& o) {
    const auto* effects = o.callee != kNone ? models_.find(name(o.callee)) : nullptr;
    if (effects == nullptr) return;
    for (const CallEffect* effect : *effects) {
      if (effect->change != CallChange::clear || !applies_to(*effect, o.arguments)) continue;
      const auto found = which(*effect, o.path, o.arguments);
      if (!found) continue;
      for (auto& [key, use] : uses_)
        if (use.keeper == kNone && key.starts_with(found->key)) use.steps[&o].push_back({.change = StackChange::clear});
    }
  }
  /// The call that changes and gives what was there: its result is put into the local right behind it.
  bool is_saved_by(const OperationFact& o, const Keeper& keeper) const {
    if (keeper.at == &o) return true;
    const auto result = result_of(o);
    if (result == kNone) return false;
    return mentions(f_, keeper.at->value.path, result) ||
           std::ranges::any_of(keeper.at->arguments, [&](const ArgumentFact& argument) { return mentions(f_, argument.value.path, result); });
  }

  /// What a state that a callee leaves says of stacks.
  void read_state(const SlotState& state, const Definition& callee, std::uint32_t object, const std::vector<ArgumentFact>& arguments, Steps& out, const OperationFact* from = nullptr) {
    static const SlotState kNothing;
    for (const auto& [slot, held] : state.slots()) {
      const bool is_own = slot.root()[0] == '@' && slot.root() != kResultRoot;
      if (!is_own && (!slot.has_steps() || slot.last()[0] != '@')) continue;
      const LibrarySlot* library = models_.slot(std::string(is_own ? slot.root().substr(1) : slot.last().substr(1)));
      if (library == nullptr || !library->sticky.empty()) continue;
      const bool is_exact = held->size() == 1 && (counted(held->front()) != 0 || held->front().kind == Outcome::Kind::entry);
      if (!is_exact && from != nullptr && is_balanced_ && is_balanced_(callee.usr(), library)) continue;
      Which found{"", "", library};
      if (is_own) {
        if (slot.has_steps()) continue;
        found.key = std::string(slot.root());
      } else {
        const auto to = places_.seen_by_caller(slot, {callee, object, arguments, kNothing});
        if (to.size() != 1) {
          if (from != nullptr) unknown_.emplace_back(from, library);
          continue;
        }
        if (!lasts(to.front(), *library)) continue;
        found.key = text(to.front());
        found.object = object != kNone ? words(object) : "";
      }
      StackStep step;
      const auto is_same = [](const Outcome& outcome) { return outcome.kind == Outcome::Kind::entry; };
      if (held->size() == 1) {
        const Outcome& outcome = held->front();
        const int by = counted(outcome);
        if (is_same(outcome)) continue;
        if (by != 0) step = {.change = by > 0 ? StackChange::push : StackChange::pop, .times = std::abs(by)};
        else if (outcome.kind == Outcome::Kind::constant || outcome.kind == Outcome::Kind::location) continue;
      }
      if (step.change == StackChange::forget) {
        const auto moves = [](char sign) {
          return [sign](const Outcome& outcome) { return outcome.kind == Outcome::Kind::other && outcome.text.starts_with(sign); };
        };
        step.rises = std::ranges::any_of(*held, moves('+'));
        step.falls = std::ranges::any_of(*held, moves('-'));
        step.counted = std::ranges::all_of(*held, [&](const Outcome& outcome) { return is_same(outcome) || moves('+')(outcome) || moves('-')(outcome); });
      }
      out.emplace_back(&use_of(found), std::vector{step});
    }
  }
  void read_call(const OperationFact& o) {
    if (o.kind == OperationKind::destroy) return;
    const std::string& callee = definition_.usr(o.callee);
    const auto known = effects_.find(callee);
    if (known == effects_.end()) return;
    const auto targets = table_.targets(callee, false);
    if (targets.empty()) return;
    Steps steps;
    if (known->second.returns) read_state(known->second.at_return, targets.front(), o.path, o.arguments, steps, &o);
    for (const auto& [use, made] : steps) append(*use, o, made);
    for (const auto& [type, state] : known->second.at_throw) {
      Steps thrown;
      read_state(state, targets.front(), o.path, o.arguments, thrown);
      for (const auto& [use, made] : thrown) use->throws[&o][type] = made;
    }
  }
  Steps steps_of_death(std::uint32_t path, std::uint32_t destructor) {
    Steps out;
    if (destructor == kNone) return out;
    const std::string& callee = definition_.usr(destructor);
    const auto targets = table_.targets(callee, false);
    if (const auto known = effects_.find(callee); known != effects_.end() && !targets.empty()) read_state(known->second.at_return, targets.front(), path, {}, out);
    else if (const auto* effects = models_.find(name(destructor)))
      for (const CallEffect* effect : *effects)
        if (const auto found = which(*effect, path, {}); found && (effect->change == CallChange::push || effect->change == CallChange::pop))
          out.emplace_back(&use_of(*found), std::vector{StackStep{.change = effect->change == CallChange::push ? StackChange::push : StackChange::pop}});
    for (const auto& [use, steps] : guards_of(path)) out.emplace_back(use, steps);
    return out;
  }
  /// A function of the project that is not parsed may pop what it is given, and so may one of which nobody knows whose stack it means.
  void find_unknown() {
    for (const auto& [operation, library] : unknown_)
      for (auto& [key, use] : uses_)
        if (use.slot == library) use.steps[operation].push_back({.change = StackChange::forget});
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) {
        if (operation.callee == kNone || (operation.kind != OperationKind::call && operation.kind != OperationKind::construct)) continue;
        const EntityFact& callee = definition_.file->entities[operation.callee];
        if ((callee.attributes & attribute::outside) != 0 || models_.find(callee.name) != nullptr || !table_.targets(callee.usr, true).empty()) continue;
        for (auto& [key, use] : uses_)
          if (use.keeper == kNone && use.owner != kNone && is_given(operation, use.owner)) {
            use.steps[&operation].push_back({.change = StackChange::forget, .unread = true});
            if (use.unread == nullptr) use.unread = &operation;
          }
      }
  }
  bool is_given(const OperationFact& o, std::uint32_t object) const {
    const auto is_it = [&](std::uint32_t path) { return path != kNone && (mentions(f_, path, object) || mentions(f_, object, path)); };
    return (o.kind == OperationKind::call && is_it(o.path)) || std::ranges::any_of(o.arguments, [&](const ArgumentFact& argument) { return is_it(argument.value.path); });
  }
  /// Whoever calls a method of such an object may have told it to do nothing.
  void find_dismissals() {
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations)
        if (operation.kind == OperationKind::call && is_local(operation.path))
          for (const auto& [use, steps] : guards_of(operation.path)) use->steps[&operation].push_back({.change = StackChange::forget});
  }
  /// An object that was given a lambda runs it when it dies, if it is one of those that are made for that; else nothing is known.
  Steps guards_of(std::uint32_t path) {
    if (path == kNone || !is_local(path)) return {};
    Steps& out = guards_[path];
    if (!looked_.insert(path).second) return out;
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) {
        if ((operation.kind != OperationKind::assign && operation.kind != OperationKind::construct) || operation.path != path) continue;
        find_lambdas(operation.value, out, 0);
        for (const auto& argument : operation.arguments) find_lambdas(argument.value, out, 0);
      }
    return out;
  }
  void find_lambdas(const ValueFact& value, Steps& out, int depth) {
    if (value.path == kNone || depth > 4) return;
    const PathFact& path = f_.paths[value.path];
    if (path.kind == PathKind::lambda && path.entity != kNone) {
      const std::string& usr = definition_.usr(path.entity);
      const auto known = effects_.find(usr);
      const auto targets = table_.targets(usr, false);
      if (known != effects_.end() && !targets.empty()) read_state(known->second.at_return, targets.front(), value.path, {}, out);
      return;
    }
    if (path.base != kNone) find_lambdas({.kind = ValueKind::path, .path = path.base}, out, depth + 1);
    for (const auto& argument : path.arguments) find_lambdas(argument.value, out, depth + 1);
  }

  const Definition definition_;
  const FunctionFact& f_;
  const StackModels& models_;
  const FunctionTable& table_;
  const EffectsByUsr& effects_;
  const IsBalanced& is_balanced_;
  PlaceReader places_;
  std::map<std::string, StackUse> uses_;  ///< by key; never moved
  std::vector<Keeper> keepers_;
  std::map<std::uint32_t, Steps> guards_;  ///< by local
  std::set<std::uint32_t> looked_;  ///< locals whose lambdas are in `guards_`
  std::vector<std::pair<const OperationFact*, const LibrarySlot*>> unknown_;
  std::vector<DroppedPush> dropped_;
};

}  // namespace

FunctionStacks stack_uses(const Definition& definition, const StackModels& models, const FunctionTable& table, const EffectsByUsr& effects, const IsBalanced& is_balanced) {
  return Reader(definition, models, table, effects, is_balanced).run();
}

}  // namespace unknot
