// A Python file's tree -> its classes, its module's body and its functions.
#include "analyzer/extract/python/functions.h"

#include <algorithm>
#include <set>

#include "analyzer/extract/python/function_maker.h"

namespace unknot::python {

FunctionFact FunctionMaker::run() {
  new_block();
  NodeId body = 0;
  if (here_ == nullptr) {
    const std::string name = names_.project().module + ".<module>";
    out_.entity = names_.entity(EntityKind::function, "py:" + name, name);
    out_.kind = FunctionKind::initialiser;
    out_.line = out_.column = 1;
    if (tree_.damage != Damage::none) out_.attributes |= attribute::partial;
  } else {
    const FunctionHere& f = *here_;
    out_.entity = names_.function(f);
    const auto [line, column] = tree_.position_of(tree_.child(f.node, Field::name) == kNoNode ? f.node : tree_.child(f.node, Field::name));
    out_.line = line, out_.column = column;
    const bool is_lambda = tree_.kind(f.node) == Kind::lambda || f.is_nested();
    out_.kind = is_lambda ? FunctionKind::lambda : f.owner == kNoNode ? FunctionKind::function : FunctionKind::method;
    if (f.owner != kNoNode) {
      const NodeId name = tree_.child(f.node, Field::name);
      if (tree_.source(name) == "__init__") out_.kind = FunctionKind::constructor;
      out_.parent = names_.named(EntityKind::type, names_.class_at(f.owner).name);
      out_.attributes |= f.is_static || f.is_class_method ? attribute::of_class : attribute::dynamic;
      const Names::Ancestry above = names_.ancestry(f.owner);
      for (std::size_t i = 1; i < above.here.size(); ++i) {
        const auto& names = scopes_[names_.class_at(above.here[i]).scope].names;
        const auto found = names.find(tree_.source(name));
        if (found != names.end() && !found->second.bounds.empty() && found->second.bounds.back().how == Binding::function)
          out_.overrides.push_back(names_.function(names_.function_at(found->second.bounds.back().node)));
      }
      // What a class of somebody else declares is not seen here; if it has the method, this is what overrides it.
      for (const auto& base : above.outside) out_.overrides.push_back(names_.named(EntityKind::function, base + "." + std::string(tree_.source(name))));
      std::ranges::sort(out_.overrides, {}, [&](std::uint32_t id) { return names_.usr_of(id); });
    } else if (f.around != 0) {
      out_.parent = names_.function(names_.function_at(scopes_[f.around].node));
    }
    if (f.is_generator || f.is_async) out_.attributes |= attribute::coroutine;
    if (const NodeId list = tree_.child(f.node, Field::parameters); list != kNoNode) {
      for (const NodeId p : tree_.children(list)) {
        NodeId name = tree_.child(p, Field::name);
        if (name == kNoNode) name = tree_.kind(p) == Kind::typed_parameter ? tree_.first_child(p) : p;
        if (name == kNoNode || tree_.kind(name) == Kind::positional_separator || tree_.kind(name) == Kind::keyword_separator) continue;
        if (tree_.kind(name) != Kind::identifier) name = tree_.first_child(name);
        if (name == kNoNode || (tree_.source(name) == f.self && !f.self.empty())) continue;
        ParameterFact parameter{.name = std::string(tree_.source(name)), .type = {}, .passing = Passing::value};
        if (const Meaning type = names_.meaning(name, f.scope); type.kind == Meaning::Kind::instance) parameter.type = type.name;
        out_.parameters.push_back(std::move(parameter));
      }
    }
    for (const auto& cell : scopes_[f.scope].captures) {
      const Scope& home = scopes_[cell.scope];
      const bool is_self = home.kind == ScopeKind::function && names_.function_at(home.node).self == cell.name;
      out_.captures.push_back({.name = is_self ? "this" : cell.name, .passing = is_self ? Passing::value : Passing::reference});
    }
    body = tree_.child(f.node, Field::body);
  }
  if (body != kNoNode && tree_.kind(body) != Kind::block && tree_.kind(body) != Kind::module) {
    const Made made = value(body);
    if (is_reached()) add(OperationKind::give, body).value = made.fact;
  } else if (body != kNoNode) {
    statements(body);
  }
  leave(BlockEnd::leave);
  prune();
  return std::move(out_);
}

namespace {

ClassFact class_fact(Names& names, const ClassHere& type) {
  const SyntaxTree& tree = names.tree();
  const Scopes& scopes = names.scopes();
  ClassFact out;
  out.entity = names.named(EntityKind::type, type.name);
  const NodeId name = tree.child(type.node, Field::name);
  const auto [line, column] = tree.position_of(name == kNoNode ? type.node : name);
  out.line = line, out.column = column;
  for (const auto& base : type.bases)
    if (base.kind == Meaning::Kind::type || base.kind == Meaning::Kind::named) out.bases.push_back(names.named(EntityKind::type, base.name));
    else out.attributes |= attribute::partial;
  std::set<std::string> fields;
  for (const auto& f : names.functions()) {
    if (f.owner != type.node) continue;
    if (const auto method = names.function(f); std::ranges::find(out.methods, method) == out.methods.end()) out.methods.push_back(method);
    if (f.self.empty() || f.is_class_method) continue;
    // What its methods put into `self`.
    for (NodeId n = f.node; n < tree.nodes[f.node].end_node; ++n) {
      if (tree.kind(n) != Kind::attribute || tree.field(n) != Field::left) continue;
      const NodeId object = tree.child(n, Field::object), field = tree.child(n, Field::attribute);
      if (object != kNoNode && field != kNoNode && tree.kind(object) == Kind::identifier && tree.source(object) == f.self && fields.insert(std::string(tree.source(field))).second)
        out.fields.push_back(names.field(tree.source(field)));
    }
  }
  for (const auto& nested : names.classes())
    if (scopes[nested.scope].parent == type.scope) out.types.push_back(nested.name.substr(type.name.size() + 1));
  return out;
}

/// What a module's variable begins with: its only value, if that is plain.
FunctionFact initial(Names& names, const Cell& cell, const Bound& bound, bool is_only) {
  const SyntaxTree& tree = names.tree();
  FunctionFact out;
  const auto variable = names.variable(cell);
  out.entity = names.entity(EntityKind::function, names.usr_of(variable) + "@init", names.name_of(variable) + "@init");
  out.kind = FunctionKind::initialiser;
  out.parent = variable;
  const auto [line, column] = tree.position_of(bound.node);
  out.line = line, out.column = column;
  ValueFact value;
  if (is_only && bound.value != kNoNode) {
    const std::string_view text = tree.source(bound.value);
    switch (tree.kind(bound.value)) {
      case Kind::none: value.kind = ValueKind::null; break;
      case Kind::true_: value.kind = ValueKind::yes; break;
      case Kind::false_: value.kind = ValueKind::no; break;
      case Kind::integer: value = text == "0" ? ValueFact{.kind = ValueKind::zero} : ValueFact{.kind = ValueKind::number, .path = kNone, .text = std::string(text)}; break;
      case Kind::string:
        if (const auto string = tree.string_value(bound.value)) value = string->empty() ? ValueFact{.kind = ValueKind::empty} : ValueFact{.kind = ValueKind::text, .path = kNone, .text = *string};
        break;
      case Kind::list:
      case Kind::dictionary:
        if (tree.children(bound.value).empty()) value.kind = ValueKind::initial;
        break;
      default: break;
    }
  }
  out.paths.push_back({.kind = PathKind::variable, .entity = variable, .name = {}, .arguments = {}});
  out.blocks.emplace_back();
  out.blocks.back().operations.push_back({.kind = OperationKind::assign, .flags = 0, .path = 0, .value = std::move(value), .callee = kNone, .arguments = {}, .types = {},
                                          .unwind = kNone, .line = line, .column = column, .text = {}});
  return out;
}

}  // namespace

FileFunctions functions_of(const SyntaxTree& tree, const FunctionsOf& project, TypesSeen* seen) {
  FileFunctions out;
  const Scopes scopes(tree, project);
  Names names(tree, project, scopes, out, seen);
  for (const auto& type : names.classes()) out.classes.push_back(class_fact(names, type));
  out.functions.push_back(FunctionMaker(names, nullptr).run());
  std::vector<std::string_view> globals;
  for (const auto& [name, found] : scopes[0].names) globals.push_back(name);
  std::ranges::sort(globals);
  for (const auto name : globals) {
    std::vector<const Bound*> own;
    for (const auto& bound : scopes[0].names.find(name)->second.bounds)
      if (bound.in == 0) own.push_back(&bound);
    if (!own.empty() && (own.front()->how == Binding::value || own.front()->how == Binding::other))
      out.functions.push_back(initial(names, {0, std::string(name)}, *own.front(), own.size() == 1 && own.front()->how == Binding::value));
  }
  for (const auto& f : names.functions()) out.functions.push_back(FunctionMaker(names, &f).run());
  names.note_results();
  return out;
}

}  // namespace unknot::python
