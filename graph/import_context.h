// What came of importing a project's modules, for the checks: the modules, every entry with its outcome, what was seen on the way.
#pragma once

#include <string_view>
#include <vector>

#include "graph/ids.h"
#include "graph/import_world.h"
#include "graph/project_settings.h"
#include "graph/template_files.h"

namespace unknot::imports {

struct Entry {
  EntryPoint point;
  bool declared = false;  ///< the project itself names it
  EntryResult result;
  std::uint32_t run = kNone;  ///< of a test: the run in which it is imported
};

struct Context {
  World world;
  std::vector<Entry> entries;   ///< sorted by point; those of test runs behind them, in order
  std::vector<TestRun> test_runs;
  Sightings sightings;
  std::vector<UnitId> unit_of;  ///< by module; UnitId{kNone}: a namespace package
  ProjectSettings settings;     ///< what the project runs with
  TemplateFiles templates;      ///< that its code fills; none where nobody asks for functions
};

/// Every entry is started in a fresh interpreter, and every run of tests in one; each of its steps that is reached becomes an entry.
std::vector<Entry> simulate(const World&, std::vector<Entry> entries, const std::vector<TestRun>& runs, Sightings& sightings);

/// The first line of a module's own text (no function's) that binds the name; 0: none does.
std::uint32_t bound_line(const ModuleFacts&, std::string_view name);

}  // namespace unknot::imports
