// The shortest cycle against an exhaustive search for the first of the shortest, and its speed on large components.
#include "graph/algorithms/witness.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

void check(Vertex vertex_count, std::vector<Edge> edges, const std::vector<EdgeIndex>& expected) {
  EXPECT_EQ(shortest_cycle(Digraph(vertex_count, std::move(edges))), expected);
}

/// Vertices of a cycle of exactly `length` that extends `walk`, the first in order; walk.front() is its smallest.
bool extend(const std::vector<std::vector<bool>>& adjacent, std::size_t length, std::vector<Vertex>& walk) {
  if (walk.size() == length) return adjacent[walk.back()][walk.front()];
  for (Vertex v = walk.front() + 1; v < adjacent.size(); ++v) {
    if (!adjacent[walk.back()][v] || std::ranges::find(walk, v) != walk.end()) continue;
    walk.push_back(v);
    if (extend(adjacent, length, walk)) return true;
    walk.pop_back();
  }
  return false;
}

std::vector<EdgeIndex> exhaustive(const Digraph& graph) {
  const Vertex n = graph.vertex_count();
  std::vector<std::vector<bool>> adjacent(n, std::vector<bool>(n, false));
  for (const Edge& edge : graph.edges()) adjacent[edge.from][edge.to] = true;
  for (std::size_t length = 2; length <= n; ++length)
    for (Vertex start = 0; start < n; ++start) {
      std::vector<Vertex> walk{start};
      if (!extend(adjacent, length, walk)) continue;
      std::vector<EdgeIndex> edges;
      for (std::size_t i = 0; i < length; ++i) {
        const Edge wanted{.from = walk[i], .to = walk[(i + 1) % length]};
        edges.push_back(static_cast<EdgeIndex>(std::ranges::find(graph.edges(), wanted) - graph.edges().begin()));
      }
      return edges;
    }
  return {};
}

TEST(ShortestCycle, NoneInAnAcyclicGraph) { check(3, {{0, 1}, {1, 2}, {0, 2}}, {}); }
TEST(ShortestCycle, LoopsAreIgnored) { check(2, {{0, 0}, {1, 1}, {0, 1}}, {}); }
TEST(ShortestCycle, StartsAtItsSmallestVertex) { check(4, {{3, 2}, {2, 1}, {1, 3}}, {2, 0, 1}); }
TEST(ShortestCycle, SmallestOfParallelEdges) { check(2, {{1, 0}, {0, 1}, {0, 1}, {1, 0}}, {1, 0}); }

RC_GTEST_PROP(ShortestCycle, IsTheFirstOfTheShortest, ()) {
  const Vertex n = *rc::gen::inRange<Vertex>(1, 10);
  const auto graph = graph_of(n, any_edges(n, 2 * n + 2)).graph;
  RC_ASSERT(shortest_cycle(graph) == exhaustive(graph));
}

RC_GTEST_PROP(ShortestCycle, RingWithChords, ()) {
  // Long cycles are rare in random graphs: a ring with few chords has them.
  const Vertex n = *rc::gen::inRange<Vertex>(3, 11);
  auto edges = any_edges(n, 3);
  for (Vertex v = 0; v < n; ++v) edges.emplace_back(v, (v + 1) % n, 1);
  const auto graph = graph_of(n, edges).graph;
  RC_ASSERT(shortest_cycle(graph) == exhaustive(graph));
}

/// Bounds are many times what is needed, so that a slow machine passes and a quadratic slip does not.
void check_scale(const Digraph& graph, std::size_t length, std::chrono::seconds allowed) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(shortest_cycle(graph).size(), length);
  EXPECT_LT(std::chrono::steady_clock::now() - start, allowed);
}

TEST(ShortestCycleScale, CompleteGraph) { check_scale(Digraph(300, complete_graph(300)), 2, std::chrono::seconds(5)); }
TEST(ShortestCycleScale, RandomComponent) {
  check_scale(Digraph(10'000, random_strong_graph(10'000, 100'000, 7)), 2, std::chrono::seconds(10));
}
TEST(ShortestCycleScale, Ring) {
  check_scale(Digraph(10'000, random_strong_graph(10'000, 10'000, 7)), 10'000, std::chrono::seconds(10));
}
TEST(ShortestCycleScale, LayersClosedOnlyAroundAll) {
  std::vector<Edge> edges;
  for (const Edge& edge : random_strong_graph(10'000, 100'000, 7))
    edges.push_back({.from = edge.from, .to = (edge.from / 1000 + 1) % 10 * 1000 + edge.to % 1000});
  // One chord over a layer leaves no common divisor of the cycles' lengths that would end the search at once.
  edges.push_back({.from = 5, .to = 2007});
  const auto cycle = shortest_cycle(Digraph(10'000, edges));
  EXPECT_TRUE(cycle.size() == 9 || cycle.size() == 10) << cycle.size();
  check_scale(Digraph(10'000, edges), cycle.size(), std::chrono::seconds(10));
}

}  // namespace
}  // namespace unknot
