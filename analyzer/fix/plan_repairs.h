// From edges that are to go to what happens in which file: lines dropped, declarations, includes for who relied on them, bodies
// that move. What cannot be done safely is refused, with the reason.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/fix/edit_text.h"
#include "analyzer/source_tree/source_tree.h"
#include "graph/configuration.h"

namespace unknot {

/// Two units of a tangle, by name.
using EdgeName = std::pair<std::string, std::string>;

/// An include that the compiler asked for: shown path of the file, and of the one to include, or "<name>".
struct ExtraInclude {
  std::string file, target;
  EdgeName because;
  friend auto operator<=>(const ExtraInclude&, const ExtraInclude&) = default;
};

struct PlannedFile {
  FileChange change;
  std::set<EdgeName> because;
};
struct PlannedRepairs {
  std::map<std::string, PlannedFile> files;            ///< by shown path
  std::map<EdgeName, std::vector<std::string>> steps;  ///< for a person
  std::map<EdgeName, std::string> refused;             ///< why
};

struct PlanningInput {
  const SourceTree& tree;
  std::string root;
  /// Programs with the symbols of all units that reach a file in question, and their evidence.
  std::span<const Configuration> configurations;
  /// May the file (as shown) be edited? Empty: it may; else why not.
  std::function<std::string(const std::string&)> protects;
  /// The command of a unit that reads the file.
  std::function<std::optional<PreprocessRequest>(std::size_t configuration, UnitId file)> reader;
  Workers& workers;
};

PlannedRepairs plan_repairs(const PlanningInput&, const std::set<EdgeName>& edges, const std::set<ExtraInclude>& extra);

/// "needs all of core::Engine (core/a.h:12)"
std::string words_of(const Program&, const Use&);

}  // namespace unknot
