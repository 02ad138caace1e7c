// Calls: who is called on what with what, where the file shows it.
#include <algorithm>

#include "analyzer/extract/python/function_maker.h"
#include "graph/operation_flags.h"

namespace unknot::python {
namespace {

/// Whoever gets this value gets a new thing without anything in it.
bool is_empty_maker(std::string_view name) {
  return name == "builtins.dict" || name == "builtins.list" || name == "builtins.set";
}

}  // namespace

std::vector<ArgumentFact> FunctionMaker::arguments_of(NodeId list, const FunctionHere* callee) {
  std::vector<ArgumentFact> out;
  if (list == kNoNode) return out;
  if (tree_.kind(list) == Kind::generator_expression) {
    out.push_back({.field = kNone, .value = value(list).fact});
    return out;
  }
  std::vector<NodeId> given;
  for (const NodeId c : tree_.children(list)) given.push_back(c);
  bool spread = false;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const NodeId c = given[i];
    const bool later = std::any_of(given.begin() + static_cast<std::ptrdiff_t>(i) + 1, given.end(), [&](NodeId other) { return runs_something(other); });
    if (tree_.kind(c) == Kind::keyword_argument) {
      const NodeId word = tree_.child(c, Field::name);
      Made made = value(tree_.child(c, Field::value));
      if (later) made = kept(std::move(made), c);
      if (word != kNoNode) out.push_back({.field = names_.field(tree_.source(word)), .value = made.fact});
      continue;
    }
    if (tree_.kind(c) == Kind::list_splat || tree_.kind(c) == Kind::dictionary_splat) {
      evaluate_all(c);
      spread = true;
      continue;
    }
    Made made = value(c);
    if (later) made = kept(std::move(made), c);
    // Behind `*more` nobody knows the place.
    if (!spread) out.push_back({.field = kNone, .value = made.fact});
  }
  return callee != nullptr ? in_order(std::move(out), *callee) : out;
}

/// Keywords in the places of the parameters that they name.
std::vector<ArgumentFact> FunctionMaker::in_order(std::vector<ArgumentFact> given, const FunctionHere& callee) {
  const NodeId list = tree_.child(callee.node, Field::parameters);
  std::vector<std::string_view> names;
  if (list != kNoNode)
    for (const NodeId p : tree_.children(list)) {
      NodeId name = tree_.child(p, Field::name);
      if (name == kNoNode) name = tree_.kind(p) == Kind::typed_parameter ? tree_.first_child(p) : p;
      if (name == kNoNode || tree_.kind(name) == Kind::positional_separator || tree_.kind(name) == Kind::keyword_separator) continue;
      names.push_back(tree_.kind(name) == Kind::identifier ? tree_.source(name) : "*");
    }
  if (!callee.self.empty() && !names.empty()) names.erase(names.begin());
  std::vector<ArgumentFact> out;
  std::vector<ArgumentFact> rest;
  for (auto& argument : given) {
    if (argument.field == kNone) {
      out.push_back(std::move(argument));
      continue;
    }
    rest.push_back(std::move(argument));
  }
  for (auto& argument : rest) {
    const std::string word = names_.name_of(argument.field);
    const auto at = static_cast<std::size_t>(std::ranges::find(names, word) - names.begin());
    if (at >= names.size()) continue;
    while (out.size() <= at) out.push_back({});
    out[at] = {.field = kNone, .value = std::move(argument.value)};
  }
  return out;
}

/// What is called at once: its own reading is no use of it.
Made FunctionMaker::called(NodeId n, NodeId arguments) {
  if (tree_.kind(n) != Kind::attribute) return value(n);
  const NodeId object = tree_.child(n, Field::object), named = tree_.child(n, Field::attribute);
  if (object == kNoNode || named == kNoNode) return {};
  Made of = value(object);
  if (arguments != kNoNode && runs_something(arguments)) {
    const bool exact = of.is_exact;
    of = kept(std::move(of), object);
    of.is_exact = exact;
  }
  return is_reached() ? member(of, tree_.source(named), n, false) : Made{};
}

Made FunctionMaker::call(NodeId n) {
  const NodeId function = tree_.child(n, Field::function), list = tree_.child(n, Field::arguments);
  if (function == kNoNode) return evaluate_all(n);
  const bool waits = awaited_;
  awaited_ = false;
  if (tree_.kind(function) == Kind::identifier && list != kNoNode && scopes_.resolve(scope_, tree_.source(function)).scope == kNoScope) {
    std::vector<NodeId> arguments;
    for (const NodeId c : tree_.children(list)) arguments.push_back(c);
    bool done = false;
    Made made = built_in_call(n, arguments, done);
    if (done) return made;
  }
  Made callee = called(function, list);
  if (!is_reached()) return {};
  const bool is_here = callee.meaning.kind == Meaning::Kind::function;
  const FunctionHere* here = is_here ? &names_.function_at(callee.meaning.node) : nullptr;
  if (callee.meaning.kind == Meaning::Kind::type && callee.meaning.node != kNoNode) here = names_.method_of(callee.meaning.node, "__init__");
  names_.note_given(callee.meaning, list, scope_);
  auto arguments = arguments_of(list, here);
  // `Class.method(object)`
  if (is_here && here->owner != kNoNode && !here->self.empty() && !here->is_class_method && callee.object == kNone && !arguments.empty() && is_reached()) {
    callee.object = object_of({.fact = arguments.front().value}, n);
    callee.is_exact = true;
    arguments.erase(arguments.begin());
  }
  return call_of(callee, std::move(arguments), n, waits);
}

