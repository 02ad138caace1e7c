// Facts of parsed units => the symbols of a program: a set union, in sorted order, whoever said it first.
#pragma once

#include <string>

#include "analyzer/source_tree/source_tree.h"
#include "analyzer/symbols/parse_units.h"
#include "graph/program.h"

namespace unknot {

/// What the units say, in the terms of the program. Files that the program does not have are left out. `root`: absolute,
/// without links.
Symbols join_symbols(const Program&, const SourceTree&, const std::string& root, const ParsedUnits&);

}  // namespace unknot
