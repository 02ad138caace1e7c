// One unit, parsed in full => the facts of each of its files that belongs to the project.
#pragma once

#include <array>
#include <cstdint>
#include <set>

#include "analyzer/extract/protocol.h"

namespace unknot {

class RecordingFileSystem;

/// Parses units, one after the other, and remembers which facts it has given away.
class AstParser {
 public:
  AstReply parse(const AstRequest&, RecordingFileSystem&);

 private:
  std::set<std::array<std::uint64_t, 2>> sent_;
};

}  // namespace unknot
