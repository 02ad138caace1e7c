// Effects of functions by iteration, over blocks and over calls.
#include "graph/effects.h"

#include <algorithm>
#include <map>
#include <optional>

#include "graph/call_order.h"
#include "graph/library_calls.h"
#include "graph/place_reader.h"

namespace unknot {
namespace {

/// The bases of types that are thrown somewhere, by USR.
using ThrownTypes = std::map<std::string, std::vector<std::string>>;

bool outlives_call(const Slot& slot) {
  switch (slot.root()[0]) {
    case '~':
    case '#':
    case '{':
      return false;
    case '$':
      return slot.root() == "$this" || slot.has_steps();
    case '^':
      return true;
    default:
      return true;
  }
}

/// One function, walked until its states settle.
class Walk {
 public:
  Walk(const FunctionTable& table, const EffectsByUsr& known, ThrownTypes& thrown,
       const EffectsOptions& options, const Definition& definition, std::uint32_t file)
      : file_(file),
        table_(table),
        known_(known),
        thrown_(thrown),
        options_(options),
        definition_(definition),
        f_(*definition.function),
        reader_(definition),
        states_(f_.blocks.size()) {}

  Effects run() {
    states_[0].emplace();
    open_.insert(0);
    while (!open_.empty()) {
      const auto block = *open_.begin();
      open_.erase(open_.begin());
      walk(block);
    }
    return std::move(effects_);
  }
  /// Functions whose effects were asked for.
  const std::set<std::string>& asked() const { return asked_; }

 private:
  void flow(std::uint32_t block, SlotState state) {
    if (!states_[block]) states_[block] = std::move(state);
    else if (!states_[block]->join(state)) return;
    open_.insert(block);
  }

  void walk(std::uint32_t number) {
    const BlockFact& block = f_.blocks[number];
    std::optional<SlotState> state = states_[number];
    for (const auto& operation : block.operations) {
      perform(operation, state);
      if (!state) return;  // it never comes back
    }
    switch (block.end) {
      case BlockEnd::leave:
        return leave(*state);
      case BlockEnd::unwind:
      case BlockEnd::stop:
        return;
      case BlockEnd::branch:
        // What a function's static variable is made with is not something that a call sets.
        if (options_.places && block.condition.kind == ConditionKind::once && block.successors.size() == 2)
          return flow(block.successors[1], std::move(*state));
        if (options_.conditions) return branch(block, *state);
        [[fallthrough]];
      default:
        for (std::size_t i = 0; i < block.successors.size(); ++i) {
          if (i + 1 == block.successors.size()) flow(block.successors[i], std::move(*state));
          else flow(block.successors[i], *state);
        }
    }
  }

  /// What was found out on each of the two ways.
  void branch(const BlockFact& block, const SlotState& state) {
    const ConditionFact& condition = block.condition;
    for (std::size_t way = 0; way < block.successors.size(); ++way) {
      SlotState then = state;
      const bool holds = way == 0;
      if (condition.kind == ConditionKind::truth) learn_truth(condition.path, holds, then);
      if (condition.kind == ConditionKind::equals && condition.path != kNone && holds && holds_nothing(condition.value.kind)) learn(condition.path, condition.value.kind, then);
      flow(block.successors[way], std::move(then));
    }
  }
  void learn_truth(std::uint32_t path, bool holds, SlotState& state) {
    if (path == kNone) return;
    const PathFact& fact = f_.paths[path];
    if (fact.kind == PathKind::call && fact.base != kNone && fact.entity != kNone) {
      const std::string& name = definition_.file->entities[fact.entity].name;
      const auto model = options_.calls.find(name);
      const bool tells_empty = model != options_.calls.end() && model->second.tells == CallTells::empty;
      const bool tells_full = name.ends_with("::operator bool") || (model != options_.calls.end() && model->second.tells == CallTells::full);
      if (holds ? tells_empty : tells_full) learn(fact.base, ValueKind::null, state);
      return;
    }
    if (!holds) learn(path, ValueKind::null, state);
  }
  void learn(std::uint32_t path, ValueKind value, SlotState& state) {
    const auto places = reader_.places(path, state);
    if (places.size() == 1) PlaceReader::write(places, {Outcome{.kind = Outcome::Kind::constant, .value = value}}, state);
  }

