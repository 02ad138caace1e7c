// Joints against their definitions: take each edge, each vertex out and look at the components that are left.
#include "graph/algorithms/bridges.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>

#include "graph/algorithms/components.h"
#include "tests/graph/many_cases.h"
#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

using Sets = std::vector<std::vector<Vertex>>;

/// The components within `vertices` of the edges that `stays` allows.
template <class Stays>
Sets components_left(const Digraph& graph, const std::vector<Vertex>& vertices, Stays stays) {
  std::vector<Edge> edges;
  for (const Edge& edge : graph.edges())
    if (std::ranges::binary_search(vertices, edge.from) && std::ranges::binary_search(vertices, edge.to) && stays(edge))
      edges.push_back(edge);
  return strong_components(Digraph(graph.vertex_count(), std::move(edges)));
}

Remainder remainder(const Sets& left, std::size_t of) {
  Remainder rest{.largest = 0, .freed = static_cast<Vertex>(of)};
  for (const auto& component : left) {
    rest.largest = std::max(rest.largest, static_cast<Vertex>(component.size()));
    rest.freed -= static_cast<Vertex>(component.size());
  }
  return rest;
}

bool together(const Sets& left, Vertex v, Vertex w) {
  return std::ranges::any_of(
      left, [&](const auto& set) { return std::ranges::binary_search(set, v) && std::ranges::binary_search(set, w); });
}

void check_bridges(const Digraph& graph, const Joints& found) {
  auto pairs = std::vector(graph.edges().begin(), graph.edges().end());
  std::ranges::sort(pairs);
  pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
  std::vector<Edge> expected;
  for (const Edge& pair : pairs) {
    if (pair.from == pair.to || !std::ranges::binary_search(found.vertices, pair.from) ||
        !std::ranges::binary_search(found.vertices, pair.to))
      continue;
    const auto left = components_left(graph, found.vertices, [&](const Edge& edge) { return edge != pair; });
    if (left.size() == 1 && left.front() == found.vertices) continue;
    const auto bridge = std::ranges::find_if(found.bridges, [&](const StrongBridge& b) { return Edge{b.from, b.to} == pair; });
    RC_ASSERT(bridge != found.bridges.end());
    RC_ASSERT(bridge->rest == remainder(left, found.vertices.size()));
    std::vector<EdgeIndex> edges;
    for (EdgeIndex e = 0; e < graph.edge_count(); ++e)
      if (graph.edge(e) == pair) edges.push_back(e);
    RC_ASSERT(bridge->edges == edges);
    expected.push_back(pair);
  }
  std::vector<Edge> names;
  for (const auto& bridge : found.bridges) names.push_back({bridge.from, bridge.to});
  RC_ASSERT(names == expected);
}

void check_points(const Digraph& graph, const Joints& found) {
  std::vector<Vertex> expected, names;
  for (const Vertex v : found.vertices) {
    const auto left = components_left(graph, found.vertices, [&](const Edge& edge) { return edge.from != v && edge.to != v; });
    if (found.vertices.size() == 2 || (left.size() == 1 && left.front().size() + 1 == found.vertices.size())) continue;
    expected.push_back(v);
    const auto point = std::ranges::find(found.points, v, &StrongPoint::vertex);
    RC_ASSERT(point != found.points.end());
    RC_ASSERT(point->rest == remainder(left, found.vertices.size() - 1));
  }
  for (const auto& point : found.points) names.push_back(point.vertex);
  RC_ASSERT(names == expected);
}

/// Blocks by their definition: no single edge parts two vertices of one.
void check_core(const Digraph& graph, const Joints& found) {
  std::vector<Sets> left;
  for (const auto& bridge : found.bridges)
    left.push_back(
        components_left(graph, found.vertices, [&](const Edge& edge) { return edge != Edge{bridge.from, bridge.to}; }));
  std::vector<Vertex> best;
  for (const Vertex v : found.vertices) {
    std::vector<Vertex> block;
    for (const Vertex w : found.vertices)
      if (v == w || std::ranges::all_of(left, [&](const Sets& sets) { return together(sets, v, w); })) block.push_back(w);
    if (block.size() >= 2 && block.size() > best.size()) best = block;
  }
  RC_ASSERT(found.core == best);
  std::vector<Vertex> outside;
  for (const auto& hanger : found.hangers_on) {
    outside.push_back(hanger.vertex);
    for (const Vertex v : best) RC_ASSERT(!together(left.at(hanger.bridge), hanger.vertex, v));
  }
  std::vector<Vertex> rest;
  if (!best.empty()) std::ranges::set_difference(found.vertices, best, std::back_inserter(rest));
  RC_ASSERT(outside == rest);
}

