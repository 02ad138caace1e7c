// Where a class of commands looks for headers, in order, as Clang's InitHeaderSearch makes it of the driver's entries.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/extract/protocol.h"
#include "analyzer/includes/folders.h"

namespace unknot {

struct SearchList {
  std::vector<FolderId> folders;
  std::uint32_t angled_begin = 0;  ///< <...> starts here, "..." at 0 after the includer's own folder
};

/// Missing folders are left out. Of a folder that is named twice the first counts, unless a user folder is a system folder
/// too: then the system place counts (clang/lib/Lex/InitHeaderSearch.cpp, RemoveDuplicates).
SearchList make_search_list(const std::vector<DriverEntry>& entries, Folders& folders);

}  // namespace unknot
