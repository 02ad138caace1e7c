// What the configuration says of a project's parts: its components, and the contracts between units.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/finding.h"
#include "graph/components_view.h"

namespace unknot {

/// Units by a pattern, as written: "core/" (all below), a glob of paths, "target:NAME", "module:NAME" or "<clang/**>".
struct UnitPattern {
  std::string written;
  /// `component` is that of the unit, empty where it has none.
  std::function<bool(const Program&, UnitId, std::string_view component)> holds;
};
/// A dependency that a contract lets pass. Globs of paths or of "<header>".
struct ContractException {
  std::string from, to;
  std::function<bool(std::string_view)> holds_from, holds_to;
  Place at;
};

enum class ContractKind : std::uint8_t { layers, forbidden, independent, protected_, allowed_only, acyclic_siblings };

struct Contract {
  std::string name;  ///< never empty: the kind where none is given
  ContractKind kind = ContractKind::layers;
  std::string reason;
  Place at;                                      ///< in the configuration file
  std::vector<std::vector<UnitPattern>> layers;  ///< top first
  std::vector<UnitPattern> units;                ///< independent, protected, acyclic siblings: of whom it speaks
  std::vector<UnitPattern> from, to, allowed;
  bool strict = false;      ///< layers: only the next layer down
  bool indirect = false;    ///< forbidden, independent: over others too
  bool exhaustive = false;  ///< layers: every unit of the project is in one
  std::optional<Severity> severity;
  std::vector<ContractException> exceptions;
};

struct Architecture {
  std::vector<NamedComponent> components;
  std::vector<Contract> contracts;
};

inline const Architecture kNoArchitecture;

/// The units that one of the patterns holds, as one flag for each. `component`: by unit, as components_of() gives it.
std::vector<bool> units_held(const Program&, const std::vector<UnitPattern>&, const std::vector<std::string>& component);

/// No layer of the contract holds the unit.
constexpr std::uint32_t kNoLayer = 0xffffffff;
/// The layers of a contract: which one holds each unit (the first of several), and what a dependency between two means.
struct LayersOfUnits {
  LayersOfUnits(const Program&, const Contract&, const std::vector<std::string>& component);
  bool is_judged(const Dependency&) const;  ///< between two layers
  bool is_broken(const Dependency&) const;  ///< up, or past the next one where the contract is strict
  std::uint32_t of(UnitId unit) const { return layer[index(unit)]; }
  std::vector<std::uint32_t> layer;
  bool strict = false;
};

}  // namespace unknot
