// The tangles of a report, or of a whole program, as Graphviz pictures.
#include <algorithm>
#include <map>
#include <set>

#include "graph/folded.h"
#include "reporters/folded_picture.h"
#include "reporters/folders.h"
#include "reporters/reporters.h"
#include "reporters/tangle_picture.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

constexpr std::string_view kRootFolder = "./";

using Names = std::set<std::string, std::less<>>;
using FolderEdge = std::pair<std::size_t, std::size_t>;

Names tangled_units(const Report& report) {
  Names out;
  for (const Finding& finding : report.findings)
    if (finding.tangle && finding.state != State::absent)
      out.insert(finding.tangle->units.begin(), finding.tangle->units.end());
  return out;
}

/// The (from, to) names that cuts take out.
std::set<std::pair<std::string, std::string>> cut_pairs(const Report& report) {
  std::set<std::pair<std::string, std::string>> out;
  for (const Finding& finding : report.findings)
    if (finding.tangle && finding.state != State::absent)
      for (const TangleEdge* edge : cut_edges(*finding.tangle)) out.emplace(edge->from, edge->to);
  return out;
}

/// How the project's units become nodes: a unit by itself (empty folder name) or as part of a folder.
struct Folding {
  std::vector<UnitId> units;
  std::vector<std::string> folder;  ///< for each of `units`, empty where it is drawn itself
};

Folding fold(const Program& program, const std::vector<bool>& wanted, const Names& apart, std::size_t most, std::size_t whole) {
  Folding out;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (program.units[u].origin == Origin::project && wanted[u]) out.units.push_back(UnitId{u});
  out.folder.resize(out.units.size());
  if (out.units.size() <= whole) return out;
  std::vector<std::size_t> folded;
  std::vector<std::string> folders;
  for (std::size_t i = 0; i < out.units.size(); ++i) {
    const std::string& name = program.unit(out.units[i]).name;
    if (apart.size() < most && apart.contains(name)) continue;
    folded.push_back(i);
    folders.emplace_back(folder_of(program.file(out.units[i])));
  }
  const std::size_t left = apart.size() < most ? most - apart.size() : most;
  folders = fold_folders(std::move(folders), left);
  for (std::size_t i = 0; i < folded.size(); ++i) out.folder[folded[i]] = folders[i];
  return out;
}

struct FolderCount {
  std::size_t node = 0;
  std::size_t units = 0;
  std::size_t inside = 0;
};

