// What the checks for knots between folders and components share: their findings and the words of them.
#pragma once

#include <string_view>

#include "checks/check.h"
#include "graph/folded.h"

namespace unknot {

/// A finding that holds a tangle of folders or components.
Finding folded_finding(const CheckInfo&, Tangle, const Program&);

/// The pairs of nodes that a view has edges between: the graph of a check, for comparison with a base.
Edges edges_of(const FoldedGraph&);

/// The message: size, cost and walk; and as notes the most telling lines of the cut. `noun`: what a unit is, "folder".
void describe_folded(Finding&, std::string_view noun);

}  // namespace unknot
