// One pass over the flat tree binds names, a second one over the uses finds what is captured.
#include "analyzer/extract/python/function_scopes.h"

#include <algorithm>
#include <map>

namespace unknot::python {

class Scopes::Walk {
 public:
  explicit Walk(Scopes& out) : out_(out), tree_(out.tree_) {}

  std::vector<std::pair<std::uint32_t, NodeId>> run() {
    out_.scopes_.push_back({.kind = ScopeKind::module, .node = 0, .parent = kNoScope, .runner = 0, .names = {}, .captures = {}});
    around_.push_back({tree_.nodes[0].end_node, 0, 0});
    for (NodeId n = 1; n < tree_.nodes.size(); ++n) {
      while (n >= around_.back().end) around_.pop_back();
      visit(n);
    }
    return std::move(uses_);
  }

 private:
  struct Around {
    NodeId end;
    std::uint32_t scope;
    NodeId block;  ///< the innermost list of statements
  };

  std::uint32_t scope() const { return around_.back().scope; }
  Scope& at(std::uint32_t id) { return out_.scopes_[id]; }

  std::uint32_t open(NodeId node, ScopeKind kind) {
    const auto id = static_cast<std::uint32_t>(out_.scopes_.size());
    const bool runs = kind == ScopeKind::function || kind == ScopeKind::lambda;
    out_.scopes_.push_back({.kind = kind, .node = node, .parent = scope(), .runner = runs ? id : at(scope()).runner, .names = {}, .captures = {}});
    out_.opened_.emplace(node, id);
    around_.push_back({tree_.nodes[node].end_node, id, around_.back().block});
    return id;
  }
  /// What stands in the node belongs to the scope around the one that is open.
  void outside(NodeId node, std::uint32_t inner) {
    if (node != kNoNode) outside_.emplace(node, at(inner).parent);
  }

  void bind(std::uint32_t into, std::string_view name, Bound bound) {
    bound.in = into;
    auto found = at(into).names.try_emplace(std::string(name)).first;
    if (found->second.is_global && into != 0) {
      if (bound.how != Binding::import && bound.how != Binding::value) bound.how = Binding::other;
      found = at(0).names.try_emplace(std::string(name)).first;
    }
    found->second.bounds.push_back(std::move(bound));
  }
  /// Walrus targets skip comprehensions.
  std::uint32_t past_comprehensions() const {
    std::uint32_t s = scope();
    while (out_.scopes_[s].kind == ScopeKind::comprehension) s = out_.scopes_[s].parent;
    return s;
  }

  /// All names in a target: a list of the tree's nodes, so that depth costs nothing.
  void bind_target(std::uint32_t into, NodeId target, Binding how, NodeId value) {
    if (tree_.kind(target) == Kind::identifier) return bind(into, tree_.source(target), {.how = how, .node = target, .value = value, .in = into});
    for (NodeId n = target; n < tree_.nodes[target].end_node;) {
      const Kind kind = tree_.kind(n);
      if (kind == Kind::attribute || kind == Kind::subscript || kind == Kind::call) {
        n = tree_.nodes[n].end_node;
        continue;
      }
      if (kind == Kind::identifier) bind(into, tree_.source(n), {.how = Binding::other, .node = n, .value = kNoNode, .in = into});
      ++n;
    }
  }

