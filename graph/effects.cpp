// Effects of functions by iteration, over blocks and over calls.
#include "graph/effects.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "graph/function_table.h"

namespace unknot {
namespace {

const std::string kResult = "@return";

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

  // Places and values.

  std::string key_text(const ValueFact& value) const {
    if (value.path == kNone) return std::to_string(static_cast<int>(value.kind)) + value.text;
    return path_text(value.path);
  }
  std::string path_text(std::uint32_t path) const {
    const PathFact& fact = f_.paths[path];
    std::string out =
        std::to_string(static_cast<int>(fact.kind)) + (fact.entity != kNone ? definition_.usr(fact.entity) : "") + fact.name;
    if (fact.entity == kNone) out += std::to_string(fact.index);
    if (fact.base != kNone) out = path_text(fact.base) + "/" + out;
    for (const auto& argument : fact.arguments) out += "," + key_text(argument.value);
    return out;
  }

  using Places = std::vector<Slot>;
  static Slot with_step(Slot slot, std::string step) {
    constexpr std::size_t kDeepest = 12;
    if (slot.steps.size() < kDeepest) slot.steps.push_back(std::move(step));
    return slot;
  }
  /// What a pointer or reference that holds one of these stands for.
  static Places behind(const Outcomes& outcomes) {
    Places out;
    for (const auto& outcome : outcomes) {
      if (outcome.kind == Outcome::Kind::location || outcome.kind == Outcome::Kind::alias) out.push_back(outcome.slot);
      if (outcome.kind == Outcome::Kind::entry) out.push_back(with_step(outcome.slot, "*"));
    }
    return out;
  }

  Places places(std::uint32_t path, const SlotState& state) const {
    const PathFact& fact = f_.paths[path];
    const auto numbered = [&](const char* root) { return Places{Slot{root + std::to_string(fact.index)}}; };
    switch (fact.kind) {
      case PathKind::variable:
        return {Slot{definition_.usr(fact.entity) + fact.name}};
      case PathKind::self:
        return {Slot{"$this"}};
      case PathKind::parameter:
        return numbered("$");
      case PathKind::capture:
        return numbered("^");
      case PathKind::local:
        return numbered("~");
      case PathKind::temporary:
        return numbered("#");
      case PathKind::member: {
        Places out = places(fact.base, state);
        for (auto& slot : out) slot = with_step(std::move(slot), "." + definition_.usr(fact.entity));
        return out;
      }
      case PathKind::element: {
        std::string key = "[";
        for (const auto& argument : fact.arguments) key += key_text(argument.value);
        Places out = places(fact.base, state);
        for (auto& slot : out) slot = with_step(std::move(slot), key + "]");
        return out;
      }
      case PathKind::dereference: {
        Places out;
        for (const auto& slot : places(fact.base, state))
          for (auto& target : behind(state.read(slot))) out.push_back(std::move(target));
        return out;
      }
      case PathKind::call: {
        const Slot result{"(" + path_text(path)};
        Places out;
        for (const auto& outcome : state.read(result)) {
          if (outcome.kind == Outcome::Kind::alias) out.push_back(outcome.slot);
          else out.push_back(result);
        }
        return out;
      }
      default:
        return {Slot{"{" + path_text(path)}};
    }
  }

  Outcomes read(const Places& from, const SlotState& state) const {
    Outcomes out;
    for (const auto& slot : from) merge(out, state.read(slot));
    if (out.empty()) out.push_back({});
    return out;
  }

  Outcomes evaluate(const ValueFact& value, const SlotState& state) const {
    switch (value.kind) {
      case ValueKind::other:
        return {Outcome{}};
      case ValueKind::path:
      case ValueKind::moved:
        return read(places(value.path, state), state);
      case ValueKind::address:
      case ValueKind::reference: {
        Outcomes out;
        const auto kind = value.kind == ValueKind::address ? Outcome::Kind::location : Outcome::Kind::alias;
        for (const auto& slot : places(value.path, state)) merge(out, {Outcome{.kind = kind, .slot = slot}});
        if (out.empty()) out.push_back({});
        return out;
      }
      default:
        return {Outcome{.kind = Outcome::Kind::constant, .value = value.kind, .text = value.text}};
    }
  }

  static void write(const Places& to, const Outcomes& outcomes, SlotState& state) {
    if (to.size() == 1) {
      const bool any = std::ranges::any_of(to[0].steps, [](const std::string& step) { return step == "[]"; });
      if (!any) return state.write(to[0], outcomes);
    }
    for (const auto& slot : to) state.write_maybe(slot, outcomes);
  }

  // Calls: the callee's slots and outcomes in the caller's terms.

  struct Call {
    const Definition& callee;
    std::uint32_t object;
    const std::vector<ArgumentFact>& arguments;
    const SlotState& before;
  };

  /// The callee's steps from the `first` on, as the caller sees them: what its pointers stood for when the call began.
  static Places append(Places from, const Slot& slot, std::size_t first, const SlotState& before) {
    for (std::size_t i = first; i < slot.steps.size(); ++i) {
      Places next;
      for (auto& place : from) {
        if (slot.steps[i] != "*") next.push_back(with_step(std::move(place), slot.steps[i]));
        else std::ranges::move(behind(before.read(place)), std::back_inserter(next));
      }
      from = std::move(next);
    }
    return from;
  }

