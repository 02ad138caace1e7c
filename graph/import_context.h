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
};

struct Context {
  World world;
  std::vector<Entry> entries;   ///< sorted by point
  Sightings sightings;
  std::vector<UnitId> unit_of;  ///< by module; UnitId{kNone}: a namespace package
  ProjectSettings settings;     ///< what the project runs with
  TemplateFiles templates;      ///< that its code fills; none where nobody asks for functions
};

/// Every entry is started in a fresh interpreter.
std::vector<Entry> simulate(const World&, std::vector<Entry> entries, Sightings& sightings);

/// The first line of a module's own text (no function's) that binds the name; 0: none does.
std::uint32_t bound_line(const ModuleFacts&, std::string_view name);

}  // namespace unknot::imports
