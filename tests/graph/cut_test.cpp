// Minimum cuts against dynamic programming and brute force over orders, the parts of the search each on their own, and
// their speed on large components.
#include "graph/algorithms/cut.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>
#include <optional>
#include <random>

#include "graph/algorithms/components.h"
#include "graph/algorithms/cycle_packing.h"
#include "graph/algorithms/exact_cut.h"
#include "graph/algorithms/greedy_cut.h"
#include "graph/algorithms/witness.h"
#include "tests/graph/many_cases.h"
#include "tests/graph/random_graphs.h"

namespace unknot {
namespace {

/// The cheapest of all orders of the vertices, each order's backward edges being a cut.
std::uint64_t cheapest_of_all_orders(const WeightedGraph& input) {
  std::vector<Vertex> position(input.graph.vertex_count());
  std::iota(position.begin(), position.end(), Vertex{0});
  std::uint64_t best = std::numeric_limits<std::uint64_t>::max();
  do {
    std::uint64_t cost = 0;
    for (EdgeIndex e = 0; e < input.graph.edge_count(); ++e)
      if (position[input.graph.edge(e).from] > position[input.graph.edge(e).to]) cost += input.weights[e];
    best = std::min(best, cost);
  } while (std::ranges::next_permutation(position).found);
  return best;
}

bool acyclic_without(const Digraph& graph, const std::vector<EdgeIndex>& cut) {
  std::vector<Edge> edges;
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e)
    if (!std::ranges::binary_search(cut, e)) edges.push_back(graph.edge(e));
  return strong_components(Digraph(graph.vertex_count(), std::move(edges))).empty();
}

/// What holds of every answer, optimal or not. Parallel edges go back together: one alone gains nothing.
void check_sound(const WeightedGraph& input, const Cut& cut) {
  RC_ASSERT(std::ranges::is_sorted(cut.edges));
  RC_ASSERT(acyclic_without(input.graph, cut.edges));
  std::uint64_t cost = 0;
  for (const EdgeIndex e : cut.edges) cost += input.weights[e];
  RC_ASSERT(cut.cost == cost);
  RC_ASSERT(cut.lower_bound <= cut.cost);
  RC_ASSERT(cut.optimal == (cut.lower_bound == cut.cost));
  for (const EdgeIndex e : cut.edges) {
    auto rest = cut.edges;
    std::erase_if(rest, [&](EdgeIndex other) { return input.graph.edge(other) == input.graph.edge(e); });
    RC_ASSERT(!acyclic_without(input.graph, rest));
  }
}

void check(Vertex vertex_count, const std::vector<EdgeTuple>& edges, const std::vector<EdgeIndex>& expected) {
  const auto input = graph_of(vertex_count, edges);
  const Cut cut = minimum_cut(input.graph, input.weights);
  EXPECT_EQ(cut.edges, expected);
  EXPECT_TRUE(cut.optimal);
}

TEST(MinimumCut, NothingToCut) { check(3, {{0, 1, 1}, {1, 2, 1}, {2, 2, 9}}, {}); }
TEST(MinimumCut, CheaperEdgeOfAPair) { check(2, {{0, 1, 3}, {1, 0, 2}}, {1}); }
TEST(MinimumCut, ParallelEdgesAreCutTogether) { check(2, {{0, 1, 2}, {1, 0, 3}, {0, 1, 2}}, {1}); }
TEST(MinimumCut, BothOfAParallelPair) { check(2, {{0, 1, 2}, {1, 0, 5}, {0, 1, 2}}, {0, 2}); }
TEST(MinimumCut, OneEdgeForTwoCycles) { check(4, {{0, 1, 1}, {1, 2, 1}, {2, 0, 1}, {1, 3, 1}, {3, 0, 1}}, {0}); }

TEST(MinimumCut, IsTheCheapestOfAllOrders) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 7);
    const auto input = graph_of(n, any_edges(n, n * n));
    const Cut cut = minimum_cut(input.graph, input.weights);
    check_sound(input, cut);
    RC_ASSERT(cut.optimal);
    RC_ASSERT(cut.cost == cheapest_of_all_orders(input));
  });
}

TEST(MinimumCut, BoundsHoldAtAnyBudget) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 7);
    const auto input = graph_of(n, any_edges(n, n * n));
    const Cut cut = minimum_cut(input.graph, input.weights, {.exact_steps = *rc::gen::inRange<std::uint64_t>(0, 20)});
    check_sound(input, cut);
    const std::uint64_t optimum = cheapest_of_all_orders(input);
    RC_ASSERT(cut.lower_bound <= optimum);
    RC_ASSERT(optimum <= cut.cost);
  });
}

