// Bodies of classes -> relationships, and the other sides that these make.
#include "graph/row_classes.h"

#include <algorithm>
#include <cctype>

#include "graph/words.h"

namespace unknot {
namespace {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;

constexpr int kDeepest = 12;

/// "BlogPost" => "blog_post", the table of a class that names none.
std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = std::isupper(static_cast<unsigned char>(name[i])) != 0;
    const bool after_lower = i > 0 && std::isupper(static_cast<unsigned char>(name[i - 1])) == 0;
    const bool before_lower = i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1])) != 0;
    if (upper && i > 0 && (after_lower || before_lower) && name[i - 1] != '_') out += '_';
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return out;
}

/// "List['Post']" => "Post"
std::string_view innermost(std::string_view text) {
  const auto begin = text.find_last_of("['\" ");
  const auto first = text.find_last_of('[');
  if (first != std::string_view::npos) text = text.substr(first + 1);
  else if (begin != std::string_view::npos) text = text.substr(begin + 1);
  const auto start = text.find_first_not_of("'\" "), end = text.find_first_of("'\" ]", start == std::string_view::npos ? 0 : start);
  return start == std::string_view::npos ? std::string_view() : text.substr(start, end == std::string_view::npos ? end : end - start);
}

}  // namespace

bool is_among(const std::vector<std::string>& list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

RowClasses::RowClasses(const NameTable& names, const QueryModel& model) : names_(names), model_(model) {
  for (std::uint32_t t = 0; t < names.types().size(); ++t)
    if (std::ranges::any_of(names.ancestry(t).outside, [&](const std::string& base) { return is_among(model.model_bases, base); })) rows_.insert(t);
  if (rows_.empty()) return;
  std::set<std::uint32_t> all;
  for (const auto row : rows_)
    for (const auto type : names.ancestry(row).types) all.insert(type);
  for (const auto type : all) read(type);
}

void RowClasses::read(std::uint32_t type) {
  const ProjectType& klass = names_.types()[type];
  const auto& facts = names_.world().modules[klass.module].facts;
  for (const auto& [name, bound] : klass.members) {
    if (bound.kind != BoundName::Kind::value || bound.node == kNone || facts.exprs[bound.node].kind != ExprKind::call) continue;
    const Referent callee = names_.of_expression(klass.module, facts.exprs[bound.node].a);
    if (callee.kind == Referent::Kind::named && is_among(model_.relationships, callee.name)) read_one(type, name, bound, bound.node);
  }
}

void RowClasses::read_one(std::uint32_t type, const std::string& name, const BoundName& bound, std::uint32_t call) {
  const ProjectType& klass = names_.types()[type];
  const auto& facts = names_.world().modules[klass.module].facts;
  Relationship out{.name = name, .owner = type, .line = bound.line, .column = bound.column};
  std::uint32_t target = kNone, uselist = kNone, backref = kNone;
  bool through_table = false, remote = false;
  const auto& e = facts.exprs[call];
  for (std::uint32_t i = 0; i < e.children.count; ++i) {
    const std::uint32_t id = element(facts, e.children, i);
    const Expr& argument = facts.exprs[id];
    if (argument.kind == ExprKind::star) out.loading = RowLoading::unknown;
    if (argument.kind != ExprKind::keyword) {
      if (target == kNone) target = id;
      continue;
    }
    const std::string& key = facts.names[argument.a];
    if (key == "argument") target = argument.b;
    else if (key == "lazy") out.loading = loading(klass.module, argument.b);
    else if (key == "uselist") uselist = argument.b;
    else if (key == "secondary") through_table = true;
    else if (key == "remote_side") remote = true;
    else if (key == "backref") backref = argument.b;
    else if (key == "back_populates" && facts.exprs[argument.b].kind == ExprKind::string) out.reverse = facts.names[facts.exprs[argument.b].a];
  }
  std::optional<bool> many;
  if (bound.note != kNone) {
    // Mapped["User"], Mapped[List["Post"]], DynamicMapped["Post"]
    const Expr& note = facts.exprs[bound.note];
    std::uint32_t inner = note.kind == ExprKind::subscript ? note.b : note.kind == ExprKind::unknown && note.children.count == 2 ? element(facts, note.children, 1) : kNone;
    const std::uint32_t outer = note.kind == ExprKind::subscript ? note.a : note.kind == ExprKind::unknown && note.children.count == 2 ? element(facts, note.children, 0) : kNone;
    if (outer != kNone) {
      const Referent says = names_.of_expression(klass.module, outer);
      if (is_among(model_.query_types, last_word(says.name))) out.loading = RowLoading::as_query, many = true;
    }
    if (inner != kNone && target == kNone) target = inner;
    if (inner != kNone && !many) {
      const Expr& what = facts.exprs[inner];
      const bool nested = what.kind == ExprKind::subscript || (what.kind == ExprKind::unknown && what.children.count >= 2) ||
                          (what.kind == ExprKind::string && facts.names[what.a].find('[') != std::string::npos);
      const std::string_view word = what.kind == ExprKind::string ? std::string_view(facts.names[what.a]) : std::string_view();
      const bool optional = word.starts_with("Optional") || (what.kind == ExprKind::subscript && last_word(names_.of_expression(klass.module, what.a).name) == "Optional");
      many = nested && !optional;
    }
  }
  if (target != kNone) out.target = target_of(klass.module, target);
  if (out.target == kNone) return;
  const auto keys = keys_of(type);
  const auto own = keys.equal_range(table_of(out.target));
  for (auto it = own.first; it != own.second; ++it) out.columns.insert(it->second);
  if (uselist != kNone) many = facts.exprs[uselist].kind == ExprKind::yes;
  out.is_many = many.value_or(through_table || (out.columns.empty() && !remote) || (out.target == type && !remote));
  if (out.is_many) out.columns.clear();

  if (backref != kNone) {
    Relationship other{.target = type, .is_many = through_table || !out.is_many, .owner = type, .line = bound.line, .column = bound.column};
    const Expr& b = facts.exprs[backref];
    if (b.kind == ExprKind::string) {
      other.name = facts.names[b.a];
    } else if (b.kind == ExprKind::call) {
      const Referent callee = names_.of_expression(klass.module, b.a);
      if (callee.kind != Referent::Kind::named || !is_among(model_.backrefs, callee.name)) other.loading = RowLoading::unknown;
      for (std::uint32_t i = 0; i < b.children.count; ++i) {
        const Expr& argument = facts.exprs[element(facts, b.children, i)];
        if (argument.kind == ExprKind::string && other.name.empty()) other.name = facts.names[argument.a];
        if (argument.kind == ExprKind::star) other.loading = RowLoading::unknown;
        if (argument.kind != ExprKind::keyword) continue;
        if (facts.names[argument.a] == "lazy") other.loading = loading(klass.module, argument.b);
        if (facts.names[argument.a] == "uselist") other.is_many = facts.exprs[argument.b].kind == ExprKind::yes;
      }
    }
    if (!other.name.empty()) {
      out.reverse = other.name;
      other.reverse = name;
      if (!other.is_many) {
        const auto there = keys_of(out.target);
        const auto range = there.equal_range(table_of(type));
        for (auto it = range.first; it != range.second; ++it) other.columns.insert(it->second);
      }
      relationships_.try_emplace({out.target, other.name}, other);
    }
  }
  relationships_.insert_or_assign({type, name}, std::move(out));
}

RowLoading RowClasses::loading(std::uint32_t module, std::uint32_t expression) const {
  const auto& facts = names_.world().modules[module].facts;
  const Expr& e = facts.exprs[expression];
  const std::string word = e.kind == ExprKind::string ? facts.names[e.a] : e.kind == ExprKind::yes ? "true" : e.kind == ExprKind::no ? "false" : e.kind == ExprKind::none ? "none" : "";
  if (word.empty()) return RowLoading::unknown;
  return is_among(model_.on_access, word) ? RowLoading::on_access : is_among(model_.as_query, word) ? RowLoading::as_query : RowLoading::eager;
}

std::uint32_t RowClasses::target_of(std::uint32_t module, std::uint32_t expression, int depth) const {
  if (depth > kDeepest || expression == kNone) return kNone;
  const auto& facts = names_.world().modules[module].facts;
  const Expr& e = facts.exprs[expression];
  switch (e.kind) {
    case ExprKind::string: return by_name(last_word(innermost(facts.names[e.a])));
    case ExprKind::subscript: return target_of(module, e.b, depth + 1);
    case ExprKind::lambda: {
      const auto& body = facts.functions[e.a].body;
      return body.count == 1 ? target_of(module, facts.stmts[element(facts, body, 0)].a, depth + 1) : kNone;
    }
    case ExprKind::unknown: {
      // List["Post"] of an annotation; the last part that is a row's class counts.
      for (std::uint32_t i = e.children.count; i-- > 0;)
        if (const auto found = target_of(module, element(facts, e.children, i), depth + 1); found != kNone) return found;
      return kNone;
    }
    default: {
      const Referent stands = names_.of_expression(module, expression);
      return stands.kind == Referent::Kind::type && is_row(stands.index) ? stands.index : kNone;
    }
  }
}

std::uint32_t RowClasses::by_name(std::string_view name) const {
  std::uint32_t found = kNone;
  for (const auto row : rows_)
    if (last_word(names_.types()[row].name) == name) {
      if (found != kNone) return kNone;  // of two nobody knows which
      found = row;
    }
  return found;
}

std::string RowClasses::table_of(std::uint32_t type) const {
  if (const auto named = names_.member(type, "__tablename__"); named && named->second->kind == BoundName::Kind::value) {
    const auto& facts = names_.world().modules[names_.types()[named->first].module].facts;
    if (named->second->node != kNone && facts.exprs[named->second->node].kind == ExprKind::string) return facts.names[facts.exprs[named->second->node].a];
  }
  return snake_case(last_word(names_.types()[type].name));
}

void RowClasses::find_keys(std::uint32_t module, std::uint32_t expression, std::vector<std::string>& out) const {
  const auto& facts = names_.world().modules[module].facts;
  const Expr& e = facts.exprs[expression];
  if (e.kind != ExprKind::call && e.kind != ExprKind::keyword) return;
  if (e.kind == ExprKind::keyword) return find_keys(module, e.b, out);
  const Referent callee = names_.of_expression(module, e.a);
  const bool is_key = callee.kind == Referent::Kind::named && is_among(model_.keys, callee.name);
  for (std::uint32_t i = 0; i < e.children.count; ++i) {
    const std::uint32_t id = element(facts, e.children, i);
    const Expr& argument = facts.exprs[id];
    if (!is_key) {
      find_keys(module, id, out);
    } else if (argument.kind == ExprKind::string) {
      out.emplace_back(owner_of(facts.names[argument.a]));
    } else if (argument.kind == ExprKind::attribute) {
      const Referent of = names_.of_expression(module, argument.a);
      if (of.kind == Referent::Kind::type) out.push_back(table_of(of.index));
    }
  }
}

std::multimap<std::string, std::string> RowClasses::keys_of(std::uint32_t type) const {
  std::multimap<std::string, std::string> out;
  for (const auto t : names_.ancestry(type).types)
    for (const auto& [name, bound] : names_.types()[t].members) {
      if (bound.kind != BoundName::Kind::value || bound.node == kNone) continue;
      std::vector<std::string> tables;
      find_keys(names_.types()[t].module, bound.node, tables);
      for (auto& table : tables) out.emplace(std::string(last_word(table)), name);
    }
  return out;
}

const Relationship* RowClasses::relationship(std::uint32_t type, std::string_view name) const {
  for (const auto t : names_.ancestry(type).types)
    if (const auto found = relationships_.find({t, std::string(name)}); found != relationships_.end()) return &found->second;
  return nullptr;
}

std::vector<const Relationship*> RowClasses::told_by(std::uint32_t type, std::string_view name) const {
  std::vector<const Relationship*> out;
  for (const auto t : names_.ancestry(type).types)
    for (const auto& [key, relationship] : relationships_)
      if (key.first == t && (key.second == name || relationship.columns.contains(std::string(name)))) out.push_back(&relationship);
  return out;
}

}  // namespace unknot