  void keep_outside(const SlotState& from, SlotState& into) {
    std::size_t of_caller = 0;
    for (const auto& entry : from.slots()) {
      const Slot& slot = entry.slot;
      if (!outlives_call(slot)) continue;
      const bool is_given = slot.root()[0] == '$' || slot.root()[0] == '^' || slot.root()[0] == '(';
      const bool is_deep = options_.most_steps != 0 && slot.depth() > options_.most_steps;
      if (is_given && (is_deep || (options_.most_slots != 0 && ++of_caller > options_.most_slots))) {
        effects_.partial = true;
        continue;
      }
      into.append(entry);
    }
  }
  void leave(const SlotState& state) {
    SlotState visible;
    keep_outside(state, visible);
    if (!effects_.returns) effects_.returns = true, effects_.at_return = std::move(visible);
    else effects_.at_return.join(visible);
  }

  /// A call on a state: what it is when the callee returns (nothing: it does not), exceptions on their way from here.
  void call(const std::string& usr, bool dispatched, std::uint32_t object, const std::vector<ArgumentFact>& arguments,
            const OperationFact* from, std::uint32_t unwind, std::optional<SlotState>& state, bool unwinding) {
    const auto targets = table_.targets(usr, dispatched);
    if (targets.empty()) {
      if (from != nullptr) library_call(from->callee, object, arguments, {from->line, from->column}, *state);
      if (!unwinding && (options_.throwing.contains(usr) || (from != nullptr && throws(from->callee)))) raise("", *state, unwind);
      return;
    }
    if (options_.most_targets != 0 && targets.size() > options_.most_targets) {
      effects_.partial = true;
      return;
    }
    std::optional<Slot> result;
    if (from != nullptr && from->kind == OperationKind::call) result = reader_.result_slot(*from);
    std::optional<SlotState> after;
    std::set<std::string_view> seen;
    const bool is_one = std::ranges::all_of(targets, [&](const Definition& target) { return target.usr() == targets.front().usr(); });
    for (const auto& target : targets) {
      if (!seen.insert(target.usr()).second) continue;  // all definitions of one name have their effects together
      asked_.insert(target.usr());
      const auto effects = known_.find(target.usr());
      if (effects == known_.end()) continue;
      effects_.partial |= effects->second.partial;
      const PlaceReader::Call made{target, object, arguments, *state, from != nullptr ? from->line : 0, from != nullptr ? from->column : 0};
      if (is_one && effects->second.returns && (unwinding || effects->second.at_throw.empty()))
        return reader_.apply(effects->second.at_return, made, result ? &*result : nullptr, *state);
      if (effects->second.returns) {
        SlotState then = reader_.applied(effects->second.at_return, made, result ? &*result : nullptr);
        if (!after) after = std::move(then);
        else after->join(then);
      }
      if (unwinding) continue;
      for (const auto& [type, at_throw] : effects->second.at_throw) raise(type, reader_.applied(at_throw, made, nullptr), unwind);
    }
    state = std::move(after);
  }

