// Paths followed step by step, through what is known of pointers and references.
#include "graph/place_reader.h"

#include <algorithm>

namespace unknot {

std::string PlaceReader::key_text(const ValueFact& value) {
  if (value.path == kNone) return std::to_string(static_cast<int>(value.kind)) + value.text;
  return path_text(value.path);
}

const std::string& PlaceReader::path_text(std::uint32_t path) {
  std::string& known = texts_[path];
  if (!known.empty()) return known;
  const PathFact& fact = f_.paths[path];
  std::string out =
      std::to_string(static_cast<int>(fact.kind)) + (fact.entity != kNone ? definition_.usr(fact.entity) : "") + fact.name;
  if (fact.entity == kNone) out += std::to_string(fact.index);
  if (fact.base != kNone) out = path_text(fact.base) + "/" + out;
  for (const auto& argument : fact.arguments) out += "," + key_text(argument.value);
  // Long ones end with their place in this function: they are no longer told to be the same elsewhere.
  constexpr std::size_t kLongest = 400;
  if (out.size() > kLongest) out = out.substr(0, kLongest) + "..." + definition_.usr() + std::to_string(path);
  return texts_[path] = std::move(out);
}

std::string PlaceReader::variable_root(const std::string& usr) {
  return usr.empty() || std::string("$^~#{(@=").find(usr[0]) != std::string::npos ? "=" + usr : usr;
}

Slot PlaceReader::with_step(const Slot& slot, std::string_view step) {
  constexpr std::size_t kDeepest = 12;
  return slot.depth() < kDeepest ? slot.with(step) : slot;
}

/// Each once; so many that a pointer may stand for anything are none.
void PlaceReader::settle(Places& places) {
  constexpr std::size_t kMost = 24;
  if (places.size() < 2) return;
  std::ranges::sort(places);
  const auto [last, end] = std::ranges::unique(places);
  places.erase(last, end);
  if (places.size() > kMost) places.clear();
}

PlaceReader::Places PlaceReader::behind(const Outcomes& outcomes) {
  Places out;
  for (const auto& outcome : outcomes) {
    if (outcome.kind == Outcome::Kind::location || outcome.kind == Outcome::Kind::alias) out.push_back(outcome.slot);
    if (outcome.kind == Outcome::Kind::entry) out.push_back(with_step(outcome.slot, "*"));
  }
  return out;
}

PlaceReader::Places PlaceReader::places(std::uint32_t path, const SlotState& state) {
  const PathFact& fact = f_.paths[path];
  const auto numbered = [&](const char* root) { return Places{Slot{root + std::to_string(fact.index)}}; };
  switch (fact.kind) {
    case PathKind::variable:
      return {Slot{variable_root(definition_.usr(fact.entity)) + fact.name}};
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
      for (auto& slot : out) slot = with_step(slot, "." + definition_.usr(fact.entity));
      return out;
    }
    case PathKind::element: {
      std::string key = "[";
      for (const auto& argument : fact.arguments) key += key_text(argument.value);
      Places out = places(fact.base, state);
      for (auto& slot : out) slot = with_step(slot, key + "]");
      return out;
    }
    case PathKind::dereference: {
      Places out;
      if (f_.paths[fact.base].kind == PathKind::created) return places(fact.base, state);
      for (const auto& slot : places(fact.base, state))
        for (const auto& outcome : state.read(slot)) {
          // Something new without a place of its own is where it was put.
          if (outcome.kind == Outcome::Kind::constant && outcome.value == ValueKind::initial) out.push_back(with_step(slot, "*"));
          for (auto& target : behind({outcome})) out.push_back(std::move(target));
        }
      settle(out);
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

Outcomes PlaceReader::read(const Places& from, const SlotState& state) const {
  Outcomes out;
  for (const auto& slot : from) merge(out, state.read(slot));
  if (out.empty()) out.push_back({});
  return out;
}

Outcomes PlaceReader::evaluate(const ValueFact& value, const SlotState& state) {
  switch (value.kind) {
    case ValueKind::other:
      return {Outcome{}};
    case ValueKind::path:
    case ValueKind::moved:
      // The pointer to it, whatever it is made as.
      if (f_.paths[value.path].kind == PathKind::created) return {Outcome{.kind = Outcome::Kind::location, .slot = places(value.path, state).front()}};
      if (is_of_nothing(value.path, 0)) return {Outcome{.kind = Outcome::Kind::constant, .value = ValueKind::initial}};
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

/// An object all of whose parts are made from nothing: `State{{0}, nullptr, 0}`.
bool PlaceReader::is_of_nothing(std::uint32_t path, int depth) const {
  constexpr int kDeepest = 8;
  const PathFact& object = f_.paths[path];
  if (object.kind != PathKind::object || object.arguments.empty() || depth > kDeepest) return false;
  return std::ranges::all_of(object.arguments, [&](const ArgumentFact& part) {
    if (part.value.kind == ValueKind::path) return is_of_nothing(part.value.path, depth + 1);
    return holds_nothing(part.value.kind);
  });
}

void PlaceReader::write(const Places& to, const Outcomes& outcomes, SlotState& state) {
  if (to.size() == 1) {
    const bool any = std::ranges::any_of(to[0].steps(), [](std::string_view step) { return step == "[]"; });
    if (!any) return state.write(to[0], outcomes);
  }
  for (const auto& slot : to) state.write_maybe(slot, outcomes);
}

bool PlaceReader::is_own(const Outcomes& outcomes, const Slot& slot) {
  return std::ranges::any_of(outcomes, [&](const Outcome& outcome) {
    if (outcome.line == 0 || outcome.kind == Outcome::Kind::anything) return false;
    if (outcome.kind == Outcome::Kind::entry) return outcome.slot != slot;
    return outcome.kind != Outcome::Kind::constant || outcome.value == ValueKind::yes || outcome.value == ValueKind::number || outcome.value == ValueKind::text;
  });
}

/// What a callee puts over something that its caller had put there.
void PlaceReader::mark_over(const Places& to, Outcomes& outcomes, const SlotState& before) {
  if (to.size() != 1 || std::ranges::none_of(outcomes, [](const Outcome& outcome) { return outcome.line != 0; })) return;
  const Outcomes was = before.read(to[0]);
  if (!is_own(was, to[0])) return;
  // What it may leave as it was it does not put back: the first call makes a function's static variable.
  if (std::ranges::any_of(outcomes, [&](const Outcome& outcome) { return std::ranges::binary_search(was, outcome); })) return;
  for (auto& outcome : outcomes) outcome.over |= outcome.line != 0;
  settle(outcomes);
}

void PlaceReader::settle(Outcomes& outcomes) {
  std::ranges::sort(outcomes);
  const auto [last, end] = std::ranges::unique(outcomes);
  outcomes.erase(last, end);
}

PlaceReader::Places PlaceReader::pointed_to(const ValueFact& value, const SlotState& state) {
  if (value.path == kNone) return {};
  if (value.kind == ValueKind::reference || value.kind == ValueKind::address) return places(value.path, state);
  return behind(evaluate(value, state));
}

PlaceReader::Places PlaceReader::append(Places from, const Slot& slot, std::size_t first, const SlotState& before) {
  const auto steps = slot.steps();
  for (std::size_t i = first; i < steps.size(); ++i) {
    Places next;
    for (auto& place : from) {
      if (steps[i] != "*") next.push_back(with_step(place, steps[i]));
      else std::ranges::move(behind(before.read(place)), std::back_inserter(next));
    }
    settle(next);
    from = std::move(next);
  }
  return from;
}

/// The lambda that is called, with what it captures; nullptr: it is not known here.
const PathFact* PlaceReader::closure_of(const Call& call) const {
  const PathFact* closure = call.object != kNone ? &f_.paths[call.object] : nullptr;
  const bool known = closure != nullptr && closure->kind == PathKind::lambda &&
                     closure->arguments.size() == call.callee.function->captures.size();
  return known ? closure : nullptr;
}

const ValueFact* PlaceReader::captured(const Call& call, bool (*wanted)(const CaptureFact&)) const {
  const auto* closure = closure_of(call);
  const auto& captures = call.callee.function->captures;
  const auto found = std::ranges::find_if(captures, wanted);
  return closure != nullptr && found != captures.end()
             ? &closure->arguments[static_cast<std::size_t>(found - captures.begin())].value
             : nullptr;
}

PlaceReader::Places PlaceReader::translated(const Slot& slot, const Call& call) {
  const auto given_to = [&](const ArgumentFact& argument, Passing passing) -> Places {
    const ValueFact& value = argument.value;
    const bool through = slot.has_steps() && slot.steps()[0] == "*";
    if (!through || (value.path == kNone)) return {};
    if (value.kind == ValueKind::reference || value.kind == ValueKind::moved || value.kind == ValueKind::address ||
        passing != Passing::value) {
      const bool pointer_value = passing == Passing::value && value.kind != ValueKind::address;
      if (!pointer_value) return append(places(value.path, call.before), slot, 1, call.before);
    }
    return append(behind(evaluate(value, call.before)), slot, 1, call.before);
  };
  const auto number = [&] { return static_cast<std::size_t>(std::stoul(std::string(slot.root().substr(1)))); };
  const FunctionFact& callee = *call.callee.function;
  if (slot.root() == "$this") {
    const ValueFact* object =
        callee.kind == FunctionKind::lambda ? captured(call, [](const CaptureFact& c) { return c.name == "this"; }) : nullptr;
    if (object != nullptr && object->path != kNone) return append(places(object->path, call.before), slot, 0, call.before);
    return call.object != kNone ? append(places(call.object, call.before), slot, 0, call.before) : Places{};
  }
  if (slot.root()[0] == '$') {
    const auto i = number();
    return i < call.arguments.size() && i < callee.parameters.size() ? given_to(call.arguments[i], callee.parameters[i].passing)
                                                                     : Places{};
  }
  if (slot.root()[0] == '^') {
    const auto* closure = closure_of(call);
    const auto i = number();
    return closure != nullptr && i < closure->arguments.size() ? given_to(closure->arguments[i], callee.captures[i].passing)
                                                               : Places{};
  }
  return append({Slot{std::string(slot.root())}}, slot, 0, call.before);
}

Outcomes PlaceReader::translated(const Outcomes& outcomes, const Call& call) {
  Outcomes all;
  for (const auto& outcome : outcomes) {
    Outcomes out;
    switch (outcome.kind) {
      case Outcome::Kind::entry: {
        const Slot& slot = outcome.slot;
        const bool given = (slot.root()[0] == '$' || slot.root()[0] == '^') && slot.root() != "$this" && !slot.has_steps();
        const auto* closure = given && slot.root()[0] == '^' ? closure_of(call) : nullptr;
        const auto& list = closure != nullptr ? closure->arguments : call.arguments;
        const auto i = given ? static_cast<std::size_t>(std::stoul(std::string(slot.root().substr(1)))) : 0;
        if (given && i < list.size() && (closure != nullptr || slot.root()[0] == '$')) {
          ValueFact value = list[i].value;
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
    // The place of the innermost operation says most.
    if (outcome.line != 0) {
      for (auto& made : out)
        if (made.kind != Outcome::Kind::anything) {
          made.file = outcome.file, made.line = outcome.line, made.column = outcome.column, made.first = outcome.first, made.over = outcome.over;
          made.call_line = call.line, made.call_column = call.column, made.uncertain = outcome.uncertain;
        }
      settle(out);
    }
    merge(all, out);
  }
  return all;
}

SlotState PlaceReader::applied(const SlotState& changes, const Call& call, const Slot* result) {
  SlotState out = call.before;
  apply(changes, call, result, out);
  return out;
}

void PlaceReader::mark_uncertain(const Slot& slot, const Outcomes& callees, const Places& to, Outcomes& outcomes) {
  const auto is_unchanged = [&](const Outcome& outcome) { return outcome.kind == Outcome::Kind::entry && outcome.slot == slot; };
  if (to.size() == 1 && std::ranges::none_of(callees, is_unchanged)) return;
  // Who only asks what stands there leaves what the caller has put there.
  if (std::ranges::none_of(callees, [](const Outcome& outcome) { return outcome.line != 0; })) return;
  for (auto& outcome : outcomes) outcome.uncertain |= outcome.line != 0;
  settle(outcomes);
}

/// What a callee pushes and pops comes on top of what is there.
void PlaceReader::count_on(const Slot& slot, const Call& call, Outcomes& outcomes) {
  if (std::ranges::none_of(outcomes, [](const Outcome& outcome) { return counted(outcome) != 0; })) return;
  Outcomes out;
  for (const auto& outcome : outcomes) {
    if (counted(outcome) == 0) merge(out, {outcome});
    else
      for (const auto& before : call.before.read(slot)) {
        Outcome made = outcome;
        const Outcome sum = counted_on(before, counted(outcome), slot);
        made.kind = sum.kind, made.text = sum.text, made.slot = sum.slot;
        merge(out, {made});
      }
  }
  outcomes = std::move(out);
}

void PlaceReader::apply(const SlotState& changes, const Call& call, const Slot* result, SlotState& before_and_after) {
  // All is read before anything is written.
  std::vector<std::pair<Places, Outcomes>> writes;
  writes.reserve(changes.slots().size());
  const Outcomes* given = changes.find(Slot{kResultRoot});
  for (const auto& [slot, held] : changes.slots()) {
    const Outcomes& outcomes = *held;
    if (slot.root() == kResultRoot) continue;
    Places to = translated(slot, call);
    if (to.empty()) continue;
    writes.emplace_back(std::move(to), translated(outcomes, call));
    if (writes.back().first.size() == 1) count_on(writes.back().first.front(), call, writes.back().second);
    mark_uncertain(slot, outcomes, writes.back().first, writes.back().second);
    mark_over(writes.back().first, writes.back().second, call.before);
  }
  std::optional<Outcomes> value;
  if (result != nullptr && given != nullptr) value = translated(*given, call);
  for (const auto& [to, outcomes] : writes) write(to, outcomes, before_and_after);
  if (value) before_and_after.write(*result, std::move(*value));
}

std::optional<Slot> PlaceReader::result_slot(const OperationFact& operation) {
  for (std::uint32_t p = 0; p < f_.paths.size(); ++p) {
    const PathFact& path = f_.paths[p];
    if (path.kind == PathKind::call && path.entity == operation.callee && path.base == operation.path &&
        path.arguments == operation.arguments)
      return Slot{"(" + path_text(p)};
  }
  return {};
}

}  // namespace unknot
