// Definitions are found once; what a name stands for is asked for again and again, with a limit on how far it is followed.
#include "analyzer/extract/python/function_names.h"

#include <algorithm>

namespace unknot::python {
namespace {

/// How far a name is followed through others.
constexpr int kFar = 24;

bool is_of(const Bound& bound, Binding how) { return bound.how == how; }

}  // namespace

Names::Names(const SyntaxTree& tree, const FunctionsOf& project, const Scopes& scopes, FileFunctions& out, TypesSeen* seen)
    : tree_(tree), project_(project), scopes_(scopes), out_(out), seen_(seen) {
  find_definitions();
}

void Names::note_given(const Meaning& callee, NodeId arguments, std::uint32_t scope) {
  if (seen_ == nullptr || arguments == kNoNode || tree_.kind(arguments) == Kind::generator_expression) return;
  if (callee.kind != Meaning::Kind::function && callee.kind != Meaning::Kind::named && callee.kind != Meaning::Kind::type) return;
  std::uint32_t place = 0;
  for (const NodeId c : tree_.children(arguments)) {
    if (tree_.kind(c) == Kind::list_splat || tree_.kind(c) == Kind::dictionary_splat) return;
    const bool is_keyword = tree_.kind(c) == Kind::keyword_argument;
    const NodeId word = is_keyword ? tree_.child(c, Field::name) : kNoNode;
    const Meaning given = meaning(is_keyword ? tree_.child(c, Field::value) : c, scope);
    if (given.kind == Meaning::Kind::instance && !given.name.starts_with("builtins."))
      seen_->given.insert({.function = callee.name, .place = place, .keyword = word == kNoNode ? std::string() : std::string(tree_.source(word)), .type = given.name});
    if (!is_keyword) ++place;
  }
}

void Names::note_results() {
  if (seen_ == nullptr) return;
  for (const auto& f : functions_) {
    const Meaning given = result_of({.kind = Meaning::Kind::function, .name = f.name, .node = f.node});
    if (given.kind == Meaning::Kind::instance) seen_->results.try_emplace(f.name, given.name);
  }
}

std::uint32_t Names::entity(EntityKind kind, const std::string& usr, const std::string& name, std::uint32_t attributes) {
  const auto [known, fresh] = entities_[static_cast<std::size_t>(kind)].try_emplace(usr, static_cast<std::uint32_t>(out_.entities.size()));
  if (fresh) out_.entities.push_back({.usr = usr, .name = name, .type = {}, .kind = kind, .attributes = attributes});
  return known->second;
}

/// "pkg.mod.Class" for what stands in the scope.
std::string Names::path_of(std::uint32_t scope) const {
  constexpr std::size_t kLongest = 300;
  const Scope& s = scopes_[scope];
  const auto cut = [&](const std::string& name) { return name.size() > kLongest ? project_.module + ".(deep)" : name; };
  switch (s.kind) {
    case ScopeKind::module: return project_.module;
    case ScopeKind::comprehension: return path_of(s.parent);
    case ScopeKind::type: return cut(class_at(s.node).name);
    case ScopeKind::function:
    case ScopeKind::lambda: break;
  }
  return cut(function_at(s.node).name);
}

std::uint32_t Names::variable(const Cell& cell) {
  const bool of_class = scopes_[cell.scope].kind == ScopeKind::type;
  const std::string name = path_of(cell.scope) + "." + cell.name;
  const std::uint32_t id = entity(EntityKind::variable, "py:" + name, name, of_class ? attribute::of_class : 0);
  if (out_.entities[id].type.empty()) {
    const auto found = scopes_[cell.scope].names.find(cell.name);
    if (found == scopes_[cell.scope].names.end() || found->second.bounds.empty()) return id;
    const Meaning made = meaning_of(cell, 0);
    if (made.kind == Meaning::Kind::instance) out_.entities[id].type = made.name;
  }
  return id;
}

void Names::find_definitions() {
  for (std::uint32_t id = 1; id < scopes_.all().size(); ++id) {
    const Scope& scope = scopes_[id];
    if (scope.kind == ScopeKind::comprehension) continue;
    const std::uint32_t runner = scopes_[scope.parent].runner;
    const NodeId named = tree_.child(scope.node, Field::name);
    const std::string name = named == kNoNode ? "" : std::string(tree_.source(named));
    const std::string around = path_of(scope.parent);
    if (scope.kind == ScopeKind::type) {
      class_at_.emplace(scope.node, classes_.size());
      classes_.push_back({.node = scope.node, .scope = id, .name = around + "." + name, .bases = {}});
      continue;
    }
    FunctionHere f{.node = scope.node, .scope = id, .name = {}, .usr = {}, .owner = kNoNode, .around = runner, .self = {}};
    if (scope.kind == ScopeKind::lambda) {
      const auto [line, column] = tree_.position_of(scope.node);
      f.name = around + ".(lambda " + std::to_string(line) + ":" + std::to_string(column) + ")";
      f.usr = "py:" + f.name;
    } else {
      f.name = around + "." + name;
      f.usr = "py:" + f.name;
      for (const auto& bound : scopes_[scope.parent].names.find(name) != scopes_[scope.parent].names.end() ? scopes_[scope.parent].names.find(name)->second.bounds : std::vector<Bound>{})
        if (bound.node == scope.node && bound.version > 1) f.usr += "#" + std::to_string(bound.version);
      if (scopes_[scope.parent].kind == ScopeKind::type) f.owner = scopes_[scope.parent].node;
      for (const NodeId c : tree_.children(scope.node)) f.is_async |= tree_.kind(c) == Kind::token && tree_.source(c) == "async";
    }
    function_at_.emplace(scope.node, functions_.size());
    functions_.push_back(std::move(f));
  }
  // A yield makes a generator of the innermost function around it.
  std::vector<NodeId> open;
  for (NodeId n = 0; n < tree_.nodes.size(); ++n) {
    while (!open.empty() && n >= tree_.nodes[open.back()].end_node) open.pop_back();
    if (tree_.kind(n) == Kind::function_definition || tree_.kind(n) == Kind::lambda) open.push_back(n);
    if (tree_.kind(n) == Kind::yield && !open.empty()) functions_[function_at_.at(open.back())].is_generator = true;
    if (tree_.kind(n) != Kind::decorated_definition) continue;
    const NodeId definition = tree_.child(n, Field::definition);
    if (definition == kNoNode || tree_.kind(definition) != Kind::function_definition) continue;
    FunctionHere& f = functions_[function_at_.at(definition)];
    for (const NodeId c : tree_.children(n)) {
      if (tree_.kind(c) != Kind::decorator || tree_.first_child(c) == kNoNode) continue;
      const std::string_view text = tree_.source(tree_.first_child(c));
      if (text == "staticmethod") f.is_static = true;
      else if (text == "classmethod") f.is_class_method = true;
      else if (text == "property") f.is_property = true;
      else if (changes_function(tree_.first_child(c), scopes_[f.scope].parent)) f.is_decorated = true;
    }
  }
  for (auto& f : functions_) {
    if (f.owner == kNoNode || f.is_static) continue;
    for (const auto& p : tree_.child(f.node, Field::parameters) == kNoNode ? std::vector<NodeId>{} : std::vector<NodeId>{tree_.child(f.node, Field::parameters)}) {
      const NodeId first = tree_.first_child(p);
      if (first == kNoNode) continue;
      const NodeId name = tree_.kind(first) == Kind::typed_parameter ? tree_.first_child(first) : first;
      if (name != kNoNode && tree_.kind(name) == Kind::identifier) f.self = tree_.source(name);
    }
  }
  for (auto& type : classes_) {
    const NodeId bases = tree_.child(type.node, Field::superclasses);
    if (bases == kNoNode) continue;
    for (const NodeId c : tree_.children(bases)) {
      if (tree_.kind(c) == Kind::keyword_argument) continue;
      type.bases.push_back(meaning(c, scopes_[type.scope].parent));
    }
  }
}

/// A decorator that is a method of an object, as those that register are, gives the function back.
bool Names::changes_function(NodeId decorator, std::uint32_t scope) const {
  NodeId of = tree_.kind(decorator) == Kind::call ? tree_.child(decorator, Field::function) : decorator;
  if (of == kNoNode || tree_.kind(of) != Kind::attribute) return true;
  const NodeId object = tree_.child(of, Field::object);
  return object == kNoNode || meaning(object, scope).kind == Meaning::Kind::module;
}

Meaning Names::attribute_of(const Meaning& object, std::string_view name) const {
  if (object.kind == Meaning::Kind::unknown || object.kind == Meaning::Kind::function) return {};
  const std::string whole = object.name + "." + std::string(name);
  if (object.kind == Meaning::Kind::module) return {.kind = scopes_.is_module(whole) ? Meaning::Kind::module : Meaning::Kind::named, .name = whole};
  if (object.node != kNoNode) {
    if (const auto* method = method_of(object.node, name)) return {.kind = Meaning::Kind::function, .name = method->name, .node = method->node};
    const Ancestry above = ancestry(object.node);
    for (const auto& nested : classes_)
      if (nested.name == whole) return {.kind = Meaning::Kind::type, .name = whole, .node = nested.node};
    if (object.kind == Meaning::Kind::instance)
      if (Meaning held = field_of(object.node, name); held.kind == Meaning::Kind::instance) return held;
    if (above.outside.size() == 1) return {.kind = Meaning::Kind::named, .name = above.outside.front() + "." + std::string(name)};
    return {};
  }
  return {.kind = Meaning::Kind::named, .name = whole};
}

Meaning Names::result_of(const Meaning& callee, int depth) const {
  switch (callee.kind) {
    case Meaning::Kind::named: return {.kind = Meaning::Kind::instance, .name = callee.name};
    case Meaning::Kind::type: return {.kind = Meaning::Kind::instance, .name = callee.name, .node = callee.node};
    case Meaning::Kind::instance:
      return callee.node != kNoNode ? Meaning{} : Meaning{.kind = Meaning::Kind::instance, .name = callee.name + ".__call__"};
    case Meaning::Kind::function: return returned_by(function_at(callee.node), depth + 1);
    default: return {};
  }
}

/// Of a function with one `return`, of a name or a call.
Meaning Names::returned_by(const FunctionHere& f, int depth) const {
  if (depth > kFar || f.is_decorated || f.is_generator || f.is_async) return {};
  NodeId given = kNoNode;
  int returns = 0;
  for (NodeId n = f.node + 1; n < tree_.nodes[f.node].end_node;) {
    if (tree_.kind(n) == Kind::function_definition || tree_.kind(n) == Kind::lambda || tree_.kind(n) == Kind::class_definition) {
      n = tree_.nodes[n].end_node;
      continue;
    }
    if (tree_.kind(n) == Kind::return_statement) ++returns, given = tree_.first_child(n);
    ++n;
  }
  return returns == 1 && given != kNoNode ? meaning(given, f.scope, depth + 1) : Meaning{};
}

Meaning Names::meaning(NodeId n, std::uint32_t scope, int depth) const {
  if (n == kNoNode || depth > kFar) return {};
  switch (tree_.kind(n)) {
    case Kind::parenthesized_expression:
    case Kind::type:
    case Kind::await: return meaning(tree_.first_child(n), scope, depth + 1);
    case Kind::attribute: {
      const NodeId object = tree_.child(n, Field::object), name = tree_.child(n, Field::attribute);
      return object == kNoNode || name == kNoNode ? Meaning{} : attribute_of(meaning(object, scope, depth + 1), tree_.source(name));
    }
    case Kind::list:
    case Kind::list_comprehension: return {.kind = Meaning::Kind::instance, .name = "builtins.list"};
    case Kind::dictionary:
    case Kind::dictionary_comprehension: return {.kind = Meaning::Kind::instance, .name = "builtins.dict"};
    case Kind::set:
    case Kind::set_comprehension: return {.kind = Meaning::Kind::instance, .name = "builtins.set"};
    case Kind::lambda: return {.kind = Meaning::Kind::function, .name = function_at(n).name, .node = n};
    case Kind::call: return result_of(meaning(tree_.child(n, Field::function), scope, depth + 1), depth);
    case Kind::identifier: break;
    default: return {};
  }
  const std::string_view name = tree_.source(n);
  const Cell cell = scopes_.resolve(scope, name);
  if (cell.scope == kNoScope) {
    if (is_built_in(name)) return {.kind = Meaning::Kind::named, .name = "builtins." + std::string(name)};
    return {};
  }
  return meaning_of(cell, depth);
}

Meaning Names::meaning_of(const Cell& cell, int depth) const {
  const std::string_view name = cell.name;
  const auto& bounds = scopes_.name(cell).bounds;
  if (bounds.empty()) return {};
  const Scope& home = scopes_[cell.scope];
  if (home.kind == ScopeKind::function) {
    const FunctionHere& f = function_at(home.node);
    if (!f.self.empty() && f.self == name && bounds.size() == 1) {
      const ClassHere& type = class_at(f.owner);
      return {.kind = f.is_class_method ? Meaning::Kind::type : Meaning::Kind::instance, .name = type.name, .node = type.node};
    }
  }
  const Bound& first = bounds.front();
  if (std::ranges::all_of(bounds, [](const Bound& b) { return is_of(b, Binding::import); })) {
    if (std::ranges::any_of(bounds, [&](const Bound& b) { return b.origin != first.origin; })) return {};
    return {.kind = scopes_.is_module(first.origin) ? Meaning::Kind::module : Meaning::Kind::named, .name = first.origin};
  }
  if (std::ranges::all_of(bounds, [](const Bound& b) { return is_of(b, Binding::function); }))
    return {.kind = Meaning::Kind::function, .name = function_at(bounds.back().node).name, .node = bounds.back().node};
  if (bounds.size() == 1 && is_of(first, Binding::type)) return {.kind = Meaning::Kind::type, .name = class_at(first.node).name, .node = first.node};
  if (bounds.size() == 1 && is_of(first, Binding::parameter)) {
    const Meaning annotated = meaning(first.value, home.parent, depth + 1);
    if (annotated.kind == Meaning::Kind::named || annotated.kind == Meaning::Kind::type) return {.kind = Meaning::Kind::instance, .name = annotated.name, .node = annotated.node};
    if (first.value == kNoNode && home.kind == ScopeKind::function && project_.type_of_parameter)
      if (std::string given = project_.type_of_parameter(function_at(home.node).name, name); !given.empty()) return {.kind = Meaning::Kind::instance, .name = std::move(given)};
    return {};
  }
  // Values of one class, and nothing else but None.
  constexpr std::size_t kMost = 8;
  Meaning out;
  if (bounds.size() > kMost) return out;
  for (const auto& bound : bounds) {
    if (!is_of(bound, Binding::value) || bound.value == kNoNode) return {};
    if (tree_.kind(bound.value) == Kind::none) continue;
    const Meaning made = meaning(bound.value, bound.in, depth + 1);
    const bool is_first = out.kind == Meaning::Kind::unknown;
    if (made.kind == Meaning::Kind::unknown || (!is_first && (made.kind != Meaning::Kind::instance || made.name != out.name))) return {};
    // A lambda stands for its name only where there is no other.
    if (made.kind == Meaning::Kind::function && (bounds.size() > 1 || bound.in != cell.scope)) return {};
    out = made;
  }
  return out;
}

const FunctionHere* Names::method_of(NodeId type, std::string_view name) const {
  const Ancestry all = ancestry(type);
  for (const NodeId c : all.here) {
    const ClassHere& here = class_at(c);
    const auto found = scopes_[here.scope].names.find(name);
    if (found == scopes_[here.scope].names.end() || found->second.bounds.empty()) continue;
    const Bound& last = found->second.bounds.back();
    return is_of(last, Binding::function) ? &function_at(last.node) : nullptr;
  }
  return nullptr;
}

Meaning Names::field_of(NodeId type, std::string_view name) const {
  const auto [known, fresh] = fields_.try_emplace(type);
  // While they are asked about, they are unknown: one may be made from another.
  if (fresh) known->second = fields_put_by(type);
  const auto field = known->second.find(name);
  return field == known->second.end() ? Meaning{} : field->second;
}

Names::Fields Names::fields_put_by(NodeId type) const {
  Fields out;
  for (const auto& f : functions_) {
    if (f.owner != type || f.self.empty() || f.is_class_method) continue;
    for (NodeId n = f.node; n < tree_.nodes[f.node].end_node; ++n) {
      if (tree_.kind(n) != Kind::attribute || tree_.field(n) != Field::left) continue;
      const NodeId object = tree_.child(n, Field::object), field = tree_.child(n, Field::attribute);
      if (object == kNoNode || field == kNoNode || tree_.kind(object) != Kind::identifier || tree_.source(object) != f.self) continue;
      // What is assigned stands right behind, but for an operator.
      NodeId value = tree_.nodes[n].end_node;
      while (value < tree_.nodes[f.node].end_node && tree_.kind(value) == Kind::token) ++value;
      if (value < tree_.nodes[f.node].end_node && tree_.field(value) == Field::right && tree_.kind(value) == Kind::none) continue;
      Meaning made = value < tree_.nodes[f.node].end_node && tree_.field(value) == Field::right ? meaning(value, f.scope, 1) : Meaning{};
      if (made.kind != Meaning::Kind::instance) made = {};
      const auto [held, first] = out.try_emplace(std::string(tree_.source(field)), made);
      if (!first && (held->second.kind != made.kind || held->second.name != made.name)) held->second = {};
    }
  }
  return out;
}

Names::Ancestry Names::ancestry(NodeId type) const {
  Ancestry out;
  out.here.push_back(type);
  for (std::size_t i = 0; i < out.here.size() && i < 64; ++i)
    for (const auto& base : class_at(out.here[i]).bases) {
      if (base.kind == Meaning::Kind::type && std::ranges::find(out.here, base.node) == out.here.end()) out.here.push_back(base.node);
      else if (base.kind == Meaning::Kind::named && std::ranges::find(out.outside, base.name) == out.outside.end()) out.outside.push_back(base.name);
      else if (base.kind != Meaning::Kind::type && base.kind != Meaning::Kind::named) out.exact = false;
    }
  return out;
}

std::vector<std::uint32_t> Names::exception(const Meaning& type) {
  std::vector<std::uint32_t> out;
  const auto add_built_in = [&](std::string_view name) {
    constexpr std::string_view kBuiltIns = "builtins.";
    if (!name.starts_with(kBuiltIns)) return false;
    const auto all = built_in_exception(name.substr(kBuiltIns.size()));
    for (const auto base : all) {
      const auto id = entity(EntityKind::type, "py:builtins." + std::string(base), "builtins." + std::string(base), attribute::outside);
      if (std::ranges::find(out, id) == out.end()) out.push_back(id);
    }
    return !all.empty();
  };
  if (type.kind == Meaning::Kind::named) {
    add_built_in(type.name);
    return out;
  }
  if (type.kind != Meaning::Kind::type) return {};
  const Ancestry above = ancestry(type.node);
  if (!above.exact) return {};
  for (const NodeId c : above.here) out.push_back(named(EntityKind::type, class_at(c).name));
  for (const auto& base : above.outside)
    if (!add_built_in(base) && base != "builtins.object") return {};
  return out;
}

}  // namespace unknot::python