  void visit(NodeId n) {
    if (const auto moved = outside_.find(n); moved != outside_.end()) around_.push_back({tree_.nodes[n].end_node, moved->second, around_.back().block});
    switch (tree_.kind(n)) {
      case Kind::block: around_.push_back({tree_.nodes[n].end_node, scope(), n}); return;
      case Kind::keyword_argument: no_use_ = tree_.child(n, Field::name); return;
      case Kind::function_definition: return function(n);
      case Kind::lambda: return parameters(n, open(n, ScopeKind::lambda));
      case Kind::class_definition: {
        const NodeId name = tree_.child(n, Field::name);
        no_use_ = name;
        if (name != kNoNode) bind(scope(), tree_.source(name), {.how = Binding::type, .node = n, .value = kNoNode, .in = 0});
        const auto inner = open(n, ScopeKind::type);
        outside(tree_.child(n, Field::superclasses), inner);
        return;
      }
      case Kind::list_comprehension:
      case Kind::set_comprehension:
      case Kind::dictionary_comprehension:
      case Kind::generator_expression: {
        const auto inner = open(n, ScopeKind::comprehension);
        bool first = true;
        for (const NodeId c : tree_.children(n)) {
          if (tree_.kind(c) != Kind::for_in_clause) continue;
          if (first) outside(tree_.child(c, Field::right), inner);
          first = false;
          if (const NodeId left = tree_.child(c, Field::left); left != kNoNode) bind_target(inner, left, Binding::other, kNoNode);
        }
        return;
      }
      case Kind::assignment:
        if (const NodeId left = tree_.child(n, Field::left); left != kNoNode) {
          NodeId value = tree_.child(n, Field::right);
          while (value != kNoNode && tree_.kind(value) == Kind::assignment) value = tree_.child(value, Field::right);
          if (value != kNoNode || tree_.kind(left) == Kind::identifier) bind_target(scope(), left, value == kNoNode ? Binding::other : Binding::value, value);
        }
        return;
      case Kind::named_expression:
        if (const NodeId name = tree_.child(n, Field::name); name != kNoNode) bind_target(past_comprehensions(), name, Binding::value, tree_.child(n, Field::value));
        return;
      case Kind::augmented_assignment:
      case Kind::for_statement:
        if (const NodeId left = tree_.child(n, Field::left); left != kNoNode) bind_target(scope(), left, Binding::other, kNoNode);
        return;
      case Kind::delete_statement:
        for (const NodeId c : tree_.children(n)) bind_target(scope(), c, Binding::other, kNoNode);
        return;
      case Kind::as_pattern_target: {
        const NodeId value = tree_.first_child(as_pattern_);
        for (const NodeId c : tree_.children(n)) bind_target(scope(), c, in_with_ ? Binding::entered : Binding::other, value);
        return;
      }
      case Kind::with_item: in_with_ = true; return;
      case Kind::except_clause:
        in_with_ = false;
        return;
      case Kind::as_pattern: as_pattern_ = n; return;
      case Kind::case_pattern: return patterns(n);
      case Kind::global_statement:
      case Kind::nonlocal_statement:
        for (const NodeId c : tree_.children(n)) {
          Name& name = at(scope()).names[std::string(tree_.source(c))];
          (tree_.kind(n) == Kind::global_statement ? name.is_global : name.is_nonlocal) = true;
          if (tree_.kind(n) == Kind::global_statement) at(0).names.try_emplace(std::string(tree_.source(c)));
        }
        return;
      case Kind::import_statement: return import_modules(n);
      case Kind::import_from_statement: return import_names(n);
      case Kind::identifier: {
        const Field field = tree_.field(n);
        if (field != Field::attribute && n != no_use_) uses_.emplace_back(scope(), n);
        return;
      }
      default: return;
    }
  }

  void function(NodeId n) {
    const NodeId name = tree_.child(n, Field::name);
    no_use_ = name;
    if (name != kNoNode) {
      // Another one in the same list of statements takes the place of the one before.
      const std::uint32_t version = ++versions_[{around_.back().block, std::string(tree_.source(name))}];
      bind(scope(), tree_.source(name), {.how = Binding::function, .node = n, .value = kNoNode, .in = 0, .origin = {}, .version = version});
    }
    parameters(n, open(n, ScopeKind::function));
  }
  void parameters(NodeId n, std::uint32_t inner) {
    const NodeId list = tree_.child(n, Field::parameters);
    outside(tree_.child(n, Field::return_type), inner);
    if (list == kNoNode) return;
    for (const NodeId p : tree_.children(list)) {
      const NodeId type = tree_.child(p, Field::type);
      outside(type, inner);
      outside(tree_.child(p, Field::value), inner);
      NodeId name = p;
      if (const NodeId named = tree_.child(p, Field::name); named != kNoNode) name = named;
      else if (tree_.kind(p) == Kind::typed_parameter) name = tree_.first_child(p);
      if (name != kNoNode && tree_.kind(name) != Kind::keyword_separator && tree_.kind(name) != Kind::positional_separator)
        for (NodeId id = name; id < tree_.nodes[name].end_node; ++id)
          if (tree_.kind(id) == Kind::identifier) bind(inner, tree_.source(id), {.how = Binding::parameter, .node = id, .value = type, .in = inner});
    }
  }

  /// Names in a pattern are bound, but for those that are called, dotted or keywords.
  void patterns(NodeId n) {
    for (NodeId p = n; p < tree_.nodes[n].end_node; ++p) {
      if (tree_.kind(p) != Kind::dotted_name && tree_.kind(p) != Kind::splat_pattern && tree_.kind(p) != Kind::as_pattern) continue;
      const NodeId first = tree_.first_child(p);
      if (tree_.kind(p) == Kind::dotted_name && (first == kNoNode || tree_.nodes[first].end_node != tree_.nodes[p].end_node)) continue;
      for (const NodeId c : tree_.children(p))
        if (tree_.kind(c) == Kind::identifier && tree_.source(c) != "_") bind(scope(), tree_.source(c), {.how = Binding::other, .node = c, .value = kNoNode, .in = 0});
    }
  }

  void know(std::string_view dotted) {
    for (auto dot = dotted.find('.'); dot != std::string_view::npos; dot = dotted.find('.', dot + 1)) out_.modules_.emplace(dotted.substr(0, dot));
    out_.modules_.emplace(dotted);
  }
  std::string dotted(NodeId n) const {
    std::string out;
    for (const NodeId c : tree_.children(n))
      if (tree_.kind(c) == Kind::identifier) out += (out.empty() ? "" : ".") + std::string(tree_.source(c));
    return out;
  }

