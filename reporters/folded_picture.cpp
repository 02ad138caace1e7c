// Folds what is too much, boxes the tangles, cuts them, and draws of the rest only what does not follow from other arrows.
#include "reporters/folded_picture.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "graph/algorithms/bridges.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/layers.h"
#include "graph/folded_cut.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

struct Node {
  std::string name;
  std::vector<std::string> likes{};  ///< nodes drawn with it, since they have the same neighbours
  std::size_t units = 0;
  std::size_t folders = 1;  ///< folders of the view that it stands for
  bool focus = false;
  bool core = false;        ///< of a tangle
};
struct Arrow {
  Vertex from = 0;
  Vertex to = 0;
  std::uint64_t lines = 0;
  bool cut = false;
};
struct Drawing {
  std::vector<Node> nodes;
  std::vector<Arrow> arrows;  ///< sorted by (from, to)
};

/// What is drawn as one: a folder or its parent, and which part of it.
struct Group {
  std::string name;
  std::size_t part = 0;
  friend auto operator<=>(const Group&, const Group&) = default;
};

/// The nodes of the view for which `kept` holds, each in its group.
Drawing drawing(const FoldedView& view, const std::vector<bool>& kept, const std::vector<Group>& groups) {
  Drawing out;
  std::map<Group, Vertex> ids;
  for (std::size_t n = 0; n < kept.size(); ++n)
    if (kept[n]) ids.emplace(groups[n], 0);
  for (auto& [group, id] : ids) {
    id = static_cast<Vertex>(out.nodes.size());
    out.nodes.push_back({.name = group.name, .folders = 0});
  }
  for (std::size_t n = 0; n < kept.size(); ++n) {
    if (!kept[n]) continue;
    Node& node = out.nodes[ids[groups[n]]];
    node.units += view.units[n];
    if (++node.folders == 1) node.name = view.graph.nodes[n];
    if (node.folders == 2) node.name = groups[n].name + "...";
    node.focus = node.focus || view.focus[n];
  }
  std::map<std::pair<Vertex, Vertex>, std::uint64_t> lines;
  for (const FoldedEdge& edge : view.graph.edges) {
    if (!kept[edge.from] || !kept[edge.to]) continue;
    const std::pair ends{ids[groups[edge.from]], ids[groups[edge.to]]};
    if (ends.first != ends.second) lines[ends] += edge.lines.size();
  }
  for (const auto& [ends, count] : lines) out.arrows.push_back({.from = ends.first, .to = ends.second, .lines = count});
  return out;
}

Digraph digraph(const Drawing& drawing) {
  std::vector<Edge> edges;
  for (const Arrow& arrow : drawing.arrows) edges.push_back({arrow.from, arrow.to});
  return {static_cast<Vertex>(drawing.nodes.size()), std::move(edges)};
}

std::string parent_of(const std::string& folder) {
  if (folder.size() < 2) return folder;
  const std::size_t slash = folder.rfind('/', folder.size() - 2);
  return slash == std::string::npos ? "./" : folder.substr(0, slash + 1);
}

/// Groups for at most kFoldedNodes nodes where that can be: deeper folders as part of an ancestor, but only with those of the
/// same tangle or, outside of tangles, of the same layer. So no tangle grows, and none comes about, by drawing less. What is in
/// no tangle goes first, the deepest before all, and of equals the one with the fewest folders.
std::vector<Group> folded_groups(const FoldedGraph& graph, const std::vector<bool>& kept) {
  const Digraph arrows = digraph_of(graph);
  std::vector<std::size_t> part;
  for (const std::uint32_t layer : layers(arrows).layer) part.push_back(layer);
  const std::size_t first_tangle = graph.nodes.size();
  std::size_t tangle = first_tangle;
  for (const auto& component : strong_components(arrows)) {
    for (const Vertex v : component) part[v] = tangle;
    ++tangle;
  }
  using Key = std::tuple<bool, std::ptrdiff_t, std::size_t, Group>;  // in a tangle, how far from the deepest, folders
  std::map<Group, std::size_t> folders;
  const auto key = [&](const Group& group) {
    return Key{group.part >= first_tangle, group.name == "./" ? 0 : -std::ranges::count(group.name, '/'), folders[group], group};
  };
  for (std::size_t n = 0; n < kept.size(); ++n)
    if (kept[n]) ++folders[{graph.nodes[n], part[n]}];
  std::set<Key> open;
  for (const auto& [group, count] : folders) open.insert(key(group));
  std::map<Group, Group> into;
  for (std::size_t count = open.size(); count > kFoldedNodes && !open.empty();) {
    const Group group = std::get<Group>(*open.begin());
    open.erase(open.begin());
    const Group parent{parent_of(group.name), group.part};
    if (parent == group || parent.name == "./") continue;  // the top level is told apart
    if (open.erase(key(parent)) > 0) --count;
    folders[parent] += folders[group];
    open.insert(key(parent));
    into[group] = parent;
  }
  std::vector<Group> out;
  for (std::size_t n = 0; n < kept.size(); ++n) {
    Group group{graph.nodes[n], part[n]};
    for (auto to = into.find(group); to != into.end(); to = into.find(group)) group = to->second;
    out.push_back(std::move(group));
  }
  return out;
}

