// Folders of names in the root: "core/" holds "core/a.h", "./" is the root itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// For each entry of `folders` (names as above, one for each file, repeated) the folder that stands for it when at most
/// `limit` folders (at least one) may be told apart: while there are more, the deepest folder with the fewest entries,
/// then the first by name, becomes part of its parent. Entries are unchanged where they fit.
std::vector<std::string> fold_folders(std::vector<std::string> folders, std::size_t limit);

}  // namespace unknot
