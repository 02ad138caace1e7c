// Branching on atoms: each branch drops the edges that need the other answer.
#include "graph/algorithms/consistency.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>

#include "graph/algorithms/components.h"
#include "graph/algorithms/witness.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

bool contradicts_itself(std::span<const Literal> all_of) {
  return std::ranges::adjacent_find(all_of, [](const Literal& a, const Literal& b) {
           return a.atom == b.atom && a.holds != b.holds;
         }) != all_of.end();
}

std::vector<EdgeIndex> possible_edges(const Digraph& graph, EdgeConditions conditions) {
  assert(conditions.size() == graph.edge_count());
  std::vector<EdgeIndex> edges;
  for (EdgeIndex e = 0; e < graph.edge_count(); ++e)
    if (!contradicts_itself(conditions[e])) edges.push_back(e);
  return edges;
}

/// The atom on most of the edges among those that some need to hold and others not to.
std::optional<AtomId> disputed_atom(std::span<const EdgeIndex> edges, EdgeConditions conditions) {
  struct Count {
    std::uint32_t holds = 0, holds_not = 0;
  };
  std::map<AtomId, Count> counts;
  for (const EdgeIndex e : edges)
    for (const Literal& literal : conditions[e])
      ++(literal.holds ? counts[literal.atom].holds : counts[literal.atom].holds_not);
  std::optional<AtomId> best;
  std::uint32_t most = 0;
  for (const auto& [atom, count] : counts) {
    if (count.holds == 0 || count.holds_not == 0 || count.holds + count.holds_not <= most) continue;
    most = count.holds + count.holds_not;
    best = atom;
  }
  return best;
}

std::vector<EdgeIndex> where(std::span<const EdgeIndex> edges, EdgeConditions conditions, Literal answer) {
  const Literal opposite{.atom = answer.atom, .holds = !answer.holds};
  std::vector<EdgeIndex> kept;
  std::ranges::copy_if(edges, std::back_inserter(kept),
                       [&](EdgeIndex e) { return !std::ranges::binary_search(conditions[e], opposite); });
  return kept;
}

/// Part of a graph with its vertices renumbered, so that a small part costs little however large the whole is.
struct Part {
  Part(const Digraph& whole, std::vector<EdgeIndex> part_edges) : edges(std::move(part_edges)), graph(0, {}) {
    for (const EdgeIndex e : edges) {
      vertices.push_back(whole.edge(e).from);
      vertices.push_back(whole.edge(e).to);
    }
    sort_unique(vertices);
    std::vector<Edge> local;
    for (const EdgeIndex e : edges) local.push_back({.from = number(whole.edge(e).from), .to = number(whole.edge(e).to)});
    graph = Digraph(static_cast<Vertex>(vertices.size()), std::move(local));
  }

  Vertex number(Vertex v) const {
    return static_cast<Vertex>(std::ranges::lower_bound(vertices, v) - vertices.begin());
  }

  std::vector<EdgeIndex> edges;   // local index -> index in the whole
  std::vector<Vertex> vertices;   // likewise, sorted
  Digraph graph;
};

class ComponentSearch {
 public:
  ComponentSearch(const Digraph& graph, EdgeConditions conditions, std::uint64_t limit)
      : graph_(graph), conditions_(conditions), limit_(limit), joined_(graph.vertex_count()) {
    std::iota(joined_.begin(), joined_.end(), Vertex{0});
  }

  std::vector<ConsistentComponent> run() {
    explore(possible_edges(graph_, conditions_));
    std::vector<std::uint8_t> undecided(graph_.vertex_count(), 0);
    for (const Vertex v : undecided_) undecided[root(v)] = 1;
    std::vector<ConsistentComponent> result;
    for (auto& vertices : join_overlapping(std::move(found_))) {
      const bool exhausted = undecided[root(vertices.front())] != 0;
      result.push_back({.vertices = std::move(vertices), .exhausted = exhausted});
    }
    return result;
  }