/// Takes out of the acyclic part what a longer walk says as well: the transitive reduction (Aho, Garey, Ullman 1972).
std::size_t leave_out_what_follows(Drawing& drawing) {
  const std::size_t nodes = drawing.nodes.size();
  std::vector<std::vector<Vertex>> next(nodes);
  for (const Arrow& arrow : drawing.arrows)
    if (!arrow.cut) next[arrow.from].push_back(arrow.to);
  const auto follows = [&](const Arrow& arrow) {
    std::vector<bool> seen(nodes);
    std::vector<Vertex> open;
    for (const Vertex to : next[arrow.from])
      if (to != arrow.to) open.push_back(to);
    while (!open.empty()) {
      const Vertex at = open.back();
      open.pop_back();
      if (at == arrow.to) return true;
      if (seen[at]) continue;
      seen[at] = true;
      open.insert(open.end(), next[at].begin(), next[at].end());
    }
    return false;
  };
  return std::erase_if(drawing.arrows, [&](const Arrow& arrow) { return !arrow.cut && follows(arrow); });
}

/// Keeps the heaviest arrows of those for which `counts` holds, at most `most`; the number of the others.
std::size_t keep_heaviest(Drawing& drawing, std::size_t most, const auto& counts) {
  std::vector<std::tuple<std::uint64_t, Vertex, Vertex>> order;
  for (const Arrow& arrow : drawing.arrows)
    if (counts(arrow)) order.emplace_back(~arrow.lines, arrow.from, arrow.to);
  if (order.size() <= most) return 0;
  std::ranges::sort(order);
  const auto last = order[most];
  return std::erase_if(drawing.arrows, [&](const Arrow& arrow) {
    return counts(arrow) && std::tuple(~arrow.lines, arrow.from, arrow.to) >= last;
  });
}

/// Makes one node of those outside of tangles that have arrows from and to the same nodes.
void draw_together(Drawing& drawing, std::vector<std::size_t>& cluster) {
  using Neighbours = std::pair<std::vector<Vertex>, std::vector<Vertex>>;
  std::vector<Neighbours> neighbours(drawing.nodes.size());
  for (const Arrow& arrow : drawing.arrows) {
    neighbours[arrow.from].second.push_back(arrow.to);
    neighbours[arrow.to].first.push_back(arrow.from);
  }
  std::map<Neighbours, Vertex> first;
  std::vector<Vertex> of(drawing.nodes.size());
  Drawing out;
  std::vector<std::size_t> kept;
  for (Vertex v = 0; v < drawing.nodes.size(); ++v) {
    Node& node = drawing.nodes[v];
    if (cluster[v] == kNoCluster && !node.focus) {
      const auto [at, fresh] = first.try_emplace(neighbours[v], static_cast<Vertex>(out.nodes.size()));
      if (!fresh) {
        Node& other = out.nodes[at->second];
        other.likes.push_back(node.name);
        other.units += node.units;
        other.folders += node.folders;
        of[v] = at->second;
        continue;
      }
    }
    of[v] = static_cast<Vertex>(out.nodes.size());
    out.nodes.push_back(std::move(node));
    kept.push_back(cluster[v]);
  }
  std::map<std::pair<Vertex, Vertex>, Arrow> arrows;
  for (const Arrow& arrow : drawing.arrows) {
    const auto [at, fresh] = arrows.try_emplace({of[arrow.from], of[arrow.to]}, arrow);
    if (!fresh) at->second.lines += arrow.lines;
    at->second.from = of[arrow.from];
    at->second.to = of[arrow.to];
  }
  for (const auto& [ends, arrow] : arrows) out.arrows.push_back(arrow);
  drawing = std::move(out);
  cluster = std::move(kept);
}

std::string label(const Node& node, std::string_view noun) {
  constexpr std::size_t kNames = 4;
  std::string out = node.name;
  for (std::size_t i = 0; i < std::min(node.likes.size(), kNames - 1); ++i) out += "\n" + node.likes[i];
  if (node.likes.size() >= kNames) out += "\nand " + std::to_string(node.likes.size() + 1 - kNames) + " more";
  out += "\n" + counted(node.units, "file");
  if (node.folders > 1) out += " in " + counted(node.folders, noun);
  return out;
}

std::string number(std::uint64_t count) {
  std::string out = std::to_string(count);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

}  // namespace

