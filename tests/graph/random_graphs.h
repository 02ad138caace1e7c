// Random graphs for properties, as plain edge lists that RapidCheck can shrink and show.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <random>
#include <ranges>
#include <tuple>
#include <vector>

#include "graph/algorithms/digraph.h"

namespace unknot {

/// (from, to, weight): tuples, because RapidCheck knows how to show and shrink them.
using EdgeTuple = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

struct WeightedGraph {
  Digraph graph;
  std::vector<std::uint64_t> weights;
};

inline WeightedGraph graph_of(Vertex vertex_count, const std::vector<EdgeTuple>& tuples) {
  std::vector<Edge> edges;
  std::vector<std::uint64_t> weights;
  for (const auto& [from, to, weight] : tuples) {
    edges.push_back({.from = from, .to = to});
    weights.push_back(weight);
  }
  return {.graph = Digraph(vertex_count, std::move(edges)), .weights = std::move(weights)};
}

/// Up to `most_edges` edges, loops and parallel ones among them, with weights 1..5.
inline std::vector<EdgeTuple> any_edges(Vertex vertex_count, std::size_t most_edges) {
  const auto count = *rc::gen::inRange<std::size_t>(0, most_edges + 1);
  const auto vertex = rc::gen::inRange<std::uint32_t>(0, vertex_count);
  return *rc::gen::container<std::vector<EdgeTuple>>(count, rc::gen::tuple(vertex, vertex, rc::gen::inRange(1u, 6u)));
}

/// reaches[v][w]: is there a walk of one edge or more from v to w? By Warshall.
inline std::vector<std::vector<bool>> reachability(const Digraph& graph) {
  const Vertex n = graph.vertex_count();
  std::vector<std::vector<bool>> reaches(n, std::vector<bool>(n, false));
  for (const Edge& edge : graph.edges()) reaches[edge.from][edge.to] = true;
  for (Vertex middle = 0; middle < n; ++middle)
    for (Vertex v = 0; v < n; ++v)
      for (Vertex w = 0; w < n; ++w)
        if (reaches[v][middle] && reaches[middle][w]) reaches[v][w] = true;
  return reaches;
}

/// The same graph with its edges in another order.
inline std::vector<EdgeTuple> shuffled(std::vector<EdgeTuple> tuples, std::uint32_t seed) {
  std::mt19937 random(seed);
  for (std::size_t i = tuples.size(); i > 1; --i) std::swap(tuples[i - 1], tuples[random() % i]);
  return tuples;
}

/// One ring through all vertices and random edges up to `edge_count`: strongly connected.
inline std::vector<Edge> random_strong_graph(Vertex vertex_count, std::size_t edge_count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Edge> edges;
  for (Vertex v = 0; v < vertex_count; ++v) edges.push_back({.from = v, .to = (v + 1) % vertex_count});
  const auto vertex = [&] { return static_cast<Vertex>(random() % vertex_count); };
  while (edges.size() < edge_count)
    if (const Edge edge{.from = vertex(), .to = vertex()}; edge.from != edge.to) edges.push_back(edge);
  return edges;
}

inline std::vector<Edge> complete_graph(Vertex vertex_count) {
  std::vector<Edge> edges;
  for (Vertex v = 0; v < vertex_count; ++v)
    for (Vertex w = 0; w < vertex_count; ++w)
      if (v != w) edges.push_back({.from = v, .to = w});
  return edges;
}

}  // namespace unknot
