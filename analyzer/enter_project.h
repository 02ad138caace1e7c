// The headers of a project, entered first where a check asks for it.
#pragma once

#include <string>

#include "analyzer/analyze.h"
#include "analyzer/includes/facts_store.h"

namespace unknot {

/// Does a check run, in any part of the tree? `globs` is --checks; what is wrong with it is told elsewhere.
bool runs_check(const Project&, const std::string& globs, std::string_view check);

/// Fills the entries of the programs, as far as the checks that run need them; what cannot be entered is a problem.
void enter_extraction(const Project&, const AnalysisOptions&, const SourceTree&, FactsStore*, Extraction&);

}  // namespace unknot
