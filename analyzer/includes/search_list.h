// Where a class of commands looks for headers, in order, as Clang's InitHeaderSearch makes it of the driver's entries.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/extract/protocol.h"
#include "analyzer/includes/folders.h"
#include "analyzer/project/command.h"

namespace unknot {

/// For a name: all folders of an inferred list, but the system's, that hold it. A name that is not in it may be anywhere.
using HoldersByName = std::unordered_map<std::string, std::vector<FolderId>>;

struct SearchList {
  std::vector<FolderId> folders;
  std::uint32_t angled_begin = 0;  ///< <...> starts here, "..." at 0 after the includer's own folder
  LookupRules rules{};
  /// Of an inferred list, which may be hundreds of folders long: saves looking into each.
  std::shared_ptr<const HoldersByName> holders{};
  std::uint32_t system_begin = 0;  ///< folders that `holders` does not speak of, up to system_end
  std::uint32_t system_end = 0;
};

/// A file among the entries is a header map, or nothing. Missing folders are left out. Of a folder that is named twice the first counts, unless a user folder is a system folder
/// too: then the system place counts (clang/lib/Lex/InitHeaderSearch.cpp, RemoveDuplicates).
SearchList make_search_list(const std::vector<DriverEntry>& entries, Folders& folders, LookupRules = {});

}  // namespace unknot