  void import_modules(NodeId n) {
    for (const NodeId c : tree_.children(n)) {
      if (tree_.kind(c) == Kind::dotted_name) {
        const std::string whole = dotted(c);
        know(whole);
        const std::string first = whole.substr(0, whole.find('.'));
        bind(scope(), first, {.how = Binding::import, .node = c, .value = kNoNode, .in = 0, .origin = first});
      } else if (tree_.kind(c) == Kind::aliased_import) {
        const NodeId name = tree_.child(c, Field::name), alias = tree_.child(c, Field::alias);
        if (name == kNoNode || alias == kNoNode) continue;
        know(dotted(name));
        bind(scope(), tree_.source(alias), {.how = Binding::import, .node = c, .value = kNoNode, .in = 0, .origin = dotted(name)});
      }
    }
  }

  std::string module_of(NodeId name) const {
    if (tree_.kind(name) != Kind::relative_import) return dotted(name);
    const NodeId prefix = tree_.child(name, Kind::import_prefix), rest = tree_.child(name, Kind::dotted_name);
    auto levels = prefix == kNoNode ? 1 : std::ranges::count(tree_.source(prefix), '.');
    std::string base = out_.project_.module;
    if (out_.project_.is_package) --levels;
    for (; levels > 0; --levels) base.erase(std::min(base.size(), base.rfind('.') == std::string::npos ? 0 : base.rfind('.')));
    const std::string inner = rest == kNoNode ? "" : dotted(rest);
    return base.empty() || inner.empty() ? base + inner : base + "." + inner;
  }

  void import_names(NodeId n) {
    const NodeId from = tree_.child(n, Field::module_name);
    if (from == kNoNode) return;
    const std::string module = module_of(from);
    for (const NodeId c : tree_.children(n)) {
      if (c == from) continue;
      const bool aliased = tree_.kind(c) == Kind::aliased_import;
      const NodeId name = aliased ? tree_.child(c, Field::name) : c;
      const NodeId alias = aliased ? tree_.child(c, Field::alias) : kNoNode;
      if (name == kNoNode || tree_.kind(name) != Kind::dotted_name) continue;
      const std::string what = dotted(name);
      bind(scope(), alias != kNoNode ? std::string(tree_.source(alias)) : what,
           {.how = Binding::import, .node = c, .value = kNoNode, .in = 0, .origin = module.empty() ? what : module + "." + what});
    }
  }

  Scopes& out_;
  const SyntaxTree& tree_;
  std::vector<Around> around_;
  std::unordered_map<NodeId, std::uint32_t> outside_;
  std::map<std::pair<NodeId, std::string>, std::uint32_t> versions_;
  std::vector<std::pair<std::uint32_t, NodeId>> uses_;
  NodeId as_pattern_ = 0;
  NodeId no_use_ = kNoNode;  ///< a name that is not looked up
  bool in_with_ = false;
};

Scopes::Scopes(const SyntaxTree& tree, const FunctionsOf& project) : tree_(tree), project_(project) {
  const auto uses = Walk(*this).run();
  find_captures(uses);
}

Cell Scopes::resolve(std::uint32_t scope, std::string_view name) const {
  for (std::uint32_t s = scope; s != kNoScope; s = scopes_[s].parent) {
    if (scopes_[s].kind == ScopeKind::type && s != scope) continue;
    const auto found = scopes_[s].names.find(name);
    if (found == scopes_[s].names.end() || found->second.is_nonlocal) continue;
    if (found->second.is_global) return {0, std::string(name)};
    if (s == 0 && found->second.bounds.empty()) break;
    return {s, std::string(name)};
  }
  return {};
}

void Scopes::find_captures(const std::vector<std::pair<std::uint32_t, NodeId>>& uses) {
  bool grown = false;
  const auto capture = [&](std::uint32_t scope, const Cell& cell) {
    const std::uint32_t home = scopes_[cell.scope].runner;
    for (std::uint32_t s = scopes_[scope].runner; s != home && s != 0 && s != kNoScope; s = scopes_[scopes_[s].parent].runner) {
      auto& captures = scopes_[s].captures;
      if (std::ranges::find(captures, cell) != captures.end()) continue;
      captures.push_back(cell);
      grown = true;
    }
  };
  // Who calls a function beside it takes along what that one does.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;
  for (const auto& [scope, node] : uses) {
    const Cell cell = resolve(scope, tree_.source(node));
    if (cell.scope == kNoScope || cell.scope == 0 || scopes_[cell.scope].kind == ScopeKind::type) continue;
    capture(scope, cell);
    for (const auto& bound : name(cell).bounds) {
      const bool is_lambda = bound.how == Binding::value && bound.value != kNoNode && tree_.kind(bound.value) == Kind::lambda;
      if (bound.how == Binding::function || is_lambda) calls.emplace_back(scope, opened_.at(is_lambda ? bound.value : bound.node));
    }
  }
  constexpr int kMost = 50;
  grown = true;
  for (int round = 0; grown && round < kMost; ++round) {
    grown = false;
    for (const auto& [scope, callee] : calls) {
      const auto taken = scopes_[callee].captures;
      for (const auto& cell : taken) capture(scope, cell);
    }
  }
}

}  // namespace unknot::python
