// Which files may hold hooks, or calls of a library that a model knows, as far as includes and their text say.
#pragma once

#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "graph/model.h"
#include "graph/program.h"

namespace unknot {

/// Models of servers are looked for wherever they can be; units of the others (tests, libraries with context) cost as many
/// parses as a project has tests, and by default there may be only a few.
enum class HookScope : std::uint8_t { by_default, all };

struct HookFiles {
  std::vector<UnitId> files;  ///< sorted
  std::size_t left_out = 0;   ///< files that are looked at only where a check asks
};

/// `root`: of the project, absolute. Project files that reach a header of a model and whose text has the name of one of its hooks, calls or settings.
HookFiles hook_files(const SourceTree&, const std::string& root, const Program&, const std::vector<Model>&, HookScope);

}  // namespace unknot
