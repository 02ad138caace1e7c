// Compile commands for a tree without a database: what its own build would probably say.
#pragma once

#include <string>
#include <vector>

#include "analyzer/includes/class_graph.h"
#include "analyzer/includes/commands.h"
#include "analyzer/includes/inferred.h"

namespace unknot {

struct InferredCommands {
  Commands commands;             ///< one unit for each source file; their flags are those of the driver, and of what `used_search_flags` finds
  std::vector<FolderId> groups;  ///< by class
};

/// `files`: those of the tree, sorted by path. Sources of one group and one language are a class; the drivers are asked for
/// C++ (0), a version with modules where some file declares one, and C (1).
InferredCommands infer_commands(const std::string& root, const Folders&, const SourceFiles&, const std::vector<FileId>& files,
                                const InferredSearch&);

/// -I and its kin for the folders of the list in which the class found something.
std::vector<std::string> used_search_flags(const SearchList&, const ClassGraph&, const Folders&);

}  // namespace unknot
