// Strong components of contexts.
#include "graph/entered_tangles.h"

#include <algorithm>

#include "graph/algorithms/components.h"
#include "graph/sort_unique.h"

namespace unknot {

LocalGraph::LocalGraph(const Program& program, std::span<const DependencyId> from, std::span<const DependencyId> suppressed) {
  for (const DependencyId id : from) {
    const auto& d = program.dependency(id);
    if (d.from == d.to || std::ranges::binary_search(suppressed, id)) continue;
    dependencies.push_back(id);
    units.push_back(d.from);
    units.push_back(d.to);
  }
  sort_unique(units);
  for (const DependencyId id : dependencies) {
    const auto& d = program.dependency(id);
    edges.push_back({vertex(d.from), vertex(d.to)});
  }
}

Vertex LocalGraph::vertex(UnitId unit) const { return static_cast<Vertex>(std::ranges::lower_bound(units, unit) - units.begin()); }

std::vector<std::vector<UnitId>> join_sets(const std::vector<std::vector<UnitId>>& sets) {
  std::vector<std::vector<Vertex>> plain;
  for (const auto& set : sets) {
    auto& out = plain.emplace_back();
    for (const UnitId unit : set) out.push_back(index(unit));
  }
  std::vector<std::vector<UnitId>> out;
  for (const auto& set : join_overlapping(std::move(plain))) {
    auto& units = out.emplace_back();
    for (const Vertex v : set) units.push_back(static_cast<UnitId>(v));
  }
  return out;
}

std::vector<std::vector<UnitId>> entered_tangles(const Program& program, std::span<const DependencyId> suppressed) {
  std::vector<std::vector<UnitId>> sets;
  for (const auto& context : program.contexts) {
    const LocalGraph local(program, context.entered, suppressed);
    for (const auto& component : strong_components(local.graph())) {
      auto& units = sets.emplace_back();
      for (const Vertex v : component) units.push_back(local.units[v]);
    }
  }
  return join_sets(sets);
}

}  // namespace unknot
