// Strong components against the transitive closure; joining of sets against a naive join.
#include "graph/algorithms/components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

using Sets = std::vector<std::vector<Vertex>>;

void check(Vertex vertex_count, std::vector<Edge> edges, const Sets& expected) {
  EXPECT_EQ(strong_components(Digraph(vertex_count, std::move(edges))), expected);
}

Sets components_by_closure(const Digraph& graph) {
  const auto reaches = reachability(graph);
  Sets components;
  for (Vertex v = 0; v < graph.vertex_count(); ++v) {
    std::vector<Vertex> component;
    for (Vertex w = 0; w < graph.vertex_count(); ++w)
      if (w == v || (reaches[v][w] && reaches[w][v])) component.push_back(w);
    if (component.size() > 1 && component.front() == v) components.push_back(component);
  }
  return components;
}

/// Joins any two sets that share a vertex, again and again.
Sets join_naively(Sets sets) {
  std::erase_if(sets, [](const auto& set) { return set.empty(); });
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t a = 0; a < sets.size() && !changed; ++a)
      for (std::size_t b = a + 1; b < sets.size() && !changed; ++b) {
        std::set<Vertex> both(sets[a].begin(), sets[a].end());
        both.insert(sets[b].begin(), sets[b].end());
        if (both.size() == sets[a].size() + sets[b].size()) continue;
        sets[a].assign(both.begin(), both.end());
        sets.erase(sets.begin() + static_cast<std::ptrdiff_t>(b));
        changed = true;
      }
  }
  std::ranges::sort(sets);
  return sets;
}

TEST(Components, EmptyGraph) { check(0, {}, {}); }
TEST(Components, LoopIsNone) { check(2, {{0, 0}, {0, 1}}, {}); }
TEST(Components, TwoPairsInOrderOfSmallestVertex) { check(5, {{4, 1}, {1, 4}, {2, 0}, {0, 2}, {0, 1}}, {{0, 2}, {1, 4}}); }

TEST(Components, ChainOfAMillionNeedsNoCallStack) {
  constexpr Vertex kCount = 1'000'000;
  std::vector<Edge> edges;
  for (Vertex v = 0; v < kCount; ++v) edges.push_back({.from = v, .to = (v + 1) % kCount});
  const auto components = strong_components(Digraph(kCount, std::move(edges)));
  ASSERT_EQ(components.size(), 1u);
  EXPECT_EQ(components.front().size(), kCount);
}

RC_GTEST_PROP(Components, AreThoseOfTheClosure, ()) {
  const Vertex n = *rc::gen::inRange<Vertex>(1, 12);
  const auto graph = graph_of(n, any_edges(n, 3 * n)).graph;
  RC_ASSERT(strong_components(graph) == components_by_closure(graph));
}

RC_GTEST_PROP(Components, OutEdgesAreSortedAndComplete, ()) {
  const Vertex n = *rc::gen::inRange<Vertex>(1, 12);
  const auto graph = graph_of(n, any_edges(n, 3 * n)).graph;
  std::vector<EdgeIndex> seen;
  for (Vertex v = 0; v < n; ++v) {
    const auto out = graph.out(v);
    RC_ASSERT(std::ranges::is_sorted(out, {}, [&](EdgeIndex e) { return std::pair(graph.edge(e).to, e); }));
    for (const EdgeIndex e : out) RC_ASSERT(graph.edge(e).from == v);
    seen.insert(seen.end(), out.begin(), out.end());
  }
  RC_ASSERT(seen.size() == graph.edge_count());
}

RC_GTEST_PROP(JoinOverlapping, IsTheNaiveJoin, ()) {
  // Few and small, so that some overlap and some stay apart.
  const auto sets = *rc::gen::resize(12, rc::gen::container<Sets>(
                                             rc::gen::resize(3, rc::gen::container<std::vector<Vertex>>(
                                                                    rc::gen::inRange<Vertex>(0, 30)))));
  Sets sorted;
  for (const auto& set : sets) {
    const std::set<Vertex> unique(set.begin(), set.end());
    sorted.emplace_back(unique.begin(), unique.end());
  }
  RC_ASSERT(join_overlapping(sorted) == join_naively(sorted));
}

}  // namespace
}  // namespace unknot
