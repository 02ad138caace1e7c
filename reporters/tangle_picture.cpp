// Groups the units of a tangle, sums the edges between groups, and puts both into a picture.
#include "graph/folded.h"
#include "reporters/tangle_picture.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "reporters/folders.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

constexpr std::size_t kNodes = 600;
constexpr std::size_t kLabel = 40;

/// One node to be: a unit, or several units drawn as one.
struct Group {
  std::string label{};
  std::string title{};
  std::string folder{};  ///< the sub-cluster, empty for none
  NodeLook look = NodeLook::unit;
  std::size_t units = 0;
  std::size_t inside = 0;  ///< edges between its own units
};
struct Grouping {
  std::vector<Group> groups{};
  std::vector<std::size_t> of{};  ///< group of each unit
  std::string remark{};           ///< what was left out, for the label
};
/// The edges between two groups.
struct Bundle {
  std::size_t edges = 0;
  std::size_t cut = 0;
  bool witness = false;
  bool shadow = true;  ///< all of them
  std::string when;    ///< of a single edge
  std::string only_in; ///< of a single edge that not all configurations of the tangle have
};

/// The node for what is not drawn apart: no one unit or folder has its name.
bool is_rest(const Group& group) { return group.title.empty(); }

bool has_folders(Level level) { return level == Level::file || level == Level::folder; }

std::vector<std::string> folders(const Tangle& tangle) {
  std::vector<std::string> out;
  for (const std::string& unit : tangle.units) out.emplace_back(folder_of(unit));
  return out;
}

Grouping whole(const Tangle& tangle) {
  Grouping out;
  const std::vector<std::string> in = folders(tangle);
  const bool clusters = tangle.level == Level::file && std::set(in.begin(), in.end()).size() > 1;
  for (std::size_t u = 0; u < tangle.units.size(); ++u) {
    const std::string& unit = tangle.units[u];
    out.of.push_back(out.groups.size());
    out.groups.push_back({.label = clusters && in[u] != "./" ? unit.substr(in[u].size()) : unit,
                          .title = unit,
                          .folder = clusters ? in[u] : "",
                          .look = tangle.level == Level::folder ? NodeLook::folder : NodeLook::unit,
                          .units = 1});
  }
  return out;
}

Grouping by_folder(const Tangle& tangle, std::size_t most) {
  Grouping out{.remark = "collapsed to folders"};
  std::map<std::string, std::size_t, std::less<>> known;
  for (const std::string& folder : fold_folders(folders(tangle), most)) {
    const auto [at, fresh] = known.try_emplace(folder, out.groups.size());
    if (fresh) out.groups.push_back({.label = folder, .title = folder, .look = NodeLook::folder});
    ++out.groups[at->second].units;
    out.of.push_back(at->second);
  }
  return out;
}

using UnitIndex = std::map<std::string_view, std::size_t>;

UnitIndex index_of(const Tangle& tangle) {
  UnitIndex out;
  for (std::size_t u = 0; u < tangle.units.size(); ++u) out.emplace(tangle.units[u], u);
  return out;
}

Grouping by_importance(const Tangle& tangle, const UnitIndex& units, std::size_t most) {
  constexpr std::size_t kRest = static_cast<std::size_t>(-1);
  Grouping out;
  out.of.assign(tangle.units.size(), kRest);
  const auto show = [&](std::uint32_t edge) {
    if (edge >= tangle.edges.size()) return;
    for (const std::string& unit : {tangle.edges[edge].from, tangle.edges[edge].to}) {
      const auto found = units.find(unit);
      if (found == units.end() || out.of[found->second] != kRest || out.groups.size() + 1 >= most) continue;
      out.of[found->second] = out.groups.size();
      out.groups.push_back({.label = unit, .title = unit, .units = 1});
    }
  };
  for (const std::uint32_t edge : tangle.witness) show(edge);
  for (const std::uint32_t edge : tangle.cut.edges) show(edge);
  const std::size_t rest = tangle.units.size() - out.groups.size();
  if (rest == 0) return out;
  std::ranges::replace(out.of, kRest, out.groups.size());
  out.groups.push_back({.label = "the other", .look = NodeLook::folder, .units = rest});
  out.remark = "only the shortest cycle and the cut are drawn apart";
  return out;
}

Grouping grouped(const Tangle& tangle, const UnitIndex& units, std::size_t most) {
  if (tangle.units.size() <= most && tangle.edges.size() <= kWholeEdges) return whole(tangle);
  most = std::clamp<std::size_t>(most, 2, kCollapsedNodes);
  if (has_folders(tangle.level)) {
    Grouping out = by_folder(tangle, most);
    if (out.groups.size() > 1 && out.groups.size() < tangle.units.size()) return out;
  }
  return by_importance(tangle, units, most);
}

using Bundles = std::map<std::pair<std::size_t, std::size_t>, Bundle>;

Bundles bundled(const Tangle& tangle, const UnitIndex& units, Grouping& grouping) {
  std::vector<bool> cut(tangle.edges.size());
  std::vector<bool> witness(tangle.edges.size());
  for (const std::uint32_t e : tangle.cut.edges)
    if (e < cut.size()) cut[e] = true;
  for (const std::uint32_t e : tangle.witness)
    if (e < witness.size()) witness[e] = true;
  Bundles out;
  for (std::size_t e = 0; e < tangle.edges.size(); ++e) {
    const TangleEdge& edge = tangle.edges[e];
    const auto from = units.find(edge.from);
    const auto to = units.find(edge.to);
    if (from == units.end() || to == units.end()) continue;
    const std::pair ends{grouping.of[from->second], grouping.of[to->second]};
    Group& group = grouping.groups[ends.first];
    if (ends.first == ends.second && group.units > 1) {
      ++group.inside;
      continue;
    }
    Bundle& bundle = out[ends];
    ++bundle.edges;
    bundle.cut += cut[e] ? 1 : 0;
    bundle.witness = bundle.witness || witness[e];
    bundle.shadow = bundle.shadow && edge.entered == Entered::not_shown;
    bundle.when = edge.condition == When::conditional ? edge.when
                  : edge.condition == When::always    ? ""
                                                      : std::string(name(edge.condition));
    bundle.only_in = edge.configs.size() < tangle.configs.size() ? only_in(edge.configs) : "";
  }
  return out;
}

