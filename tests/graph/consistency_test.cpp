// Components and cycles of edges that can hold together, against every assignment of the atoms.
#include "graph/algorithms/consistency.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "graph/algorithms/components.h"
#include "graph/algorithms/witness.h"
#include "tests/graph/many_cases.h"
#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

using Sets = std::vector<std::vector<Vertex>>;
using Conditions = std::vector<std::vector<Literal>>;

constexpr std::uint64_t kNoLimit = 1'000'000'000;

std::vector<Literal> needs(std::initializer_list<int> atoms) {
  // 1 is the first atom, -1 its negation.
  std::vector<Literal> literals;
  for (const int atom : atoms)
    literals.push_back({.atom = AtomId{static_cast<std::uint32_t>(std::abs(atom) - 1)}, .holds = atom > 0});
  return literals;
}

Sets vertices_of(const std::vector<ConsistentComponent>& components) {
  Sets sets;
  for (const auto& component : components) sets.push_back(component.vertices);
  return sets;
}

void check(Vertex vertex_count, std::vector<Edge> edges, const Conditions& conditions, const Sets& components,
           const std::vector<EdgeIndex>& cycle) {
  const Digraph graph(vertex_count, std::move(edges));
  EXPECT_EQ(vertices_of(consistent_components(graph, conditions, kNoLimit)), components);
  EXPECT_EQ(shortest_consistent_cycle(graph, conditions, kNoLimit).edges, cycle);
}

TEST(Consistency, WithoutConditionsTheStrongComponents) { check(2, {{0, 1}, {1, 0}}, {{}, {}}, {{0, 1}}, {0, 1}); }
TEST(Consistency, ExclusiveBranchesCloseNoCycle) {
  check(2, {{0, 1}, {1, 0}}, {needs({1}), needs({-1})}, {}, {});
}
TEST(Consistency, AnEdgeThatContradictsItselfNeverCounts) {
  check(2, {{0, 1}, {1, 0}}, {needs({1, -1}), {}}, {}, {});
}
TEST(Consistency, WalksUnderEitherAnswerThroughOneVertexAreOne) {
  check(3, {{0, 1}, {1, 0}, {1, 2}, {2, 1}}, {needs({1}), {}, needs({-1}), {}}, {{0, 1, 2}}, {0, 1});
}
TEST(Consistency, ALargeCycleThatContradictsItselfLeavesItsParts) {
  check(4, {{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 2}, {3, 0}}, {{}, {}, needs({1}), {}, {}, needs({-1})}, {{0, 1}, {2, 3}},
        {0, 1});
}
TEST(Consistency, OfParallelEdgesTheOneThatCanHold) {
  check(2, {{0, 1}, {0, 1}, {1, 0}}, {needs({-1}), needs({2}), needs({1})}, {{0, 1}}, {1, 2});
}
TEST(Consistency, ALongerWalkWhereTheShortestContradictsItself) {
  check(3, {{0, 1}, {1, 0}, {1, 2}, {2, 0}}, {needs({1}), needs({-1}), {}, {}}, {{0, 1, 2}}, {0, 2, 3});
}

TEST(Consistency, AtTheLimitTheRestIsReturnedWholeAndSaysSo) {
  const Digraph graph(2, {{0, 1}, {1, 0}});
  const Conditions conditions{needs({1}), needs({-1})};
  const auto components = consistent_components(graph, conditions, 0);
  ASSERT_EQ(components.size(), 1u);
  EXPECT_TRUE(components.front().exhausted);
  EXPECT_EQ(components.front().vertices, (std::vector<Vertex>{0, 1}));
  const auto cycle = shortest_consistent_cycle(graph, conditions, 0);
  EXPECT_TRUE(cycle.exhausted);
  EXPECT_EQ(cycle.edges, (std::vector<EdgeIndex>{0, 1}));
}

struct Input {
  Digraph graph;
  Conditions conditions;
  std::uint32_t atoms;
};

