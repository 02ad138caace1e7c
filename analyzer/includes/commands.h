// Compile commands => units, grouped by where they look for headers.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "analyzer/includes/extraction.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/truth.h"

namespace unknot {

/// One class: every command in it looks for headers in the same folders: its own first, then those that the driver adds.
struct CommandClass {
  std::vector<std::uint32_t> commands;  ///< indices into Commands::units
  std::vector<DriverEntry> before;      ///< -iquote, -I, -isystem
  std::vector<DriverEntry> after;       ///< -idirafter
  std::size_t driver = 0;               ///< index into Commands::drivers
  Language language = Language::cpp;
};

struct Commands {
  std::vector<UnitCommand> units;                    ///< sorted by file, then flags
  std::vector<std::vector<std::string>> forced;      ///< -include of each unit, as written
  std::vector<CommandClass> classes;
  std::vector<DriverRequest> drivers;                ///< one for each distinct set of flags that the driver has a say in
  std::vector<Problem> problems;
  std::uint64_t count = 0;                           ///< commands in the database
  std::vector<std::string> read;                     ///< the database and response files
};

/// `database`: an absolute path; empty: no commands.
std::expected<Commands, ExtractionError> read_commands(const SourceTree&, const std::string& database, const std::string& root);

}  // namespace unknot