/// Nodes and bundled edges for a folding. Units stand in clusters of their folders.
Picture picture_of(const Program& program, const Report& report, const Folding& folding) {
  Picture picture;
  const Names tangled = tangled_units(report);
  std::map<std::string, std::size_t, std::less<>> clusters;
  std::map<std::string, FolderCount, std::less<>> folders;
  std::vector<std::size_t> node_of(program.units.size(), kNoCluster);
  for (std::size_t i = 0; i < folding.units.size(); ++i) {
    const Unit& unit = program.unit(folding.units[i]);
    const std::string& folded = folding.folder[i];
    std::size_t& node = node_of[index(folding.units[i])];
    if (!folded.empty()) {
      const auto [at, fresh] = folders.try_emplace(folded, FolderCount{.node = picture.nodes.size()});
      if (fresh) picture.nodes.push_back({.label = folded, .title = folded, .look = NodeLook::folder});
      ++at->second.units;
      node = at->second.node;
      continue;
    }
    node = picture.nodes.size();
    const bool is_module = !unit.path.empty();
    const std::string folder(folder_of(is_module ? unit.path : unit.name));
    std::size_t cluster = kNoCluster;
    if (folder != kRootFolder) {
      const auto [at, fresh] = clusters.try_emplace(folder, picture.clusters.size());
      if (fresh) picture.clusters.push_back({.label = folder});
      cluster = at->second;
    }
    picture.nodes.push_back({.label = folder == kRootFolder || is_module ? unit.name : unit.name.substr(folder.size()),
                             .title = unit.name,
                             .look = tangled.contains(unit.name) ? NodeLook::tangled : NodeLook::unit,
                             .cluster = cluster});
  }

  const auto cut = cut_pairs(report);
  std::map<FolderEdge, PictureEdge> edges;
  std::map<FolderEdge, std::size_t> counts;
  std::map<std::size_t, std::size_t> inside;
  for (const Dependency& d : program.dependencies) {
    const FolderEdge ends{node_of[index(d.from)], node_of[index(d.to)]};
    if (ends.first == kNoCluster || ends.second == kNoCluster) continue;
    if (ends.first == ends.second && picture.nodes[ends.first].look == NodeLook::folder) {
      ++inside[ends.first];
      continue;
    }
    const bool is_cut = cut.contains({program.unit(d.from).name, program.unit(d.to).name});
    const bool shadow = d.entered == Entered::not_shown;
    const auto [at, fresh] =
        edges.try_emplace(ends, PictureEdge{.from = ends.first, .to = ends.second, .cut = is_cut, .shadow = shadow});
    at->second.cut = at->second.cut && is_cut;
    at->second.shadow = at->second.shadow && shadow;
    ++counts[ends];
  }
  for (auto& [ends, edge] : edges) {
    edge.label = counts[ends] > 1 ? std::to_string(counts[ends]) : "";
    if (edge.cut) edge.label = edge.label.empty() ? "cut" : "cut\n" + edge.label;
    picture.edges.push_back(edge);
  }
  for (const auto& [folder, count] : folders) {
    std::string& label = picture.nodes[count.node].label;
    if (const auto cluster = clusters.find(folder); cluster != clusters.end())
      picture.nodes[count.node].cluster = cluster->second;
    label += "\n" + counted(count.units, (clusters.contains(folder) ? "other " : "") + std::string(report.summary.unit_word));
    if (inside[count.node] > 0) label += "\n" + counted(inside[count.node], "dependency") + " inside";
  }
  return picture;
}

}  // namespace

std::string render_dot(const Report& report, const RenderOptions&) {
  return dot_text(picture_of_tangles(report, kWholeUnits));
}

std::string render_mermaid(const Report& report, const RenderOptions&) {
  return mermaid_text(picture_of_tangles(report, kWholeUnits));
}

Picture picture_of_graph(const Program& program, const Report& report, const GraphOptions& options) {
  if (options.level != GraphLevel::file) return picture_of_folded(folded_view(program, options), options);
  const Names tangled = tangled_units(report);
  if (options.cycles || (!options.all && options.focus.empty() && !tangled.empty()))
    return picture_of_tangles(around(program, report, options), std::min(kWholeUnits, options.max_nodes));
  // What a person asked for by name is never folded away.
  Names apart = options.all ? tangled : Names{};
  for (const UnitId unit : options.focus) apart.insert(program.unit(unit).name);
  // Who asks for symbols means them, not the folders they stand in.
  const bool each = options.all || !options.focus.empty() || report.summary.unit_word != Summary{}.unit_word;
  const Folding folding = fold(program, units_in_focus(program, options), apart, options.max_nodes, each ? options.max_nodes : 0);
  Picture picture = picture_of(program, report, folding);
  for (const UnitId unit : options.focus) {
    const auto drawn = std::ranges::find(picture.nodes, program.unit(unit).name, &PictureNode::title);
    if (drawn != picture.nodes.end()) drawn->look = NodeLook::focus;
  }
  const bool folded = std::ranges::any_of(folding.folder, [](const std::string& folder) { return !folder.empty(); });
  picture.caption = options.focus.empty() ? summary_words(report)
                                          : "what the blue needs and what needs it, in up to " + counted(options.depth, "step");
  if (folded) picture.caption += "\n" + plural(report.summary.unit_word) + " are folded into their folders; numbers count dependencies";
  return picture;
}

std::string render_graph_dot(const Program& program, const Report& report, const GraphOptions& options) {
  return dot_text(picture_of_graph(program, report, options));
}

std::string render_graph_mermaid(const Program& program, const Report& report, const GraphOptions& options) {
  return mermaid_text(picture_of_graph(program, report, options));
}

}  // namespace unknot