  /// Something visible changes here.
  struct At {
    std::uint32_t line = 0, column = 0;
  };
  /// Filled again where the function has emptied it, it may be what it was.
  static bool is_emptied(const PlaceReader::Places& to, const SlotState& state) {
    if (to.size() != 1) return false;
    const Outcomes held = state.read(to[0]);
    return !held.empty() && std::ranges::all_of(held, [](const Outcome& outcome) { return outcome.kind == Outcome::Kind::constant && outcome.line != 0 && holds_nothing(outcome.value); });
  }
  void write(const PlaceReader::Places& to, Outcomes outcomes, const At& o, SlotState& state, bool again = false) {
    if (options_.places) {
      const bool was_empty = to.size() == 1 && std::ranges::all_of(state.read(to[0]), [](const Outcome& outcome) {
        return outcome.kind == Outcome::Kind::constant && outcome.line == 0 && holds_nothing(outcome.value);
      });
      again |= to.size() == 1 && to[0].has_steps() && to[0].last().starts_with('[') && is_emptied(to, state);
      again |= to.size() == 1 && !to[0].has_steps() && PlaceReader::is_own(state.read(to[0].with("*")), to[0].with("*"));
      const bool over = again || (to.size() == 1 && PlaceReader::is_own(state.read(to[0]), to[0]));
      for (auto& outcome : outcomes) {
        if (outcome.kind == Outcome::Kind::anything) continue;
        outcome.first = was_empty;
        outcome.over = over;
        const bool unchanged = outcome.kind == Outcome::Kind::entry && to.size() == 1 && outcome.slot == to[0];
        if (!unchanged || over) outcome.file = file_, outcome.line = o.line, outcome.column = o.column;
        else outcome.first = false;
      }
      PlaceReader::settle(outcomes);
    }
    PlaceReader::write(to, outcomes, state);
  }

  /// Who holds a lock is no context: whoever takes it next says so again.
  bool is_who_runs(const ValueFact& value) const {
    auto at = value.path;
    while (at != kNone && (f_.paths[at].kind == PathKind::temporary || f_.paths[at].kind == PathKind::created) && f_.paths[at].arguments.size() == 1) at = f_.paths[at].arguments.front().value.path;
    if (at == kNone || f_.paths[at].kind != PathKind::call || f_.paths[at].entity == kNone) return false;
    const auto model = options_.calls.find(definition_.file->entities[f_.paths[at].entity].name);
    return model != options_.calls.end() && model->second.tells == CallTells::thread;
  }
  bool throws(std::uint32_t callee) const {
    if (callee == kNone || options_.calls.empty()) return false;
    const auto model = options_.calls.find(definition_.file->entities[callee].name);
    return model != options_.calls.end() && model->second.throws;
  }
  /// What the models say of a function without a body.
  void library_call(std::uint32_t callee, std::uint32_t object, const std::vector<ArgumentFact>& arguments, const At& o, SlotState& state) {
    if (callee == kNone || options_.calls.empty()) return;
    const auto model = options_.calls.find(definition_.file->entities[callee].name);
    if (model == options_.calls.end()) return;
    const auto argument = [&](int i) { return argument_at(arguments, i); };
    const auto places_of = [&](const ValueFact* value) {
      return value != nullptr && value->path != kNone ? reader_.places(value->path, state) : PlaceReader::Places{};
    };
    for (const auto& effect : model->second.effects) {
      if (effect.change == CallChange::save || !applies(effect, arguments, *definition_.file, f_)) continue;
      PlaceReader::Places to;
      if (!effect.slot.empty() && !effect.of_object) to = {Slot{"@" + effect.slot}};
      else if (effect.argument >= 0) to = effect.of_object ? reader_.pointed_to(*argument(effect.argument), state) : places_of(argument(effect.argument));
      else if (object != kNone) to = reader_.places(object, state);
      if (effect.of_object)
        for (auto& slot : to) slot = slot.with("@" + effect.slot);
      if (to.empty()) continue;
      if (const ValueFact* key = argument(effect.key); key != nullptr)
        for (auto& slot : to) {
          if (effect.slot.empty()) slot = slot.with("[" + reader_.key_text(*key) + "]");  // as an element is
          else slot = slot.with("[" + (key->path == kNone && !key->text.empty() ? key->text : std::string("?")) + "]");
        }
      const auto given = [&](int fallback) -> Outcomes {
        const ValueFact* value = argument(effect.value >= 0 ? effect.value : fallback);
        return value != nullptr ? reader_.evaluate(*value, state) : Outcomes{constant(ValueKind::null)};
      };
      switch (effect.change) {
        case CallChange::grow: write(to, {text_outcome(kGrown)}, o, state); break;
        case CallChange::shrink: write(to, {text_outcome(kShrunk)}, o, state); break;
        case CallChange::clear: write(to, {constant(ValueKind::initial)}, o, state); break;
        case CallChange::set: write(to, {Outcome{}}, o, state, is_emptied(to, state)); break;
        case CallChange::assign: write(to, given(0), o, state); break;
        case CallChange::exchange: write(to, given(1), o, state); break;
        case CallChange::swap: {
          const auto other = places_of(argument(effect.value >= 0 ? effect.value : 0));
          if (other.size() != 1 || to.size() != 1) break;
          const Outcomes mine = state.read(to[0]), its = state.read(other[0]);
          write(to, its, o, state);
          write(other, mine, o, state);
          break;
        }
        case CallChange::push: count(to, effect, arguments, 1, o, state); break;
        case CallChange::pop: count(to, effect, arguments, -1, o, state); break;
        case CallChange::save: break;
      }
    }
  }
  static Outcome constant(ValueKind kind) { return {.kind = Outcome::Kind::constant, .value = kind}; }
  static Outcome text_outcome(std::string_view text) { return {.text = std::string(text)}; }

