// Which dotted names the files of a project have.
#pragma once

#include <string>
#include <vector>

#include "graph/import_world.h"

namespace unknot {

/// Names for modules whose facts are read: `paths` are as shown ("src/pkg/a.py"), one for each of `facts`. A package is a folder
/// with __init__.py; a module's name begins below the nearest folder without one, or further up where imports of the project
/// spell it so (a namespace package). `given`: folders that the configuration calls roots: what is below the innermost of them is named from there.
void name_modules(const std::vector<std::string>& paths, std::vector<imports::ModuleFacts> facts, const std::vector<std::string>& given, imports::World& world);

}  // namespace unknot
