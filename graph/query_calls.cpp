// Calls of the project's own functions, and templates that are filled.
#include <algorithm>

#include "graph/query_walk.h"

namespace unknot {
namespace {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;
using Kind = RowValue::Kind;

/// Functions that are walked inside of each other.
constexpr std::size_t kMostCalls = 3;

bool is_decorated_by(const imports::ModuleFacts& facts, List decorators, std::string_view word) {
  for (std::uint32_t i = 0; i < decorators.count; ++i) {
    const Expr& d = facts.exprs[element(facts, decorators, i)];
    if (d.kind == ExprKind::name && facts.names[d.a] == word) return true;
  }
  return false;
}

}  // namespace

RowValue QueryWalk::project_call(const Referent& called, const RowValue* object, const std::vector<Argument>& arguments, const SourcePlace& at) {
  const auto& module = names_.world().modules[called.module];
  const auto& s = module.facts.stmts[called.node];
  const auto& f = module.facts.functions[s.a];
  const Walked which{&module.facts, called.node};
  if (f.is_deferred || calls_.size() >= kMostCalls || left_ == 0 || is_running(which)) return {};
  Frame own{.facts = &module.facts, .file = module.path, .module = called.module, .first_loop = loops_.size()};
  std::uint32_t first = 0;
  if (called.index != kNone && f.parameters.count > 0 && !is_decorated_by(module.facts, s.first, "staticmethod")) {
    first = 1;
    RowValue self;
    if (object != nullptr) self = *object;
    if (is_decorated_by(module.facts, s.first, "classmethod") && self.kind != Kind::standing) self = {.kind = Kind::standing, .standing = {.kind = Referent::Kind::type, .index = called.index}};
    own.locals.emplace(module.facts.names[element(module.facts, f.parameters, 0)], std::move(self));
  }
  // What stars bring nobody knows.
  if (std::ranges::none_of(arguments, [&](const Argument& a) { return a.expression != kNone && facts().exprs[a.expression].kind == ExprKind::star; })) give_defaults(own, s);
  give(own, f, first, f.positional, arguments);
  calls_.push_back(at);
  enter(own, which, f.body);
  calls_.pop_back();
  return own.given;
}

void QueryWalk::give(Frame& to, const imports::Function& f, std::uint32_t first, std::uint32_t positional, const std::vector<Argument>& arguments) {
  const auto name = [&](std::uint32_t i) { return to.facts->names[element(*to.facts, f.parameters, i)]; };
  for (std::uint32_t i = first; i < f.parameters.count; ++i) to.locals.emplace(name(i), RowValue{});
  for (const auto& argument : arguments) {
    if (!argument.name.empty()) {
      if (const auto known = to.locals.find(argument.name); known != to.locals.end()) known->second = argument.value;
    } else if (first < positional) {
      to.locals.insert_or_assign(name(first++), argument.value);
    }
  }
}

/// What nobody gives, where it is a constant.
void QueryWalk::give_defaults(Frame& to, const imports::Stmt& definition) {
  const auto& f = to.facts->functions[definition.a];
  if (f.parameters.count != f.positional || definition.second.count > f.positional) return;
  for (std::uint32_t i = 0; i < definition.second.count; ++i) {
    const ExprKind kind = to.facts->exprs[element(*to.facts, definition.second, i)].kind;
    const auto truth = kind == ExprKind::none ? RowValue::Truth::null : kind == ExprKind::no ? RowValue::Truth::no : kind == ExprKind::yes ? RowValue::Truth::yes : RowValue::Truth::unknown;
    to.locals.emplace(to.facts->names[element(*to.facts, f.parameters, f.positional - definition.second.count + i)], RowValue{.truth = truth});
  }
}

RowValue QueryWalk::macro_call(const RowValue& macro, const std::vector<Argument>& arguments) {
  const auto& f = macro.facts->functions[macro.facts->stmts[macro.standing.node].a];
  const Walked which{macro.facts, macro.standing.node};
  if (left_ == 0 || is_running(which)) return {};
  Frame own{.facts = macro.facts, .file = macro.path, .page = frame_->page, .first_loop = loops_.size()};
  give(own, f, 0, f.parameters.count, arguments);
  enter(own, which, f.body);
  return {};
}

const TemplateFile* QueryWalk::template_named(const std::string& name) const {
  if (frame_->page != nullptr) {
    const auto found = templates_.find(frame_->page->folder + name);
    return found == templates_.end() ? nullptr : &found->second;
  }
  for (const auto& folder : template_folders(frame_->file, templates_model_.folders))
    if (const auto found = templates_.find(folder + name); found != templates_.end()) return &found->second;
  return nullptr;
}

RowValue QueryWalk::filled(const std::vector<Argument>& arguments) {
  if (arguments.empty() || arguments.front().expression == kNone || left_ == 0) return {};
  const Expr& e = facts().exprs[arguments.front().expression];
  if (e.kind != ExprKind::string) return {};
  const TemplateFile* page = template_named(facts().names[e.a]);
  const Walked which{page, 0};
  if (page == nullptr || is_running(which)) return {};
  const bool is_inside = frame_->module == kNone;
  Frame own{.facts = &page->facts, .file = page->path, .page = page, .outer = is_inside ? frame_ : nullptr, .first_loop = loops_.size(), .all_read = frame_->all_read};
  for (const auto& argument : arguments)
    if (!argument.name.empty() && argument.name != "*") own.locals.insert_or_assign(argument.name, argument.value);
  const bool is_import = arguments.size() == 2 && arguments.back().name == "*";
  if (is_inside) {
    enter(own, which, page->facts.body);
  } else {
    // What a template walks is walked there: its own loops have no callers.
    auto loops = std::exchange(loops_, {});
    auto calls = std::exchange(calls_, {});
    own.first_loop = 0;
    enter(own, which, page->facts.body);
    loops_ = std::move(loops), calls_ = std::move(calls);
  }
  if (is_import)
    for (auto& [name, made] : own.locals)
      if (made.kind == Kind::macro) frame_->locals.insert_or_assign(name, made);
  return {};
}

}  // namespace unknot
