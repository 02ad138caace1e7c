// Files, classes and truth => the program that checks read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/includes/module_graph.h"
#include "analyzer/includes/truth.h"
#include "graph/program.h"

namespace unknot {

/// An unconditional include whose name no class finds, in a file that some unit reaches without conditions.
struct MissingInclude {
  FileId file{};
  std::uint32_t include = 0;
};

struct JoinInput {
  const Folders& folders;
  const SourceFiles& sources;
  const std::vector<IncludeClass>& classes;
  const Truth& truth;
  const ModuleGraph& modules;
  const std::function<bool(FileId)>& is_project;
  const std::function<std::string(FileId)>& shown;  ///< the file's name in reports
  const std::vector<DirectiveEdge>& directives;     ///< all_directives of the same
  /// Where no class finds what a directive names: the file as shown that the build has yet to write; empty: it writes none.
  const std::function<std::string(FileId, const IncludeFact&)>& generated;
};

struct Joined {
  Program program;
  std::vector<MissingInclude> missing;  ///< sorted by place
  std::uint64_t looked_up = 0;          ///< directives that name a file by its spelling
  std::uint64_t unresolved = 0;         ///< of these, those that no class finds, and that the build does not write either
  std::vector<std::string> unresolved_names;  ///< as spelled, sorted
};

Joined join(const JoinInput&);

}  // namespace unknot
