// The symbols of a program, by parsing its units: the second tier of the C++ side, for those who ask.
#pragma once

#include <expected>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/includes/extraction.h"
#include "analyzer/symbols/ast_store.h"
#include "analyzer/symbols/join_functions.h"
#include "graph/program.h"

namespace unknot {

class FactsStore;

struct SymbolOptions {
  const ExtractionOptions& reading;  ///< how the program was made
  std::string database;              ///< of its configuration, absolute; empty: there is none
  FactsStore* files = nullptr;
  AstStore* asts = nullptr;
  std::string modules;               ///< the folder for compiled modules; empty: none is kept
  /// Only what tells of these files, sorted: a unit or two for each. Nothing: all units.
  std::optional<std::vector<UnitId>> wanted;
  bool functions = false;  ///< also what functions do; then units that may define what the wanted ones call are parsed too
  bool includes = false;             ///< also what include lines are for: Symbols::unused_includes
  std::vector<std::string> sought{};  ///< ends of paths of files of which it matters where they are
};

struct ReadSymbols {
  Symbols symbols;
  JoinedFunctions functions;
  std::vector<Problem> problems;  ///< units that could not be parsed, or not without errors
  bool complete = true;
  bool repeatable = true;         ///< false: a process was lost; another run may get further
  std::size_t units = 0;          ///< that tell the symbols
  std::set<std::string> found;    ///< absolute: those of `SymbolOptions::sought` that a parse read
  std::size_t parsed = 0;         ///< of these, units that no kept answer was for
};

/// Parses units of the program and joins what they say. A unit with errors gives what can be had; its files are `partial`.
/// A header that no unit reads is parsed by itself, under the command that is nearest to it.
std::expected<ReadSymbols, ExtractionError> read_symbols(const SourceTree&, const Program&, const SymbolOptions&);

}  // namespace unknot
