// One function for each command: from options to an exit code.
#pragma once

#include <optional>

#include "analyzer/cli/options.h"
#include "analyzer/project_symbols.h"
#include "analyzer/exit_code.h"

namespace unknot {

/// The project of the command line, with a progress bar while it is read. Where that cannot be, the person has been told why.
std::optional<Project> open_with_progress(const CommandLine&);
/// Parses units for their symbols; false where that cannot be, and it is said.
bool add_symbols_with_progress(Project&, const SymbolScope&);
/// Likewise, what the checks that run read of them, and what --evidence asks for.
bool parse_for_checks(Project&, const AnalysisOptions&);

ExitCode run_check(const CommandLine&);
ExitCode run_baseline(const CommandLine&);
ExitCode run_graph(const CommandLine&);
ExitCode run_why(const CommandLine&);
ExitCode run_untangle(const CommandLine&);
ExitCode run_fix(const CommandLine&);
ExitCode run_init(const CommandLine&);
ExitCode run_doctor(const CommandLine&);
ExitCode run_dump(const CommandLine&);
ExitCode run_explain(const CommandLine&);
ExitCode run_list(const CommandLine&);

}  // namespace unknot