void check_all(const Digraph& graph) {
  const auto found = joints(graph);
  const auto components = strong_components(graph);
  RC_ASSERT(found.size() == components.size());
  for (std::size_t c = 0; c < found.size(); ++c) {
    RC_ASSERT(found[c].vertices == components[c]);
    check_bridges(graph, found[c]);
    check_points(graph, found[c]);
    check_core(graph, found[c]);
  }
}

TEST(Joints, AreThoseOfTheDefinition) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 12);
    check_all(graph_of(n, any_edges(n, 3 * n)).graph);
  });
}

// One component, with few edges besides a ring: many bridges, deep in each other, on both sides at once.
TEST(Joints, OfOneSparseComponent) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 16);
    auto tuples = any_edges(n, n);
    for (Vertex v = 0; v < n; ++v) tuples.emplace_back(v, (v + 1) % n, 1);
    check_all(graph_of(n, shuffled(std::move(tuples), *rc::gen::arbitrary<std::uint32_t>())).graph);
  });
}

// Pairs that include each other, in a tree: each edge is a bridge, each inner vertex a point.
TEST(Joints, OfATreeOfPairs) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 14);
    std::vector<EdgeTuple> tuples = any_edges(n, n / 2);
    for (Vertex v = 1; v < n; ++v) {
      const auto up = *rc::gen::inRange<Vertex>(0, v);
      tuples.emplace_back(v, up, 1);
      tuples.emplace_back(up, v, 1);
    }
    check_all(graph_of(n, tuples).graph);
  });
}

TEST(Joints, TwoTrianglesOnOneEdgeEachWay) {
  // 0 1 2 all include each other, so do 3 4 5; 2 -> 3 and 3 -> 0 tie them.
  std::vector<Edge> edges{{2, 3}, {3, 0}};
  for (const Vertex first : {0u, 3u})
    for (Vertex v = 0; v < 3; ++v)
      for (Vertex w = 0; w < 3; ++w)
        if (v != w) edges.push_back({first + v, first + w});
  const auto found = joints(Digraph(6, edges));
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].bridges.size(), 2u);
  EXPECT_EQ(found[0].bridges[0].edges, std::vector<EdgeIndex>{0});
  EXPECT_EQ(found[0].bridges[0].rest, (Remainder{.largest = 3, .freed = 0}));
  ASSERT_EQ(found[0].points.size(), 3u);
  EXPECT_EQ(found[0].points[2].vertex, 3u);
  EXPECT_EQ(found[0].points[2].rest, (Remainder{.largest = 3, .freed = 0}));
  EXPECT_EQ(found[0].core, (std::vector<Vertex>{0, 1, 2}));
  EXPECT_EQ(found[0].hangers_on.size(), 3u);
}

/// Many times what is needed, so that a slow machine passes and a quadratic slip does not.
std::vector<Joints> timed(Vertex vertex_count, std::vector<Edge> edges) {
  const auto start = std::chrono::steady_clock::now();
  auto found = joints(Digraph(vertex_count, std::move(edges)));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
  return found;
}

TEST(JointsScale, LargeTangleWithThousandsOfBridges) {
  // A ring of 3,000 with 100,000 edges among its first 450: all edges outside of those are bridges.
  std::vector<Edge> edges;
  for (Vertex v = 0; v < 3000; ++v) edges.push_back({v, (v + 1) % 3000});
  for (const Edge& edge : random_strong_graph(450, 97'000, 7)) edges.push_back(edge);
  const auto found = timed(3000, std::move(edges));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].bridges.size(), 2551u);
  EXPECT_EQ(found[0].core.size(), 450u);
  for (const auto& bridge : found[0].bridges) EXPECT_EQ(bridge.rest, (Remainder{.largest = 450, .freed = 2550}));
}

TEST(JointsScale, RingOfAHundredThousand) {
  std::vector<Edge> edges;
  for (Vertex v = 0; v < 100'000; ++v) edges.push_back({v, (v + 1) % 100'000});
  const auto found = timed(100'000, std::move(edges));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].bridges.size(), 100'000u);
  EXPECT_EQ(found[0].points.size(), 100'000u);
  EXPECT_TRUE(found[0].core.empty());
}

}  // namespace
}  // namespace unknot
