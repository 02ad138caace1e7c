// Breadth-first search around the focus, and folded graphs without the nodes that nobody asked for.
#include "reporters/graph_view.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace unknot {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

void spread(std::vector<bool>& reached, std::span<const Pair> edges, std::span<const std::uint32_t> seeds, std::size_t depth) {
  std::vector<std::vector<std::uint32_t>> next(reached.size());
  for (const auto& [from, to] : edges) next[from].push_back(to);
  std::vector<bool> seen(reached.size());
  std::vector<std::uint32_t> front(seeds.begin(), seeds.end());
  for (std::size_t step = 0; !front.empty(); ++step) {
    std::vector<std::uint32_t> further;
    for (const std::uint32_t vertex : front) {
      if (seen[vertex]) continue;
      seen[vertex] = reached[vertex] = true;
      if (step < depth) further.insert(further.end(), next[vertex].begin(), next[vertex].end());
    }
    front = std::move(further);
  }
}

std::string_view node_of(const Program& program, const GraphOptions& options, std::uint32_t unit) {
  if (program.units[unit].origin != Origin::project) return {};
  return options.level == GraphLevel::component ? std::string_view(options.component_of[unit]) : folder_of(program.file(UnitId{unit}));
}

}  // namespace

std::vector<bool> nearby(std::size_t vertices, std::span<const Pair> edges, std::span<const std::uint32_t> seeds, std::size_t depth) {
  std::vector<bool> out(vertices);
  spread(out, edges, seeds, depth);
  std::vector<Pair> turned;
  for (const auto& [from, to] : edges) turned.emplace_back(to, from);
  spread(out, turned, seeds, depth);
  return out;
}

std::vector<bool> units_in_focus(const Program& program, const GraphOptions& options) {
  if (options.focus.empty()) return std::vector<bool>(program.units.size(), true);
  std::vector<Pair> edges;
  for (const Dependency& d : program.dependencies) edges.emplace_back(index(d.from), index(d.to));
  std::vector<std::uint32_t> seeds;
  for (const UnitId unit : options.focus) seeds.push_back(index(unit));
  return nearby(program.units.size(), edges, seeds, options.depth);
}

Report around(const Program& program, Report report, const GraphOptions& options) {
  if (options.focus.empty()) return report;
  std::erase_if(report.findings, [&](const Finding& finding) {
    return !finding.tangle || std::ranges::none_of(options.focus, [&](UnitId unit) {
      return std::ranges::binary_search(finding.tangle->units, program.unit(unit).name);
    });
  });
  return report;
}

FoldedView folded_view(const Program& program, const GraphOptions& options) {
  View view{.kind = ViewKind::flat_folders};
  if (options.level == GraphLevel::component) view = {.kind = ViewKind::components, .component_of = options.component_of};
  FoldedView all{.graph = fold(program, view), .units = {}, .focus = {}};
  const std::size_t nodes = all.graph.nodes.size();
  all.units.resize(nodes);
  all.focus.resize(nodes);
  std::map<std::string_view, std::uint32_t> ids;
  for (std::uint32_t n = 0; n < nodes; ++n) ids.emplace(all.graph.nodes[n], n);
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (const auto node = ids.find(node_of(program, options, u)); node != ids.end()) ++all.units[node->second];
  if (options.focus.empty()) return all;

  std::vector<std::uint32_t> seeds;
  for (const UnitId unit : options.focus)
    if (const auto node = ids.find(node_of(program, options, index(unit))); node != ids.end()) seeds.push_back(node->second);
  for (const std::uint32_t seed : seeds) all.focus[seed] = true;
  std::vector<Pair> edges;
  for (const FoldedEdge& edge : all.graph.edges) edges.emplace_back(edge.from, edge.to);
  const std::vector<bool> near = nearby(nodes, edges, seeds, options.depth);
  FoldedView out;
  std::vector<std::uint32_t> kept(nodes, kNoNode);
  for (std::uint32_t n = 0; n < nodes; ++n) {
    if (!near[n]) continue;
    kept[n] = static_cast<std::uint32_t>(out.graph.nodes.size());
    out.graph.nodes.push_back(all.graph.nodes[n]);
    out.units.push_back(all.units[n]);
    out.focus.push_back(all.focus[n]);
  }
  for (FoldedEdge& edge : all.graph.edges)
    if (near[edge.from] && near[edge.to]) out.graph.edges.push_back({kept[edge.from], kept[edge.to], std::move(edge.lines)});
  return out;
}

}  // namespace unknot
