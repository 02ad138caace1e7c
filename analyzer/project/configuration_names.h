// What the configurations of a project are called in reports.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace unknot {

/// For each database (absolute paths, all different) the shortest end of its folder's path below the root that no other one
/// has: "debug" for build/debug beside build/release, "a/build" for a/build beside b/build, "." for the root itself. Two
/// databases of one folder are told apart by their file names. A single one needs no name: it is empty.
std::vector<std::string> configuration_names(const std::string& root, std::span<const std::string> databases);

}  // namespace unknot
