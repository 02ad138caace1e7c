// What holds a strongly connected component together: strong bridges, strong articulation points, and its core.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// What is left of a component when a bridge or a point is taken out of it.
struct Remainder {
  Vertex largest = 0;  ///< vertices of the largest component that is left; 0 where no cycle is
  Vertex freed = 0;    ///< vertices that no cycle goes through any more; a point that is taken out is not counted
  friend bool operator==(const Remainder&, const Remainder&) = default;
};

/// An edge without which the component falls apart. Parallel edges are one edge, all of them listed.
struct StrongBridge {
  Vertex from = 0;
  Vertex to = 0;
  std::vector<EdgeIndex> edges;  ///< sorted
  Remainder rest;
};

/// A vertex without which the other vertices of the component fall apart.
struct StrongPoint {
  Vertex vertex = 0;
  Remainder rest;
};

/// A vertex outside of the core, and a bridge (an index into Joints::bridges) whose removal parts it from the core.
struct HangerOn {
  Vertex vertex = 0;
  std::uint32_t bridge = 0;
};

/// The joints of one component.
struct Joints {
  std::vector<Vertex> vertices;       ///< of the component, sorted
  std::vector<StrongBridge> bridges;  ///< sorted by (from, to)
  std::vector<StrongPoint> points;    ///< sorted by vertex
  /// The largest set of vertices of which any two stay in one component whichever single edge is taken out: the largest
  /// 2-edge-connected block (of several the one with the smallest vertex), sorted. Empty where each pair is parted by some
  /// edge. Refused: what is left when all bridges go at once, since then a vertex outside may be tied by many edges, and
  /// no one line can be shown by which it hangs on.
  std::vector<Vertex> core;
  std::vector<HangerOn> hangers_on;   ///< the vertices outside of the core, sorted; empty where there is no core
};

/// For each component of strong_components(), in its order. Bridges and points from the dominators of the component's flow
/// graph and of its reverse (Italiano, Laura, Santaroni, Theor. Comput. Sci. 2012); what each removal leaves, from
/// dominators and loops of both (Georgiadis, Italiano, Parotsidis, SIAM J. Comput. 2020), all removals together in
/// O(E log V); blocks as Georgiadis, Italiano, Laura, Parotsidis (ACM Trans. Algorithms 2016). Loops are ignored.
std::vector<Joints> joints(const Digraph&);

}  // namespace unknot
