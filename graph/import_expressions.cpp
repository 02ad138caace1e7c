// Expressions: look-ups, attributes, calls of what the project defines.
#include <algorithm>
#include <array>

#include "graph/import_machine.h"

namespace unknot::imports {

Value Simulator::Machine::fail(std::string_view type, std::string_view name, Frame& frame, std::uint32_t line, std::uint32_t column,
                               std::uint32_t asked, bool partial) {
  failed_ = true;
  failure_ = {.type = std::string(type), .name = std::string(name), .module = real(frame.module), .line = line, .column = column, .asked = asked, .partial = partial, .chain = stack_};
  raised_class_ = {ValueKind::builtin, names_.intern(type)};
  return {};
}

Simulator::Machine::Tri Simulator::Machine::truth(Value value) const {
  switch (value.kind) {
    case ValueKind::none: case ValueKind::no: return Tri::no;
    case ValueKind::integer: return value.id == 0 ? Tri::no : Tri::yes;
    case ValueKind::text: return names_.text(value.id).empty() ? Tri::no : Tri::yes;
    case ValueKind::tuple: return tuples_[value.id].empty() ? Tri::no : Tri::yes;
    case ValueKind::yes: case ValueKind::module: case ValueKind::function: case ValueKind::method: case ValueKind::klass: case ValueKind::builtin: return Tri::yes;
    case ValueKind::external: {
      const std::string_view name = names_.text(value.id);
      return name == "typing.TYPE_CHECKING" || name == "typing_extensions.TYPE_CHECKING" ? Tri::no : Tri::unknown;
    }
    default: return Tri::unknown;
  }
}

Value Simulator::Machine::resolve(Frame& frame, Value lazy, std::uint32_t line) {
  const LazyImport import = lazies_[lazy.id];
  Frame& own = new_frame({.module = import.module});
  Stmt stmt = *import.stmt;
  stmt.lazy = false;
  stmt.line = line;
  static_cast<void>(frame);
  Value out;
  if (import.pair == kNone) {
    if (import_statement(own, stmt) == Flow::raised) return {};
    own.names->each([&](std::uint32_t, const Slot& slot) { out = slot.value; });
    return out;
  }
  stmt.first = {.begin = stmt.first.begin + import.pair, .count = 2};
  if (from_statement(own, stmt) == Flow::raised) return {};
  own.names->each([&](std::uint32_t, const Slot& slot) { out = slot.value; });
  return out;
}

Value Simulator::Machine::look_up(Frame& frame, std::uint32_t local, const Expr& at) {
  const std::uint32_t name = global(frame, local);
  const auto found = [&](Namespace& names, Slot slot) -> Value {
    if (slot.value.kind == ValueKind::lazy) {
      const Value value = resolve(frame, slot.value, at.line);
      if (!failed_) slot.value = value, store(names, name, slot);
    }
    return slot.maybe ? Value{} : slot.value;
  };
  const auto is_local = [&](const Frame& one) {
    const auto& text = facts(one.module);
    const auto begin = text.lists.begin() + one.function->locals.begin;
    return std::binary_search(begin, begin + one.function->locals.count, local);
  };
  if (frame.of_class || frame.function != nullptr)
    if (Slot* slot = find(*frame.names, name)) return found(*frame.names, *slot);
  if (frame.function != nullptr && is_local(frame)) return fail("UnboundLocalError", names_.text(name), frame, at.line, at.column);
  for (Frame* one = frame.around; one != nullptr; one = one->around) {
    if (one->function == nullptr || !is_local(*one)) continue;
    if (Slot* slot = find(*one->names, name)) return found(*one->names, *slot);
    return fail("NameError", names_.text(name), frame, at.line, at.column);
  }
  Namespace& names = names_of(frame.module);
  if (Slot* slot = find(names, name)) return found(names, *slot);
  const std::string_view text = names_.text(name);
  if (name == n_name_) return text_value(frame.module == main_ ? "__main__" : world_.modules[frame.module].name);
  if (text == "__debug__") return {ValueKind::yes, 0};
  if (is_builtin(text)) return {ValueKind::builtin, name};
  if (is_dynamic(frame.module) || is_module_name(text) || text == "__path__") return {};
  if (frame.of_class && (text == "__qualname__" || text == "__module__")) return {};
  if (text == "__class__" && (frame.function != nullptr || frame.of_class)) return {};
  const auto& typing = facts(frame.module).typing_names;
  if (const auto one = std::ranges::find(typing, text, &TypingName::name); one != typing.end())
    sightings_->typing.emplace(Sighting{real(frame.module), at.line, real(frame.module), std::string(text)}, static_cast<int>(at.column));
  return fail("NameError", text, frame, at.line, at.column);
}

std::optional<Value> Simulator::Machine::module_attribute(Frame& frame, std::uint32_t module, std::uint32_t name) {
  Namespace& names = names_of(module);
  hook_failure_.reset();
  if (Slot* slot = find(names, name)) {
    if (slot->value.kind == ValueKind::lazy) {
      const Slot before = *slot;
      const Value value = resolve(frame, before.value, 0);
      if (failed_) return {};
      store(names, name, {value, before.maybe});
      return value;
    }
    return slot->maybe ? Value{} : slot->value;
  }
  const std::string_view text = names_.text(name);
  if (name == n_name_) return text_value(module == main_ ? "__main__" : world_.modules[module].name);
  if (is_module_name(text) || (text == "__path__" && module != main_ && world_.modules[module].kind != ModuleKind::module)) return Value{};
  if (text == "__class__" || text == "__setattr__" || text == "__getattribute__") return Value{};
  if (Slot* hook = find(names, n_getattr_); hook != nullptr && !hook->maybe) {
    if (hook->value.kind != ValueKind::function) {
      // A library's, which may import what it looks for (`lazy_loader.attach`).
      spoil_all();
      may_have_loaded_ = true;
      return Value{};
    }
    const Value argument{ValueKind::text, name};
    const std::uint64_t swallowed = swallowed_;
    const std::size_t steps = stack_.size();
    const Value value = call_value(frame, hook->value, std::span(&argument, 1), {}, 0, 0);
    if (!failed_) return value;
    if (fatal_ || raised_class_.kind != ValueKind::builtin || names_.text(raised_class_.id) != "AttributeError") return {};
    failed_ = false;
    stack_.resize(steps);
    // What it does for this name hangs on what is not known.
    if (swallowed_ != swallowed) return Value{};
    hook_failure_ = failure_;
  }
  return {};
}

bool Simulator::Machine::raised_by_hook(std::uint32_t partial) {
  if (!hook_failure_) return false;
  failure_ = *hook_failure_;
  if (partial != kNone) failure_.asked = partial, failure_.partial = true;
  raised_class_ = {ValueKind::builtin, names_.intern("AttributeError")};
  failed_ = true;
  return true;
}

Value Simulator::Machine::class_attribute(Value klass, std::uint32_t name, bool& found, bool& complete, int depth) {
  if (klass.kind != ValueKind::klass || depth > 30) {
    if (!(klass.kind == ValueKind::builtin && names_.text(klass.id) == "object")) complete = false;
    return {};
  }
  if (Slot* slot = find(classes_[klass.id].names, name)) {
    found = true;
    return slot->maybe ? Value{} : slot->value;
  }
  for (const Value& base : std::vector<Value>(classes_[klass.id].bases)) {
    const Value value = class_attribute(base, name, found, complete, depth + 1);
    if (found || !complete) return value;
  }
  return {};
}

Value Simulator::Machine::attribute(Frame& frame, Value base, std::uint32_t name, std::uint32_t line, std::uint32_t column) {
  switch (base.kind) {
    case ValueKind::module: {
      const bool partial = is_partial(base.id) && real(base.id) != real(frame.module);
      const auto value = module_attribute(frame, base.id, name);
      if (failed_) return {};
      if (value) {
        const bool is_module = value->kind == ValueKind::module;
        if (partial && !is_module && !is_module_name(names_.text(name)))
          sightings_->relied.emplace(Sighting{real(frame.module), line, real(base.id), std::string(names_.text(name))}, 0);
        return *value;
      }
      if (is_dynamic(base.id)) {
        if (partial && !uncertain_) uncertain_ = true, uncertain_failure_ = {.type = "AttributeError", .name = std::string(names_.text(name)), .module = real(frame.module), .line = line, .column = column, .asked = real(base.id), .partial = true, .chain = stack_};
        return {};
      }
      // A module of the package that is not finished yet is set on it when it is.
      const std::uint32_t sub = base.id == main_ ? kNone : child(base.id, name);
      const bool sub_partial = sub != kNone && is_partial(sub);
      if (raised_by_hook(partial ? real(base.id) : kNone)) return {};
      return fail("AttributeError", names_.text(name), frame, line, column, real(base.id), partial || sub_partial || is_partial(base.id));
    }
    case ValueKind::external: return {ValueKind::external, names_.intern(std::string(names_.text(base.id)) + "." + std::string(names_.text(name)))};
    case ValueKind::klass: {
      bool found = false, complete = true;
      return class_attribute(base, name, found, complete, 0);
    }
    case ValueKind::instance: {
      bool found = false, complete = true;
      const Value value = class_attribute({ValueKind::klass, base.id}, name, found, complete, 0);
      if (!found || value.kind != ValueKind::function) return {};
      methods_.push_back({base, value});
      return {ValueKind::method, static_cast<std::uint32_t>(methods_.size() - 1)};
    }
    default: return {};
  }
}

Value Simulator::Machine::evaluate(Frame& frame, std::uint32_t id) {
  if (id == 0 || id == kNone || !spend()) return {};
  const Expr& at = expr_of(frame, id);
  switch (at.kind) {
    case ExprKind::unknown:
      for (const std::uint32_t part : items(frame, at.children)) {
        evaluate(frame, part);
        if (failed_) return {};
      }
      return {};
    case ExprKind::none: return {ValueKind::none, 0};
    case ExprKind::yes: return {ValueKind::yes, 0};
    case ExprKind::no: return {ValueKind::no, 0};
    case ExprKind::integer: return {ValueKind::integer, at.a};
    case ExprKind::string: return {ValueKind::text, global(frame, at.a)};
    case ExprKind::name: return look_up(frame, at.a, at);
    case ExprKind::attribute: {
      const Value base = evaluate(frame, at.a);
      if (failed_) return {};
      const std::uint32_t name = global(frame, at.b);
      const Value value = attribute(frame, base, name, at.line, at.column);
      // The project's own function of that name is followed.
      if (value.kind != ValueKind::function && value.kind != ValueKind::method && context_makers_.contains(name)) spoil_all(), in_context_ = true;
      return value;
    }
    case ExprKind::call: return call(frame, at);
    case ExprKind::keyword: return evaluate(frame, at.b);
    case ExprKind::star: evaluate(frame, at.a); return {};
    case ExprKind::lambda: {
      for (const std::uint32_t part : items(frame, at.children)) {
        evaluate(frame, part);
        if (failed_) return {};
      }
      functions_.push_back({&facts(frame.module).functions[at.a], frame.module, frame.of_class ? frame.around : frame.function != nullptr ? &frame : nullptr});
      return {ValueKind::function, static_cast<std::uint32_t>(functions_.size() - 1)};
    }
    case ExprKind::tuple: {
      std::vector<Value> parts;
      bool exact = true;
      for (const std::uint32_t part : items(frame, at.children)) {
        parts.push_back(evaluate(frame, part));
        if (failed_) return {};
        exact = exact && (part == 0 || expr_of(frame, part).kind != ExprKind::star);
      }
      if (!exact) return {};
      tuples_.push_back(std::move(parts));
      return {ValueKind::tuple, static_cast<std::uint32_t>(tuples_.size() - 1)};
    }
    case ExprKind::conditional: {
      const auto parts = items(frame, at.children);
      const Tri tri = truth(evaluate(frame, at.a));
      if (failed_) return {};
      if (tri != Tri::unknown) return evaluate(frame, parts[tri == Tri::yes ? 0 : 1]);
      ++maybe_;
      for (const std::uint32_t part : parts) {
        evaluate(frame, part);
        if (fatal_) return {};
        swallowed_ += failed_ ? 1 : 0;
        failed_ = false;
      }
      --maybe_;
      return {};
    }
    case ExprKind::both: case ExprKind::either: {
      const auto parts = items(frame, at.children);
      const Value left = evaluate(frame, parts[0]);
      if (failed_) return {};
      const Tri tri = truth(left);
      const Tri stops = at.kind == ExprKind::both ? Tri::no : Tri::yes;
      if (tri == stops) return left;
      if (tri != Tri::unknown) return evaluate(frame, parts[1]);
      ++maybe_;
      const Value right = evaluate(frame, parts[1]);
      --maybe_;
      if (fatal_) return {};
      swallowed_ += failed_ ? 1 : 0;
      const bool failed = failed_;
      failed_ = false;
      // False and whatever, true or whatever: both ends agree.
      if (!failed && truth(right) == stops) return stops == Tri::no ? Value{ValueKind::no, 0} : Value{ValueKind::yes, 0};
      return {};
    }
    case ExprKind::negation: {
      const Tri tri = truth(evaluate(frame, at.a));
      if (failed_ || tri == Tri::unknown) return {};
      return {tri == Tri::yes ? ValueKind::no : ValueKind::yes, 0};
    }
    case ExprKind::compare: {
      const Value a = evaluate(frame, at.a);
      if (failed_) return {};
      const Value b = evaluate(frame, at.b);
      return failed_ ? Value{} : compare(a, b, at.op);
    }
    case ExprKind::comprehension: case ExprKind::generator: return comprehension(frame, at);
    case ExprKind::named: {
      const Value value = evaluate(frame, at.b);
      if (!failed_) bind(frame, at.a, value);
      return value;
    }
    case ExprKind::subscript: {
      const Value base = evaluate(frame, at.a);
      if (failed_) return {};
      const Value key = evaluate(frame, at.b);
      if (failed_) return {};
      if (base.kind == ValueKind::external && key.kind == ValueKind::integer)
        return {ValueKind::external, names_.intern(std::string(names_.text(base.id)) + "[" + std::to_string(key.id) + "]")};
      if (is_tuple(base) && key.kind == ValueKind::integer && key.id < tuples_[base.id].size()) return tuples_[base.id][key.id];
      return {};
    }
  }
  return {};
}

Value Simulator::Machine::comprehension(Frame& frame, const Expr& at) {
  const Value over = evaluate(frame, at.a);
  if (failed_ || at.kind == ExprKind::generator || at.b == kNone) return {};
  const Function& body = facts(frame.module).functions[at.b];
  if (is_tuple(over) && tuples_[over.id].empty()) return {};
  const bool certain = is_tuple(over);
  Frame& inner = new_frame({.module = frame.module, .around = frame.of_class ? frame.around : frame.function != nullptr ? &frame : nullptr, .function = &body});
  for (const std::uint32_t local : items(frame, body.locals)) inner.names->set(global(frame, local), {});
  if (certain) {
    block(inner, body.body);
  } else {
    perhaps(inner, body.body);
  }
  inner.names->finished = true;
  return {};
}

Value Simulator::Machine::call(Frame& frame, const Expr& at) {
  const Expr& callee_expr = expr_of(frame, at.a);
  const Value callee = evaluate(frame, at.a);
  if (failed_) return {};
  std::vector<Value> arguments;
  std::vector<std::pair<std::uint32_t, Value>> keywords;
  bool exact = true;
  for (const std::uint32_t argument : items(frame, at.children)) {
    const Value value = evaluate(frame, argument);
    if (failed_) return {};
    if (argument != 0 && expr_of(frame, argument).kind == ExprKind::keyword) keywords.emplace_back(global(frame, expr_of(frame, argument).a), value);
    else if (argument != 0 && expr_of(frame, argument).kind == ExprKind::star) exact = false;
    else arguments.push_back(value);
  }
  // `__all__.append(...)`: what it holds then is not followed.
  if (callee_expr.kind == ExprKind::attribute && expr_of(frame, callee_expr.a).kind == ExprKind::name && callee == Value{}) {
    const std::uint32_t local = expr_of(frame, callee_expr.a).a;
    const std::uint32_t name = global(frame, local);
    if (Slot* slot = find(*frame.names, name); slot != nullptr && slot->value.kind == ValueKind::tuple) store(*frame.names, name, {{}, slot->maybe});
  }
  if (!exact) keywords.emplace_back(kNone, Value{});
  return call_value(frame, callee, arguments, keywords, at.line, at.column);
}

Value Simulator::Machine::call_value(Frame& frame, Value callee, std::span<const Value> arguments,
                                     std::span<const std::pair<std::uint32_t, Value>> keywords, std::uint32_t line, std::uint32_t column) {
  switch (callee.kind) {
    case ValueKind::function: return call_function(frame, FunctionValue(functions_[callee.id]), arguments, keywords, line);
    case ValueKind::method: {
      const MethodValue method = methods_[callee.id];
      std::vector<Value> all{method.self};
      all.insert(all.end(), arguments.begin(), arguments.end());
      return call_value(frame, method.function, all, keywords, line, column);
    }
    case ValueKind::klass: {
      const Value object{ValueKind::instance, callee.id};
      bool found = false, complete = true;
      const Value init = class_attribute(callee, n_init_, found, complete, 0);
      if (found && init.kind == ValueKind::function) {
        std::vector<Value> all{object};
        all.insert(all.end(), arguments.begin(), arguments.end());
        call_value(frame, init, all, keywords, line, column);
        if (failed_) return {};
      }
      return object;
    }
    case ValueKind::instance: {
      const Value hook = attribute(frame, callee, n_call_, line, column);
      return hook.kind == ValueKind::method ? call_value(frame, hook, arguments, keywords, line, column) : Value{};
    }
    case ValueKind::builtin: return call_builtin(frame, names_.text(callee.id), arguments, line, column);
    case ValueKind::external: {
      if (context_asks_.contains(callee.id)) return in_context_ ? Value{} : Value{ValueKind::no, 0};
      const std::string_view name = names_.text(callee.id);
      if (name == "importlib.import_module") {
        std::vector<Value> all(arguments.begin(), arguments.end());
        for (const auto& [key, value] : keywords)
          if (key != kNone && names_.text(key) == "package" && all.size() == 1) all.push_back(value);
        return import_module(frame, all, line, column, false);
      }
      constexpr std::array<std::string_view, 6> kTransparent{"functools.cache", "functools.lru_cache", "functools.total_ordering",
                                                             "typing.final", "typing.overload", "typing.runtime_checkable"};
      if (arguments.size() == 1 && std::ranges::find(kTransparent, name) != kTransparent.end()) return arguments[0];
      if (name == "functools.lru_cache" || name == "functools.wraps") return {ValueKind::external, names_.intern("typing.final")};
      if (name == "contextlib.suppress") {
        tuples_.emplace_back(arguments.begin(), arguments.end());
        suppressing_.push_back(static_cast<std::uint32_t>(tuples_.size() - 1));
        return {ValueKind::tuple, suppressing_.back()};
      }
      return {};
    }
    default: return {};
  }
}

Value Simulator::Machine::call_function(Frame& frame, const FunctionValue& value, std::span<const Value> arguments,
                                        std::span<const std::pair<std::uint32_t, Value>> keywords, std::uint32_t line) {
  const Function& function = *value.function;
  if (function.is_deferred) return {};
  if (const auto again = std::ranges::find(active_, &function); again != active_.end()) {
    const auto outer = static_cast<std::size_t>(again - active_.begin());
    for (auto& record : open_) record.spoiled |= record.active > outer;
    if (std::ranges::count(active_, &function) >= kMostRecursion) return {};
  }
  if (++depth_ > kMostNested) {
    fatal_ = failed_ = true;
    --depth_;
    return {};
  }
  deepest_ = std::max(deepest_, depth_);
  Frame& inner = new_frame({.module = value.module, .around = value.around, .function = &function});
  const auto& text = facts(value.module);
  const auto names = std::span(text.lists).subspan(function.parameters.begin, function.parameters.count);
  const bool exact = std::ranges::none_of(keywords, [](const auto& keyword) { return keyword.first == kNone; });
  for (std::size_t p = 0; p < names.size(); ++p) {
    const std::uint32_t name = global_[real(value.module)][names[p]];
    Value given;
    if (p < function.positional && p < arguments.size() && exact) given = arguments[p];
    for (const auto& [key, one] : keywords)
      if (key == name) given = one;
    inner.names->set(name, {given, false});
  }
  const std::uint32_t maybe = maybe_;
  const std::size_t steps = stack_.size();
  if (line != 0) stack_.push_back({real(frame.module), line});
  active_.push_back(&function);
  const Flow flow = block(inner, function.body);
  inner.names->finished = true;
  active_.pop_back();
  stack_.resize(steps);
  maybe_ = maybe;
  --depth_;
  if (flow == Flow::raised && inner.uncertain && !fatal_) {
    if (failure_.partial && !uncertain_) uncertain_ = true, uncertain_failure_ = failure_;
    failed_ = false;
    ++swallowed_;
    return {};
  }
  if (flow == Flow::raised || inner.uncertain) return {};
  return flow == Flow::returned ? inner.returned : Value{ValueKind::none, 0};
}

Value Simulator::Machine::import_module(Frame& frame, std::span<const Value> arguments, std::uint32_t line, std::uint32_t column, bool top) {
  if (arguments.empty() || arguments[0].kind != ValueKind::text) return {};
  std::string name(names_.text(arguments[0].id));
  const std::size_t dots = std::min(name.find_first_not_of('.'), name.size());
  if (dots > 0) {
    if (arguments.size() < 2) return {};
    if (arguments[1].kind != ValueKind::text) {
      // `__package__`, most often.
      name = absolute(frame, std::string_view(name).substr(dots), static_cast<std::uint32_t>(dots));
    } else {
      std::string base(names_.text(arguments[1].id));
      for (std::size_t up = 1; up < dots; ++up) base = base.substr(0, std::min(base.rfind('.'), base.size()));
      name = base + "." + name.substr(dots);
    }
  }
  if (name.empty()) return {};
  std::uint32_t first = kNone, last = kNone;
  if (import_name(frame, name, nullptr, line, column, first, last) == Flow::raised) return {};
  if (first == kNone) return {ValueKind::external, names_.intern(top ? std::string_view(name).substr(0, name.find('.')) : std::string_view(name))};
  if (top) return load_front(frame, first, line) == Flow::raised ? Value{} : Value{ValueKind::module, first};
  return last == kNone ? Value{} : Value{ValueKind::module, last};
}

Value Simulator::Machine::call_builtin(Frame& frame, std::string_view name, std::span<const Value> arguments, std::uint32_t line, std::uint32_t column) {
  if (name == "__import__") return import_module(frame, arguments.first(std::min<std::size_t>(arguments.size(), 1)), line, column, true);
  if ((name == "getattr" || name == "hasattr") && arguments.size() >= 2 && arguments[0].kind == ValueKind::module && arguments[1].kind == ValueKind::text) {
    const Value value = attribute(frame, arguments[0], arguments[1].id, line, column);
    const bool missing = failed_ && !fatal_ && raised_class_.kind == ValueKind::builtin && names_.text(raised_class_.id) == "AttributeError";
    if (failed_ && !missing) return {};
    if (name == "hasattr") {
      failed_ = false;
      return {missing ? ValueKind::no : ValueKind::yes, 0};
    }
    if (!missing) return value;
    if (arguments.size() == 2) return {};
    failed_ = false;
    return arguments[2];
  }
  if (name == "globals" || name == "exec" || name == "vars" || name == "locals" || name == "eval") {
    set_dynamic(frame.module);
    return {};
  }
  if (name == "setattr" && !arguments.empty() && arguments[0].kind != ValueKind::klass && arguments[0].kind != ValueKind::instance) {
    set_dynamic(arguments[0].kind == ValueKind::module ? arguments[0].id : frame.module);
    return {};
  }
  if ((name == "list" || name == "tuple" || name == "sorted" || name == "set") && arguments.size() == 1 && is_tuple(arguments[0])) return arguments[0];
  if (name == "range" && arguments.size() == 1 && arguments[0].kind == ValueKind::integer && arguments[0].id <= 64) {
    std::vector<Value> numbers;
    for (std::uint32_t i = 0; i < arguments[0].id; ++i) numbers.push_back({ValueKind::integer, i});
    tuples_.push_back(std::move(numbers));
    return {ValueKind::tuple, static_cast<std::uint32_t>(tuples_.size() - 1)};
  }
  if ((name == "staticmethod" || name == "classmethod") && arguments.size() == 1) return name == "staticmethod" ? Value{} : Value{};
  if (!base_exception(name).empty() || name == "BaseException") return {ValueKind::error, names_.intern(name)};
  return {};
}

}  // namespace unknot::imports
