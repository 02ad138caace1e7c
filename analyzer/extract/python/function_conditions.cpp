// Tests and what they lead to: truth, None, literals, `not`, `and`, `or`; match statements.
#include <algorithm>

#include "analyzer/extract/python/function_maker.h"

namespace unknot::python {

void FunctionMaker::condition(NodeId n, std::uint32_t yes, std::uint32_t no) {
  constexpr int kDeepest = 150;
  if (!is_reached()) return;
  if (n == kNoNode || depth_ >= kDeepest) {
    not_understood(n == kNoNode ? 0 : n, "nested too deep");
    return branch({.kind = ConditionKind::other, .path = kNone, .value = {}}, yes, no);
  }
  switch (tree_.kind(n)) {
    case Kind::true_: return jump(yes);
    case Kind::false_:
    case Kind::none: return jump(no);
    case Kind::integer: return jump(tree_.source(n).find_first_not_of("0_") == std::string_view::npos ? no : yes);
    case Kind::parenthesized_expression:
      ++depth_, condition(tree_.first_child(n), yes, no), --depth_;
      return;
    case Kind::not_operator:
      ++depth_, condition(tree_.child(n, Field::argument), no, yes), --depth_;
      return;
    case Kind::boolean_operator: {
      const NodeId op = tree_.child(n, Field::operator_);
      const bool is_and = op != kNoNode && tree_.source(op) == "and";
      const auto second = new_block();
      ++depth_;
      condition(tree_.child(n, Field::left), is_and ? second : yes, is_and ? no : second);
      current_ = second;
      condition(tree_.child(n, Field::right), yes, no);
      --depth_;
      return;
    }
    case Kind::comparison_operator: return comparison(n, yes, no);
    case Kind::identifier:
      // Only for type checkers.
      if (tree_.source(n) == "TYPE_CHECKING") return jump(no);
      break;
    case Kind::attribute:
      if (tree_.source(n) == "typing.TYPE_CHECKING") return jump(no);
      break;
    default: break;
  }
  const Made made = value(n);
  if (made.fact.kind == ValueKind::path) return branch({.kind = ConditionKind::truth, .path = made.fact.path, .value = {}}, yes, no);
  branch({.kind = ConditionKind::other, .path = kNone, .value = {}}, yes, no);
}

void FunctionMaker::comparison(NodeId n, std::uint32_t yes, std::uint32_t no) {
  std::vector<NodeId> operands;
  std::string_view op;
  for (const NodeId c : tree_.children(n)) {
    if (tree_.field(c) == Field::operators || tree_.kind(c) == Kind::token) op = tree_.source(c);
    else operands.push_back(c);
  }
  const ConditionFact unknown{.kind = ConditionKind::other, .path = kNone, .value = {}};
  if (operands.size() != 2) {
    value(n);
    return branch(unknown, yes, no);
  }
  Made left = value(operands[0]);
  if (runs_something(operands[1])) left = kept(std::move(left), operands[0]);
  const Made right = value(operands[1]);
  const bool same = op == "is" || op == "==", differs = op.starts_with("is") || op == "!=";
  if (op.ends_with("in") && right.fact.kind == ValueKind::path) {
    // Where something is looked for, with what it is if that is a literal.
    const ConditionFact looked{.kind = ConditionKind::other, .path = right.fact.path, .value = {.kind = ValueKind::other, .path = kNone, .text = left.fact.text}};
    return branch(looked, yes, no);
  }
  if (!same && !differs) return branch(unknown, yes, no);
  const bool first = left.fact.kind == ValueKind::path;
  const ValueFact& what = first ? left.fact : right.fact;
  const ValueFact& with = first ? right.fact : left.fact;
  if (what.kind != ValueKind::path) return branch(unknown, yes, no);
  ConditionFact test{.kind = ConditionKind::equals, .path = what.path, .value = with};
  branch(std::move(test), same ? yes : no, same ? no : yes);
}

void FunctionMaker::match_statement(NodeId n) {
  Made subject;
  std::vector<NodeId> subjects;
  for (const NodeId c : tree_.children(n))
    if (tree_.field(c) == Field::subject) subject = kept(value(c), c);
  const NodeId body = tree_.child(n, Field::body);
  const auto after = new_block();
  if (body != kNoNode)
    for (const NodeId clause : tree_.children(body)) {
      if (tree_.kind(clause) != Kind::case_clause || !is_reached()) continue;
      const NodeId pattern = tree_.child(clause, Kind::case_pattern);
      const NodeId inner = pattern == kNoNode ? kNoNode : tree_.first_child(pattern);
      const auto holds = new_block(), next = new_block();
      const bool is_plain = inner != kNoNode && tree_.kind(inner) == Kind::dotted_name && tree_.first_child(inner) != kNoNode &&
                            tree_.nodes[tree_.first_child(inner)].end_node == tree_.nodes[inner].end_node;
      const bool is_any = pattern != kNoNode && (inner == kNoNode ? tree_.source(pattern) == "_" : is_plain);
      // A literal, or something else that is not decided here; what it names is bound either way.
      ConditionFact test{.kind = ConditionKind::other, .path = kNone, .value = {}};
      if (inner != kNoNode && subject.fact.kind == ValueKind::path)
        switch (tree_.kind(inner)) {
          case Kind::none:
          case Kind::true_:
          case Kind::false_:
          case Kind::integer:
          case Kind::float_:
          case Kind::string: test = {.kind = ConditionKind::equals, .path = subject.fact.path, .value = value(inner).fact}; break;
          default: break;
        }
      if (is_any) jump(holds);
      else branch(std::move(test), holds, next);
      current_ = holds;
      if (pattern != kNoNode)
        for (NodeId p = pattern; p < tree_.nodes[pattern].end_node; ++p) {
          if (tree_.kind(p) != Kind::identifier || tree_.source(p) == "_") continue;
          const Cell cell = scopes_.resolve(scope_, tree_.source(p));
          const bool binds = cell.scope != kNoScope && std::ranges::any_of(scopes_.name(cell).bounds, [&](const Bound& b) { return b.node == p; });
          if (binds) assign(p, is_any && is_plain ? subject : Made{}, p);
        }
      if (const NodeId guard = tree_.child(clause, Field::guard); guard != kNoNode) {
        const auto guarded = new_block();
        condition(tree_.first_child(guard), guarded, next);
        current_ = guarded;
      }
      if (const NodeId list = tree_.child(clause, Field::consequence); list != kNoNode) statements(list);
      jump(after);
      current_ = next;
    }
  jump(after);
  current_ = after;
}

}  // namespace unknot::python
