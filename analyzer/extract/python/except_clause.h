// What an except clause says, in any of the ways to write it.
#pragma once

#include <vector>

#include "analyzer/extract/python/syntax_tree.h"

namespace unknot::python {

struct ExceptClause {
  /// Expressions as written: one, which may be a tuple; several where only commas stand between them (PEP 758); none: it catches all.
  std::vector<NodeId> types;
  NodeId bound = kNoNode;  ///< the name behind `as`
  NodeId body = kNoNode;
};

/// `clause`: of kind except_clause or except_group_clause.
ExceptClause read_except_clause(const SyntaxTree&, NodeId clause);

}  // namespace unknot::python
