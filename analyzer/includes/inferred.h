// Search folders for files that no compile command speaks of.
#pragma once

#include <vector>

#include "analyzer/includes/folders.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/source_files.h"

namespace unknot {

/// The root, its include/ and src/, and then those folders that make the most includes of `files` resolve: an include of
/// "a/b.h" that is found neither beside its file nor in a `system` folder votes for every folder that holds an a/b.h.
/// <...> looks into the system folders before those that were voted in: <string.h> is never a project's own string.h by guess.
SearchList infer_search_list(const std::string& root, const std::vector<FileId>& files, const SearchList& system, Folders&,
                             const SourceFiles&);

}  // namespace unknot
