// A database => commands in the words of GCC and Clang, on this machine's paths: response files read, other toolchains
// translated, recorded places found again, precompiled headers replaced by their sources.
#pragma once

#include <string>
#include <vector>

#include "analyzer/includes/notes.h"
#include "analyzer/project/command.h"
#include "analyzer/project/relocate.h"
#include "analyzer/source_tree/source_tree.h"

namespace unknot {

struct AdaptOptions {
  const std::string& root;
  const std::vector<std::string>& query_drivers;  ///< globs of compilers that may be asked
};
struct AdaptedCommands {
  std::vector<NormalizedCommand> commands;
  std::vector<Problem> problems;
  std::vector<std::string> predefined;  ///< what compilers that were asked define (NormalizedCommand::predefined)
  Relocation relocation;
  std::vector<std::string> read;  ///< response files, and folders that were looked at
};

/// `database_path` is absolute. What is not understood is left out with a note.
AdaptedCommands adapt_commands(const SourceTree&, const std::string& database_path, const Database&, const AdaptOptions&, Notes&);

}  // namespace unknot