TEST(MinimumCut, CostsTheSameInAnyOrderOfEdges) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 12);
    const auto edges = any_edges(n, 3 * n);
    const auto input = graph_of(n, edges);
    const auto other = graph_of(n, shuffled(edges, *rc::gen::arbitrary<std::uint32_t>()));
    const Cut cut = minimum_cut(input.graph, input.weights);
    const Cut other_cut = minimum_cut(other.graph, other.weights);
    RC_ASSERT(cut.cost == other_cut.cost);
    const auto ends = [](const WeightedGraph& graph, const Cut& of) {
      std::vector<Edge> edges_cut;
      for (const EdgeIndex e : of.edges) edges_cut.push_back(graph.graph.edge(e));
      std::ranges::sort(edges_cut);
      return edges_cut;
    };
    RC_ASSERT(ends(input, cut) == ends(other, other_cut));
  });
}

/// The cheapest order that puts no kept edge backward, plus what must go; nothing where the kept edges allow no order.
std::optional<std::uint64_t> cheapest_pinned_order(const WeightedGraph& input, const CutPins& pins) {
  std::vector<Vertex> position(input.graph.vertex_count());
  std::iota(position.begin(), position.end(), Vertex{0});
  std::optional<std::uint64_t> best;
  do {
    std::uint64_t cost = 0;
    bool allowed = true;
    for (EdgeIndex e = 0; e < input.graph.edge_count() && allowed; ++e) {
      const Edge& edge = input.graph.edge(e);
      const bool backward = position[edge.from] > position[edge.to];
      if (backward && std::ranges::count(pins.keep, e)) allowed = false;
      if (backward || std::ranges::count(pins.remove, e)) cost += input.weights[e];
    }
    if (allowed) best = std::min(best.value_or(cost), cost);
  } while (std::ranges::next_permutation(position).found);
  return best;
}

CutPins any_pins(EdgeIndex edges, std::uint32_t one_in) {
  CutPins pins;
  for (EdgeIndex e = 0; e < edges; ++e) {
    const auto choice = *rc::gen::inRange(0u, 2 * one_in);
    if (choice == 0) pins.keep.push_back(e);
    if (choice == 1) pins.remove.push_back(e);
  }
  return pins;
}

void check_kept_cycle(const Digraph& graph, const CutPins& pins, const Cut& cut) {
  RC_ASSERT(cut.edges.empty());
  RC_ASSERT(!cut.kept_cycle.empty());
  std::vector<Edge> kept;
  for (const EdgeIndex e : pins.keep) kept.push_back(graph.edge(e));
  RC_ASSERT(cut.kept_cycle.size() == shortest_cycle(Digraph(graph.vertex_count(), kept)).size());
  for (std::size_t i = 0; i < cut.kept_cycle.size(); ++i) {
    const EdgeIndex e = cut.kept_cycle[i], next = cut.kept_cycle[(i + 1) % cut.kept_cycle.size()];
    RC_ASSERT(std::ranges::count(pins.keep, e) == 1);
    RC_ASSERT(graph.edge(e).to == graph.edge(next).from);
  }
}

TEST(MinimumCut, UnderPinsIsTheCheapestOfTheOrdersAllowed) {
  int cut_by_order = 0, contradicting = 0;  // both happen often enough for the property to say something
  check_thousand_cases([&] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 7);
    const auto input = graph_of(n, any_edges(n, n * n));
    const CutPins pins = any_pins(input.graph.edge_count(), *rc::gen::inRange(1u, 6u));
    const Cut cut = minimum_cut(input.graph, input.weights, {}, pins);
    const auto optimum = cheapest_pinned_order(input, pins);
    if (!optimum) {
      ++contradicting;
      check_kept_cycle(input.graph, pins, cut);
      return;
    }
    cut_by_order += *optimum > 0;
    RC_ASSERT(cut.kept_cycle.empty());
    RC_ASSERT(std::ranges::is_sorted(cut.edges));
    RC_ASSERT(acyclic_without(input.graph, cut.edges));
    for (const EdgeIndex e : pins.remove) RC_ASSERT(std::ranges::binary_search(cut.edges, e));
    for (const EdgeIndex e : pins.keep) RC_ASSERT(!std::ranges::binary_search(cut.edges, e));
    std::uint64_t cost = 0;
    for (const EdgeIndex e : cut.edges) cost += input.weights[e];
    RC_ASSERT(cut.cost == cost);
    RC_ASSERT(cut.cost == *optimum);
    RC_ASSERT(cut.lower_bound == *optimum);
    RC_ASSERT(cut.optimal);
  });
  EXPECT_GT(cut_by_order, 200);
  EXPECT_GT(contradicting, 30);
}

