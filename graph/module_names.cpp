// One walk over statements in order; functions and classes are not entered.
#include "graph/module_names.h"

namespace unknot {
namespace {

using imports::ExprKind;
using imports::kNone;
using imports::List;
using imports::Stmt;
using imports::StmtKind;

class Walk {
 public:
  explicit Walk(const imports::Module& module) : module_(module), facts_(module.facts) {}
  BoundNames run(List statements) {
    walk(statements);
    return std::move(out_);
  }

 private:
  void walk(List list) {
    for (std::uint32_t i = 0; i < list.count; ++i) statement(facts_.stmts[element(facts_, list, i)], element(facts_, list, i));
  }
  void bind(std::uint32_t name, BoundName bound) { out_.insert_or_assign(facts_.names[name], std::move(bound)); }

  void statement(const Stmt& s, std::uint32_t id) {
    switch (s.kind) {
      case StmtKind::klass: return bind(s.a, {.kind = BoundName::Kind::type, .node = id, .line = s.line, .column = s.column});
      case StmtKind::def: return bind(facts_.functions[s.a].name, {.kind = BoundName::Kind::function, .node = id, .line = s.line, .column = s.column});
      case StmtKind::import_: {
        const std::string& name = facts_.names[s.a];
        if (s.b != kNone) bind(s.b, {.kind = BoundName::Kind::import, .dotted = name});
        else out_.insert_or_assign(name.substr(0, name.find('.')), BoundName{.kind = BoundName::Kind::import, .dotted = name.substr(0, name.find('.'))});
        return;
      }
      case StmtKind::from: {
        const std::string from = imports::absolute_name(module_, facts_.names[s.a], s.b);
        for (std::uint32_t i = 0; i + 1 < s.first.count; i += 2)
          bind(element(facts_, s.first, i + 1), {.kind = BoundName::Kind::import, .dotted = from + "." + facts_.names[element(facts_, s.first, i)]});
        if (s.first.count == 0) out_.insert_or_assign("*" + from, BoundName{.kind = BoundName::Kind::import, .dotted = from});
        return;
      }
      case StmtKind::assign:
      case StmtKind::annotated:
        // What is nothing at first becomes something elsewhere.
        if (s.kind == StmtKind::assign && (s.a == 0 || facts_.exprs[s.a].kind == ExprKind::none)) return;
        for (std::uint32_t i = 0; i < s.first.count; ++i) {
          const auto& target = facts_.exprs[element(facts_, s.first, i)];
          if (target.kind == ExprKind::name)
            bind(target.a, {.kind = BoundName::Kind::value, .node = s.a, .note = s.kind == StmtKind::annotated ? s.b : kNone, .line = target.line, .column = target.column});
        }
        return;
      case StmtKind::branch:
        walk(s.first);
        return walk(s.second);
      case StmtKind::guarded:
        walk(s.second), walk(s.first), walk(s.third);
        return walk(s.fourth);
      case StmtKind::handler:
      case StmtKind::loop:
      case StmtKind::repeat: return walk(s.first);
      case StmtKind::with: return walk(s.second);
      default: return;
    }
  }

  const imports::Module& module_;
  const imports::ModuleFacts& facts_;
  BoundNames out_;
};

}  // namespace

BoundNames bound_names(const imports::Module& module, List statements) { return Walk(module).run(statements); }

}  // namespace unknot
