// Everything that an answer stands on: every file read, every folder listed, every look-up that failed. While all of it is
// as it was, the answer is.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

struct Manifest {
  std::vector<std::pair<std::string, FileSignature>> files;    ///< sorted by path; links followed
  std::vector<std::pair<std::string, FileSignature>> folders;  ///< sorted by path
  std::vector<std::pair<std::string, std::string>> redirected; ///< path, and the folder that it leads to; sorted
  std::vector<std::string> missing;                            ///< sorted
};

/// Is everything as it was? Uses `threads` threads for the look-ups.
bool holds(const Manifest&, const SourceTree&, unsigned threads);

}  // namespace unknot
