// Folding: a node for each end of a dependency, then one edge for each pair of nodes.
#include "graph/folded.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "graph/algorithms/components.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// A dependency with the nodes that it runs between, by name.
struct Line {
  NodeEnds ends;
  DependencyId id{};
};

FoldedGraph graph_of(std::vector<std::string_view> names, const std::vector<Line>& lines) {
  sort_unique(names);
  std::unordered_map<std::string_view, std::uint32_t> node_of;
  for (std::uint32_t i = 0; i < names.size(); ++i) node_of.emplace(names[i], i);
  const auto node = [&](std::string_view name) { return node_of.find(name)->second; };
  struct Numbered {
    std::uint32_t from, to;
    DependencyId id;
    auto operator<=>(const Numbered&) const = default;
  };
  std::vector<Numbered> numbered;
  numbered.reserve(lines.size());
  for (const Line& line : lines) numbered.push_back({node(line.ends.from), node(line.ends.to), line.id});
  std::ranges::sort(numbered);
  FoldedGraph out;
  out.nodes.assign(names.begin(), names.end());
  for (const auto& line : numbered) {
    if (out.edges.empty() || out.edges.back().from != line.from || out.edges.back().to != line.to)
      out.edges.push_back({.from = line.from, .to = line.to, .lines = {}});
    out.edges.back().lines.push_back(line.id);
  }
  return out;
}

bool is_own(const Program& program, UnitId id) { return program.unit(id).origin == Origin::project; }

/// The part of a path up to and with its first slash behind `begin`; empty where there is none. "../" is no folder's name.
std::string_view child_of(std::string_view path, std::size_t begin) {
  while (path.substr(begin).starts_with("../")) begin += 3;
  if (path.substr(begin).starts_with('/')) ++begin;
  const auto slash = path.find('/', begin);
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash + 1);
}

/// Length of the deepest folder that holds both, with its slash; 0: the root.
std::size_t common_folder(std::string_view a, std::string_view b) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
    if (a[i] == '/') out = i + 1;
  return out;
}

/// "src" of "lib/src/".
std::string_view last_name(std::string_view folder) {
  folder.remove_suffix(1);
  return folder.substr(folder.rfind('/') + 1);
}

/// The public headers of a component and its sources, side by side, are two parts of one thing.
bool are_one_component(std::string_view a, std::string_view b) {
  const auto first = last_name(a);
  const auto second = last_name(b);
  return (holds_public_headers(first) && holds_sources(second)) || (holds_public_headers(second) && holds_sources(first));
}

}  // namespace

NodeEnds folder_ends(ViewKind kind, std::string_view from, std::string_view to) {
  if (kind == ViewKind::flat_folders) {
    const NodeEnds ends{folder_of(from), folder_of(to)};
    return ends.from == ends.to ? NodeEnds{} : ends;
  }
  const std::size_t parent = common_folder(from, to);
  const NodeEnds ends{child_of(from, parent), child_of(to, parent)};
  if (ends.from.empty() || ends.to.empty() || ends.from == ends.to || are_one_component(ends.from, ends.to)) return {};
  return ends;
}

namespace {

/// `path(unit)` and `is_taken(dependency)` say how the program is arranged.
FoldedGraph fold_with(const Program& program, const View& view, const auto& path, const auto& is_taken) {
  std::vector<std::string_view> names;
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    const UnitId id{u};
    if (!is_own(program, id)) continue;
    const std::string_view own = path(id);
    if (view.kind == ViewKind::flat_folders) names.push_back(folder_of(own));
    else if (view.kind == ViewKind::components && !view.component_of[u].empty()) names.emplace_back(view.component_of[u]);
    else if (view.kind == ViewKind::sibling_folders)
      for (auto folder = child_of(own, 0); !folder.empty(); folder = child_of(own, folder.size())) names.push_back(folder);
  }
  std::vector<Line> lines;
  for (std::uint32_t i = 0; i < program.dependencies.size(); ++i) {
    const Dependency& d = program.dependencies[i];
    const DependencyId id{i};
    if (d.from == d.to || !is_own(program, d.from) || !is_own(program, d.to) || is_taken(id)) continue;
    NodeEnds ends;
    if (view.kind == ViewKind::components) ends = {view.component_of[index(d.from)], view.component_of[index(d.to)]};
    else ends = folder_ends(view.kind, path(d.from), path(d.to));
    if (!ends.from.empty() && !ends.to.empty() && ends.from != ends.to) lines.push_back({ends, id});
  }
  return graph_of(std::move(names), lines);
}

}  // namespace

FoldedGraph fold(const Program& program, const View& view, std::span<const DependencyId> without) {
  return fold_with(program, view, [&](UnitId id) -> std::string_view { return program.file(id); },
                   [&](DependencyId id) { return std::ranges::binary_search(without, id); });
}

FoldedGraph fold(const Program& program, const View& view, const Arrangement& arranged) {
  return fold_with(program, view, [&](UnitId id) -> std::string_view { return arranged.path[index(id)]; },
                   [&](DependencyId id) { return arranged.taken[index(id)] != 0; });
}

Arrangement::Arrangement(const Program& program) : taken(program.dependencies.size()) {
  path.reserve(program.units.size());
  for (std::uint32_t u = 0; u < program.units.size(); ++u) path.push_back(program.file(UnitId{u}));
}

Digraph digraph_of(const FoldedGraph& graph) {
  std::vector<Edge> edges;
  for (const auto& edge : graph.edges) edges.push_back({edge.from, edge.to});
  return {static_cast<Vertex>(graph.nodes.size()), std::move(edges)};
}

std::vector<std::uint32_t> tangle_numbers(const FoldedGraph& graph) {
  std::vector<std::uint32_t> out(graph.nodes.size(), kNoNode);
  std::uint32_t count = 0;
  for (const auto& vertices : strong_components(digraph_of(graph))) {
    for (const Vertex v : vertices) out[v] = count;
    ++count;
  }
  return out;
}

std::string moved_to(std::string_view folder, std::string_view file) {
  return std::string(folder == "./" ? std::string_view{} : folder) + std::string(file.substr(file.rfind('/') + 1));
}

bool holds_public_headers(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"include", "inc", "headers", "public"};
  return std::ranges::find(kNames, name) != kNames.end();
}

bool holds_sources(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames{"src", "source", "sources", "lib", "private"};
  return std::ranges::find(kNames, name) != kNames.end();
}

std::string_view folder_of(std::string_view file) {
  const auto slash = file.rfind('/');
  return slash == std::string_view::npos ? std::string_view("./") : file.substr(0, slash + 1);
}

}  // namespace unknot
