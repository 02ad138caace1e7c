// Which of the headers that do not compile when they are entered first are the victims of their tangle. A pure function of the
// program and of what the parser said.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/extract/protocol.h"
#include "graph/program.h"

namespace unknot {

/// A header with what the parser said of a unit that includes nothing else.
struct AskedHeader {
  UnitId header{};
  const EnterReply* reply = nullptr;
};
/// The unit of a path as Clang spells it; kOwnText: none of the project.
using UnitOfPath = std::function<UnitId(const std::string& path)>;

/// The entries of headers that belong to no tangle: the first error, and nothing to blame.
Entry plain_entry(const AskedHeader&, const UnitOfPath&);

/// The entries of the headers of one tangle (`tangle` sorted, over entered edges), in order.
std::vector<Entry> entries_of_tangle(const Program&, const std::vector<UnitId>& tangle, const std::vector<AskedHeader>&, const UnitOfPath&);

}  // namespace unknot
