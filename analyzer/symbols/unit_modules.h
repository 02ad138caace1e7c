// Compiled modules for the units of a program: which units import some, which may provide them, and what is said where one
// cannot be had.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/modules/module_builder.h"
#include "graph/program.h"
#include "reporters/report.h"

namespace unknot {

class ProgramModules {
 public:
  /// `root`: absolute, for names in problems. `folder`: where to keep compiled modules; empty: nowhere. They are there as long
  /// as this is. All references outlive it.
  ProgramModules(const SourceTree&, const Program&, const WorkerOptions&, const std::string& root, std::string folder);

  /// Does the unit import something, or belong to a module?
  bool concern(UnitId unit) const { return concerned_[index(unit)]; }
  /// A command of a unit that an import may mean.
  void add_provider(UnitId unit, const PreprocessRequest& command);
  /// Builds what these need and fills in their modules; `units`: whose command each is. By request: false: it must not be parsed.
  std::vector<bool> add_to(std::vector<AstRequest>& requests, const std::vector<UnitId>& units);

  /// One for each module that could not be had so far, with how many units that costs.
  std::vector<Problem> problems() const;
  /// False: a process was lost.
  bool repeatable() const { return repeatable_; }

 private:
  Problem problem(const ModuleFailure&, std::size_t units) const;

  const SourceTree& tree_;
  const Program& program_;
  const WorkerOptions& workers_;
  const std::string& root_;
  std::vector<bool> concerned_;
  std::vector<PreprocessRequest> providers_;
  std::map<ModuleFailure, std::set<UnitId>> failures_;
  bool repeatable_ = true;
  ModuleStore store_;
};

}  // namespace unknot
