// For each file of the project a command under which some unit reads it: what a parser of that file alone needs to know.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/includes/folders.h"
#include "graph/ids.h"

namespace unknot {

struct TruthInput;
struct Truth;

/// A command without its file.
struct SharedCommand {
  std::string directory;
  std::vector<std::string> flags;  ///< compiler word first; no input, no output
  std::string predefined;          ///< "#define" lines that take the place of Clang's own predefined macros; empty: those
  bool inferred = false;           ///< made up from the tree
};
struct FileCommand {
  UnitId file{};
  std::uint32_t command = 0;  ///< index into FileCommands::commands
  std::string unit;           ///< absolute: the file that is compiled with it, which is `file` or reaches it
};
struct FileCommands {
  std::vector<SharedCommand> commands;  ///< each once
  std::vector<FileCommand> files;        ///< sorted by file; those that a unit reaches

  /// nullptr: no unit reaches it.
  const FileCommand* find(UnitId) const;
};

/// Of a unit its own command. Of a header of a tangle that only the preprocessor could close: one under which it did. Else that
/// of the unit that is the fewest includes away, first over includes without conditions, then over any; of several units that of the header's own name
/// or the nearest folder, then the first.
/// `unit_of(file)`: its number in the program, kOwnText where it has none.
FileCommands commands_of_files(const TruthInput&, const Truth&, const std::function<UnitId(FileId)>& unit_of);

}  // namespace unknot
