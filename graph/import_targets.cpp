// What assignments and `del` do to names and to attributes of modules and classes.
#include "graph/import_machine.h"

namespace unknot::imports {

Flow Simulator::Machine::assign(Frame& frame, std::uint32_t target, Value value) {
  const Expr& at = expr_of(frame, target);
  switch (at.kind) {
    case ExprKind::name: bind(frame, at.a, value); return Flow::normal;
    case ExprKind::tuple: {
      const auto parts = items(frame, at.children);
      const bool fits = is_tuple(value) && tuples_[value.id].size() == parts.size();
      for (std::size_t i = 0; i < parts.size(); ++i)
        if (assign(frame, parts[i], fits ? tuples_[value.id][i] : Value{}) == Flow::raised) return Flow::raised;
      return Flow::normal;
    }
    case ExprKind::star: return assign(frame, at.a, {});
    case ExprKind::attribute: {
      const Value base = evaluate(frame, at.a);
      if (failed_) return Flow::raised;
      const std::uint32_t name = global(frame, at.b);
      if (base.kind == ValueKind::module) put(names_of(base.id), name, value);
      if (base.kind == ValueKind::klass) put(classes_[base.id].names, name, value);
      return Flow::normal;
    }
    case ExprKind::subscript: {
      const Value base = evaluate(frame, at.a);
      if (!failed_) evaluate(frame, at.b);
      if (failed_) return Flow::raised;
      if (base.kind == ValueKind::external && names_.text(base.id) == "sys.modules")
        for (std::uint32_t m = 0; m < running_.size(); ++m)
          if (!is_absent(m)) set_dynamic(m);
      return Flow::normal;
    }
    default:
      evaluate(frame, target);
      return failed_ ? Flow::raised : Flow::normal;
  }
}

Flow Simulator::Machine::remove(Frame& frame, std::uint32_t target) {
  const Expr& at = expr_of(frame, target);
  if (at.kind == ExprKind::name) {
    const Value before = evaluate(frame, target);
    static_cast<void>(before);
    if (failed_) return Flow::raised;
    const std::uint32_t name = global(frame, at.a);
    if (maybe_ > frame.names->certain_at) {
      if (Slot* slot = find(*frame.names, name); slot != nullptr) store(*frame.names, name, {slot->value, true});
    } else {
      drop(*frame.names, name);
    }
    return Flow::normal;
  }
  if (at.kind == ExprKind::attribute) {
    const Value base = evaluate(frame, at.a);
    if (failed_) return Flow::raised;
    if (base.kind == ValueKind::module) drop(names_of(base.id), global(frame, at.b));
    return Flow::normal;
  }
  if (at.kind == ExprKind::tuple) {
    for (const std::uint32_t part : items(frame, at.children))
      if (remove(frame, part) == Flow::raised) return Flow::raised;
    return Flow::normal;
  }
  evaluate(frame, target);
  return failed_ ? Flow::raised : Flow::normal;
}

}  // namespace unknot::imports
