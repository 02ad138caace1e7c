// Statements, as the interpreter runs them when a module is imported.
#include <algorithm>

#include "graph/import_machine.h"

namespace unknot::imports {

bool Simulator::Machine::spend() {
  if (++steps_ <= kMostSteps) return true;
  fatal_ = failed_ = true;
  return false;
}

Frame& Simulator::Machine::new_frame(Frame frame) {
  if (frame.names == nullptr) frame.names = &new_namespace();
  return frames_.emplace_back(frame);
}

void Simulator::Machine::put(Namespace& names, std::uint32_t name, Value value) {
  if (maybe_ <= names.certain_at) return store(names, name, {value, false});
  const Slot* before = find(names, name);
  if (before == nullptr) return store(names, name, {value, true});
  store(names, name, {before->value == value ? value : Value{}, before->maybe});
}

void Simulator::Machine::bind(Frame& frame, std::uint32_t local, Value value) {
  const std::uint32_t name = global(frame, local);
  const auto is_local = [](const ModuleFacts& facts, const Function& function, std::uint32_t n) {
    const auto begin = facts.lists.begin() + function.locals.begin;
    return std::binary_search(begin, begin + function.locals.count, n);
  };
  Namespace* names = frame.names;
  if (frame.function != nullptr && !is_local(facts(frame.module), *frame.function, local)) {
    names = &names_of(frame.module);
    for (Frame* at = frame.around; at != nullptr; at = at->around)
      if (at->function != nullptr && is_local(facts(at->module), *at->function, local)) {
        names = at->names;
        break;
      }
  }
  put(*names, name, value);
}

Flow Simulator::Machine::block(Frame& frame, List statements) {
  for (const std::uint32_t s : items(frame, statements)) {
    const bool certain = !frame.uncertain;
    const Flow flow = statement(frame, facts(frame.module).stmts[s]);
    if (flow != Flow::normal) return flow;
    if (certain && frame.uncertain) ++maybe_;  // taken back at the end of the call or the module
  }
  return Flow::normal;
}

/// What it raises is not counted; what it gives back is not certain.
Flow Simulator::Machine::perhaps(Frame& frame, List statements) {
  ++maybe_;
  const std::uint32_t before = maybe_;
  const bool uncertain = frame.uncertain;
  const Flow flow = block(frame, statements);
  frame.uncertain = uncertain;
  maybe_ = before - 1;
  if (flow != Flow::raised) return flow;
  if (fatal_) return flow;
  failed_ = false;
  ++swallowed_;
  if (failure_.partial && !uncertain_) uncertain_ = true, uncertain_failure_ = failure_;
  return Flow::normal;
}

Flow Simulator::Machine::statement(Frame& frame, const Stmt& stmt) {
  if (!spend()) return Flow::raised;
  const auto value_of = [&](std::uint32_t expr) { return expr == kNone ? Value{ValueKind::none, 0} : evaluate(frame, expr); };
  switch (stmt.kind) {
    case StmtKind::expression: evaluate(frame, stmt.a); break;
    case StmtKind::assign: {
      const Value value = evaluate(frame, stmt.a);
      if (failed_) return Flow::raised;
      for (const std::uint32_t target : items(frame, stmt.first))
        if (assign(frame, target, value) == Flow::raised) return Flow::raised;
      break;
    }
    case StmtKind::annotated: {
      const std::uint32_t target = items(frame, stmt.first).front();
      if (stmt.a != kNone) {
        const Value value = evaluate(frame, stmt.a);
        if (failed_ || assign(frame, target, value) == Flow::raised) return Flow::raised;
      }
      const bool late = facts(frame.module).late_annotations || (world_.oldest.major == 3 && world_.oldest.minor >= 14);
      if (!late && frame.function == nullptr) evaluate(frame, stmt.b);
      break;
    }
    case StmtKind::augmented: {
      const std::uint32_t target = items(frame, stmt.first).front();
      const Value before = evaluate(frame, target);
      if (failed_) return Flow::raised;
      const Value value = evaluate(frame, stmt.a);
      if (failed_) return Flow::raised;
      Value after;
      if (is_tuple(before) && is_tuple(value)) {
        auto joined = tuples_[before.id];
        joined.insert(joined.end(), tuples_[value.id].begin(), tuples_[value.id].end());
        tuples_.push_back(std::move(joined));
        after = {ValueKind::tuple, static_cast<std::uint32_t>(tuples_.size() - 1)};
      }
      return assign(frame, target, after);
    }
    case StmtKind::del:
      for (const std::uint32_t target : items(frame, stmt.first))
        if (remove(frame, target) == Flow::raised) return Flow::raised;
      break;
    case StmtKind::import_: return import_statement(frame, stmt);
    case StmtKind::from: return from_statement(frame, stmt);
    case StmtKind::branch: return branch(frame, stmt);
    case StmtKind::loop: return loop(frame, stmt);
    case StmtKind::repeat: {
      const Value condition = evaluate(frame, stmt.a);
      if (failed_) return Flow::raised;
      const Tri tri = truth(condition);
      if (tri == Tri::no) return block(frame, stmt.second);
      const Flow flow = tri == Tri::yes ? block(frame, stmt.first) : perhaps(frame, stmt.first);
      if (flow == Flow::raised || flow == Flow::returned) return flow;
      break;
    }
    case StmtKind::guarded: return guarded(frame, stmt);
    case StmtKind::with: return with(frame, stmt);
    case StmtKind::def: return define(frame, stmt);
    case StmtKind::klass: return define_class(frame, stmt);
    case StmtKind::give:
      frame.returned = value_of(stmt.a);
      return failed_ ? Flow::raised : Flow::returned;
    case StmtKind::raise: return raise(frame, stmt);
    case StmtKind::leave: return Flow::leave;
    case StmtKind::next: return Flow::next;
    case StmtKind::match: return match(frame, stmt);
    case StmtKind::check: {
      const Value condition = evaluate(frame, stmt.a);
      if (failed_) return Flow::raised;
      if (truth(condition) == Tri::no) {
        fail("AssertionError", "", frame, stmt.line, stmt.column);
        return Flow::raised;
      }
      break;
    }
    case StmtKind::global: case StmtKind::handler: case StmtKind::choice: break;
  }
  return failed_ ? Flow::raised : Flow::normal;
}

Flow Simulator::Machine::branch(Frame& frame, const Stmt& stmt) {
  const Value condition = evaluate(frame, stmt.a);
  if (failed_) return Flow::raised;
  switch (truth(condition)) {
    case Tri::yes: return block(frame, stmt.first);
    case Tri::no: return block(frame, stmt.second);
    case Tri::unknown: break;
  }
  const std::uint64_t swallowed = swallowed_;
  const Flow a = perhaps(frame, stmt.first);
  const bool a_raised = swallowed_ != swallowed;
  if (fatal_) return Flow::raised;
  const Value given = frame.returned;
  const Flow b = perhaps(frame, stmt.second);
  if (fatal_) return Flow::raised;
  if (a == b) {
    if (a == Flow::returned && !(given == frame.returned)) frame.returned = {};
    return a;
  }
  // One way goes on, or neither is known: the rest may run.
  if (!a_raised && (a == Flow::returned || b == Flow::returned)) frame.returned = {}, frame.uncertain = true;
  return Flow::normal;
}

Flow Simulator::Machine::loop(Frame& frame, const Stmt& stmt) {
  const Value over = evaluate(frame, stmt.a);
  if (failed_) return Flow::raised;
  constexpr std::size_t kMostRounds = 64;
  if (is_tuple(over) && tuples_[over.id].size() <= kMostRounds) {
    const auto elements = tuples_[over.id];
    for (const Value& element : elements) {
      if (assign(frame, stmt.b, element) == Flow::raised) return Flow::raised;
      const Flow flow = block(frame, stmt.first);
      if (flow == Flow::leave) return Flow::normal;
      if (flow == Flow::raised || flow == Flow::returned) return flow;
    }
    return block(frame, stmt.second);
  }
  ++maybe_;
  assign(frame, stmt.b, {});
  --maybe_;
  const Flow flow = perhaps(frame, stmt.first);
  if (flow == Flow::raised) return flow;
  if (flow == Flow::returned) frame.returned = {}, frame.uncertain = true;
  return perhaps(frame, stmt.second) == Flow::raised ? Flow::raised : Flow::normal;
}

Simulator::Machine::Tri Simulator::Machine::derives(std::string_view raised, std::string_view from) const {
  if (from == "EnvironmentError" || from == "IOError") from = "OSError";
  for (std::string_view at = raised; !at.empty(); at = base_exception(at))
    if (at == from) return Tri::yes;
  return from == "BaseException" || is_builtin(from) ? (from == "BaseException" ? Tri::yes : Tri::no) : Tri::unknown;
}

Simulator::Machine::Tri Simulator::Machine::class_derives(Value klass, Value from, int depth) const {
  if (klass == from) return Tri::yes;
  if (klass.kind == ValueKind::builtin && from.kind == ValueKind::builtin) return derives(names_.text(klass.id), names_.text(from.id));
  if (klass.kind != ValueKind::klass || depth > 20) return klass.kind == ValueKind::builtin ? Tri::no : Tri::unknown;
  Tri out = Tri::no;
  for (const Value& base : classes_[klass.id].bases) {
    const Tri one = class_derives(base, from, depth + 1);
    if (one == Tri::yes) return Tri::yes;
    if (one == Tri::unknown) out = Tri::unknown;
  }
  return out;
}

Simulator::Machine::Tri Simulator::Machine::catches(Value type, std::string_view raised, const Value& raised_class) const {
  if (type.kind == ValueKind::tuple) {
    Tri out = Tri::no;
    for (const Value& one : tuples_[type.id]) {
      const Tri tri = catches(one, raised, raised_class);
      if (tri == Tri::yes) return Tri::yes;
      if (tri == Tri::unknown) out = Tri::unknown;
    }
    return out;
  }
  if (raised_class.kind == ValueKind::klass || raised_class.kind == ValueKind::builtin) return class_derives(raised_class, type, 0);
  if (type.kind == ValueKind::builtin && (names_.text(type.id) == "Exception" || names_.text(type.id) == "BaseException")) return Tri::yes;
  return raised.empty() ? Tri::unknown : type.kind == ValueKind::builtin ? derives(raised, names_.text(type.id)) : type.kind == ValueKind::unknown ? Tri::unknown : Tri::no;
}

Flow Simulator::Machine::guarded(Frame& frame, const Stmt& stmt) {
  const auto handlers = items(frame, stmt.second);
  const auto handler_at = [&](std::uint32_t s) -> const Stmt& { return facts(frame.module).stmts[s]; };
  const auto names_import = [&](std::uint32_t expr) {
    if (expr == kNone) return true;
    const auto is_one = [&](const Expr& e) {
      if (e.kind != ExprKind::name) return false;
      const std::string_view text = names_.text(global(frame, e.a));
      return text == "ImportError" || text == "ModuleNotFoundError" || text == "Exception" || text == "BaseException";
    };
    const Expr& types = expr_of(frame, expr);
    return is_one(types) || (types.kind == ExprKind::tuple && std::ranges::any_of(items(frame, types.children), [&](std::uint32_t e) { return is_one(expr_of(frame, e)); }));
  };
  const bool guards = std::ranges::any_of(handlers, [&](std::uint32_t s) { return names_import(handler_at(s).a); });
  guards_ += guards ? 1 : 0;
  const int depth = depth_;
  const std::size_t steps = stack_.size();
  const std::uint64_t swallowed = swallowed_;
  Flow flow = block(frame, stmt.first);
  guards_ -= guards ? 1 : 0;
  if (flow == Flow::raised && !fatal_) {
    depth_ = depth;
    stack_.resize(steps);
    for (const std::uint32_t s : handlers) {
      const Stmt& handler = handler_at(s);
      const Failure failure = failure_;
      const Value raised_class = raised_class_;
      failed_ = false;
      Tri tri = Tri::yes;
      if (handler.a != kNone) {
        const Value type = evaluate(frame, handler.a);
        if (failed_) {
          flow = Flow::raised;
          break;
        }
        tri = catches(type, failure.type, raised_class);
      }
      if (tri == Tri::no) {
        failed_ = true, failure_ = failure, raised_class_ = raised_class;
        continue;
      }
      if (failure.partial && failure.asked != kNone)
        sightings_->masked.emplace(Sighting{failure.module, failure.line, failure.asked, failure.name}, 0);
      handled_.emplace_back(failure, raised_class);
      if (handler.b != kNone) bind(frame, handler.b, {});
      flow = tri == Tri::yes ? block(frame, handler.first) : perhaps(frame, handler.first);
      if (handler.b != kNone) drop(*frame.names, global(frame, handler.b));
      handled_.pop_back();
      break;
    }
  } else if (flow != Flow::raised) {
    if (swallowed_ != swallowed)
      for (const std::uint32_t s : handlers) {
        const Stmt& handler = handler_at(s);
        ++maybe_;
        if (handler.b != kNone) bind(frame, handler.b, {});
        --maybe_;
        if (perhaps(frame, handler.first) == Flow::raised) return Flow::raised;
      }
    if (flow == Flow::normal) flow = block(frame, stmt.third);
  }
  if (fatal_ || stmt.fourth.count == 0) return flow;
  const Failure failure = failure_;
  const Value raised_class = raised_class_;
  const bool failed = failed_;
  failed_ = false;
  const Flow last = block(frame, stmt.fourth);
  if (last != Flow::normal) return last;
  failed_ = failed, failure_ = failure, raised_class_ = raised_class;
  return flow;
}

Flow Simulator::Machine::with(Frame& frame, const Stmt& stmt) {
  const auto pairs = items(frame, stmt.first);
  std::vector<Value> managers;
  for (std::size_t p = 0; p + 1 < pairs.size(); p += 2) {
    const Value manager = evaluate(frame, pairs[p]);
    if (failed_) return Flow::raised;
    managers.push_back(manager);
    Value given;
    if (manager.kind == ValueKind::instance) {
      const Value enter = attribute(frame, manager, n_enter_, stmt.line, stmt.column);
      if (!failed_) given = call_value(frame, enter, {}, {}, stmt.line, stmt.column);
      if (failed_) return Flow::raised;
    }
    if (pairs[p + 1] != kNone && assign(frame, pairs[p + 1], given) == Flow::raised) return Flow::raised;
  }
  const auto suppresses = [&](Value manager) {
    return is_tuple(manager) && std::ranges::find(suppressing_, manager.id) != suppressing_.end();
  };
  const bool guards = std::ranges::any_of(managers, suppresses);
  guards_ += guards ? 1 : 0;
  const int depth = depth_;
  const std::size_t steps = stack_.size();
  Flow flow = block(frame, stmt.second);
  guards_ -= guards ? 1 : 0;
  for (std::size_t m = managers.size(); m-- > 0 && !fatal_;) {
    if (suppresses(managers[m]) && flow == Flow::raised && catches(managers[m], failure_.type, raised_class_) == Tri::yes) {
      depth_ = depth;
      stack_.resize(steps);
      failed_ = false;
      if (failure_.partial && failure_.asked != kNone)
        sightings_->masked.emplace(Sighting{failure_.module, failure_.line, failure_.asked, failure_.name}, 0);
      flow = Flow::normal;
    }
    if (managers[m].kind == ValueKind::instance && flow != Flow::raised) {
      const Value leave = attribute(frame, managers[m], n_exit_, stmt.line, stmt.column);
      if (!failed_) call_value(frame, leave, std::vector<Value>(3), {}, stmt.line, stmt.column);
      if (failed_) return Flow::raised;
    }
  }
  return flow;
}

Flow Simulator::Machine::decorate(Frame& frame, List decorators, std::span<const Value> evaluated, Value& value) {
  const auto exprs = items(frame, decorators);
  for (std::size_t d = evaluated.size(); d-- > 0;) {
    const Expr& at = expr_of(frame, exprs[d]);
    const Value argument = value;
    value = call_value(frame, evaluated[d], std::span(&argument, 1), {}, at.line, at.column);
    if (failed_) return Flow::raised;
  }
  return Flow::normal;
}

Flow Simulator::Machine::define(Frame& frame, const Stmt& stmt) {
  std::vector<Value> decorators;
  const auto all = [&](List list, std::vector<Value>* into) {
    for (const std::uint32_t e : items(frame, list)) {
      const Value value = evaluate(frame, e);
      if (failed_) return Flow::raised;
      if (into != nullptr) into->push_back(value);
    }
    return Flow::normal;
  };
  if (all(stmt.first, &decorators) == Flow::raised || all(stmt.second, nullptr) == Flow::raised) return Flow::raised;
  const bool late = facts(frame.module).late_annotations || (world_.oldest.major == 3 && world_.oldest.minor >= 14);
  if (!late && all(stmt.third, nullptr) == Flow::raised) return Flow::raised;
  const Function& function = facts(frame.module).functions[stmt.a];
  Frame* around = frame.of_class ? frame.around : frame.function != nullptr ? &frame : nullptr;
  functions_.push_back({&function, frame.module, around});
  Value value{ValueKind::function, static_cast<std::uint32_t>(functions_.size() - 1)};
  if (decorate(frame, stmt.first, decorators, value) == Flow::raised) return Flow::raised;
  bind(frame, function.name, value);
  return Flow::normal;
}

Flow Simulator::Machine::define_class(Frame& frame, const Stmt& stmt) {
  std::vector<Value> decorators;
  for (const std::uint32_t e : items(frame, stmt.first)) {
    decorators.push_back(evaluate(frame, e));
    if (failed_) return Flow::raised;
  }
  std::vector<Value> bases;
  for (const std::uint32_t e : items(frame, stmt.second)) {
    const Expr& base = expr_of(frame, e);
    const Value value = evaluate(frame, base.kind == ExprKind::keyword ? base.b : e);
    if (failed_) return Flow::raised;
    bases.push_back(base.kind == ExprKind::keyword || base.kind == ExprKind::star ? Value{} : value);
  }
  const auto id = static_cast<std::uint32_t>(classes_.size());
  classes_.emplace_back().bases = bases;
  classes_[id].name = global(frame, stmt.a);
  classes_[id].names.certain_at = maybe_, classes_[id].names.born = ++clock_;
  Frame& body = new_frame({.module = frame.module, .names = &classes_[id].names, .around = frame.of_class ? frame.around : frame.function != nullptr ? &frame : nullptr, .of_class = true});
  if (block(body, stmt.third) == Flow::raised) return Flow::raised;
  classes_[id].names.finished = true;
  Value value{ValueKind::klass, id};
  for (const Value& base : bases) {
    bool found = false, complete = true;
    const Value hook = class_attribute(base, n_subclass_, found, complete, 0);
    if (!found || hook.kind != ValueKind::function) continue;
    call_value(frame, hook, std::span(&value, 1), {}, stmt.line, stmt.column);
    if (failed_) return Flow::raised;
    break;
  }
  if (decorate(frame, stmt.first, decorators, value) == Flow::raised) return Flow::raised;
  bind(frame, stmt.a, value);
  return Flow::normal;
}

Flow Simulator::Machine::match(Frame& frame, const Stmt& stmt) {
  evaluate(frame, stmt.a);
  if (failed_) return Flow::raised;
  bool first = true;
  for (const std::uint32_t s : items(frame, stmt.first)) {
    const Stmt& choice = facts(frame.module).stmts[s];
    const bool certain = first && choice.b == 1 && choice.a == kNone;
    first = false;
    if (!certain) ++maybe_;
    for (const std::uint32_t e : items(frame, choice.first)) {
      evaluate(frame, e);
      if (!failed_) continue;
      if (fatal_) return Flow::raised;
      failed_ = false;
      ++swallowed_;
    }
    for (const std::uint32_t name : items(frame, choice.second)) bind(frame, name, {});
    if (!certain) --maybe_;
    if (certain) return block(frame, choice.third);
    if (perhaps(frame, choice.third) == Flow::raised) return Flow::raised;
  }
  return Flow::normal;
}

Flow Simulator::Machine::raise(Frame& frame, const Stmt& stmt) {
  if (stmt.a == kNone) {
    for (auto& record : open_) record.spoiled |= record.handled == handled_.size();
    if (handled_.empty()) {
      fail("RuntimeError", "", frame, stmt.line, stmt.column);
      return Flow::raised;
    }
    // It is raised where it was raised.
    std::tie(failure_, raised_class_) = handled_.back();
    failed_ = true;
    return Flow::raised;
  }
  const Value value = evaluate(frame, stmt.a);
  if (failed_) return Flow::raised;
  const Value type = value.kind == ValueKind::error ? Value{ValueKind::builtin, value.id} : value.kind == ValueKind::instance ? Value{ValueKind::klass, value.id} : value;
  std::string_view name;
  if (type.kind == ValueKind::builtin) name = names_.text(type.id);
  if (type.kind == ValueKind::klass) name = names_.text(classes_[type.id].name);
  fail(name, "", frame, stmt.line, stmt.column);
  raised_class_ = type.kind == ValueKind::builtin || type.kind == ValueKind::klass ? type : Value{};
  return Flow::raised;
}

}  // namespace unknot::imports
