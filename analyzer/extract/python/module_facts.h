// From the tree of a Python file to what the module does when it is imported.
#pragma once

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/imports.h"

namespace unknot::python {

/// Everything is taken from the tree; nothing in it refers to the tree.
imports::ModuleFacts module_facts(const SyntaxTree&);

}  // namespace unknot::python
