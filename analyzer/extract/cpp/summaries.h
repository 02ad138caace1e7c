// A parsed unit => what the functions and classes of each of its project files do and offer.
#pragma once

#include <string>
#include <vector>

#include "analyzer/extract/cpp/summary_names.h"

namespace unknot {

struct FileSummaries {
  const ProjectFile* file = nullptr;
  FileFunctions functions;
};

/// `file_of`: which files are asked for. Sorted by path; a file that defines nothing is left out. Templates are summarised once,
/// as written; bodies that the parser skipped are not there.
std::vector<FileSummaries> collect_functions(clang::ASTContext&, const FileOf& file_of);

}  // namespace unknot
