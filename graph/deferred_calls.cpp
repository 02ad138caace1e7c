// The first argument says which function; what else it is given says what it is about.
#include "graph/deferred_calls.h"

#include <algorithm>

#include "graph/words.h"

namespace unknot {
namespace {

bool takes_down(CallChange change) { return change == CallChange::pop || change == CallChange::clear || change == CallChange::shrink; }

/// What was put aside while later arguments were evaluated.
ValueFact behind_temporary(const FunctionFact& function, ValueFact value) {
  if (value.path == kNone || function.paths[value.path].kind != PathKind::temporary) return value;
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if (operation.kind == OperationKind::assign && operation.path == value.path) return operation.value;
  return value;
}

}  // namespace

DeferredCalls::DeferredCalls(std::span<const Model> models) {
  for (const auto& model : models) methods_.insert(model.defers.begin(), model.defers.end()), undone_.insert(model.undone.begin(), model.undone.end());
  if (is_empty()) return;
  for (const auto& model : models)
    for (const auto& call : model.calls)
      for (const auto& effect : call.effects) {
        if (effect.slot.empty()) continue;
        slots_[call.function].insert("@" + effect.slot);
        if (takes_down(effect.change)) by_word_[std::string(last_word(call.function))].insert("@" + effect.slot);
      }
}

/// A function of a library that is replaced changes nothing: "os.chdir", "app.os.chdir", or all of "app.os".
void DeferredCalls::add_replaced(DeferredCall& call) const {
  for (const auto& [function, slots] : slots_)
    if (std::ranges::any_of(call.names, [&](const std::string& name) {
          return name == function || name.ends_with("." + function) || function.starts_with(std::string(last_word(name)) + ".");
        }))
      call.slots.insert(slots.begin(), slots.end());
}

std::optional<DeferredCall> DeferredCalls::of(const FileFunctions& file, const FunctionFact& function, const OperationFact& operation) const {
  if (is_empty() || operation.kind != OperationKind::call) return std::nullopt;
  std::string_view whole, method;
  if (operation.callee != kNone) whole = file.entities[operation.callee].name;
  else if (operation.path != kNone && function.paths[operation.path].kind == PathKind::member) method = file.entities[function.paths[operation.path].entity].name;
  if (whole.empty() && method.empty()) return std::nullopt;
  const bool defers = methods_.contains(whole.empty() ? method : last_word(whole));
  // What a decorator is made by is undone when the function that it decorates ends.
  constexpr std::string_view kMade = ".__call__";
  const bool decorates = whole.ends_with(kMade);
  const auto undone = undone_.find(whole.empty() ? "." + std::string(method) : std::string(decorates ? whole.substr(0, whole.size() - kMade.size()) : whole));
  if (!defers && undone == undone_.end()) return std::nullopt;
  if (defers && operation.arguments.empty()) return std::nullopt;
  DeferredCall out;
  const auto name_of = [&](std::uint32_t path) -> std::string_view { return function.paths[path].entity == kNone ? std::string_view() : file.entities[function.paths[path].entity].name; };
  const auto add_given = [&](const std::vector<ArgumentFact>& arguments) {
    std::string_view object;
    for (const auto& one : arguments) {
      const ArgumentFact argument{.field = one.field, .value = behind_temporary(function, one.value)};
      // `module, "name"`: the attribute, or the key; "module.name" too.
      if (argument.value.kind == ValueKind::text) out.names.insert(object.empty() ? argument.value.text : std::string(object) + "." + argument.value.text);
      object = {};
      for (auto p = argument.value.path; p != kNone; p = function.paths[p].base)
        if (function.paths[p].kind == PathKind::variable) {
          out.variables.insert(file.entities[function.paths[p].entity].usr);
          if (p == argument.value.path) object = name_of(p);
        }
    }
  };
  add_given(operation.arguments);
  if (!defers) {
    if (decorates && operation.path != kNone) add_given(function.paths[operation.path].arguments);
    if (decorates && !operation.arguments.empty() && operation.arguments.front().value.path != kNone) out.decorated = file.entities[function.paths[operation.arguments.front().value.path].entity].usr;
    add_replaced(out);
    if (!undone->second.empty()) out.slots.insert("@" + undone->second), out.names.insert(undone->second);
    return out;
  }
  for (const auto& argument : operation.arguments)
    if (argument.value.path != kNone) add_given(function.paths[argument.value.path].arguments);
  const ValueFact given = behind_temporary(function, operation.arguments.front().value);
  const PathKind kind = given.path == kNone ? PathKind::unknown : function.paths[given.path].kind;
  const std::string_view named = given.path == kNone ? std::string_view() : name_of(given.path);
  if (kind == PathKind::lambda || kind == PathKind::function) {
    out.functions.insert(file.entities[function.paths[given.path].entity].usr);
  } else if (kind == PathKind::variable || kind == PathKind::member) {
    if (const auto known = slots_.find(named); known != slots_.end()) out.slots.insert(known->second.begin(), known->second.end());
    else if (const auto alike = by_word_.find(last_word(named)); alike != by_word_.end()) out.slots.insert(alike->second.begin(), alike->second.end());
    else if (kind == PathKind::variable) out.functions.insert(file.entities[function.paths[given.path].entity].usr);
  } else {
    out.is_unknown = true;
  }
  return out;
}

void DeferredCalls::each_function(const FileFunctions& file, const FunctionFact& function, const std::function<void(const std::string&)>& take) const {
  if (is_empty()) return;
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations)
      if (const auto call = of(file, function, operation))
        for (const auto& usr : call->functions) take(usr);
}

}  // namespace unknot
