// The second tier for a project: its units are parsed, and its programs say who uses what.
#pragma once

#include <expected>
#include <set>

#include "analyzer/analyze.h"
#include "analyzer/symbols/hook_files.h"

namespace unknot {

/// Which symbols are asked for: those of files with dependencies in tangles of these levels, or all.
struct SymbolScope {
  bool all = false;
  bool includes = false;  ///< also what each include line is for
  HookNeeds hooks{};      ///< what functions do, of files that can hold hooks or use context
  bool hooks_asked = false;  ///< a check by its name asks for them
  bool functions = false; ///< what the functions of the named files do
  std::set<Level> tangles{};
};

/// Fills in the symbols, the evidence and the context of each configuration's program, and of the base's where there is one. What cannot be parsed
/// is a problem of the extraction.
std::expected<void, AnalysisError> add_symbols(Project&, const SymbolScope&);

}  // namespace unknot
