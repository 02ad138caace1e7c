// From the settings of a program that collects tests to what it imports, in order.
#pragma once

#include <span>
#include <vector>

#include "analyzer/python/pinned_versions.h"
#include "graph/import_world.h"
#include "graph/model.h"
#include "graph/test_runs.h"

namespace unknot {

/// A run of everything for each folder with settings (for the project's folder where none has any, but it is used), and one of
/// each file alone that something is imported before. None where the project uses no such program.
std::vector<imports::TestRun> find_test_runs(const imports::World&, std::span<const SettingsText>, const PinnedVersions&, std::span<const Model> runners);

}  // namespace unknot
