// Folding: a node for each end of a dependency, then one edge for each pair of nodes.
#include "graph/folded.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// One dependency between two nodes, which are named for as long as they are not sorted.
struct Line {
  std::string_view from, to;
  DependencyId id{};
};

FoldedGraph graph_of(std::vector<std::string_view> names, std::vector<Line> lines) {
  sort_unique(names);
  std::ranges::sort(lines, {}, [](const Line& line) { return std::tie(line.from, line.to, line.id); });
  FoldedGraph out;
  out.nodes.assign(names.begin(), names.end());
  const auto node = [&](std::string_view name) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(names, name) - names.begin());
  };
  const Line* last = nullptr;
  for (const Line& line : lines) {
    if (last == nullptr || last->from != line.from || last->to != line.to)
      out.edges.push_back({.from = node(line.from), .to = node(line.to), .lines = {}});
    out.edges.back().lines.push_back(line.id);
    last = &line;
  }
  return out;
}

bool is_own(const Program& program, UnitId id) { return program.unit(id).origin == Origin::project; }

/// Calls `use(id, dependency)` for each dependency that counts.
template <class Use>
void each_dependency(const Program& program, std::span<const DependencyId> without, const Use& use) {
  for (std::uint32_t i = 0; i < program.dependencies.size(); ++i) {
    const Dependency& d = program.dependencies[i];
    const DependencyId id{i};
    if (d.from != d.to && is_own(program, d.from) && is_own(program, d.to) && !std::ranges::binary_search(without, id)) use(id, d);
  }
}

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
  constexpr std::array<std::string_view, 4> kPublic{"include", "inc", "headers", "public"};
  constexpr std::array<std::string_view, 5> kPrivate{"src", "source", "sources", "lib", "private"};
  const auto is_in = [](const auto& names, std::string_view folder) { return std::ranges::find(names, last_name(folder)) != names.end(); };
  return (is_in(kPublic, a) && is_in(kPrivate, b)) || (is_in(kPublic, b) && is_in(kPrivate, a));
}

}  // namespace

FoldedGraph fold(const Program& program, std::span<const std::string> node_of_unit, std::span<const DependencyId> without) {
  std::vector<std::string_view> names;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (!node_of_unit[u].empty() && is_own(program, UnitId{u})) names.emplace_back(node_of_unit[u]);
  std::vector<Line> lines;
  each_dependency(program, without, [&](DependencyId id, const Dependency& d) {
    const std::string& from = node_of_unit[index(d.from)];
    const std::string& to = node_of_unit[index(d.to)];
    if (!from.empty() && !to.empty() && from != to) lines.push_back({from, to, id});
  });
  return graph_of(std::move(names), std::move(lines));
}

FoldedGraph folders(const Program& program, std::span<const DependencyId> without) {
  std::vector<std::string> folder;
  for (std::uint32_t u = 0; u < program.units.size(); ++u) folder.emplace_back(folder_of(program.file(UnitId{u})));
  return fold(program, folder, without);
}

FoldedGraph sibling_folders(const Program& program, std::span<const DependencyId> without) {
  std::vector<std::string_view> names;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (is_own(program, UnitId{u}))
      for (std::string_view path = program.file(UnitId{u}), folder = child_of(path, 0); !folder.empty(); folder = child_of(path, folder.size()))
        names.push_back(folder);
  sort_unique(names);
  std::vector<Line> lines;
  each_dependency(program, without, [&](DependencyId id, const Dependency& d) {
    const std::string_view from = program.file(d.from);
    const std::string_view to = program.file(d.to);
    const std::size_t parent = common_folder(from, to);
    const auto from_child = child_of(from, parent);
    const auto to_child = child_of(to, parent);
    if (!from_child.empty() && !to_child.empty() && !are_one_component(from_child, to_child)) lines.push_back({from_child, to_child, id});
  });
  return graph_of(std::move(names), std::move(lines));
}

std::string_view folder_of(std::string_view file) {
  const auto slash = file.rfind('/');
  return slash == std::string_view::npos ? std::string_view("./") : file.substr(0, slash + 1);
}

}  // namespace unknot