  void count(const PlaceReader::Places& to, const CallEffect& effect, const std::vector<ArgumentFact>& arguments, int sign, const At& o, SlotState& state) {
    const int by = sign * times(effect, arguments);
    for (const auto& slot : to) {
      Outcomes out;
      for (const auto& outcome : state.read(slot)) {
        // A call that pushes only sometimes is not known to have pushed.
        if (effect.if_true) merge(out, {outcome});
        merge(out, {counted_on(outcome, by, slot)});
      }
      write({slot}, out, o, state);
    }
  }

  /// A parameter is called that stands for what the function surrounds.
  void call_inner(const OperationFact& o, const SlotState& state) {
    if (o.path == kNone || options_.inner.empty()) return;
    std::uint32_t at = o.path;
    while (f_.paths[at].kind == PathKind::dereference) at = f_.paths[at].base;
    if (f_.paths[at].kind != PathKind::parameter) return;
    if (const auto inner = options_.inner.find(definition_.usr()); inner != options_.inner.end() && inner->second == f_.paths[at].index) raise("", state, o.unwind);
  }

  void perform(const OperationFact& o, std::optional<SlotState>& state) {
    static const std::string kNobody;
    const std::string& callee = o.callee != kNone ? definition_.usr(o.callee) : kNobody;
    const bool dispatched = (o.flags & operation::dispatched) != 0;
    const At at{o.line, o.column};
    switch (o.kind) {
      case OperationKind::assign:
        if (is_who_runs(o.value)) return;
        if (!callee.empty() && !table_.targets(callee, dispatched).empty())
          return call(callee, dispatched, o.path, {{.value = o.value}}, &o, o.unwind, state, false);
        return write(reader_.places(o.path, *state), reader_.evaluate(o.value, *state), at, *state);
      case OperationKind::update:
        if (!callee.empty()) call(callee, dispatched, o.path, {{.value = o.value}}, &o, o.unwind, state, false);
        if (state) write(reader_.places(o.path, *state), {options_.places ? text_outcome(kCounted) : Outcome{}}, at, *state);
        return;
      case OperationKind::construct:
        if (!callee.empty() && !table_.targets(callee, false).empty())
          return call(callee, false, o.path, o.arguments, &o, o.unwind, state, false);
        if ((o.flags & operation::delegated) == 0)
          write(reader_.places(o.path, *state), {o.arguments.empty() && options_.places ? constant(ValueKind::initial) : Outcome{}}, at, *state);
        library_call(o.callee, o.path, o.arguments, at, *state);
        return;
      case OperationKind::call:
        if (callee.empty()) return call_inner(o, *state);
        return call(callee, dispatched, o.path, o.arguments, &o, o.unwind, state, false);
      case OperationKind::destroy:
        if (!callee.empty() && table_.targets(callee, false).empty()) return library_call(o.callee, o.path, {}, at, *state);
        return call(callee, false, o.path, {}, &o, o.unwind, state, false);
      case OperationKind::remove:
        if (!callee.empty()) call(callee, dispatched, o.path, {}, &o, o.unwind, state, false);
        return;
      case OperationKind::raise: {
        if (o.types.empty()) return raise("", *state, o.unwind);
        auto& bases = thrown_[definition_.usr(o.types.front())];
        for (const auto type : o.types)
          if (std::ranges::find(bases, definition_.usr(type)) == bases.end()) bases.push_back(definition_.usr(type));
        return raise(definition_.usr(o.types.front()), *state, o.unwind);
      }
      case OperationKind::reraise:
        return raise_again(*state, o.unwind);
      case OperationKind::suspend:
        if (o.text == "yield" && options_.raised_into.contains(definition_.usr())) raise("", *state, o.unwind);
        return;
      case OperationKind::give:
        return state->write(Slot{kResultRoot}, reader_.evaluate(o.value, *state));
      default:
        return;
    }
  }

