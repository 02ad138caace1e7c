// Statements: what they bind, and which loops they run in.
#include "graph/query_walk.h"

#include <algorithm>

namespace unknot {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;
using imports::Stmt;
using imports::StmtKind;

QueryWalk::QueryWalk(const NameTable& names, const RowClasses& classes, const QueryModel& model, const TemplateModel& templates_model, const TemplateFiles& templates,
                     std::set<QueryLoop>& out)
    : names_(names), classes_(classes), model_(model), templates_model_(templates_model), templates_(templates), out_(out) {}

void QueryWalk::run(std::uint32_t module) {
  const auto& m = names_.world().modules[module];
  left_ = kMostSteps;
  Frame own{.facts = &m.facts, .file = m.path, .module = module, .is_whole = true};
  frame_ = &own;
  body(m.facts.body);
  frame_ = nullptr;
}

void QueryWalk::function(const imports::ModuleFacts& facts, std::uint32_t statement, std::uint32_t owner, Frame* outer, std::uint32_t module, const std::string& file) {
  const auto& f = facts.functions[facts.stmts[statement].a];
  auto loops = std::move(loops_);
  loops_.clear();
  auto calls = std::move(calls_);
  calls_.clear();
  const auto left = std::exchange(left_, kMostSteps);
  const int conditions = std::exchange(conditions_, 0);
  auto one_for_all = std::exchange(one_for_all_, {});
  auto read_in = std::exchange(read_in_, {});
  Frame own{.facts = &facts, .file = file, .module = module, .page = outer == nullptr ? nullptr : outer->page, .outer = outer};
  for (std::uint32_t i = 0; i < f.parameters.count; ++i) {
    RowValue given;
    if (i == 0 && owner != kNone) {
      if (classes_.is_row(owner)) given = {.kind = RowValue::Kind::row, .type = owner};
      else given = {.kind = RowValue::Kind::standing, .standing = {.kind = Referent::Kind::object, .index = owner}};
    }
    own.locals.emplace(facts.names[element(facts, f.parameters, i)], std::move(given));
  }
  enter(own, {&facts, statement}, f.body);
  loops_ = std::move(loops);
  calls_ = std::move(calls);
  left_ = left;
  conditions_ = conditions;
  one_for_all_ = std::move(one_for_all);
  read_in_ = std::move(read_in);
}

bool QueryWalk::is_running(const Walked& which) const { return std::ranges::find(running_, which) != running_.end(); }

void QueryWalk::enter(Frame& own, const Walked& which, List statements) {
  Frame* around = std::exchange(frame_, &own);
  running_.push_back(which);
  body(statements);
  running_.pop_back();
  frame_ = around;
}

void QueryWalk::body(List list) {
  constexpr int kDeepest = 60;
  if (list.count == 0 || depth_ > kDeepest) return;
  ++depth_;
  // Statements that end so run once for all rounds of the loops that are left.
  const StmtKind last = facts().stmts[element(facts(), list, list.count - 1)].kind;
  const std::size_t from = last == StmtKind::give || last == StmtKind::raise ? frame_->first_loop
                           : last == StmtKind::leave && loops_.size() > frame_->first_loop ? loops_.size() - 1 : loops_.size();
  const std::size_t until = loops_.size();
  for (auto i = from; i < until; ++i) ++loops_[i].once;
  for (std::uint32_t i = 0; i < list.count; ++i) {
    is_last_ = i + 1 == list.count && loops_.size() > frame_->first_loop;
    statement(element(facts(), list, i));
  }
  for (auto i = from; i < until; ++i) --loops_[i].once;
  --depth_;
}

void QueryWalk::statement(std::uint32_t id) {
  const Stmt& s = facts().stmts[id];
  switch (s.kind) {
    case StmtKind::expression: value(s.a); return;
    case StmtKind::assign:
    case StmtKind::annotated: {
      if (s.a == kNone) return;
      const RowValue made = value(s.a);
      for (std::uint32_t i = 0; i < s.first.count; ++i) bind(element(facts(), s.first, i), made);
      return;
    }
    case StmtKind::augmented: value(s.a); return;
    case StmtKind::branch: return branch(s);
    case StmtKind::loop: return loop(s.a, s.b, {.file = frame_->file, .line = s.line, .column = s.column}, false, [&] { body(s.first); });
    case StmtKind::repeat:
      return loop(kNone, kNone, {.file = frame_->file, .line = s.line, .column = s.column}, true, [&] {
        value(s.a);
        body(s.first);
      });
    case StmtKind::guarded:
      // Each round has a way out of its own: what ends a transaction there is meant to.
      if (loops_.size() > frame_->first_loop) loops_.back().is_batch = true;
      ++conditions_;
      body(s.first);
      for (std::uint32_t i = 0; i < s.second.count; ++i) body(facts().stmts[element(facts(), s.second, i)].first);
      body(s.third);
      --conditions_;
      return body(s.fourth);
    case StmtKind::with:
      for (std::uint32_t i = 0; i + 1 < s.first.count; i += 2) {
        const RowValue entered = value(element(facts(), s.first, i));
        if (const auto to = element(facts(), s.first, i + 1); to != kNone) bind(to, entered);
      }
      return body(s.second);
    case StmtKind::def:
      if (frame_->module != kNone) return function(facts(), id, kNone, frame_, frame_->module, frame_->file);
      frame_->locals.insert_or_assign(facts().names[facts().functions[s.a].name],
                                      RowValue{.kind = RowValue::Kind::macro, .standing = {.node = id}, .path = frame_->file, .facts = frame_->facts});
      return;
    case StmtKind::klass: return definitions(s.third, frame_->module == kNone ? kNone : names_.type_at(frame_->module, id));
    case StmtKind::give:
      if (s.a != kNone) frame_->given = either(frame_->given, value(s.a));
      return;
    case StmtKind::match:
      value(s.a);
      ++conditions_;
      for (std::uint32_t i = 0; i < s.first.count; ++i) body(facts().stmts[element(facts(), s.first, i)].third);
      --conditions_;
      return;
    case StmtKind::raise:
    case StmtKind::check:
      if (s.a != kNone) value(s.a);
      return;
    case StmtKind::import_:
    case StmtKind::from: return import(s);
    default: return;
  }
}

/// In a function; what a module imports is known.
void QueryWalk::import(const Stmt& s) {
  if (frame_->is_whole || frame_->module == kNone) return;
  const auto& module = names_.world().modules[frame_->module];
  const auto put = [&](const std::string& name, Referent stands) { frame_->locals.insert_or_assign(name, RowValue{.kind = RowValue::Kind::standing, .standing = std::move(stands)}); };
  const std::string& from = facts().names[s.a];
  if (s.kind == StmtKind::import_) {
    const std::string first = from.substr(0, from.find('.'));
    put(s.b == kNone ? first : facts().names[s.b], names_.of_dotted(s.b == kNone ? first : from, module.root));
    return;
  }
  const std::string whole = imports::absolute_name(module, from, s.b);
  for (std::uint32_t i = 0; i + 1 < s.first.count; i += 2)
    put(facts().names[element(facts(), s.first, i + 1)], names_.of_dotted(whole + "." + facts().names[element(facts(), s.first, i)], module.root));
}

/// Functions of a class's body.
void QueryWalk::definitions(List list, std::uint32_t owner) {
  for (std::uint32_t i = 0; i < list.count; ++i) {
    const std::uint32_t id = element(facts(), list, i);
    const Stmt& s = facts().stmts[id];
    if (s.kind == StmtKind::def && frame_->module != kNone) function(facts(), id, owner, frame_, frame_->module, frame_->file);
    else if (s.kind == StmtKind::klass) definitions(s.third, frame_->module == kNone ? kNone : names_.type_at(frame_->module, id));
  }
}

void QueryWalk::branch(const Stmt& s) {
  using Truth = RowValue::Truth;
  const Truth asked = s.a == kNone ? Truth::unknown : value(s.a).truth;
  const Locals before = frame_->locals;
  ++conditions_;
  if (asked != Truth::no && asked != Truth::null) body(s.first);
  Locals one = std::exchange(frame_->locals, before);
  if (asked != Truth::yes) body(s.second);
  --conditions_;
  for (auto& [name, made] : one) {
    const auto [known, fresh] = frame_->locals.try_emplace(name, made);
    if (!fresh) known->second = either(known->second, made);
  }
}

void QueryWalk::bind(std::uint32_t target, const RowValue& made) {
  const Expr& e = facts().exprs[target];
  if (e.kind == ExprKind::name) {
    // It may be something else in the next round.
    frame_->locals.insert_or_assign(facts().names[e.a], made).first->second.truth = RowValue::Truth::unknown;
  } else if (e.kind == ExprKind::tuple) {
    for (std::uint32_t i = 0; i < e.children.count; ++i) bind(element(facts(), e.children, i), made.kind == RowValue::Kind::several && made.parts.size() == e.children.count ? made.parts[i] : RowValue{});
  } else if (e.kind == ExprKind::attribute) {
    ++writes_;
    if (facts().exprs[e.a].kind != ExprKind::name) return;
    // What is put into a row is there.
    const auto local = frame_->locals.find(facts().names[facts().exprs[e.a].a]);
    if (local != frame_->locals.end() && local->second.kind == RowValue::Kind::row) local->second.loaded.insert(facts().names[e.b]);
  }
}

RowValue QueryWalk::element_of(const RowValue& rows, std::uint32_t loop) const {
  switch (rows.kind) {
    case RowValue::Kind::query:
    case RowValue::Kind::rows: {
      if (rows.type == kNone || rows.is_statement) return {};
      RowValue out = rows;
      out.kind = RowValue::Kind::row;
      out.loop = loop;
      return out;
    }
    case RowValue::Kind::several: {
      // enumerate(rows): the number and the row.
      if (rows.path != "enumerate" || rows.parts.size() != 1) return {};
      RowValue out{.kind = RowValue::Kind::several};
      out.parts = {RowValue{}, element_of(rows.parts.front(), loop)};
      return out;
    }
    default: return {};
  }
}

void QueryWalk::loop(std::uint32_t iterable, std::uint32_t target, const SourcePlace& at, bool is_while, const std::function<void()>& round) {
  RowValue over = iterable == kNone ? RowValue{} : value(iterable);
  if (over.kind == RowValue::Kind::query && !over.is_statement) runs(over, "", iterable == kNone ? at : place(facts().exprs[iterable]));
  const std::uint32_t number = ++number_;
  const RowValue& rows = over.kind == RowValue::Kind::several && over.path == "enumerate" && over.parts.size() == 1 ? over.parts.front() : over;
  const bool is_short = rows.is_limited || rows.kind == RowValue::Kind::constant || rows.kind == RowValue::Kind::several;
  if (target != kNone) bind(target, element_of(over, number));
  if (!loops_.empty() && iterable != kNone) loops_.back().is_batch = true;
  loops_.push_back({.number = number, .at = at, .over = rows, .is_counted = !is_short, .is_while = is_while, .calls = calls_.size(), .conditions = conditions_, .writes = writes_, .adds = adds_});
  round();
  if (loops_.back().commits) note_commits(at);
  loops_.pop_back();
}

/// What a round reads may stand before its commit.
void QueryWalk::note_commits(const SourcePlace& loop) {
  std::vector<QueryLoop> again;
  for (const auto& found : out_)
    if (found.kind == QueryLoop::Kind::on_access && found.loop == loop && !found.commits) again.push_back(found);
  for (auto& found : again) {
    out_.erase(found);
    found.commits = true;
    out_.insert(std::move(found));
  }
}

const QueryWalk::Loop* QueryWalk::loop_of_rows() const {
  for (auto it = loops_.rbegin(); it != loops_.rend(); ++it)
    if (it->is_counted && it->once == 0 && it->over.type != kNone && (it->over.kind == RowValue::Kind::rows || it->over.kind == RowValue::Kind::query)) return &*it;
  return nullptr;
}

void QueryWalk::report(QueryLoop found, const Loop& loop, const SourcePlace& at) {
  // Further down it hangs on too much.
  constexpr std::size_t kMostCalls = 1;
  if (calls_.size() > loop.calls + kMostCalls) return;
  found.at = calls_.size() > loop.calls ? calls_[loop.calls] : at;
  if (calls_.size() > loop.calls) found.inner = at;
  found.loop = loop.at;
  if (!loop.over.of_relationship) found.query = loop.over.made;
  found.of_relationship = loop.over.of_relationship;
  // Of one loop each thing once, where it comes first: what is read again is there.
  auto what = std::tuple(found.loop, found.kind, found.kind == QueryLoop::Kind::on_access ? SourcePlace{} : found.at, found.kind == QueryLoop::Kind::on_access ? found.rows + "." + found.name : "");
  if (told_.insert(std::move(what)).second) out_.insert(std::move(found));
}

void QueryWalk::runs(const RowValue& query, const std::string& method, const SourcePlace& at) {
  if (query.type != kNone && query.kind == RowValue::Kind::query && query.loaded.empty() && query.path.empty()) frame_->all_read.insert(query.type);
  const Loop* loop = loop_of_rows();
  if (loop == nullptr) return;
  // What was read with the rows is in the session already.
  const auto has_rows = [&](const std::string& name) {
    const Relationship* loaded = name == "*" ? nullptr : classes_.relationship(loop->over.type, name.substr(0, name.find('.')));
    return loaded != nullptr && loaded->target == query.type;
  };
  if (is_among(model_.by_key, method) && std::ranges::any_of(loop->over.loaded, has_rows)) return;
  report({.kind = QueryLoop::Kind::query, .rows = names_.types()[loop->over.type].name, .name = method}, *loop, at);
}

void QueryWalk::ends(const std::string& method, bool is_flush, const SourcePlace& at) {
  if (loops_.empty()) return;
  const Loop& loop = loops_.back();
  if (loop.is_while || loop.is_batch || !loop.is_counted || loop.once != 0 || loop.conditions != conditions_) return;
  // Who goes on behind a flush may need what the database has made up.
  if (is_flush ? !is_last_ || adds_ == loop.adds : writes_ == loop.writes) return;
  report({.kind = QueryLoop::Kind::commit, .name = method}, loop, at);
}

}  // namespace unknot
