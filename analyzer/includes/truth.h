// Which include directives inside strongly connected parts a unit really follows.
// Unconditional ones that a unit reaches unconditionally are true already. For the rest a small set of units, one for each
// way in which the macros that matter can come out, is preprocessed by Clang. What no unit follows is `not shown`; nothing
// is guessed.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/class_graph.h"
#include "analyzer/includes/progress.h"
#include "analyzer/includes/unit_command.h"

namespace unknot {

/// One include directive with the file that it brings.
struct DirectiveEdge {
  FileId from{};
  std::uint32_t include = 0;  ///< index into the facts of `from`
  FileId to{};
  friend auto operator<=>(const DirectiveEdge&, const DirectiveEdge&) = default;
};

struct IncludeClass {
  ClassGraph graph;
  Language language = Language::cpp;
  Modules modules = Modules::absent;
  bool inferred = false;  ///< its "units" are files that no unit reaches
};

/// Every directive between project files that some class resolves, sorted.
std::vector<DirectiveEdge> all_directives(const SourceFiles&, const std::vector<IncludeClass>&,
                                          const std::function<bool(FileId)>& is_project);

struct TruthInput {
  Folders& folders;
  const SourceFiles& sources;
  const std::vector<IncludeClass>& classes;
  const std::vector<UnitCommand>& commands;
  const std::function<bool(FileId)>& is_project;
  Workers& workers;
  const std::vector<DirectiveEdge>& directives;  ///< all_directives of the same
  const ProgressListener& progress;
  const std::vector<std::string>& predefined;  ///< "#define" lines of compilers that were asked
};

struct Truth {
  std::vector<std::vector<DirectiveEdge>> contexts;  ///< followed together by one unit; sorted
  std::vector<std::vector<DirectiveEdge>> variants;  ///< possible together in one class; sorted
  std::vector<DirectiveEdge> followed;               ///< by any unit; sorted
  std::vector<std::pair<FileId, std::uint32_t>> entered_by;  ///< files of a walk that the preprocessor closed, with the first such command; sorted
  std::vector<DirectiveEdge> undecided;              ///< a unit that could have told was lost; sorted
  /// Atom texts with the files that may change their answer on the way through a strongly connected part.
  std::vector<std::pair<std::string, std::vector<FileId>>> changed_by;
  std::vector<std::pair<std::string, std::string>> failures;  ///< unit, what happened to it
  std::vector<std::string> read;     ///< files that the preprocessor opened
  std::vector<std::string> missing;  ///< paths that it asked for in vain
  std::size_t preprocessed = 0;
};

/// Adds what the preprocessor did for `from`: failures, files read, look-ups that failed.
void add_preprocessing(Truth& into, const Truth& from);

Truth find_truth(const TruthInput&);

/// Preprocesses what computed includes (#include MACRO) need, and gives their targets.
/// `truth` collects failures and what was read.
ComputedTargets find_computed_targets(const TruthInput&, Truth& truth);

}  // namespace unknot
