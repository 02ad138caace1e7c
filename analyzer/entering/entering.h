// Enters headers first: those of every tangle that some unit enters, or all that units reach. What comes of it are the entries
// of the program; the checks judge them.
#pragma once

#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/facts_store.h"
#include "analyzer/includes/file_commands.h"
#include "analyzer/includes/progress.h"
#include "graph/program.h"
#include "reporters/report.h"

namespace unknot {

enum class EnteredHeaders : std::uint8_t { of_tangles, all };

struct EnteringInput {
  const SourceTree& tree;
  const std::string& root;   ///< absolute
  std::string build_folder;  ///< absolute: of the database; empty: there is none
  WorkerOptions workers;
  FactsStore* store = nullptr;
  EnteredHeaders headers = EnteredHeaders::of_tangles;
  ProgressListener progress;
};

/// Fills the program's entries. What cannot be entered is a problem each, and its entry is missing. No header: no process is
/// started.
std::vector<Problem> enter_headers(Program&, const FileCommands&, const EnteringInput&);

}  // namespace unknot