  // Exceptions.

  void raise_again(const SlotState& state, std::uint32_t unwind) {
    for (auto u = unwind; u != kNone; u = f_.unwinds[u].parent) {
      const UnwindFact& fact = f_.unwinds[u];
      if (fact.kind != UnwindKind::handling) continue;
      const auto types = handled_[{fact.of, fact.handler}];
      for (const auto& type : types) raise(type, state, unwind);
      return;
    }
    raise("", state, unwind);
  }

  enum class Caught { yes, no, maybe };
  Caught catches(const HandlerFact& handler, const std::string& type) const {
    if (handler.type == kNone) return Caught::yes;
    const auto bases = thrown_.find(type);
    if (bases == thrown_.end()) return Caught::maybe;
    return std::ranges::find(bases->second, definition_.usr(handler.type)) != bases->second.end() ? Caught::yes : Caught::no;
  }

  /// An exception of this type goes outwards from here.
  void raise(const std::string& type, SlotState state, std::uint32_t unwind) {
    for (auto u = unwind; u != kNone; u = f_.unwinds[u].parent) {
      const UnwindFact& fact = f_.unwinds[u];
      if (fact.kind == UnwindKind::destroy && fact.callee != kNone) {
        std::optional<SlotState> after = std::move(state);
        if (table_.targets(definition_.usr(fact.callee), false).empty()) library_call(fact.callee, fact.path, {}, {f_.line, f_.column}, *after);
        else call(definition_.usr(fact.callee), false, fact.path, {}, nullptr, kNone, after, true);
        if (!after) return;
        state = std::move(*after);
      }
      if (fact.kind != UnwindKind::attempt) continue;
      for (std::uint32_t h = 0; h < fact.handlers.size(); ++h) {
        const Caught caught = catches(fact.handlers[h], type);
        if (caught == Caught::no || fact.handlers[h].block == kNone) continue;
        // What is thrown on from the handler depends on what came in.
        if (handled_[{u, h}].insert(type).second && states_[fact.handlers[h].block])
          for (std::uint32_t b = 0; b < f_.blocks.size(); ++b)
            if (states_[b]) open_.insert(b);
        flow(fact.handlers[h].block, state);
        if (caught == Caught::yes) return;
      }
    }
    if ((f_.attributes & attribute::no_throw) != 0) return;  // the program ends
    SlotState visible;
    keep_outside(state, visible);
    const auto [known, fresh] = effects_.at_throw.try_emplace(type, visible);
    if (!fresh) known->second.join(visible);
  }

