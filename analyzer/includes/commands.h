// Compile commands => units, grouped by where they look for headers.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "analyzer/includes/extraction.h"
#include "analyzer/includes/notes.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/truth.h"
#include "analyzer/project/command.h"
#include "analyzer/project/relocate.h"

namespace unknot {

/// One class: every command in it looks for headers in the same folders: its own first, then those that the driver adds.
struct CommandClass {
  std::vector<std::uint32_t> commands;  ///< indices into Commands::units
  std::vector<DriverEntry> before;      ///< -iquote, -I, -isystem
  std::vector<DriverEntry> after;       ///< -idirafter
  std::size_t driver = 0;               ///< index into Commands::drivers
  Language language = Language::cpp;
  LookupRules rules{};
};

struct Commands {
  std::vector<UnitCommand> units;                    ///< sorted by file, then flags
  std::vector<std::vector<std::string>> forced;      ///< -include of each unit, as written
  std::vector<CommandClass> classes;
  std::vector<DriverRequest> drivers;                ///< one for each distinct set of flags that the driver has a say in
  std::vector<Problem> problems;
  std::uint64_t count = 0;                           ///< commands in the database
  std::vector<std::string> read;                     ///< the database, response files, folders of compilers
  Notes notes;
  std::vector<std::string> predefined;               ///< what compilers that were asked define (UnitCommand::predefined)
  std::vector<Relocation> relocations;               ///< where the database was recorded elsewhere
};

/// `database`: an absolute path; empty: no commands. Compilers that a glob of `query_drivers` matches are asked; no other is
/// run.
std::expected<Commands, ExtractionError> read_commands(const SourceTree&, const std::string& database, const std::string& root,
                                                       const std::vector<std::string>& query_drivers);

}  // namespace unknot
