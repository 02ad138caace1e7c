// What CMake's File API left in the build folder: the targets with their sources. Format: cmake.org, cmake-file-api(7),
// "codemodel" version 2.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/project/database.h"

namespace unknot {

struct BuildTarget {
  std::string name;
  std::string type;                     ///< "EXECUTABLE", "STATIC_LIBRARY", "UTILITY", ...
  std::vector<std::string> sources;     ///< absolute, compiled or not; sorted
  std::vector<std::string> generated;   ///< of these, those that the build writes; sorted
};

/// The targets of all configurations by name, each once, from the reply whose index is given; `read` gives the files that it
/// names, seen from the folder of the reply. What is not understood is left out.
std::vector<BuildTarget> targets_of_reply(std::string_view index, const FileReader& read);

/// Of the names in the folder of replies the index that CMake says to read: the last one.
std::optional<std::string> newest_index(const std::vector<std::string>& names);

}  // namespace unknot
