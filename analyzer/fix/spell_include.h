// How files of the project spell the include of another one. It reads no file but those that include it already.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "graph/program.h"

namespace unknot {

class IncludeSpeller {
 public:
  IncludeSpeller(const SourceTree& tree, std::string root) : tree_(tree), root_(std::move(root)) {}

  /// As a file beside it spells it, else as most files do, else from a folder that other includes of the file (or of its
  /// neighbours) start from, else the path from the one to the other in quotes. A name that is
  /// found beside the includer is used only where it means the same. `first`: a line that is to go, whose spelling is best.
  std::string spell(const Program&, UnitId from, UnitId to, DependencyId first);

 private:
  std::string from_root(const Program&, UnitId from, UnitId to);
  /// "<a.h>" of a line; empty: it is not written out.
  std::string written(const Program&, const Dependency&);

  const SourceTree& tree_;
  std::string root_;
  std::map<std::string, std::map<std::uint32_t, std::string>> by_line_;  ///< by file
};

}  // namespace unknot
