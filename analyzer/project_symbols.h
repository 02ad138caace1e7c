// The second tier for a project: its units are parsed, and its programs say who uses what.
#pragma once

#include <expected>
#include <set>

#include "analyzer/analyze.h"

namespace unknot {

/// Of which files it is asked what functions do.
enum class ContextScope : std::uint8_t {
  none,
  by_default,  ///< that may hold hooks of servers, and of a few tests
  asked,       ///< that may hold hooks or library calls of any model
  named,       ///< that the command line names
};

/// Which symbols are asked for: those of files with dependencies in tangles of these levels, or all.
struct SymbolScope {
  bool all = false;
  bool includes = false;  ///< also what each include line is for
  ContextScope context = ContextScope::none;
  std::set<Level> tangles{};
};

/// Fills in the symbols, the evidence and the context of each configuration's program, and of the base's where there is one. What cannot be parsed
/// is a problem of the extraction.
std::expected<void, AnalysisError> add_symbols(Project&, const SymbolScope&);

}  // namespace unknot
