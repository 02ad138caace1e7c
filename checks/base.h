// What findings are compared with, so that only what is new counts: another program (that of a commit), a list of what is known
// (a baseline), or both. "New" is the difference of two programs, not of two lists of lines.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/check.h"
#include "graph/configuration.h"

namespace unknot {

/// One line of a baseline: an edge of a tangle, or a finding that has none.
struct BaselineEntry {
  std::string check;
  std::string from;  ///< of a finding without a tangle: its file
  std::string to;    ///< empty where there is no edge
  std::string fingerprint;
  Place at{};        ///< in the baseline's file
  friend auto operator<=>(const BaselineEntry&, const BaselineEntry&) = default;
};
/// What a baseline holds of these findings: of a tangle every edge. Sorted, each once.
std::vector<BaselineEntry> baseline_entries(std::span<const Finding>);

/// The finding `suppression/stale-baseline` for an entry that nothing has any more.
Finding stale_entry(const BaselineEntry&);

/// What the edges of a baseline tie together, for one check.
std::vector<std::vector<std::string>> listed_tangles(std::span<const BaselineEntry>, std::string_view check);

/// Where a line of the judged program comes from.
struct LineOrigin {
  enum Kind : std::uint8_t { added, moved, old } kind = added;
  std::string file{};  ///< where `moved` stood
};

struct Base {
  /// Of the other program; empty: there is only the baseline. A configuration without its like has nothing known.
  std::span<const Configuration> configurations{};
  /// Asked for lines of edges that the other program does not have; empty: nobody knows.
  std::function<LineOrigin(const Place&)> origin{};
  std::span<const BaselineEntry> baseline{};
};

/// The pairs (from, to) that a check's graph has in one configuration; sorted.
struct KnownEdges {
  std::string configuration;
  Edges edges;
};

/// Sets the state of `findings`, which are all that a check has. `before`: its findings in the base. `known`: its graphs there,
/// one for each configuration.
/// A tangle is new where the base does not have one of its edges: the finding then moves to the line that was added, says how
/// the knot grew, and has the fingerprint of its smallest new edge. It is new as well where the base has its edges and yet no
/// tangle of them that is as strong. Any other finding is new where the base has none of its fingerprint.
void compare_with_base(const CheckInfo&, const Base&, std::span<const Finding> before, std::span<const KnownEdges> known,
                       std::vector<Finding>& findings);

}  // namespace unknot
