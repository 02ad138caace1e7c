// A compile command as Clang takes it.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace unknot {

struct UnitCommand {
  std::string file;
  std::string directory;
  std::vector<std::string> flags;
  std::vector<std::pair<std::string, std::string>> macros;  ///< name and what -D or -U makes of it, in order
  std::string base_key;  ///< the flags that decide predefined macros
  std::string output;    ///< absolute; empty: not said
  std::size_t predefined = 0;  ///< 1 + index into UnitCommands::predefined; 0: Clang's own
  bool inferred = false;       ///< made up from the tree: what Clang cannot do under it is no failure
};

/// The commands of one configuration.
struct UnitCommands {
  std::vector<UnitCommand> units;       ///< sorted by file, then flags
  std::vector<std::string> predefined;  ///< "#define" lines of compilers that were asked
};

}  // namespace unknot
