// What `unknot init` finds around it: databases, folders of other people's code, compiled files outside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// A folder as shown from the root, and how many C and C++ files are meant.
struct FoundFolder {
  std::string folder;
  std::uint64_t files = 0;
};
struct FoundDatabase {
  std::string file;  ///< as shown
  std::uint64_t commands = 0;
};
struct Surroundings {
  std::uint64_t files = 0;               ///< C and C++ files below the root
  std::vector<FoundDatabase> databases;  ///< best first: a run takes the first
  std::vector<FoundFolder> vendored;     ///< third_party/ and its kin, sorted; each ends with a slash
  std::vector<FoundFolder> outside;      ///< folders of compiled files that are not below the root, sorted
};

/// `root`: absolute, without links.
Surroundings look_around(const SourceTree&, const std::string& root);

}  // namespace unknot
