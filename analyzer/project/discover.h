// Where a project begins and where its compile commands are.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// The nearest ancestor of `path` that is `configured`, else the top of its git checkout, else the folder itself (of a file:
/// the one that holds it). `path` is absolute and without links.
std::string find_root(const SourceTree&, const std::string& path, const std::function<bool(const std::string& folder)>& configured);

/// Every compile_commands.json in the usual places below the root, best first: the root, build/, then build folders by
/// name. Absolute paths.
std::vector<std::string> find_databases(const SourceTree&, const std::string& root);

/// `path` as seen from the root: "src/a.h", "../build/gen.h", "." for the root itself. Both absolute. Bytes that are not
/// UTF-8 are percent-encoded.
std::string shown_path(const std::string& root, const std::string& path);

/// Is `path` the folder itself or below it? Both absolute and without links.
bool is_below(const std::string& folder, const std::string& path);

}  // namespace unknot