  const std::uint32_t file_;  ///< counted from 1
  const FunctionTable& table_;
  const EffectsByUsr& known_;
  ThrownTypes& thrown_;
  const EffectsOptions& options_;
  const Definition definition_;
  const FunctionFact& f_;
  PlaceReader reader_;
  std::vector<std::optional<SlotState>> states_;
  std::set<std::uint32_t> open_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::string>> handled_;
  std::set<std::string> asked_;
  Effects effects_;
};

void join(Effects& into, const Effects& from) {
  into.partial |= from.partial;
  if (from.returns && into.returns) into.at_return.join(from.at_return);
  else if (from.returns) into.returns = true, into.at_return = from.at_return;
  for (const auto& [type, state] : from.at_throw) {
    const auto [known, fresh] = into.at_throw.try_emplace(type, state);
    if (!fresh) known->second.join(state);
  }
}

/// Of the functions that are not known to return those that only call each other on and on: what ends that has no body here, as
/// where a wrapper of an interface is the only one of its kind that is seen. `callers`: by function.
std::vector<std::uint32_t> endless(const CallOrder& order, const EffectsByUsr& known, const std::vector<std::set<std::uint32_t>>& callers) {
  std::set<std::uint32_t> stuck;
  for (std::uint32_t f = 0; f < order.functions().size(); ++f)
    if (const auto effects = known.find(order.functions()[f]); effects != known.end() && !effects->second.returns) stuck.insert(f);
  std::map<std::uint32_t, std::set<std::uint32_t>> up, down;
  for (const auto f : stuck)
    for (const auto caller : callers[f])
      if (stuck.contains(caller)) up[f].insert(caller), down[caller].insert(f);
  // Whoever calls none of the others really never returns, and whom none of them calls only waits for one that does not.
  std::vector<std::uint32_t> out;
  std::vector<std::uint32_t> open(stuck.begin(), stuck.end());
  while (!open.empty()) {
    const auto f = open.back();
    open.pop_back();
    if (!stuck.contains(f) || (!up[f].empty() && !down[f].empty())) continue;
    stuck.erase(f);
    for (const auto caller : up[f]) down[caller].erase(f), open.push_back(caller);
    for (const auto callee : down[f]) up[callee].erase(f), open.push_back(callee);
  }
  out.assign(stuck.begin(), stuck.end());
  return out;
}

}  // namespace

EffectsByUsr effects_of(std::span<const FileFunctions> files, const EffectsOptions& options) { return effects_of(files, FunctionTable(files), options); }

EffectsByUsr effects_of(std::span<const FileFunctions> files, const FunctionTable& table, const EffectsOptions& options) {
  const CallOrder order(table, options.roots);
  EffectsByUsr out;
  ThrownTypes thrown;
  std::vector<std::set<std::uint32_t>> callers(order.functions().size());
  std::set<std::uint32_t> open;
  for (std::uint32_t f = 0; f < order.functions().size(); ++f) open.insert(f);
  while (!open.empty()) {
    const std::uint32_t number = *open.begin();
    open.erase(open.begin());
    const std::string_view usr = order.functions()[number];
    Effects made;
    for (const auto& definition : table.targets(usr, false)) {
      Walk walk(table, out, thrown, options, definition, static_cast<std::uint32_t>(definition.file - files.data()) + 1);
      join(made, walk.run());
      for (const auto& callee : walk.asked())
        if (const std::uint32_t of = order.number(callee); of != kNone) callers[of].insert(number);
    }
    // States only grow: what was known stays, whatever the order.
    const auto known = out.find(usr);
    if (known != out.end()) join(made, known->second);
    if (known == out.end() || made != known->second) {
      out[std::string(usr)] = std::move(made);
      open.insert(callers[number].begin(), callers[number].end());
    }
    if (!open.empty()) continue;
    if (!options.places) break;  // whoever asks for what is exact
    for (const auto f : endless(order, out, callers)) {
      out[std::string(order.functions()[f])].returns = true;
      open.insert(callers[f].begin(), callers[f].end());
    }
  }
  return out;
}

}  // namespace unknot
