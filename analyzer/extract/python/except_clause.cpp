// The grammar knows no list of types without parentheses: of two it takes the second for a name to bind, and more than two come
// here with bars between them (see as_older_python).
#include "analyzer/extract/python/except_clause.h"

namespace unknot::python {
namespace {

void add_types(const SyntaxTree& tree, NodeId expression, std::vector<NodeId>& out) {
  if (tree.kind(expression) != Kind::binary_operator) return out.push_back(expression);
  for (const NodeId part : tree.children(expression))
    if (tree.kind(part) != Kind::token) add_types(tree, part, out);
}

}  // namespace

ExceptClause read_except_clause(const SyntaxTree& tree, NodeId clause) {
  ExceptClause out;
  for (const NodeId part : tree.children(clause)) {
    if (tree.kind(part) == Kind::token) continue;
    if (tree.kind(part) == Kind::block) {
      out.body = part;
      continue;
    }
    if (tree.kind(part) != Kind::as_pattern) {
      add_types(tree, part, out.types);
      continue;
    }
    for (const NodeId inner : tree.children(part)) {
      if (tree.field(inner) == Field::alias) out.bound = tree.first_child(inner);
      else if (tree.kind(inner) != Kind::token) out.types.push_back(inner);
    }
  }
  return out;
}

}  // namespace unknot::python