// Beyond brute force, where the greedy cut and the search do the work: what is kept stays, and the bounds hold.
TEST(MinimumCut, UnderPinsAtAnyBudget) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 30);
    const auto input = graph_of(n, any_edges(n, 4 * n));
    CutPins pins = any_pins(input.graph.edge_count(), 4);
    // Kept edges rise, so that they close no cycle; the numbers of the vertices are no order that the search prefers.
    std::erase_if(pins.keep, [&](EdgeIndex e) {
      const Edge& edge = input.graph.edge(e);
      return edge.from * 7 % n >= edge.to * 7 % n;
    });
    const auto steps = *rc::gen::element<std::uint64_t>(0, 10, 100'000);
    const Cut cut = minimum_cut(input.graph, input.weights, {.exact_steps = steps}, pins);
    RC_ASSERT(cut.kept_cycle.empty());
    RC_ASSERT(acyclic_without(input.graph, cut.edges));
    for (const EdgeIndex e : pins.keep) RC_ASSERT(!std::ranges::binary_search(cut.edges, e));
    const Cut free = minimum_cut(input.graph, input.weights);
    RC_ASSERT(free.lower_bound <= cut.cost);
    RC_ASSERT(cut.lower_bound <= cut.cost);
  });
}

TEST(MinimumCut, KeptEdgesThatCloseACycleAreNamed) {
  const auto input = graph_of(4, {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 0, 1}, {2, 0, 1}, {1, 0, 1}});
  const Cut cut = minimum_cut(input.graph, input.weights, {}, {.keep = {0, 1, 2, 3, 4}, .remove = {}});
  EXPECT_EQ(cut.kept_cycle, (std::vector<EdgeIndex>{0, 1, 4}));
  EXPECT_TRUE(cut.edges.empty());
  EXPECT_FALSE(cut.optimal);
}

/// Random arcs without loops and parallels; not always strongly connected, which none of the parts may need.
ArcGraph any_arc_graph(Vertex vertex_count, std::size_t most_arcs) {
  auto tuples = any_edges(vertex_count, most_arcs);
  std::ranges::sort(tuples);
  std::vector<Arc> arcs;
  for (const auto& [from, to, weight] : tuples)
    if (from != to && (arcs.empty() || arcs.back().from != from || arcs.back().to != to))
      arcs.push_back({.from = from, .to = to, .weight = weight});
  return {vertex_count, std::move(arcs)};
}

std::vector<std::uint64_t> weights_of(const ArcGraph& graph) {
  std::vector<std::uint64_t> weights;
  for (const Arc& arc : graph.arcs()) weights.push_back(arc.weight);
  return weights;
}

TEST(ExactCut, SearchAgreesWithDynamicProgramming) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(2, 12);
    const ArcGraph graph = any_arc_graph(n, 5 * n);
    // The worst start: everything is cut that goes backward in no order at all.
    std::vector<Vertex> order(n);
    std::iota(order.begin(), order.end(), Vertex{0});
    ArcSet start = backward_arcs(graph, order);
    put_back(graph, start);
    const ProvenCut proven = exact_cut(graph, start, {}, 100'000'000);
    const std::uint64_t optimum = graph.cost(subset_cut(graph));
    RC_ASSERT(graph.cost(proven.cut) == optimum);
    RC_ASSERT(proven.lower_bound == optimum);
  });
}

// Unit weights and many triangles (tournaments) leave a gap that only branching closes.
RC_GTEST_PROP(ExactCut, BranchingFindsTheOptimum, ()) {
  const Vertex n = *rc::gen::inRange<Vertex>(12, 15);
  std::vector<Arc> arcs;
  for (Vertex v = 0; v < n; ++v)
    for (Vertex w = v + 1; w < n; ++w)
      arcs.push_back(*rc::gen::arbitrary<bool>() ? Arc{.from = v, .to = w} : Arc{.from = w, .to = v});
  std::ranges::sort(arcs, {}, [](const Arc& arc) { return std::pair(arc.from, arc.to); });
  const ArcGraph graph(n, std::move(arcs));
  const ProvenCut proven = exact_cut(graph, greedy_cut(graph, weights_of(graph)), {}, 100'000'000);
  const std::uint64_t optimum = graph.cost(subset_cut(graph));
  RC_ASSERT(graph.cost(proven.cut) == optimum);
  RC_ASSERT(proven.lower_bound == optimum);
}

