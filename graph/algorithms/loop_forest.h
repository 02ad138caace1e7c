// The loop nesting forest of a flow graph: which cycles stand inside which.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/algorithms/flow_graph.h"

namespace unknot {

struct LoopForest {
  /// By number: the head of the innermost loop that the vertex is in and does not head; kNoLoop where there is none.
  std::vector<FlowNumber> head;
  /// By number: of how many vertices its own loop is, itself counted; 1 where it heads none.
  std::vector<std::uint32_t> size;
};
constexpr FlowNumber kNoLoop = 0xffffffff;

/// The loop of `v`: the vertices below `v` in the search's tree that reach `v` through such vertices alone. Tarjan's
/// algorithm (J. Comput. Syst. Sci. 1974), with edges across the tree held back until both their ends stand below the
/// vertex in hand (Ramalingam, TOPLAS 1999), so that it is near-linear and needs no reducible graph. O(E log V).
LoopForest loop_forest(const FlowGraph&);

}  // namespace unknot
