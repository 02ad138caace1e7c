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
  const std::pair<const void*, std::uint32_t> which{&module.facts, called.node};
  if (f.is_deferred || calls_.size() >= kMostCalls || left_ == 0 || std::ranges::find(running_, which) != running_.end()) return {};
  Frame own{.facts = &module.facts, .file = module.path, .module = called.module, .first_loop = loops_.size()};
  std::uint32_t first = 0;
  if (called.index != kNone && f.parameters.count > 0 && !is_decorated_by(module.facts, s.first, "staticmethod")) {
    first = 1;
    RowValue self;
    if (object != nullptr) self = *object;
    if (is_decorated_by(module.facts, s.first, "classmethod") && self.kind != Kind::standing) self = {.kind = Kind::standing, .standing = {.kind = Referent::Kind::type, .index = called.index}};
    own.locals.emplace(module.facts.names[element(module.facts, f.parameters, 0)], std::move(self));
  }
  std::uint32_t next = first;
  for (std::uint32_t i = first; i < f.parameters.count; ++i) own.locals.emplace(module.facts.names[element(module.facts, f.parameters, i)], RowValue{});
  for (const auto& argument : arguments) {
    if (!argument.name.empty()) {
      if (const auto known = own.locals.find(argument.name); known != own.locals.end()) known->second = argument.value;
    } else if (next < f.positional) {
      own.locals.insert_or_assign(module.facts.names[element(module.facts, f.parameters, next)], argument.value);
      ++next;
    }
  }
  Frame* around = std::exchange(frame_, &own);
  running_.push_back(which);
  calls_.push_back(at);
  body(f.body);
  calls_.pop_back();
  running_.pop_back();
  frame_ = around;
  return own.given;
}

RowValue QueryWalk::macro_call(const RowValue& macro, const std::vector<Argument>& arguments) {
  const auto& f = macro.facts->functions[macro.facts->stmts[macro.standing.node].a];
  const std::pair<const void*, std::uint32_t> which{macro.facts, macro.standing.node};
  if (left_ == 0 || std::ranges::find(running_, which) != running_.end()) return {};
  Frame own{.facts = macro.facts, .file = macro.path, .page = frame_->page, .first_loop = loops_.size()};
  for (std::uint32_t i = 0; i < f.parameters.count; ++i) own.locals.emplace(macro.facts->names[element(*macro.facts, f.parameters, i)], RowValue{});
  std::uint32_t next = 0;
  for (const auto& argument : arguments) {
    if (!argument.name.empty()) {
      if (const auto known = own.locals.find(argument.name); known != own.locals.end()) known->second = argument.value;
    } else if (next < f.parameters.count) {
      own.locals.insert_or_assign(macro.facts->names[element(*macro.facts, f.parameters, next++)], argument.value);
    }
  }
  Frame* around = std::exchange(frame_, &own);
  running_.push_back(which);
  body(f.body);
  running_.pop_back();
  frame_ = around;
  return {};
}

const TemplateFile* QueryWalk::template_named(const std::string& name) const {
  if (frame_->page != nullptr) {
    const auto found = templates_.find(frame_->page->folder + name);
    return found == templates_.end() ? nullptr : &found->second;
  }
  // The nearest folder of templates beside the module or above it.
  for (std::string folder = frame_->file;;) {
    const auto slash = folder.empty() ? std::string::npos : folder.rfind('/', folder.size() - 1);
    folder = slash == std::string::npos ? "" : folder.substr(0, slash);
    for (const auto& templates : templates_model_.folders)
      if (const auto found = templates_.find((folder.empty() ? "" : folder + "/") + templates + "/" + name); found != templates_.end()) return &found->second;
    if (folder.empty()) return nullptr;
  }
}

RowValue QueryWalk::filled(const std::vector<Argument>& arguments, const SourcePlace&) {
  if (arguments.empty() || arguments.front().expression == kNone || left_ == 0) return {};
  const Expr& e = facts().exprs[arguments.front().expression];
  if (e.kind != ExprKind::string) return {};
  const TemplateFile* page = template_named(facts().names[e.a]);
  const std::pair<const void*, std::uint32_t> which{page, 0};
  if (page == nullptr || std::ranges::find(running_, which) != running_.end()) return {};
  const bool is_inside = frame_->module == kNone;
  Frame own{.facts = &page->facts, .file = page->path, .page = page, .outer = is_inside ? frame_ : nullptr, .first_loop = loops_.size(), .all_read = frame_->all_read};
  for (const auto& argument : arguments)
    if (!argument.name.empty() && argument.name != "*") own.locals.insert_or_assign(argument.name, argument.value);
  const bool is_import = arguments.size() == 2 && arguments.back().name == "*";
  Frame* around = std::exchange(frame_, &own);
  running_.push_back(which);
  // What a template walks is walked there: its own loops have no callers.
  if (!is_inside) {
    auto loops = std::exchange(loops_, {});
    auto calls = std::exchange(calls_, {});
    own.first_loop = 0;
    body(page->facts.body);
    loops_ = std::move(loops), calls_ = std::move(calls);
  } else {
    body(page->facts.body);
  }
  running_.pop_back();
  frame_ = around;
  if (is_import)
    for (auto& [name, made] : own.locals)
      if (made.kind == Kind::macro) frame_->locals.insert_or_assign(name, made);
  return {};
}

}  // namespace unknot