 private:
  void explore(std::vector<EdgeIndex> edges) {
    steps_ += edges.size();
    const Part part(graph_, std::move(edges));
    const auto components = strong_components(part.graph);
    std::vector<std::size_t> owner(part.vertices.size(), components.size());
    for (std::size_t c = 0; c < components.size(); ++c)
      for (const Vertex v : components[c]) owner[v] = c;
    std::vector<std::vector<EdgeIndex>> inside(components.size());
    for (EdgeIndex e = 0; e < part.edges.size(); ++e) {
      const auto [from, to] = part.graph.edge(e);
      if (from != to && owner[from] == owner[to] && owner[from] < components.size())
        inside[owner[from]].push_back(part.edges[e]);
    }
    for (std::size_t c = 0; c < components.size(); ++c) {
      std::vector<Vertex> vertices;
      for (const Vertex v : components[c]) vertices.push_back(part.vertices[v]);
      decide(std::move(vertices), inside[c]);
    }
  }

  void decide(std::vector<Vertex> vertices, std::span<const EdgeIndex> edges) {
    if (is_one(vertices)) return;  // nothing in here can join more
    const auto atom = disputed_atom(edges, conditions_);
    if (!atom) return add(std::move(vertices));
    if (steps_ > limit_) {
      undecided_.push_back(vertices.front());
      return add(std::move(vertices));
    }
    for (const bool holds : {true, false}) explore(where(edges, conditions_, {.atom = *atom, .holds = holds}));
  }

  void add(std::vector<Vertex> vertices) {
    for (const Vertex v : vertices) joined_[root(v)] = root(vertices.front());
    found_.push_back(std::move(vertices));
  }

  bool is_one(std::span<const Vertex> vertices) {
    return std::ranges::all_of(vertices, [&](Vertex v) { return root(v) == root(vertices.front()); });
  }

  Vertex root(Vertex v) {
    while (joined_[v] != v) v = joined_[v] = joined_[joined_[v]];
    return v;
  }

  const Digraph& graph_;
  EdgeConditions conditions_;
  std::uint64_t limit_;
  std::uint64_t steps_ = 0;
  std::vector<Vertex> joined_;  // union-find over found_
  std::vector<std::vector<Vertex>> found_;
  std::vector<Vertex> undecided_;  // one vertex of each component that was given up
};

class CycleSearch {
 public:
  CycleSearch(const Digraph& graph, EdgeConditions conditions, std::uint64_t limit)
      : graph_(graph), conditions_(conditions), limit_(limit) {}

  ConsistentCycle run() {
    const auto edges = possible_edges(graph_, conditions_);
    explore(edges);
    if (best_.empty() && exhausted_) best_ = first_cycle(edges);
    return {.edges = std::move(best_), .exhausted = exhausted_};
  }

 private:
  void explore(std::span<const EdgeIndex> edges) {
    if (steps_ > limit_) {
      exhausted_ = true;
      return;
    }
    steps_ += edges.size() + 1;
    auto cycle = first_cycle(edges);
    // The first cycle of these edges is a bound for every cycle of fewer edges.
    if (cycle.empty() || (!best_.empty() && !precedes(cycle, best_))) return;
    const auto atom = disputed_atom(cycle, conditions_);
    if (!atom) {
      best_ = std::move(cycle);
      return;
    }
    for (const bool holds : {true, false}) explore(where(edges, conditions_, {.atom = *atom, .holds = holds}));
  }

  std::vector<EdgeIndex> first_cycle(std::span<const EdgeIndex> edges) const {
    const Part part(graph_, {edges.begin(), edges.end()});
    auto cycle = shortest_cycle(part.graph);
    for (EdgeIndex& e : cycle) e = part.edges[e];
    return cycle;
  }

  bool precedes(const std::vector<EdgeIndex>& a, const std::vector<EdgeIndex>& b) const {
    if (a.size() != b.size()) return a.size() < b.size();
    const auto vertex = [&](EdgeIndex e) { return graph_.edge(e).from; };
    if (std::ranges::equal(a, b, {}, vertex, vertex)) return a < b;
    return std::ranges::lexicographical_compare(a, b, {}, vertex, vertex);
  }

  const Digraph& graph_;
  EdgeConditions conditions_;
  std::uint64_t limit_;
  std::uint64_t steps_ = 0;
  bool exhausted_ = false;
  std::vector<EdgeIndex> best_;
};

}  // namespace

std::vector<ConsistentComponent> consistent_components(const Digraph& graph, EdgeConditions conditions,
                                                       std::uint64_t step_limit) {
  return ComponentSearch(graph, conditions, step_limit).run();
}

ConsistentCycle shortest_consistent_cycle(const Digraph& graph, EdgeConditions conditions, std::uint64_t step_limit) {
  return CycleSearch(graph, conditions, step_limit).run();
}

}  // namespace unknot
