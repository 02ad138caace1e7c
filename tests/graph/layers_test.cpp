// Layers against longest paths by relaxation, and the order against what it promises.
#include "graph/algorithms/layers.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "graph/algorithms/cut.h"
#include "tests/graph/many_cases.h"
#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

void check(Vertex vertex_count, std::vector<Edge> edges, const std::vector<EdgeIndex>& cut,
           const std::vector<std::uint32_t>& expected, const std::vector<Vertex>& order) {
  const Layers found = layers(Digraph(vertex_count, std::move(edges)), cut);
  EXPECT_EQ(found.layer, expected);
  EXPECT_EQ(found.order, order);
}

TEST(Layers, BottomDependsOnNothing) { check(4, {{0, 1}, {1, 2}, {0, 2}}, {}, {2, 1, 0, 0}, {0, 1, 2, 3}); }
TEST(Layers, WithoutTheCut) { check(3, {{0, 1}, {1, 2}, {2, 0}}, {2}, {2, 1, 0}, {0, 1, 2}); }
TEST(Layers, ACycleIsOnOneLayer) { check(4, {{3, 1}, {1, 2}, {2, 1}, {2, 0}}, {}, {0, 1, 1, 2}, {3, 1, 2, 0}); }
TEST(Layers, LoopsAreIgnored) { check(1, {{0, 0}}, {}, {0}, {0}); }

TEST(Layers, AreLongestPaths) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(1, 12);
    const auto input = graph_of(n, any_edges(n, 3 * n));
    const bool with_cut = *rc::gen::arbitrary<bool>();
    const auto cut = with_cut ? minimum_cut(input.graph, input.weights).edges : std::vector<EdgeIndex>{};
    std::vector<Edge> left;
    for (EdgeIndex e = 0; e < input.graph.edge_count(); ++e)
      if (!std::ranges::binary_search(cut, e)) left.push_back(input.graph.edge(e));
    const auto reaches = reachability(Digraph(n, left));
    const auto same = [&](Vertex v, Vertex w) { return v == w || (reaches[v][w] && reaches[w][v]); };
    std::vector<std::uint32_t> expected(n, 0);
    for (Vertex round = 0; round < n; ++round)
      for (Vertex v = 0; v < n; ++v)
        for (Vertex w = 0; w < n; ++w)
          if (same(v, w))
            expected[v] = std::max(expected[v], expected[w]);
          else if (reaches[v][w])
            expected[v] = std::max(expected[v], expected[w] + 1);
    const Layers found = layers(input.graph, cut);
    RC_ASSERT(found.layer == expected);
    RC_ASSERT(std::ranges::is_sorted(found.order, {}, [&](Vertex v) { return std::pair(n - expected[v], v); }));
    RC_ASSERT(found.order.size() == n);
  });
}

}  // namespace
}  // namespace unknot
