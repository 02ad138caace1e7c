// Which files may hold hooks, or calls of a library that a model knows, as far as includes and their text say.
#pragma once

#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "graph/model.h"
#include "graph/program.h"

namespace unknot {

enum class HookNeed : std::uint8_t {
  none,
  few,  ///< only if there are few: a cold run is to stay a matter of seconds
  all,
};
/// Of what kinds of models.
struct HookNeeds {
  HookNeed servers = HookNeed::none;  ///< with hooks of requests or connections: few or all is the same
  HookNeed tests = HookNeed::none;    ///< with other hooks
  HookNeed stacks = HookNeed::none;   ///< without hooks: libraries that keep context
  bool is_any() const { return servers != HookNeed::none || tests != HookNeed::none || stacks != HookNeed::none; }
};

struct HookFiles {
  std::vector<UnitId> files;  ///< sorted
  // Files that are looked at only where a check asks.
  std::size_t left_out_tests = 0;
  std::size_t left_out_stacks = 0;
};

/// `root`: of the project, absolute. Project files that reach a header of a model and whose text has the name of one of its hooks, calls or settings.
HookFiles hook_files(const SourceTree&, const std::string& root, const Program&, const std::vector<Model>&, const HookNeeds&);

}  // namespace unknot
