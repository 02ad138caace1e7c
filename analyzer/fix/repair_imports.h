// Imports of Python that fail by a cycle, made to pass: edits are tried on the text, and the simulation judges them over all entries.
// Nothing is written here.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/analyze.h"
#include "checks/finding.h"

namespace unknot {

/// A line at which an import fails: what was done about it, or why nothing.
struct ImportRepair {
  Place at;
  std::string failure;             ///< "ImportError: pkg.a has no 'X' yet"
  std::vector<std::string> steps;  ///< "pkg/a.py: ..."; empty: it stays as it is
  std::string why;                 ///< where it stays
};

struct ImportRepairs {
  std::map<std::string, std::pair<std::string, std::string>> files;  ///< as shown: the text before and after
  std::vector<ImportRepair> repairs;                                 ///< in the order of their lines
  std::size_t failing_before = 0, failing_after = 0;                 ///< entries that fail by a cycle, or by a name for type checkers
  std::size_t simulated = 0;                                         ///< how often all entries were started to judge edits
};

/// Only files that were named and are not ignored are edited, and no line that asks for silence. An edit stays where every entry that
/// failed at the line then passes, and none fails that did not.
ImportRepairs repair_imports(const Project&, const AnalysisOptions&);

}  // namespace unknot