/// getattr and its kin with a name that is written out.
Made FunctionMaker::built_in_call(NodeId n, const std::vector<NodeId>& arguments, bool& done) {
  const std::string_view what = tree_.source(tree_.child(n, Field::function));
  if (what == "super" && arguments.empty() && here_ != nullptr && here_->owner != kNoNode && !here_->self.empty() && !here_->is_class_method) {
    const auto& bases = names_.class_at(here_->owner).bases;
    if (bases.size() != 1) return {};
    done = true;
    Meaning base = bases.front();
    if (base.kind == Meaning::Kind::type || base.kind == Meaning::Kind::named) base.kind = Meaning::Kind::instance;
    return {.fact = {.kind = ValueKind::address, .path = path({.kind = PathKind::self, .name = {}, .arguments = {}}), .text = {}}, .meaning = base, .object = kNone, .is_exact = true};
  }
  const bool gets = what == "getattr", sets = what == "setattr", deletes = what == "delattr";
  if ((!gets && !sets && !deletes) || arguments.size() < 2 || (sets && arguments.size() != 3)) return {};
  const auto text = tree_.string_value(arguments[1]);
  if (!text || text->empty()) return {};
  done = true;
  const Made object = value(arguments[0]);
  if (gets && arguments.size() > 2) value(arguments[2]);
  const Made given = sets ? value(arguments[2]) : constant(ValueKind::initial);
  if (!is_reached()) return {};
  Made found = member(object, *text, n, gets);
  if (gets && arguments.size() > 2) {
    if (auto& done_here = block().operations; !done_here.empty() && done_here.back().kind == OperationKind::read && done_here.back().path == found.fact.path) done_here.back().flags |= operation::fallback;
    return Made{.fact = found.fact};
  }
  if (gets) return found;
  if (found.fact.path == kNone || !is_reached()) return {};
  auto& o = add(OperationKind::assign, n);
  o.path = found.fact.path;
  o.value = given.fact;
  return constant(ValueKind::null);
}

Made FunctionMaker::call_of(const Made& callee, std::vector<ArgumentFact> arguments, NodeId at, bool waits) {
  if (!is_reached()) return {};
  const Meaning& meaning = callee.meaning;
  if (meaning.kind == Meaning::Kind::named && arguments.empty() && is_empty_maker(meaning.name)) return constant(ValueKind::initial);
  if (meaning.kind == Meaning::Kind::type && meaning.node != kNoNode) {
    // A new object each time.
    const auto made = path({.kind = PathKind::created, .entity = names_.named(EntityKind::type, meaning.name), .name = "#" + std::to_string(objects_++), .arguments = arguments});
    const auto object = behind(made);
    const FunctionHere* maker = names_.method_of(meaning.node, "__init__");
    if (maker == nullptr || maker->is_decorated) may_raise(at);
    auto& o = add(OperationKind::construct, at);
    o.path = object;
    o.callee = maker != nullptr ? names_.function(*maker) : kNone;
    o.arguments = std::move(arguments);
    return of_path(made, {.kind = Meaning::Kind::instance, .name = meaning.name, .node = meaning.node});
  }
  std::uint32_t entity = kNone, object = callee.object;
  std::uint8_t flags = 0;
  const FunctionHere* here = nullptr;
  switch (meaning.kind) {
    case Meaning::Kind::function:
      here = &names_.function_at(meaning.node);
      entity = names_.function(*here);
      if (here->owner != kNoNode && callee.object != kNone && !callee.is_exact) flags |= operation::dispatched;
      // A closure is called with what it takes along: that is the same wherever it is called.
      if (here->around != 0 && (here->owner == kNoNode || tree_.kind(here->node) == Kind::lambda)) object = function_value(*here).fact.path;
      else if (here->around == 0 && tree_.kind(here->node) == Kind::lambda) object = function_value(*here).fact.path;
      break;
    case Meaning::Kind::named: entity = names_.named(EntityKind::function, meaning.name); break;
    case Meaning::Kind::instance:
      if (meaning.node == kNoNode) entity = names_.named(EntityKind::function, meaning.name + ".__call__");
      else if ((here = names_.method_of(meaning.node, "__call__")) != nullptr) entity = names_.function(*here), flags |= operation::dispatched;
      object = object_of(callee, at);
      if (meaning.node == kNoNode) object = callee.fact.path != kNone ? callee.fact.path : object;
      break;
    default: break;
  }
  if (entity == kNone) object = callee.fact.path;
  // Is it run at once, and just this?
  const bool maybe = here != nullptr && (here->is_decorated || here->is_generator || (here->is_async && !waits));
  if (here == nullptr || maybe) may_raise(at);
  const auto emit = [&] {
    auto& o = add(OperationKind::call, at);
    o.path = object;
    o.callee = entity;
    o.flags = flags;
    o.arguments = arguments;
  };
  if (maybe) {
    const auto runs = new_block(), after = new_block();
    branch({.kind = ConditionKind::other, .path = kNone, .value = {}}, runs, after);
    current_ = runs;
    emit();
    jump(after);
    current_ = after;
    out_.attributes |= attribute::partial;
    return {};
  }
  emit();
  Made out = of_path(path({.kind = PathKind::call, .base = object, .entity = entity, .name = {}, .arguments = std::move(arguments)}), names_.result_of(meaning));
  return out;
}

}  // namespace unknot::python
