// One walk over all statements and expressions of all modules.
#include "graph/name_mentions.h"

#include <algorithm>
#include <array>

namespace unknot {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;
using imports::Stmt;
using imports::StmtKind;

namespace {

/// The last word of a dotted name.
std::string_view word_of(const imports::ModuleFacts& facts, std::uint32_t expression) {
  const Expr& e = facts.exprs[expression];
  return e.kind == ExprKind::name ? facts.names[e.a] : e.kind == ExprKind::attribute ? facts.names[e.b] : std::string_view();
}

}  // namespace

NameMentions::NameMentions(const imports::World& world) : names_(world) {
  for (module_ = 0; module_ < world.modules.size(); ++module_) {
    const auto& facts = world.modules[module_].facts;
    imported_.clear(), imports_all_ = false;
    for (const Stmt& s : facts.stmts) {
      if (s.kind == StmtKind::import_) imported_.insert(s.b != kNone ? facts.names[s.b] : facts.names[s.a].substr(0, facts.names[s.a].find('.')));
      if (s.kind != StmtKind::from) continue;
      imports_all_ |= s.first.count == 0;
      for (std::uint32_t i = 0; i + 1 < s.first.count; i += 2) imported_.insert(facts.names[element(facts, s.first, i + 1)]);
    }
    statements(facts.body);
  }
}

bool NameMentions::may_run(std::uint32_t module, std::string_view name) const {
  return is_any_looked_up_ || looked_up_.contains(module) || said_.contains(name) || given_.contains({module, std::string(name)});
}

void NameMentions::says(const std::string& word) {
  const auto& interned = names_.world().modules[module_].facts.names;
  if (std::ranges::none_of(around_, [&](std::uint32_t name) { return interned[name] == word; })) said_.insert(word);
}

/// "close", "web.db.close" and "web.db:close" may be a way to say it.
void NameMentions::text(const std::string& whole) {
  constexpr std::size_t kLongest = 200;
  if (whole.size() > kLongest || whole.find(' ') != std::string::npos) return;
  says(whole.substr(whole.find_last_of(".:") + 1));
}

/// `getattr(module, name)`, `vars(module)`, `globals()`: whoever asks so may find any function of it.
void NameMentions::look_up(const Expr& call) {
  constexpr std::array<std::string_view, 5> kAsks{"getattr", "vars", "dir", "getmembers", "attrgetter"};
  const auto& facts = names_.world().modules[module_].facts;
  const std::string_view word = word_of(facts, call.a);
  if (word == "globals" || word == "locals") looked_up_.insert(module_);
  if (std::ranges::find(kAsks, word) == kAsks.end() || call.children.count == 0) return;
  // A name that is written there is said.
  if (call.children.count > 1 && facts.exprs[element(facts, call.children, 1)].kind == ExprKind::string) return;
  const std::uint32_t of = element(facts, call.children, 0);
  // `sys.modules[name]`, `import_module(name)`
  const Expr& made = facts.exprs[of];
  const std::string_view by = made.kind == ExprKind::call || made.kind == ExprKind::subscript ? word_of(facts, made.a) : std::string_view();
  if (by == "modules" || by == "import_module" || by == "__import__") is_any_looked_up_ = true;
}

/// Behind what an import binds, it may be a module's; behind anything else it is some object's own.
void NameMentions::member(const Expr& e) {
  const auto& facts = names_.world().modules[module_].facts;
  const Expr& of = facts.exprs[e.a];
  std::uint32_t root = e.a;
  while (facts.exprs[root].kind == ExprKind::attribute) root = facts.exprs[root].a;
  const bool is_imported = facts.exprs[root].kind == ExprKind::name && (imports_all_ || imported_.contains(facts.names[facts.exprs[root].a]));
  if (is_imported) says(facts.names[e.b]);
  if (of.kind == ExprKind::attribute) member(of);
  else if (of.kind == ExprKind::name) says(facts.names[of.a]);
  else expression(e.a);
}

/// Who gets a module may ask it for anything.
void NameMentions::hands_on(std::uint32_t expression) {
  if (const Referent found = names_.of_expression(module_, expression); found.kind == Referent::Kind::module) looked_up_.insert(found.index);
}

void NameMentions::expressions(List list) {
  for (std::uint32_t i = 0; i < list.count; ++i) expression(element(names_.world().modules[module_].facts, list, i));
}

void NameMentions::expression(std::uint32_t id) {
  const auto& facts = names_.world().modules[module_].facts;
  if (id == kNone || id == 0) return;
  const Expr& e = facts.exprs[id];
  switch (e.kind) {
    case ExprKind::none:
    case ExprKind::yes:
    case ExprKind::no:
    case ExprKind::integer: return;
    case ExprKind::string: return text(facts.names[e.a]);
    case ExprKind::name:
      says(facts.names[e.a]);
      return hands_on(id);
    case ExprKind::attribute:
      hands_on(id);
      return member(e);
    case ExprKind::keyword: return expression(e.b);
    case ExprKind::lambda: return function(e.a);
    case ExprKind::named: return expression(e.b);
    case ExprKind::compare:
    case ExprKind::subscript:
      expression(e.a);
      return expression(e.b);
    case ExprKind::comprehension:
    case ExprKind::generator:
      expression(e.a);
      if (e.b != kNone) function(e.b);
      return;
    case ExprKind::call: look_up(e); [[fallthrough]];
    case ExprKind::star:
    case ExprKind::negation:
    case ExprKind::conditional: expression(e.a); [[fallthrough]];
    case ExprKind::unknown:
    case ExprKind::tuple:
    case ExprKind::both:
    case ExprKind::either: return expressions(e.children);
  }
}

void NameMentions::function(std::uint32_t id) {
  const auto& f = names_.world().modules[module_].facts.functions[id];
  if (f.name != kNone) around_.push_back(f.name);
  statements(f.body);
  if (f.name != kNone) around_.pop_back();
}

void NameMentions::statements(List list) {
  for (std::uint32_t i = 0; i < list.count; ++i) statement(element(names_.world().modules[module_].facts, list, i));
}

void NameMentions::statement(std::uint32_t id) {
  const auto& facts = names_.world().modules[module_].facts;
  const Stmt& s = facts.stmts[id];
  switch (s.kind) {
    case StmtKind::expression:
      expression(s.a);
      expressions(s.first);
      return expressions(s.second);
    case StmtKind::assign:
    case StmtKind::annotated:
    case StmtKind::augmented:
      expression(s.a);
      return expressions(s.first);
    case StmtKind::del: return expressions(s.first);
    case StmtKind::branch:
    case StmtKind::repeat:
      expression(s.a);
      statements(s.first);
      return statements(s.second);
    case StmtKind::loop:
      expression(s.a);
      expression(s.b);
      statements(s.first);
      return statements(s.second);
    case StmtKind::guarded:
      for (const List part : {s.first, s.second, s.third, s.fourth}) statements(part);
      return;
    case StmtKind::handler:
      expression(s.a);
      return statements(s.first);
    case StmtKind::with:
      expressions(s.first);
      return statements(s.second);
    case StmtKind::def:
      if (s.first.count > 0) given_.emplace(module_, facts.names[facts.functions[s.a].name]);
      expressions(s.first);
      expressions(s.second);
      return function(s.a);
    case StmtKind::klass:
      expressions(s.first);
      expressions(s.second);
      return statements(s.third);
    case StmtKind::give:
    case StmtKind::raise:
    case StmtKind::check: return expression(s.a);
    case StmtKind::match:
      expression(s.a);
      return statements(s.first);
    case StmtKind::choice:
      expression(s.a);
      expressions(s.first);
      return statements(s.third);
    case StmtKind::import_:
    case StmtKind::from:
    case StmtKind::leave:
    case StmtKind::next:
    case StmtKind::global: return;
  }
}

}  // namespace unknot
