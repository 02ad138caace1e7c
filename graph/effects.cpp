// Effects of functions by iteration, over blocks and over calls.
#include "graph/effects.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "graph/place_reader.h"

namespace unknot {
namespace {

/// The bases of types that are thrown somewhere, by USR.
using ThrownTypes = std::map<std::string, std::vector<std::string>>;

bool outlives_call(const Slot& slot) {
  switch (slot.root[0]) {
    case '~':
    case '#':
    case '{':
      return false;
    case '$':
      return slot.root == "$this" || !slot.steps.empty();
    case '^':
      return true;
    default:
      return true;
  }
}

/// One function, walked until its states settle.
class Walk {
 public:
  Walk(const FunctionTable& table, const std::map<std::string, Effects>& known, ThrownTypes& thrown,
       const EffectsOptions& options, const Definition& definition)
      : table_(table),
        known_(known),
        thrown_(thrown),
        options_(options),
        definition_(definition),
        f_(*definition.function),
        reader_(definition),
        states_(f_.blocks.size()) {}

  Effects run() {
    states_[0].emplace();
    push(0);
    while (!open_.empty()) {
      const auto block = open_.front();
      open_.pop_front();
      queued_.erase(block);
      walk(block);
    }
    return std::move(effects_);
  }
  /// Functions whose effects were asked for.
  const std::set<std::string>& asked() const { return asked_; }

 private:
  void push(std::uint32_t block) {
    if (queued_.insert(block).second) open_.push_back(block);
  }
  void flow(std::uint32_t block, const SlotState& state) {
    if (!states_[block]) states_[block] = state;
    else if (!states_[block]->join(state)) return;
    push(block);
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
      default:
        for (const auto successor : block.successors) flow(successor, *state);
    }
  }

  static void keep_outside(const SlotState& from, SlotState& into) {
    for (const auto& [slot, outcomes] : from.slots())
      if (outlives_call(slot)) into.write(slot, outcomes);
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
      if (!unwinding && options_.throwing.contains(usr)) raise("", *state, unwind);
      return;
    }
    std::optional<Slot> result;
    if (from != nullptr && from->kind == OperationKind::call) result = reader_.result_slot(*from);
    std::optional<SlotState> after;
    std::set<std::string> seen;
    for (const auto& target : targets) {
      if (!seen.insert(target.usr()).second) continue;  // all definitions of one name have their effects together
      asked_.insert(target.usr());
      const auto effects = known_.find(target.usr());
      if (effects == known_.end()) continue;
      const PlaceReader::Call made{target, object, arguments, *state};
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

  void perform(const OperationFact& o, std::optional<SlotState>& state) {
    const std::string callee = o.callee != kNone ? definition_.usr(o.callee) : "";
    const bool dispatched = (o.flags & operation::dispatched) != 0;
    switch (o.kind) {
      case OperationKind::assign:
        if (!callee.empty() && !table_.targets(callee, dispatched).empty())
          return call(callee, dispatched, o.path, {{.value = o.value}}, &o, o.unwind, state, false);
        return PlaceReader::write(reader_.places(o.path, *state), reader_.evaluate(o.value, *state), *state);
      case OperationKind::update:
        if (!callee.empty()) call(callee, dispatched, o.path, {{.value = o.value}}, &o, o.unwind, state, false);
        if (state) PlaceReader::write(reader_.places(o.path, *state), {Outcome{}}, *state);
        return;
      case OperationKind::construct:
        if (!callee.empty() && !table_.targets(callee, false).empty())
          return call(callee, false, o.path, o.arguments, &o, o.unwind, state, false);
        if ((o.flags & operation::delegated) == 0) PlaceReader::write(reader_.places(o.path, *state), {Outcome{}}, *state);
        return;
      case OperationKind::call:
        if (!callee.empty()) call(callee, dispatched, o.path, o.arguments, &o, o.unwind, state, false);
        return;
      case OperationKind::destroy:
        return call(callee, false, o.path, {}, &o, o.unwind, state, false);
      case OperationKind::remove:
        if (!callee.empty()) call(callee, dispatched, o.path, {}, &o, o.unwind, state, false);
        return;
      case OperationKind::raise: {
        auto& bases = thrown_[definition_.usr(o.types.front())];
        for (const auto type : o.types)
          if (std::ranges::find(bases, definition_.usr(type)) == bases.end()) bases.push_back(definition_.usr(type));
        return raise(definition_.usr(o.types.front()), *state, o.unwind);
      }
      case OperationKind::reraise:
        return raise_again(*state, o.unwind);
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
        call(definition_.usr(fact.callee), false, fact.path, {}, nullptr, kNone, after, true);
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
            if (states_[b]) push(b);
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

  const FunctionTable& table_;
  const std::map<std::string, Effects>& known_;
  ThrownTypes& thrown_;
  const EffectsOptions& options_;
  const Definition definition_;
  const FunctionFact& f_;
  PlaceReader reader_;
  std::vector<std::optional<SlotState>> states_;
  std::deque<std::uint32_t> open_;
  std::set<std::uint32_t> queued_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::string>> handled_;
  std::set<std::string> asked_;
  Effects effects_;
};

void join(Effects& into, const Effects& from) {
  if (from.returns && into.returns) into.at_return.join(from.at_return);
  else if (from.returns) into.returns = true, into.at_return = from.at_return;
  for (const auto& [type, state] : from.at_throw) {
    const auto [known, fresh] = into.at_throw.try_emplace(type, state);
    if (!fresh) known->second.join(state);
  }
}

}  // namespace

std::map<std::string, Effects> effects_of(std::span<const FileFunctions> files, const EffectsOptions& options) {
  const FunctionTable table(files);
  std::map<std::string, Effects> out;
  ThrownTypes thrown;
  std::map<std::string, std::set<std::string>> callers;
  std::set<std::string> open;
  for (const auto& [usr, definitions] : table.all()) open.emplace(usr);
  while (!open.empty()) {
    const std::string usr = *open.begin();
    open.erase(open.begin());
    Effects made;
    for (const auto& definition : table.all().at(usr)) {
      Walk walk(table, out, thrown, options, definition);
      join(made, walk.run());
      for (const auto& callee : walk.asked()) callers[callee].insert(usr);
    }
    // States only grow: what was known stays, whatever the order.
    const auto known = out.find(usr);
    if (known != out.end()) {
      join(made, known->second);
      if (made == known->second) continue;
    }
    out[usr] = std::move(made);
    open.insert(callers[usr].begin(), callers[usr].end());
  }
  return out;
}

}  // namespace unknot
