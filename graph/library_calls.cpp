// Literals and names of arguments beside those that a model asks for.
#include "graph/library_calls.h"

#include <algorithm>
#include <charconv>

namespace unknot {

const ValueFact* argument_at(const std::vector<ArgumentFact>& arguments, int number) {
  return number >= 0 && static_cast<std::size_t>(number) < arguments.size() ? &arguments[static_cast<std::size_t>(number)].value : nullptr;
}

namespace {

bool has_text(const ValueFact& value, const std::string& text) {
  switch (value.kind) {
    case ValueKind::yes: return text == "true" || text == "1";
    case ValueKind::no: return text == "false" || text == "0";
    case ValueKind::zero: return text == "0" || text == "false";
    case ValueKind::text:
    case ValueKind::number: return value.text == text;
    case ValueKind::empty: return text.empty();
    case ValueKind::other:
    case ValueKind::path:
    case ValueKind::reference:
    case ValueKind::address:
    case ValueKind::moved: return text == "?";
    default: return false;
  }
}

bool has_name(const ValueFact& value, const CallEffect& effect, const FileFunctions& file, const FunctionFact& function) {
  if (value.path == kNone) return false;
  const auto& names = effect.when_names;
  const PathFact& path = function.paths[value.path];
  if (!effect.when_text.empty() && (path.arguments.empty() || !has_text(path.arguments.front().value, effect.when_text))) return false;
  return path.entity != kNone && (path.kind == PathKind::function || path.kind == PathKind::variable || path.kind == PathKind::call) && std::ranges::find(names, file.entities[path.entity].name) != names.end();
}

}  // namespace

bool applies(const CallEffect& effect, const std::vector<ArgumentFact>& arguments, const FileFunctions& file, const FunctionFact& function) {
  if (effect.no_arguments && !arguments.empty()) return false;
  if (effect.when >= 0) {
    const ValueFact* given = argument_at(arguments, effect.when);
    if (given == nullptr) return false;
    if (effect.when_names.empty() ? !has_text(*given, effect.when_text) : !has_name(*given, effect, file, function)) return false;
  }
  const auto is_null = [&](int number) {
    const ValueFact* given = argument_at(arguments, number);
    return given != nullptr && (given->kind == ValueKind::null || given->kind == ValueKind::zero);
  };
  if (effect.unless_null >= 0 && is_null(effect.unless_null)) return false;
  if (effect.if_null >= 0 && !is_null(effect.if_null)) return false;
  // Without the value an overload of the same name only asks.
  return effect.value < 0 || effect.change == CallChange::swap || argument_at(arguments, effect.value) != nullptr;
}

int times(const CallEffect& effect, const std::vector<ArgumentFact>& arguments) {
  if (effect.times < 0) return 1;
  const ValueFact* given = argument_at(arguments, effect.times);
  if (given == nullptr) return 1;
  if (given->kind == ValueKind::yes) return 1;
  int out = 0;
  if (given->kind == ValueKind::number) std::from_chars(given->text.data(), given->text.data() + given->text.size(), out);
  return out;
}

std::uint32_t written_through(std::uint32_t path, const FileFunctions& file, const FunctionFact& function) {
  while (path != kNone) {
    const PathFact& fact = function.paths[path];
    if (fact.kind != PathKind::call || fact.entity == kNone || !file.entities[fact.entity].name.ends_with("operator<<")) return path;
    if (fact.base != kNone) path = fact.base;
    else if (!fact.arguments.empty()) path = fact.arguments.front().value.path;
    else return path;
  }
  return path;
}

}  // namespace unknot
