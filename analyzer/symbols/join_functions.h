// Facts of parsed units => what the functions of a program's files do.
#pragma once

#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "analyzer/symbols/parse_units.h"
#include "graph/function_facts.h"
#include "graph/program.h"

namespace unknot {

/// By file, each view of it once: units may see one header differently.
struct JoinedFunctions {
  std::vector<UnitId> of;
  std::vector<FileFunctions> files;
};

/// `root`: absolute, without links. Files that the program does not have are left out.
JoinedFunctions join_functions(const Program&, const SourceTree&, const std::string& root, const ParsedUnits&);

}  // namespace unknot
