// Units => what a parse says of each of their files: kept answers where nothing changed, else from unknot-clang, side by side.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/progress.h"
#include "analyzer/symbols/ast_store.h"

namespace unknot {

struct ParsedFile {
  std::string path;  ///< absolute, as Clang spells it
  BlockHash block{};
};

/// What became of one request.
struct ParsedUnit {
  bool ok = false;           ///< there is a tree, though maybe not of all
  std::uint32_t errors = 0;
  std::string message;       ///< of the first error, or why there is no tree
  std::string file;          ///< where it stands: absolute; empty: nowhere
  std::uint32_t line = 0;
  bool lost = false;         ///< the process crashed or hung
  std::vector<ParsedFile> files;
  std::vector<ParsedFile> functions;  ///< their blocks are encode_functions; files that define none are left out
};

struct ParsedUnits {
  std::vector<ParsedUnit> units;            ///< as asked
  std::map<BlockHash, std::string> blocks;  ///< of files and of functions
  std::size_t parsed = 0;                   ///< units that no kept answer was for
  std::set<std::string> found;              ///< absolute: what was read of `ParseOptions::sought`
};

struct ParseOptions {
  WorkerOptions workers;
  AstStore* store = nullptr;
  ProgressListener progress;
  std::vector<std::string> sought{};  ///< ends of paths
};

/// Parses each unit, or takes the kept answer: the same request on the same files gives the same facts. Blocks whose process
/// was lost after it had sent them once are asked for again.
ParsedUnits parse_units(const SourceTree&, std::span<const AstRequest>, const ParseOptions&);

}  // namespace unknot
