// Patterns of `match`: what they look up and what they bind.
#include "analyzer/extract/python/fact_builder.h"

namespace unknot::python {

using imports::Expr;
using imports::ExprKind;

bool FactBuilder::pattern(NodeId id, Ids& looked_up, Ids& bound) {
  const Deeper deeper(depth_);
  if (deeper.too_deep()) return false;
  const NodeId only = tree_.first_child(id);
  switch (tree_.kind(id)) {
    case Kind::case_pattern: return only == kNoNode ? tree_.source(id) == "_" : pattern(only, looked_up, bound) && tree_[only].end_node == tree_[id].end_node;
    case Kind::dotted_name: {
      if (tree_[only].end_node == tree_[id].end_node) {
        if (tree_.source(only) != "_") bound.push_back(name_of(only));
        return true;
      }
      std::uint32_t value = kNothing;
      for (const NodeId child : tree_.children(id))
        value = value == kNothing ? expr(child) : add(Expr{.kind = ExprKind::attribute, .a = value, .b = name_of(child)}, child);
      looked_up.push_back(value);
      return false;
    }
    case Kind::class_pattern:
      for (const NodeId child : tree_.children(id)) {
        if (child != only) pattern(child, looked_up, bound);
        else {
          std::uint32_t value = kNothing;
          for (const NodeId part : tree_.children(child))
            value = value == kNothing ? expr(part) : add(Expr{.kind = ExprKind::attribute, .a = value, .b = name_of(part)}, part);
          looked_up.push_back(value);
        }
      }
      return false;
    case Kind::keyword_pattern:
      for (const NodeId child : tree_.children(id))
        if (child != only) pattern(child, looked_up, bound);
      return false;
    case Kind::identifier: if (tree_.source(id) != "_") bound.push_back(name_of(id)); return true;
    case Kind::as_pattern: case Kind::list_pattern: case Kind::tuple_pattern: case Kind::dict_pattern: case Kind::union_pattern: case Kind::splat_pattern:
      for (const NodeId child : tree_.children(id)) pattern(child, looked_up, bound);
      return false;
    default: return false;
  }
}

}  // namespace unknot::python