std::string shortened(const std::string& text) {
  return text.size() > kLabel ? text.substr(0, kLabel - 3) + "..." : text;
}

std::string label(const Bundle& bundle) {
  std::string out;
  if (bundle.edges > 1) out = std::to_string(bundle.edges);
  if (bundle.edges == 1) {
    out = shortened(bundle.when);
    if (!bundle.only_in.empty()) out += (out.empty() ? "" : "\n") + shortened(bundle.only_in);
  }
  if (bundle.cut == 0) return out;
  if (bundle.cut == bundle.edges) return out.empty() ? "cut" : "cut\n" + out;
  return "cut " + std::to_string(bundle.cut) + " of " + out;
}

std::string label(const Group& group, Level level) {
  if (group.units < 2 && group.inside == 0) return group.label;
  std::string out = group.label + (is_rest(group) ? " " : "\n") + counted(group.units, name(level));
  if (group.inside > 0) out += "\n" + counted(group.inside, "dependency") + " inside";
  return out;
}

std::string heading(const Finding& finding, std::size_t configurations) {
  const Tangle& tangle = *finding.tangle;
  std::string out = full_id(finding) + ": " + counted(tangle.units.size(), name(tangle.level)) + ", " +
                    counted(tangle.edges.size(), "dependency");
  if (!tangle.cut.edges.empty()) out += ", " + std::to_string(tangle.cut.edges.size()) + " to cut";
  if (tangle.configs.size() < configurations) out += "\n" + only_in(tangle.configs);
  return out;
}

/// The bundles to draw, in order: at most `most`, first those of the witness, then the heaviest, the cut among equals.
std::vector<Bundles::const_iterator> drawn(const Bundles& bundles, std::size_t most) {
  std::vector<Bundles::const_iterator> out;
  for (auto at = bundles.begin(); at != bundles.end(); ++at) out.push_back(at);
  if (out.size() <= most) return out;
  std::ranges::sort(out, {}, [](Bundles::const_iterator at) {
    const Bundle& bundle = at->second;
    return std::tuple(bundle.witness ? 0 : 1, -static_cast<std::int64_t>(bundle.edges), bundle.cut > 0 ? 0 : 1,
                      at->first);
  });
  out.resize(most);
  std::ranges::sort(out, {}, [](Bundles::const_iterator at) { return at->first; });
  return out;
}

}  // namespace

void add_tangle(Picture& picture, const Report& report, const Finding& finding, std::size_t most_units) {
  if (!finding.tangle) return;
  const Tangle& tangle = *finding.tangle;
  const UnitIndex units = index_of(tangle);
  Grouping grouping = grouped(tangle, units, most_units);
  const Bundles bundles = bundled(tangle, units, grouping);
  const std::vector<Bundles::const_iterator> edges =
      drawn(bundles, grouping.remark.empty() ? kWholeEdges : kCollapsedEdges);

  std::string text = heading(finding, report.configurations.size());
  if (!grouping.remark.empty()) text += "\n" + grouping.remark;
  if (edges.size() < bundles.size())
    text += "\nthe heaviest " + std::to_string(edges.size()) + " of " + std::to_string(bundles.size()) + " arrows";
  const std::size_t cluster = picture.clusters.size();
  picture.clusters.push_back({.label = text, .look = ClusterLook::tangle});
  std::map<std::string, std::size_t, std::less<>> inner;
  const std::size_t first = picture.nodes.size();
  for (const Group& group : grouping.groups) {
    std::size_t in = cluster;
    if (!group.folder.empty()) {
      const auto [at, fresh] = inner.try_emplace(group.folder, picture.clusters.size());
      if (fresh) picture.clusters.push_back({.label = group.folder, .look = ClusterLook::folder, .parent = cluster});
      in = at->second;
    }
    picture.nodes.push_back(
        {.label = label(group, tangle.level), .title = group.title, .look = group.look, .cluster = in});
  }
  for (const auto& at : edges) {
    const Bundle& bundle = at->second;
    picture.edges.push_back(
        {.from = first + at->first.first,
         .to = first + at->first.second,
         .label = label(bundle),
         .cut = bundle.cut == bundle.edges,
         .witness = bundle.witness,
         .faint = is_rest(grouping.groups[at->first.first]) || is_rest(grouping.groups[at->first.second]),
         .shadow = bundle.shadow});
  }
}

Picture picture_of_tangles(const Report& report, std::size_t most_units) {
  Picture picture;
  std::size_t left_out = 0;
  for (const Finding& finding : report.findings) {
    if (!finding.tangle || finding.state == State::absent) continue;
    if (picture.nodes.size() < kNodes)
      add_tangle(picture, report, finding, most_units);
    else
      ++left_out;
  }
  if (left_out > 0)
    picture.nodes.push_back({.label = "and " + counted(left_out, "more tangle"), .look = NodeLook::tangled});
  picture.caption = picture.nodes.empty()
                        ? "no knots"
                        : "an arrow points to what is needed\nred, dashed: the cut · bold: a shortest cycle · "
                          "grey, dotted: not shown to be entered";
  return picture;
}

}  // namespace unknot
