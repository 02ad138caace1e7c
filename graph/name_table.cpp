// Names by what binds them, attributes by what they are of; both a few steps far.
#include "graph/name_table.h"

#include <algorithm>

namespace unknot {
namespace {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;
using imports::StmtKind;

constexpr int kDeepest = 24;

struct Deeper {
  explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  bool too_deep() const { return depth_ > kDeepest; }
  int& depth_;
};

}  // namespace

NameTable::NameTable(const imports::World& world) : world_(world) {
  for (std::uint32_t m = 0; m < world.modules.size(); ++m)
    if (!world.modules[m].path.empty()) find_types(m, world.modules[m].facts.body, world.modules[m].name + ".");
}

void NameTable::find_types(std::uint32_t module, List statements, const std::string& prefix) {
  const auto& m = world_.modules[module];
  for (std::uint32_t i = 0; i < statements.count; ++i) {
    const std::uint32_t id = element(m.facts, statements, i);
    const auto& s = m.facts.stmts[id];
    if (s.kind == StmtKind::klass) {
      const std::string name = prefix + m.facts.names[s.a];
      type_at_.emplace(std::pair(module, id), static_cast<std::uint32_t>(types_.size()));
      types_.push_back({.module = module, .node = id, .name = name, .members = bound_names(m, s.third)});
      find_types(module, s.third, name + ".");
    } else if (s.kind == StmtKind::branch || s.kind == StmtKind::guarded || s.kind == StmtKind::handler) {
      for (const List& part : {s.first, s.second, s.third, s.fourth}) find_types(module, part, prefix);
    }
  }
}

const BoundNames& NameTable::names(std::uint32_t module) const {
  const auto known = names_.find(module);
  if (known != names_.end()) return known->second;
  return names_.emplace(module, bound_names(world_.modules[module], world_.modules[module].facts.body)).first->second;
}

std::uint32_t NameTable::type_at(std::uint32_t module, std::uint32_t node) const {
  const auto found = type_at_.find({module, node});
  return found == type_at_.end() ? kNone : found->second;
}

Referent NameTable::of_dotted(std::string_view dotted, std::uint32_t root) const {
  // The longest beginning that is a module of the project.
  for (auto end = dotted.size(); end != std::string_view::npos && end > 0; end = dotted.rfind('.', end - 1)) {
    const auto found = world_.find(dotted.substr(0, end), root);
    if (found == kNone) continue;
    Referent out{.kind = Referent::Kind::module, .index = found};
    while (end < dotted.size()) {
      const auto next = std::min(dotted.find('.', end + 1), dotted.size());
      out = attribute(out, dotted.substr(end + 1, next - end - 1));
      end = next;
    }
    return out;
  }
  return {.kind = Referent::Kind::named, .name = std::string(dotted)};
}

Referent NameTable::of_bound(std::uint32_t module, const BoundName& bound, std::uint32_t owner) const {
  switch (bound.kind) {
    case BoundName::Kind::type: return {.kind = Referent::Kind::type, .index = type_at(module, bound.node)};
    case BoundName::Kind::function: return {.kind = Referent::Kind::function, .index = owner, .module = module, .node = bound.node};
    case BoundName::Kind::import: return of_dotted(bound.dotted, world_.modules[module].root);
    case BoundName::Kind::value: return of_expression(module, bound.node);
  }
  return {};
}

Referent NameTable::of_name(std::uint32_t module, std::string_view name) const {
  const Deeper deeper(depth_);
  if (deeper.too_deep()) return {};
  const auto& bound = names(module);
  if (const auto found = bound.find(name); found != bound.end()) return of_bound(module, found->second);
  for (auto star = bound.lower_bound("*"); star != bound.end() && star->first.starts_with('*'); ++star) {
    const Referent from = of_dotted(star->second.dotted, world_.modules[module].root);
    if (from.kind != Referent::Kind::module) continue;
    if (Referent out = attribute(from, name); out.kind != Referent::Kind::unknown) return out;
  }
  return {};
}

Referent NameTable::of_expression(std::uint32_t module, std::uint32_t expression) const {
  const Deeper deeper(depth_);
  if (deeper.too_deep() || expression == kNone) return {};
  const auto& facts = world_.modules[module].facts;
  const Expr& e = facts.exprs[expression];
  switch (e.kind) {
    case ExprKind::name: return of_name(module, facts.names[e.a]);
    case ExprKind::attribute: return attribute(of_expression(module, e.a), facts.names[e.b]);
    case ExprKind::call: return result(of_expression(module, e.a));
    default: return {};
  }
}

Referent NameTable::attribute(const Referent& of, std::string_view name) const {
  const Deeper deeper(depth_);
  if (deeper.too_deep()) return {};
  switch (of.kind) {
    case Referent::Kind::named:
    case Referent::Kind::made: return {.kind = Referent::Kind::named, .name = of.name + "." + std::string(name)};
    case Referent::Kind::module: {
      if (Referent found = of_name(of.index, name); found.kind != Referent::Kind::unknown) return found;
      const auto& module = world_.modules[of.index];
      const auto sub = world_.find(module.name + "." + std::string(name), module.root);
      return sub == kNone ? Referent{} : Referent{.kind = Referent::Kind::module, .index = sub};
    }
    case Referent::Kind::type:
    case Referent::Kind::object:
      if (const auto found = member(of.index, name)) return of_bound(types_[found->first].module, *found->second, found->first);
      // What it has from a class of a library.
      if (const auto& outside = ancestry(of.index).outside; outside.size() == 1) return {.kind = Referent::Kind::named, .name = outside.front() + "." + std::string(name)};
      return {};
    default: return {};
  }
}

Referent NameTable::result(const Referent& called) const {
  switch (called.kind) {
    case Referent::Kind::named: return {.kind = Referent::Kind::made, .name = called.name};
    case Referent::Kind::made: return {.kind = Referent::Kind::made, .name = called.name + ".__call__"};
    case Referent::Kind::type: return {.kind = Referent::Kind::object, .index = called.index};
    default: return {};
  }
}

const NameTable::Ancestry& NameTable::ancestry(std::uint32_t type) const {
  const auto known = ancestry_.find(type);
  if (known != ancestry_.end()) return known->second;
  ancestry_.emplace(type, Ancestry{});  // a circle ends here
  Ancestry out;
  out.types.push_back(type);
  const auto& facts = world_.modules[types_[type].module].facts;
  const List bases = facts.stmts[types_[type].node].second;
  for (std::uint32_t i = 0; i < bases.count; ++i) {
    const std::uint32_t base = element(facts, bases, i);
    if (facts.exprs[base].kind == ExprKind::keyword) continue;
    const Referent stands = of_expression(types_[type].module, base);
    if (stands.kind == Referent::Kind::type) {
      const Ancestry above = ancestry(stands.index);
      std::ranges::copy_if(above.types, std::back_inserter(out.types), [&](std::uint32_t t) { return std::ranges::find(out.types, t) == out.types.end(); });
      std::ranges::copy_if(above.outside, std::back_inserter(out.outside), [&](const std::string& n) { return std::ranges::find(out.outside, n) == out.outside.end(); });
    } else if (stands.kind == Referent::Kind::named || stands.kind == Referent::Kind::made) {
      out.outside.push_back(stands.name);
    }
  }
  return ancestry_.insert_or_assign(type, std::move(out)).first->second;
}

std::optional<std::pair<std::uint32_t, const BoundName*>> NameTable::member(std::uint32_t type, std::string_view name) const {
  for (const auto t : ancestry(type).types)
    if (const auto found = types_[t].members.find(name); found != types_[t].members.end()) return std::pair(t, &found->second);
  return std::nullopt;
}

}  // namespace unknot
