// Units that import modules => the compiled modules that they need, built in the order in which they need each other.
//   scan (P1689) -> providers -> order -> reduced BMIs (unknot-clang) -> ModuleFile of each unit
// It knows no graph and no Clang: what is imported is asked of the preprocessor, unit by unit.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/modules/module_store.h"

namespace unknot {

/// Why a module is not there. A unit that needs it is not parsed: types would be missing from it, and what is said of them wrong.
struct ModuleFailure {
  std::string module;      ///< "a", "a:part", or the absolute path of a header; empty: what the unit imports cannot be told
  std::string file;        ///< absolute: where the reason stands, else the unit that asks for the module
  std::uint32_t line = 0;  ///< 0: no line
  std::string reason;      ///< "no file provides it", "it imports itself: a, b, a", "it cannot be compiled: expected class name"
  std::string also{};      ///< absolute: another file that the reason speaks of
  friend auto operator<=>(const ModuleFailure&, const ModuleFailure&) = default;
};

struct UnitModules {
  std::vector<ModuleFile> modules;      ///< all that the unit imports, itself or through others; sorted, headers first
  std::string identity;                 ///< of what these were made from: part of the key of whatever is kept of the unit
  std::vector<ModuleFailure> failures;  ///< sorted, unique; none: the unit can be parsed
};

struct BuiltModules {
  std::vector<UnitModules> units;  ///< as wanted
  ModuleInputs inputs;             ///< of all that was scanned and compiled, sorted
  std::uint64_t scanned = 0;       ///< units that the preprocessor was asked about in this run
  std::uint64_t compiled = 0;      ///< modules that were compiled in this run
  bool repeatable = true;          ///< false: a process was lost
};

/// Names and flags are those of the commands; compiled modules that these name are left out (another compiler's, or old).
/// `providers`: every unit that may be a module's interface or partition. Of several that provide one name, those that share the
/// longest path with the importer count; where these are different files, the name is ambiguous.
BuiltModules build_modules(const std::vector<PreprocessRequest>& providers, const std::vector<PreprocessRequest>& wanted,
                           const SourceTree&, Workers&, ModuleStore&);

}  // namespace unknot
