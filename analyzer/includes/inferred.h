// Search folders for files that no compile command speaks of.
#pragma once

#include <vector>

#include "analyzer/includes/folders.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/source_files.h"

namespace unknot {

/// The root, its include/ and src/, and then those folders that make the most includes of `files` resolve: an include of
/// "a/b.h" that is not found beside its file votes for every folder that holds an a/b.h.
SearchList infer_search_list(const std::string& root, const std::vector<FileId>& files, Folders&, const SourceFiles&);

}  // namespace unknot
