// Comments of a Python file that ask for silence.
#pragma once

#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/imports.h"

namespace unknot::python {

/// In the order of the text.
std::vector<imports::Silence> silences(const SyntaxTree&);

}  // namespace unknot::python
