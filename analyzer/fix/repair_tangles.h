// The safe edits out of the include tangles of a project: chosen, planned, verified; nothing is written here.
#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/analyze.h"
#include "checks/finding.h"

namespace unknot {

/// An edge that goes.
struct Repair {
  std::string from, to;
  Place at;
  Evidence evidence = Evidence::unknown;
  std::vector<std::string> steps;  ///< "a.h: declare core::Engine"
};
/// An edge that could have been worth taking out, and why it stays.
struct Refusal {
  std::string from, to;
  Place at;
  Evidence evidence = Evidence::unknown;
  std::string why;
};

struct Repairs {
  std::map<std::string, std::pair<std::string, std::string>> files;              ///< as shown: the text before and after
  std::map<std::string, std::set<std::pair<std::string, std::string>>> because;  ///< as shown: the edges for which a file changes
  std::vector<Repair> done;                                                      ///< sorted
  std::vector<Refusal> left;                                                     ///< sorted
  std::vector<std::string> broken;                                               ///< units that do not compile as they are
  std::size_t knotted_before = 0, knotted_after = 0;                             ///< files in tangles that some unit enters
  std::size_t tangles_before = 0, tangles_after = 0;
  std::size_t parses = 0;  ///< made to verify
};

/// The symbols of the tangles have to be in the project (SymbolScope, Level::file). Only edges of include tangles that some unit
/// enters, in files that may be edited: below the root, wanted, not ignored.
std::expected<Repairs, AnalysisError> repair_tangles(const Project&, const AnalysisOptions&);

}  // namespace unknot
