// Which translation unit declares which module, and which imports which: by name, as the standard's P1689 files say it, and
// without any compiled module.
// An import counts for the unit that is compiled, also where its line stands in a header that the unit includes. Each unit is
// compiled on its own, so an edge needs one unit and not a walk through several.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/includes/truth.h"
#include "analyzer/project/module_scan.h"
#include "graph/program.h"

namespace unknot {

/// A file that declares a module, or is imported as a header unit.
struct ModuleUnit {
  FileId file{};
  UnitKind kind = UnitKind::module;  ///< module: interface or partition; implementation; header_unit
  std::string name;                  ///< of its module: "a", "a:part"; of a header unit empty
};

struct ModuleImport {
  FileId from{};         ///< the unit that is compiled
  FileId to{};           ///< where `outside` is empty
  std::string outside;   ///< the name where no file of the project provides it: "std", "<vector>"
  FileId in{};           ///< the file that holds the line
  bool header_unit = false;
  std::uint32_t fact = 0;  ///< index into the includes (of a header unit) or the modules of `in`
  Entered entered = Entered::unknown;
  friend auto operator<=>(const ModuleImport&, const ModuleImport&) = default;
};

struct ModuleGraph {
  std::vector<ModuleUnit> units;      ///< sorted by file; a file may be there once
  std::vector<ModuleImport> imports;  ///< sorted
};

/// What the build's own scan said of a command (by its index), where it is there and newer than all that it speaks of.
using ModuleScans = std::function<std::optional<ModuleScan>(std::uint32_t command, const std::vector<FileId>& files)>;

/// Units whose conditions matter (a declaration under #if, a conditional import inside a cycle) are asked of the build's scan,
/// else preprocessed; `truth` collects failures and what was read.
ModuleGraph find_modules(const TruthInput&, const ModuleScans&, Truth& truth);

}  // namespace unknot
