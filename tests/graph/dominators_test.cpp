// Dominators and bridges of flow graphs against their definitions: take the vertex or the edge out and look what is lost.
#include "graph/algorithms/dominators.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/graph/many_cases.h"
#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

/// What `root` reaches by edges that `follow` allows.
template <class Follow>
std::vector<bool> reached(const Digraph& graph, Vertex root, Follow follow) {
  std::vector<bool> seen(graph.vertex_count());
  std::vector<Vertex> queue{root};
  seen[root] = true;
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const EdgeIndex e : graph.out(queue[i]))
      if (const Edge edge = graph.edge(e); !seen[edge.to] && follow(edge)) {
        seen[edge.to] = true;
        queue.push_back(edge.to);
      }
  return seen;
}

/// dominates[d][v]: v is reached, but not without d. A vertex dominates itself.
std::vector<std::vector<bool>> domination(const Digraph& graph, Vertex root) {
  const auto all = reached(graph, root, [](const Edge&) { return true; });
  std::vector<std::vector<bool>> dominates;
  for (Vertex d = 0; d < graph.vertex_count(); ++d) {
    const auto without = reached(graph, root, [&](const Edge& edge) { return edge.from != d && edge.to != d; });
    dominates.emplace_back(graph.vertex_count());
    for (Vertex v = 0; v < graph.vertex_count(); ++v) dominates[d][v] = all[v] && (v == d || d == root || !without[v]);
  }
  return dominates;
}

void check(Vertex vertex_count, std::vector<Edge> edges, const std::vector<Vertex>& expected) {
  EXPECT_EQ(immediate_dominators(Digraph(vertex_count, std::move(edges)), 0), expected);
}

TEST(Dominators, DiamondIsDominatedByItsTop) { check(4, {{0, 1}, {0, 2}, {1, 3}, {2, 3}}, {kNoVertex, 0, 0, 0}); }
TEST(Dominators, UnreachedHasNone) { check(3, {{0, 1}, {2, 1}}, {kNoVertex, 0, kNoVertex}); }
TEST(Dominators, LoopsAndWaysBackChangeNothing) { check(3, {{0, 0}, {0, 1}, {1, 2}, {2, 1}, {2, 0}}, {kNoVertex, 0, 1}); }
// The example of Lengauer and Tarjan's paper (figure 1), R A B C D E F G H I J K L as 0..12.
TEST(Dominators, ExampleOfThePaper) {
  check(13,
        {{0, 1}, {0, 2}, {0, 3}, {1, 4}, {2, 1}, {2, 4}, {2, 5}, {3, 6}, {3, 7}, {4, 12}, {5, 8}, {6, 9}, {7, 9}, {7, 10},
         {8, 5}, {8, 11}, {9, 11}, {10, 9}, {11, 9}, {11, 0}, {12, 8}},
        {kNoVertex, 0, 0, 0, 0, 0, 3, 3, 0, 0, 7, 0, 4});
}

TEST(Dominators, ChainOfAMillionNeedsNoCallStack) {
  constexpr Vertex kCount = 1'000'000;
  std::vector<Edge> edges;
  for (Vertex v = 0; v + 1 < kCount; ++v) {
    edges.push_back({.from = v, .to = v + 1});
    edges.push_back({.from = v + 1, .to = v / 2});  // makes the search for the least semidominator climb
  }
  const auto dominators = immediate_dominators(Digraph(kCount, std::move(edges)), 0);
  for (Vertex v = 1; v < kCount; ++v) ASSERT_EQ(dominators[v], v - 1);
}

TEST(Dominators, AreTheNearestByDefinition) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(1, 14);
    const auto graph = graph_of(n, any_edges(n, 3 * n)).graph;
    const Vertex root = *rc::gen::inRange<Vertex>(0, n);
    const auto dominates = domination(graph, root);
    const auto found = immediate_dominators(graph, root);
    for (Vertex v = 0; v < n; ++v) {
      Vertex expected = kNoVertex;
      for (Vertex d = 0; d < n && v != root; ++d)
        if (d != v && dominates[d][v] && (expected == kNoVertex || dominates[expected][d])) expected = d;
      RC_ASSERT(found[v] == expected);
    }
  });
}

TEST(Dominators, BridgesAreWhatCannotBeGoneAround) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(1, 14);
    const auto graph = graph_of(n, any_edges(n, 2 * n)).graph;
    const FlowGraph flow = flow_graph(graph, 0);
    const FlowTree tree = dominator_tree(flow);
    const auto bridges = flow_bridges(flow, tree);
    for (FlowNumber v = 1; v < flow.size(); ++v) {
      const Edge bridge{.from = flow.vertices[tree.parent(v)], .to = flow.vertices[v]};
      const auto without = reached(graph, 0, [&](const Edge& edge) { return edge != bridge; });
      RC_ASSERT((bridges[v] != 0) == !without[flow.vertices[v]]);
    }
  });
}

RC_GTEST_PROP(FlowTree, AncestorsAsByClimbing, ()) {
  std::vector<FlowNumber> parent{0};
  const auto n = *rc::gen::inRange<FlowNumber>(2, 60);
  // Parents close by, so that trees are deep.
  for (FlowNumber v = 1; v < n; ++v) parent.push_back(v - *rc::gen::inRange<FlowNumber>(1, std::min<FlowNumber>(v, 3) + 1));
  const FlowTree tree(parent);
  for (FlowNumber v = 0; v < n; ++v)
    for (FlowNumber w = 0; w < n; ++w) {
      const auto below = [&](FlowNumber top) {
        FlowNumber u = w;
        while (u != top && u != 0) u = parent[u];
        return u == top;
      };
      RC_ASSERT(tree.contains(v, w) == below(v));
      if (below(v)) continue;
      FlowNumber highest = v;
      while (!below(parent[highest])) highest = parent[highest];
      RC_ASSERT(tree.highest_without(v, w) == highest);
    }
}

}  // namespace
}  // namespace unknot