  Places translated(const Slot& slot, const Call& call) const {
    const auto given_to = [&](const ArgumentFact& argument, Passing passing) -> Places {
      const ValueFact& value = argument.value;
      const bool through = !slot.steps.empty() && slot.steps[0] == "*";
      if (!through || (value.path == kNone)) return {};
      if (value.kind == ValueKind::reference || value.kind == ValueKind::moved || value.kind == ValueKind::address ||
          passing != Passing::value) {
        const bool pointer_value = passing == Passing::value && value.kind != ValueKind::address;
        if (!pointer_value) return append(places(value.path, call.before), slot, 1, call.before);
      }
      return append(behind(evaluate(value, call.before)), slot, 1, call.before);
    };
    const auto number = [&] { return static_cast<std::size_t>(std::stoul(slot.root.substr(1))); };
    if (slot.root == "$this")
      return call.object != kNone ? append(places(call.object, call.before), slot, 0, call.before) : Places{};
    const FunctionFact& callee = *call.callee.function;
    if (slot.root[0] == '$') {
      const auto i = number();
      return i < call.arguments.size() && i < callee.parameters.size() ? given_to(call.arguments[i], callee.parameters[i].passing)
                                                                       : Places{};
    }
    if (slot.root[0] == '^') {
      const PathFact* closure = call.object != kNone ? &f_.paths[call.object] : nullptr;
      const auto i = number();
      if (closure == nullptr || closure->kind != PathKind::lambda || i >= closure->arguments.size() ||
          i >= callee.captures.size())
        return {};
      return given_to(closure->arguments[i], callee.captures[i].passing);
    }
    return append({Slot{slot.root}}, slot, 0, call.before);
  }

  Outcomes translated(const Outcomes& outcomes, const Call& call) const {
    Outcomes out;
    for (const auto& outcome : outcomes) {
      switch (outcome.kind) {
        case Outcome::Kind::entry: {
          const Slot& slot = outcome.slot;
          const bool parameter = slot.root[0] == '$' && slot.root != "$this" && slot.steps.empty();
          const auto i = parameter ? static_cast<std::size_t>(std::stoul(slot.root.substr(1))) : 0;
          if (parameter && i < call.arguments.size()) {
            ValueFact value = call.arguments[i].value;
            if (value.kind == ValueKind::reference) value.kind = ValueKind::path;
            merge(out, evaluate(value, call.before));
          } else {
            merge(out, read(translated(slot, call), call.before));
          }
          break;
        }
        case Outcome::Kind::location:
        case Outcome::Kind::alias: {
          const auto where = translated(outcome.slot, call);
          for (const auto& slot : where) merge(out, {Outcome{.kind = outcome.kind, .slot = slot}});
          if (where.empty()) merge(out, {Outcome{}});
          break;
        }
        default:
          merge(out, {outcome});
      }
    }
    return out;
  }

  SlotState applied(const SlotState& changes, const Call& call, const Slot* result) const {
    SlotState out = call.before;
    for (const auto& [slot, outcomes] : changes.slots()) {
      if (slot.root == kResult) continue;
      write(translated(slot, call), translated(outcomes, call), out);
    }
    if (result != nullptr && changes.slots().contains(Slot{kResult}))
      out.write(*result, translated(changes.slots().at(Slot{kResult}), call));
    return out;
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
    if (from != nullptr && from->kind == OperationKind::call) result = result_slot(*from);
    std::optional<SlotState> after;
    std::set<std::string> seen;
    for (const auto& target : targets) {
      if (!seen.insert(target.usr()).second) continue;  // all definitions of one name have their effects together
      asked_.insert(target.usr());
      const auto effects = known_.find(target.usr());
      if (effects == known_.end()) continue;
      const Call made{target, object, arguments, *state};
      if (effects->second.returns) {
        SlotState then = applied(effects->second.at_return, made, result ? &*result : nullptr);
        if (!after) after = std::move(then);
        else after->join(then);
      }
      if (unwinding) continue;
      for (const auto& [type, at_throw] : effects->second.at_throw) raise(type, applied(at_throw, made, nullptr), unwind);
    }
    state = std::move(after);
  }

  /// The path that the result of this call has where it is used.
  std::optional<Slot> result_slot(const OperationFact& operation) const {
    for (std::uint32_t p = 0; p < f_.paths.size(); ++p) {
      const PathFact& path = f_.paths[p];
      if (path.kind == PathKind::call && path.entity == operation.callee && path.base == operation.path &&
          path.arguments == operation.arguments)
        return Slot{"(" + path_text(p)};
    }
    return {};
  }

  void perform(const OperationFact& o, std::optional<SlotState>& state) {
    const std::string callee = o.callee != kNone ? definition_.usr(o.callee) : "";
    const bool dispatched = (o.flags & operation::dispatched) != 0;
    switch (o.kind) {
      case OperationKind::assign:
        if (!callee.empty() && !table_.targets(callee, dispatched).empty())
          return call(callee, dispatched, o.path, {{.value = o.value}}, &o, o.unwind, state, false);
        return write(places(o.path, *state), evaluate(o.value, *state), *state);
      case OperationKind::update:
        if (!callee.empty()) call(callee, dispatched, o.path, {{.value = o.value}}, &o, o.unwind, state, false);
        if (state) write(places(o.path, *state), {Outcome{}}, *state);
        return;
      case OperationKind::construct:
        if (!callee.empty() && !table_.targets(callee, false).empty())
          return call(callee, false, o.path, o.arguments, &o, o.unwind, state, false);
        if ((o.flags & operation::delegated) == 0) write(places(o.path, *state), {Outcome{}}, *state);
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
        return state->write(Slot{kResult}, evaluate(o.value, *state));
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