Picture picture_of_folded(const FoldedView& view, const GraphOptions& options) {
  const std::string_view noun = options.level == GraphLevel::component ? "component" : "folder";
  std::vector<std::string> remarks;
  const auto remark = [&](std::size_t count, std::string_view one, const std::string& words) {
    if (count > 0) remarks.push_back(counted(count, one) + words);
  };

  // What has no arrow is only counted, and with `cycles` what is in no tangle.
  std::vector<bool> kept(view.graph.nodes.size());
  for (const FoldedEdge& edge : view.graph.edges) kept[edge.from] = kept[edge.to] = true;
  for (std::size_t n = 0; n < kept.size(); ++n) kept[n] = kept[n] || view.focus[n];
  const std::size_t alone = kept.size() - static_cast<std::size_t>(std::ranges::count(kept, true));
  if (options.cycles) {
    kept.assign(kept.size(), false);
    for (const auto& tangle : strong_components(digraph_of(view.graph)))
      for (const Vertex v : tangle) kept[v] = true;
  } else {
    remark(alone, noun, alone == 1 ? " without an arrow is left out" : " without an arrow are left out");
  }

  std::vector<Group> groups;
  for (std::size_t n = 0; n < kept.size(); ++n) groups.push_back({.name = view.graph.nodes[n]});
  const auto drawn = static_cast<std::size_t>(std::ranges::count(kept, true));
  if (options.level == GraphLevel::folder && drawn > kFoldedNodes) {
    groups = folded_groups(view.graph, kept);
    remarks.push_back(counted(drawn, noun) + ": the deeper ones of one layer or tangle are drawn as their parent");
  }
  Drawing out = drawing(view, kept, groups);

  const Digraph graph = digraph(out);
  std::vector<std::uint64_t> lines;
  for (const Arrow& arrow : out.arrows) lines.push_back(arrow.lines);
  const Cut cut = folded_cut(graph, lines, dependents_of(graph, lines));
  for (const EdgeIndex e : cut.edges) out.arrows[e].cut = true;
  const auto tangles = strong_components(graph);
  for (const Joints& joint : joints(graph))
    for (const Vertex v : joint.core) out.nodes[v].core = true;

  Picture picture{.direction = Direction::down};
  std::vector<std::size_t> cluster(out.nodes.size(), kNoCluster);
  for (const auto& tangle : tangles) {
    std::size_t inside = 0;
    for (const Vertex v : tangle) cluster[v] = picture.clusters.size();
    const std::size_t id = picture.clusters.size();
    std::uint64_t cost = 0;
    for (const Arrow& arrow : out.arrows) {
      if (cluster[arrow.from] != id || cluster[arrow.to] != id) continue;
      ++inside;
      cost += arrow.cut ? arrow.lines : 0;
    }
    picture.clusters.push_back({.label = "tangle of " + counted(tangle.size(), noun) + ", " + counted(inside, "arrow") + "; red: " + (cost == 1 ? "1 line" : number(cost) + " lines") + " to take out",
                                .look = ClusterLook::tangle});
  }

  if (out.arrows.size() > kFoldedEdges || out.arrows.size() > 2 * out.nodes.size())
    remark(leave_out_what_follows(out), "arrow", " left out that longer ways say as well");
  remark(keep_heaviest(out, kFoldedCuts, [](const Arrow& arrow) { return arrow.cut; }), "red arrow", " left out, the lightest");
  remark(keep_heaviest(out, kFoldedEdges, [](const Arrow& arrow) { return !arrow.cut; }), "arrow", " more left out, the lightest");

  draw_together(out, cluster);

  for (std::size_t n = 0; n < out.nodes.size(); ++n) {
    const Node& node = out.nodes[n];
    picture.nodes.push_back({.label = label(node, noun),
                             .title = node.name,
                             .look = node.focus ? NodeLook::focus : node.core ? NodeLook::tangled : NodeLook::folder,
                             .cluster = cluster[n]});
  }
  for (const Arrow& arrow : out.arrows)
    picture.edges.push_back({.from = arrow.from,
                             .to = arrow.to,
                             .label = arrow.lines > 1 ? number(arrow.lines) : "",
                             .cut = arrow.cut,
                             .weight = arrow.lines});
  if (picture.nodes.empty()) {
    picture.caption = options.cycles ? "no tangle of " + std::string(noun) + "s" : "no " + std::string(noun) + "s";
    return picture;
  }
  picture.caption = "an arrow points to what is needed; its number: include and import lines";
  if (!tangles.empty()) picture.caption += "\nred, dashed: the fewest lines against the layers · red box: core of a tangle, which no single arrow holds together";
  for (const std::string& one : remarks) picture.caption += "\n" + one;
  return picture;
}

}  // namespace unknot
