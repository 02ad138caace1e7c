// Files, classes and truth => the program that checks read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/includes/truth.h"
#include "graph/program.h"

namespace unknot {

/// An unconditional include of a reached file whose name no class finds.
struct MissingInclude {
  FileId file{};
  std::uint32_t include = 0;
};

struct JoinInput {
  const Folders& folders;
  const SourceFiles& sources;
  const std::vector<IncludeClass>& classes;
  const Truth& truth;
  const std::function<bool(FileId)>& is_project;
  const std::function<std::string(FileId)>& shown;  ///< the file's name in reports
};

struct Joined {
  Program program;
  std::vector<MissingInclude> missing;  ///< sorted by place
};

Joined join(const JoinInput&);

}  // namespace unknot