TEST(ExactCut, UnfinishedSearchStaysBelowTheOptimum) {
  check_thousand_cases([] {
    const Vertex n = *rc::gen::inRange<Vertex>(6, 12);
    const ArcGraph graph = any_arc_graph(n, 6 * n);
    const ArcSet start = greedy_cut(graph, weights_of(graph));
    const ProvenCut proven = exact_cut(graph, start, {}, *rc::gen::inRange<std::uint64_t>(0, 2000));
    const std::uint64_t optimum = graph.cost(subset_cut(graph));
    RC_ASSERT(proven.lower_bound <= optimum);
    RC_ASSERT(optimum <= graph.cost(proven.cut));
    RC_ASSERT(graph.cost(proven.cut) <= graph.cost(start));
  });
}

RC_GTEST_PROP(CyclePacking, IsMadeOfCyclesThatShareNoWeight, ()) {
  const Vertex n = *rc::gen::inRange<Vertex>(2, 12);
  const ArcGraph graph = any_arc_graph(n, 5 * n);
  const CyclePacking packing = pack_cycles(graph, greedy_cut(graph, weights_of(graph)));
  for (const auto& cycle : packing.cycles)
    for (std::size_t i = 0; i < cycle.size(); ++i)
      RC_ASSERT(graph.arc(cycle[i]).to == graph.arc(cycle[(i + 1) % cycle.size()]).from);
  RC_ASSERT(packing.bound <= graph.cost(subset_cut(graph)));
}

RC_GTEST_PROP(GreedyCut, SiftingNeverLoses, ()) {
  const Vertex n = *rc::gen::inRange<Vertex>(2, 12);
  const ArcGraph graph = any_arc_graph(n, 5 * n);
  const auto weights = weights_of(graph);
  auto order = greedy_order(graph, weights);
  const std::uint64_t before = graph.cost(backward_arcs(graph, order));
  sift(graph, weights, order);
  RC_ASSERT(graph.cost(backward_arcs(graph, order)) <= before);
  std::ranges::sort(order);
  for (Vertex v = 0; v < n; ++v) RC_ASSERT(order[v] == v);
}

/// Bounds are many times what is needed, so that a slow machine passes and a quadratic slip does not.
Cut timed_cut(const Digraph& graph, std::chrono::seconds allowed, const CutOptions& options = {},
              std::vector<std::uint64_t> weights = {}) {
  weights.resize(graph.edge_count(), 1);
  const auto start = std::chrono::steady_clock::now();
  Cut cut = minimum_cut(graph, weights, options);
  EXPECT_LT(std::chrono::steady_clock::now() - start, allowed);
  EXPECT_TRUE(acyclic_without(graph, cut.edges));
  return cut;
}

TEST(MinimumCutScale, CompleteGraphIsProvenOptimal) {
  const Cut cut = timed_cut(Digraph(300, complete_graph(300)), std::chrono::seconds(5));
  EXPECT_EQ(cut.cost, 44'850u);
  EXPECT_TRUE(cut.optimal);
}

TEST(MinimumCutScale, LargeRandomComponent) {
  const Cut cut = timed_cut(Digraph(10'000, random_strong_graph(10'000, 100'000, 7)), std::chrono::seconds(10));
  EXPECT_LT(cut.cost, 30'000u);         // a random order cuts 50,000
  EXPECT_GT(cut.lower_bound, 10'000u);  // the cut is at most three times too dear
  EXPECT_FALSE(cut.optimal);
}

TEST(MinimumCutScale, SearchThatRunsOutOfSteps) {
  const Cut cut = timed_cut(Digraph(1000, random_strong_graph(1000, 2500, 7)), std::chrono::seconds(10),
                            {.exact_steps = 200'000});
  EXPECT_FALSE(cut.optimal);
  EXPECT_LT(cut.cost * 2, cut.lower_bound * 3);
}

// As folders are: an order that most edges follow, few lines behind most edges and many behind some.
TEST(MinimumCutScale, TangleOfFoldersIsProvenOptimal) {
  constexpr Vertex kFolders = 110;
  std::mt19937 random(3);
  const auto below = [&](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  std::vector<Edge> edges;
  std::vector<std::uint64_t> weights;
  for (Vertex v = 0; v < kFolders; ++v) edges.push_back({.from = v, .to = (v + 1) % kFolders});
  while (edges.size() < 1500) {
    const Vertex v = below(kFolders), w = below(kFolders);
    if (v < w || (v > w && below(9) == 0)) edges.push_back({.from = v, .to = w});
  }
  for (std::size_t e = 0; e < edges.size(); ++e) weights.push_back(1 + below(200) * below(200) * below(200) / 40'000);
  const Digraph graph(kFolders, std::move(edges));
  const Cut cut = timed_cut(graph, std::chrono::seconds(20), {.exact_steps = kPatientSteps}, weights);
  EXPECT_TRUE(cut.optimal);
}

}  // namespace
}  // namespace unknot
