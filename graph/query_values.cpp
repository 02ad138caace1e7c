// Expressions: queries that grow by their methods, rows that they give, and what rows are asked for.
#include <algorithm>

#include "graph/query_walk.h"
#include "graph/words.h"

namespace unknot {

using imports::Expr;
using imports::ExprKind;
using imports::kNone;
using imports::List;
using imports::StmtKind;

namespace {

using Kind = RowValue::Kind;
using Truth = RowValue::Truth;

/// The path of a row that is one of several, by its number.
constexpr std::string_view kPicked = "[]";

/// Functions of the language that give what they are given, in another order or another box.
bool is_pass_through(std::string_view name) {
  return name == "list" || name == "sorted" || name == "reversed" || name == "tuple" || name == "set" || name == "iter" || name == "enumerate" || name == "filter";
}

RowValue constant(const imports::ModuleFacts& facts, const Expr& e) {
  const bool is_no = e.kind == ExprKind::no || (e.kind == ExprKind::integer && e.a == 0) || (e.kind == ExprKind::string && facts.names[e.a].empty());
  return {.kind = Kind::constant, .truth = e.kind == ExprKind::none ? Truth::null : is_no ? Truth::no : Truth::yes};
}

RowValue unlike(const RowValue& from, Kind kind) {
  RowValue out = from;
  out.kind = kind;
  return out;
}

}  // namespace

RowValue QueryWalk::value(std::uint32_t expression) {
  constexpr int kDeepest = 60;
  if (expression == kNone || expression == 0 || depth_ > kDeepest) return {};
  if (left_ > 0) --left_;
  ++depth_;
  RowValue out = value_of(expression);
  --depth_;
  return out;
}

RowValue QueryWalk::value_of(std::uint32_t expression) {
  const Expr& e = facts().exprs[expression];
  switch (e.kind) {
    case ExprKind::none:
    case ExprKind::yes:
    case ExprKind::no:
    case ExprKind::integer:
    case ExprKind::string: return constant(facts(), e);
    case ExprKind::name: return name(facts().names[e.a]);
    case ExprKind::attribute: return attribute(value(e.a), facts().names[e.b], place(e));
    case ExprKind::call: return call(expression);
    case ExprKind::keyword: return value(e.b);
    case ExprKind::star:
      value(e.a);
      return {};
    case ExprKind::tuple: {
      RowValue out{.kind = Kind::several};
      for (std::uint32_t i = 0; i < e.children.count; ++i) {
        const std::uint32_t part = element(facts(), e.children, i);
        out.parts.push_back(value(part));
        // Of how many there are nobody knows.
        if (facts().exprs[part].kind == ExprKind::star) out.kind = Kind::unknown;
      }
      return out;
    }
    case ExprKind::conditional: {
      const Truth asked = value(e.a).truth;
      ++conditions_;
      const RowValue yes = asked == Truth::no || asked == Truth::null ? RowValue{} : value(element(facts(), e.children, 0));
      RowValue out = asked == Truth::yes ? yes : either(yes, value(element(facts(), e.children, 1)));
      --conditions_;
      return out;
    }
    case ExprKind::both:
    case ExprKind::either: {
      const RowValue first = value(element(facts(), e.children, 0));
      // The first that decides ends it.
      const bool is_no = first.truth == Truth::no || first.truth == Truth::null;
      if (e.kind == ExprKind::both ? is_no : first.truth == Truth::yes) return first;
      ++conditions_;
      const RowValue second = value(element(facts(), e.children, 1));
      --conditions_;
      RowValue out = either(first, second);
      if (first.truth != Truth::unknown) out.truth = second.truth;
      else if (e.kind == ExprKind::both && (second.truth == Truth::no || second.truth == Truth::null)) out.truth = Truth::no;
      else if (e.kind == ExprKind::either && second.truth == Truth::yes) out.truth = Truth::yes;
      return out;
    }
    case ExprKind::negation: {
      const Truth asked = value(e.a).truth;
      return {.truth = asked == Truth::unknown ? asked : asked == Truth::yes ? Truth::no : Truth::yes};
    }
    case ExprKind::compare: {
      const RowValue a = value(e.a), b = value(e.b);
      if (e.op == imports::Compare::equal) return a.kind == Kind::aspect ? a : b.kind == Kind::aspect ? b : RowValue{};
      using imports::Compare;
      const bool is_known = a.truth != Truth::unknown && b.kind == Kind::constant && b.truth == Truth::null;
      if (is_known && (e.op == Compare::is || e.op == Compare::is_not)) return {.truth = (a.truth == Truth::null) == (e.op == Compare::is) ? Truth::yes : Truth::no};
      return {};
    }
    case ExprKind::comprehension:
    case ExprKind::generator: return comprehension(expression);
    case ExprKind::named: {
      RowValue made = value(e.b);
      frame_->locals.insert_or_assign(facts().names[e.a], made);
      return made;
    }
    case ExprKind::subscript: {
      const RowValue of = value(e.a);
      const bool is_slice = e.b == 0 || facts().exprs[e.b].kind == ExprKind::unknown;
      value(e.b);
      if (of.kind != Kind::rows && of.kind != Kind::query) return {};
      if (of.kind == Kind::query && !of.is_statement && !is_slice) runs(of, "[]", place(e));
      RowValue out = unlike(of, is_slice ? of.kind : Kind::row);
      // rows[:10] are no more than that; rows[offset:] nobody knows.
      if (is_slice) out.is_limited = true;
      else out.path = kPicked;
      return out;
    }
    case ExprKind::unknown: {
      RowValue first;
      for (std::uint32_t i = 0; i < e.children.count; ++i) {
        RowValue part = value(element(facts(), e.children, i));
        if (i == 0) first = std::move(part);
      }
      // A template's filters.
      return frame_->module == kNone && e.children.count == 2 && (first.kind == Kind::rows || first.kind == Kind::query) ? first : RowValue{};
    }
    default: return {};
  }
}

RowValue QueryWalk::name(const std::string& text) const {
  for (const Frame* frame = frame_; frame != nullptr; frame = frame->outer)
    if (const auto local = frame->locals.find(text); local != frame->locals.end() && (!frame->is_whole || local->second.kind != Kind::unknown)) return local->second;
  if (frame_->module == kNone) return {};
  Referent stands = names_.of_name(frame_->module, text);
  if (stands.kind == Referent::Kind::unknown) return {};
  return {.kind = Kind::standing, .standing = std::move(stands)};
}

RowValue QueryWalk::attribute(const RowValue& of, const std::string& text, const SourcePlace& at) {
  switch (of.kind) {
    case Kind::row: {
      if (const Relationship* found = classes_.relationship(of.type, text)) return read(of, *found, at);
      const auto member = names_.member(of.type, text);
      if (!member || member->second->kind != BoundName::Kind::function) return {};
      const Referent function{.kind = Referent::Kind::function, .index = member->first, .module = names_.types()[member->first].module, .node = member->second->node};
      const auto& home = names_.world().modules[function.module].facts;
      const List decorators = home.stmts[function.node].first;
      for (std::uint32_t i = 0; i < decorators.count; ++i) {
        const Expr& d = home.exprs[element(home, decorators, i)];
        const std::string word = d.kind == ExprKind::name ? home.names[d.a] : d.kind == ExprKind::attribute ? home.names[d.b] : "";
        if (word.find("property") != std::string::npos) return word.starts_with("cached") || word.starts_with("hybrid") || word == "property" ? project_call(function, &of, {}, at) : RowValue{};
      }
      return {.kind = Kind::standing, .standing = function, .object = std::make_shared<const RowValue>(of)};
    }
    case Kind::page: return is_among(model_.page_rows, text) ? unlike(of, Kind::rows) : RowValue{};
    case Kind::standing: {
      const Referent& s = of.standing;
      if (s.kind == Referent::Kind::type && classes_.is_row(s.index)) {
        if (is_among(model_.class_queries, text) && !names_.member(s.index, text)) return {.kind = Kind::query, .type = s.index, .made = at};
        const auto member = names_.member(s.index, text);
        if (!member || member->second->kind == BoundName::Kind::value) return {.kind = Kind::aspect, .type = s.index, .path = text};
      }
      Referent found = names_.attribute(s, text);
      if (found.kind == Referent::Kind::unknown) return {};
      RowValue out{.kind = Kind::standing, .standing = std::move(found)};
      if (out.standing.kind == Referent::Kind::function && s.kind != Referent::Kind::module) out.object = std::make_shared<const RowValue>(of);
      return out;
    }
    default: return {};
  }
}

/// What a row's relationship gives; who asks for it first may run a query.
RowValue QueryWalk::read(const RowValue& row, const Relationship& relationship, const SourcePlace& at) {
  RowValue out{.kind = relationship.is_many ? Kind::rows : Kind::row, .type = relationship.target, .loaded = row.behind(relationship.name), .made = at, .loop = row.loop, .of_relationship = true};
  // Back where the rows came from: that is one row for all of them.
  if (!row.back.empty() && row.back == relationship.name) out.loop = row.back_loop;
  out.back = relationship.reverse, out.back_loop = row.loop;
  if (row.path == kPicked && !row.made.file.empty()) out.path = relationship.name, out.object = std::make_shared<const RowValue>(row);
  if (relationship.loading == RowLoading::as_query) {
    out.kind = Kind::query;
    return out;
  }
  // The other side is known where it is one row.
  if (const Relationship* back = relationship.reverse.empty() ? nullptr : classes_.relationship(relationship.target, relationship.reverse); back != nullptr && !back->is_many)
    out.loaded.insert(back->name);
  if (relationship.loading != RowLoading::on_access || row.has(relationship.name)) return out;
  // Rows that a query has read already are not asked for again.
  if (!relationship.is_many && (frame_->all_read.contains(relationship.target) || one_for_all_.contains({row.made, relationship.name}))) return out;
  // What a loop before this one has read of all rows is there.
  if (const auto before = read_in_.find({row.made, relationship.name}); before != read_in_.end() && before->second != row.loop) return out;
  for (const auto& loop : loops_) {
    if (loop.number == row.loop && loop.conditions == conditions_ && !loop.commits && !row.made.file.empty()) read_in_.try_emplace({row.made, relationship.name}, loop.number);
    if (loop.number != row.loop || !loop.is_counted || loop.once != 0) continue;
    const auto& owner = names_.types()[relationship.owner];
    report({.kind = QueryLoop::Kind::on_access,
            .declared = {.file = names_.world().modules[owner.module].path, .line = relationship.line, .column = relationship.column},
            .rows = names_.types()[row.type].name, .name = relationship.name,
            .target = relationship.is_many ? "" : std::string(last_word(names_.types()[relationship.target].name)),
            .table = relationship.is_many ? "" : classes_.table_of(relationship.target), .is_many = relationship.is_many},
           loop, at);
  }
  return out;
}

RowValue QueryWalk::comprehension(std::uint32_t expression) {
  const Expr& e = facts().exprs[expression];
  if (e.b == kNone) {
    value(e.a);
    return {};
  }
  const auto& function = facts().functions[e.b];
  if (function.body.count != 1) return {};
  const auto& s = facts().stmts[element(facts(), function.body, 0)];
  Frame own{.facts = frame_->facts, .file = frame_->file, .module = frame_->module, .page = frame_->page, .outer = frame_, .first_loop = loops_.size(), .all_read = frame_->all_read};
  RowValue last;
  std::function<void(std::uint32_t)> from = [&](std::uint32_t i) {
    if (i < s.first.count) {
      loop(i == 0 ? e.a : element(facts(), s.second, i), element(facts(), s.first, i), place(e), false, [&] { from(i + 1); });
      return;
    }
    const Expr& parts = facts().exprs[s.a];
    if (parts.kind != ExprKind::unknown) return;
    for (std::uint32_t p = 0; p < parts.children.count; ++p) last = value(element(facts(), parts.children, p));
  };
  Frame* around = std::exchange(frame_, &own);
  from(0);
  frame_ = around;
  if (last.kind != Kind::row) return {};
  last.loop = kNone;
  return unlike(last, Kind::rows);
}

bool QueryWalk::is_session(const RowValue& value) const {
  return value.kind == Kind::standing && (value.standing.kind == Referent::Kind::named || value.standing.kind == Referent::Kind::made) && is_among(model_.sessions, value.standing.name);
}

/// Where rows are chosen by a key, what the key points to is one row for all.
void QueryWalk::narrow(RowValue& query, const std::vector<Argument>& arguments) const {
  if (query.type == kNone) return;
  for (const auto& argument : arguments) {
    const std::string& key = argument.name.empty() && argument.value.kind == Kind::aspect && argument.value.type == query.type ? argument.value.path : argument.name;
    if (key.empty()) continue;
    for (const auto* told : classes_.told_by(query.type, key)) query.loaded.insert(told->name);
  }
  query.path = "narrowed";
}

RowValue QueryWalk::loader(RowValue from, const std::vector<Argument>& arguments, bool is_eager) const {
  if (from.kind != Kind::loads) from = {.kind = Kind::loads};
  for (const auto& argument : arguments) {
    if (!argument.name.empty()) continue;
    std::string path;
    if (argument.value.kind == Kind::aspect) path = argument.value.path;
    else if (argument.expression != kNone && facts().exprs[argument.expression].kind == ExprKind::string) path = facts().names[facts().exprs[argument.expression].a];
    else path = "*";
    const std::string before = from.path.empty() ? "" : from.path + ".";
    // "author.profile" loads both.
    for (auto dot = path.find('.'); is_eager && dot != std::string::npos; dot = path.find('.', dot + 1)) from.loaded.insert(before + path.substr(0, dot));
    from.path = before + path;
    if (is_eager) from.loaded.insert(path == "*" ? "*" : from.path);
  }
  return from;
}

RowValue QueryWalk::query_method(const RowValue& query, const std::string& text, const std::vector<Argument>& arguments, const SourcePlace& at) {
  RowValue out = query;
  if (is_among(model_.limits, text)) {
    out.is_limited = !arguments.empty() && arguments.front().value.kind == Kind::constant;
    return out;
  }
  if (is_among(model_.narrows, text)) {
    narrow(out, arguments);
    return out;
  }
  if (is_among(model_.loads, text)) {
    for (const auto& argument : arguments) {
      if (argument.value.kind == Kind::loads) out.loaded.insert(argument.value.loaded.begin(), argument.value.loaded.end());
      else out.loaded.insert("*");
    }
    if (out.path.empty()) out.path = "loaded";
    return out;
  }
  if (is_among(model_.writes, text)) ++writes_;
  // What a relationship gives that is a query is counted by one on purpose.
  const bool is_value = is_among(model_.runs_for_value, text);
  const Kind kind = is_among(model_.runs_for_rows, text) ? Kind::rows : is_among(model_.runs_for_row, text) ? Kind::row : is_among(model_.runs_for_page, text) ? Kind::page : Kind::unknown;
  if ((kind == Kind::unknown && !is_value) || query.is_statement) return {};
  if (!is_value || !query.of_relationship) runs(query, text, at);
  if (is_value || query.type == kNone) return {};
  out = unlike(out, kind);
  if (kind == Kind::row) out.loop = kNone;
  return out;
}

RowValue QueryWalk::session_method(const std::string& text, const std::vector<Argument>& arguments, const SourcePlace& at) {
  if (is_among(model_.writes, text)) ++writes_;
  if (is_among(model_.adds, text)) ++adds_;
  const bool has_class = !arguments.empty() && arguments.front().value.kind == Kind::standing && arguments.front().value.standing.kind == Referent::Kind::type &&
                         classes_.is_row(arguments.front().value.standing.index);
  if (is_among(model_.asks, text)) {
    RowValue out{.kind = Kind::query, .made = at};
    if (has_class && arguments.size() == 1) out.type = arguments.front().value.standing.index;
    return out;
  }
  if (is_among(model_.commits, text) || is_among(model_.flushes, text)) {
    if (is_among(model_.commits, text))
      for (auto& loop : loops_) loop.commits = true;
    ends(text, is_among(model_.flushes, text), at);
    return {};
  }
  const Kind kind = is_among(model_.session_for_rows, text) ? Kind::rows : is_among(model_.session_for_row, text) ? Kind::row : Kind::unknown;
  if (kind == Kind::unknown && !is_among(model_.session_for_result, text)) return {};
  RowValue asked{.kind = Kind::query, .made = at};
  if (!arguments.empty() && arguments.front().value.kind == Kind::query) asked = arguments.front().value;
  else if (has_class) asked.type = arguments.front().value.standing.index, asked.path = "narrowed";
  else if (!is_among(model_.session_for_rows, text) && !is_among(model_.session_for_row, text)) return {};  // text, an insert
  asked.is_statement = false;
  runs(asked, text, at);
  if (asked.type == kNone) return {};
  if (kind == Kind::unknown) {
    // Rows of rows: `scalars()` takes the first of each.
    RowValue out = unlike(asked, Kind::rows);
    out.is_statement = true;
    return out;
  }
  asked.loop = kNone;
  return unlike(asked, kind);
}

RowValue QueryWalk::library_call(const RowValue& callee, const std::vector<Argument>& arguments, const SourcePlace& at, bool& done) {
  done = true;
  const std::string& called = callee.standing.name;
  if (is_among(model_.statements, called)) {
    RowValue out{.kind = Kind::query, .made = at, .is_statement = true};
    if (arguments.size() == 1 && arguments.front().value.kind == Kind::standing && arguments.front().value.standing.kind == Referent::Kind::type &&
        classes_.is_row(arguments.front().value.standing.index))
      out.type = arguments.front().value.standing.index;
    return out;
  }
  const std::string_view word = last_word(called);
  if (is_among(model_.eager, word)) return loader({}, arguments, true);
  if (is_among(model_.passes, word)) return loader({}, arguments, false);
  if (is_among(model_.columns_only, word)) return {.kind = Kind::loads};
  if (is_among(model_.runs_for_page, word) && is_session({.kind = Kind::standing, .standing = {.kind = Referent::Kind::named, .name = std::string(owner_of(called)) + ".session"}})) {
    RowValue asked = arguments.empty() ? RowValue{} : arguments.front().value;
    if (asked.kind != Kind::query) return {};
    asked.is_statement = false;
    runs(asked, std::string(word), at);
    return unlike(asked, Kind::page);
  }
  if (is_among(templates_model_.functions, called)) return filled(arguments);
  done = false;
  return {};
}

RowValue QueryWalk::method(const RowValue& of, const std::string& text, const std::vector<Argument>& arguments, const SourcePlace& at, bool& done) {
  done = true;
  if (of.kind == Kind::query) return query_method(of, text, arguments, at);
  if (is_session(of)) return session_method(text, arguments, at);
  if (of.kind == Kind::loads) {
    if (is_among(model_.columns_only, text)) return of;
    return loader(of, arguments, is_among(model_.eager, text));
  }
  if (of.kind == Kind::rows) {
    RowValue out = of;
    out.is_statement = false;
    if (is_among(model_.session_for_rows, text)) return out;  // of a result
    if (of.is_statement) {
      out.kind = Kind::row, out.loop = kNone;
      return text.starts_with("scalar") ? out : RowValue{};
    }
    if (is_among(model_.runs_for_rows, text) || is_among(model_.narrows, text)) return out;
    if (is_among(model_.runs_for_row, text)) return unlike(out, Kind::row);
    return {};
  }
  if (of.kind == Kind::aspect) {
    // Post.author.of_type(X), Post.author.and_(...), Post.author_id.is_(None), Post.title.desc()
    return text == "of_type" || text == "and_" || text == "is_" ? of : RowValue{};
  }
  done = false;
  return {};
}

RowValue QueryWalk::call(std::uint32_t expression) {
  const Expr& e = facts().exprs[expression];
  const Expr& function = facts().exprs[e.a];
  const bool is_method = function.kind == ExprKind::attribute;
  RowValue of = is_method ? value(function.a) : RowValue{};
  const std::string word = is_method ? facts().names[function.b] : function.kind == ExprKind::name ? facts().names[function.a] : "";
  std::vector<Argument> arguments;
  for (std::uint32_t i = 0; i < e.children.count; ++i) {
    const std::uint32_t id = element(facts(), e.children, i);
    const Expr& given = facts().exprs[id];
    if (given.kind == ExprKind::keyword) arguments.push_back({.name = facts().names[given.a], .value = value(given.b), .expression = given.b});
    else arguments.push_back({.value = value(id), .expression = id});
    // `may_edit(posts[0].forum)`: what holds for the first is to hold for all.
    const RowValue& one = arguments.back().value;
    if (one.kind == Kind::row && one.of_relationship && one.object != nullptr) one_for_all_.insert({one.object->made, one.path});
  }
  const SourcePlace at = is_method ? place(function) : place(e);
  bool done = false;
  if (is_method) {
    RowValue out = method(of, word, arguments, at, done);
    if (done) return out;
  }
  const RowValue callee = is_method ? attribute(of, word, at) : value(e.a);
  if (callee.kind == Kind::macro) return macro_call(callee, arguments);
  if (callee.kind == Kind::standing) {
    if (callee.standing.kind == Referent::Kind::named || callee.standing.kind == Referent::Kind::made) {
      RowValue out = library_call(callee, arguments, at, done);
      if (done) return out;
    }
    if (callee.standing.kind == Referent::Kind::function) return project_call(callee.standing, callee.object.get(), arguments, at);
    Referent made = names_.result(callee.standing);
    return made.kind == Referent::Kind::unknown ? RowValue{} : RowValue{.kind = Kind::standing, .standing = std::move(made)};
  }
  if (!is_method && function.kind == ExprKind::name && callee.kind == Kind::unknown) {
    if (word == "range" && std::ranges::all_of(arguments, [](const Argument& a) { return a.value.kind == Kind::constant; })) return {.kind = Kind::constant};
    if (frame_->module == kNone && word == kIncludeTemplate && arguments.size() == 1) return filled(arguments);
    if (frame_->module == kNone && word == kImportTemplate && arguments.size() == 1) return filled({{.name = {}, .value = {}, .expression = arguments.front().expression}, {.name = "*", .value = {}, .expression = kNone}});
    if (is_pass_through(word) && !arguments.empty()) {
      RowValue given = word == "filter" && arguments.size() > 1 ? arguments[1].value : arguments.front().value;
      if (given.kind == Kind::query && !given.is_statement) runs(given, "", at), given.kind = Kind::rows;
      if (given.kind != Kind::rows) return given.kind == Kind::several || given.kind == Kind::constant ? given : RowValue{};
      if (word != "enumerate") return given;
      RowValue out{.kind = Kind::several, .path = "enumerate"};
      out.parts = {given};
      return out;
    }
  }
  return {};
}

}  // namespace unknot