Input any_input() {
  const Vertex n = *rc::gen::inRange<Vertex>(2, 8);
  const auto tuples = any_edges(n, 3 * n);
  const auto atoms = *rc::gen::inRange<std::uint32_t>(1, 5);
  const auto literal = rc::gen::pair(rc::gen::inRange<std::uint32_t>(0, atoms), rc::gen::arbitrary<bool>());
  Conditions conditions;
  for (std::size_t e = 0; e < tuples.size(); ++e) {
    const auto count = *rc::gen::inRange<std::size_t>(0, 3);
    std::vector<Literal> all_of;
    for (const auto& [atom, holds] : *rc::gen::container<std::vector<std::pair<std::uint32_t, bool>>>(count, literal))
      all_of.push_back({.atom = AtomId{atom}, .holds = holds});
    std::ranges::sort(all_of);
    conditions.push_back(std::move(all_of));
  }
  return {.graph = graph_of(n, tuples).graph, .conditions = std::move(conditions), .atoms = atoms};
}

/// Calls `visit` with the edges that hold under each assignment of the atoms.
template <class Visit>
void each_assignment(const Input& input, Visit visit) {
  for (std::uint32_t answers = 0; answers < 1u << input.atoms; ++answers) {
    std::vector<EdgeIndex> edges;
    for (EdgeIndex e = 0; e < input.graph.edge_count(); ++e)
      if (std::ranges::all_of(input.conditions[e],
                              [&](const Literal& l) { return (answers >> index(l.atom) & 1u) == (l.holds ? 1u : 0u); }))
        edges.push_back(e);
    std::vector<Edge> ends;
    for (const EdgeIndex e : edges) ends.push_back(input.graph.edge(e));
    visit(Digraph(input.graph.vertex_count(), std::move(ends)), edges);
  }
}

Sets components_of_all_assignments(const Input& input) {
  Sets all;
  each_assignment(input, [&](const Digraph& graph, const auto&) {
    for (auto& component : strong_components(graph)) all.push_back(std::move(component));
  });
  return join_overlapping(std::move(all));
}

std::vector<EdgeIndex> first_cycle_of_all_assignments(const Input& input) {
  std::vector<std::pair<std::vector<Vertex>, std::vector<EdgeIndex>>> cycles;
  each_assignment(input, [&](const Digraph& graph, const std::vector<EdgeIndex>& whole) {
    auto cycle = shortest_cycle(graph);
    if (cycle.empty()) return;
    std::vector<Vertex> vertices;
    for (EdgeIndex& e : cycle) {
      vertices.push_back(graph.edge(e).from);
      e = whole[e];
    }
    cycles.emplace_back(std::move(vertices), std::move(cycle));
  });
  const auto first = std::ranges::min_element(
      cycles, [](const auto& a, const auto& b) { return std::pair(a.first.size(), a) < std::pair(b.first.size(), b); });
  return first == cycles.end() ? std::vector<EdgeIndex>{} : first->second;
}

TEST(Consistency, ComponentsAreThoseOfAllAssignments) {
  check_thousand_cases([] {
    const Input input = any_input();
    const auto components = consistent_components(input.graph, input.conditions, kNoLimit);
    RC_ASSERT(vertices_of(components) == components_of_all_assignments(input));
    RC_ASSERT(std::ranges::none_of(components, &ConsistentComponent::exhausted));
  });
}

TEST(Consistency, CycleIsTheFirstOfAllAssignments) {
  check_thousand_cases([] {
    const Input input = any_input();
    const auto cycle = shortest_consistent_cycle(input.graph, input.conditions, kNoLimit);
    RC_ASSERT(cycle.edges == first_cycle_of_all_assignments(input));
    RC_ASSERT(!cycle.exhausted);
  });
}

TEST(Consistency, UnderALimitNothingIsLost) {
  check_thousand_cases([] {
    const Input input = any_input();
    const auto limit = *rc::gen::inRange<std::uint64_t>(0, 60);
    const auto found = consistent_components(input.graph, input.conditions, limit);
    const Sets truth = components_of_all_assignments(input);
    const bool exhausted = std::ranges::any_of(found, &ConsistentComponent::exhausted);
    for (const auto& component : truth)
      RC_ASSERT(std::ranges::any_of(found, [&](const auto& f) { return std::ranges::includes(f.vertices, component); }));
    for (const auto& component : found)
      RC_ASSERT(component.exhausted || std::ranges::find(truth, component.vertices) != truth.end());
    RC_ASSERT(exhausted || vertices_of(found) == truth);
  });
}

}  // namespace
}  // namespace unknot
