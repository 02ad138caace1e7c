// Writes a picture in the DOT language.
#include "reporters/picture.h"

#include <array>
#include <bit>
#include <set>
#include <string_view>
#include <utility>

#include "reporters/escape.h"

namespace unknot {
namespace {

constexpr std::string_view kHead = R"(digraph unknot {
  graph [compound=true, nodesep=0.25, ranksep=0.6, pad=0.3, bgcolor="#ffffff",
         fontname="Helvetica", fontsize=11, fontcolor="#57606a", labelloc=b];
  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#8c959f", fontname="Helvetica", fontsize=11,
        fontcolor="#1f2328", height=0.3, margin="0.12,0.05"];
  edge [color="#57606a", fontname="Helvetica", fontsize=9, fontcolor="#57606a", arrowsize=0.7];
)";

std::string_view look(NodeLook node) {
  switch (node) {
    case NodeLook::unit:
      return "";
    case NodeLook::folder:
      return R"(, shape=folder, style=filled, fillcolor="#fff8e1", color="#bf8700")";
    case NodeLook::tangled:
      return R"(, fillcolor="#ffebe9", color="#cf222e")";
    case NodeLook::focus:
      return R"(, fillcolor="#ddf4ff", color="#0969da", penwidth=2)";
  }
  return "";
}

std::string_view look(ClusterLook cluster) {
  return cluster == ClusterLook::tangle
             ? R"(style="rounded,filled", color="#d0d7de", fillcolor="#f6f8fa", fontsize=12, fontcolor="#1f2328")"
             : R"(style="rounded,filled", color="#d0d7de", fillcolor="#eaeef2", fontsize=10, fontcolor="#57606a")";
}

std::string id(std::size_t node) { return "n" + std::to_string(node); }

class DotWriter {
 public:
  explicit DotWriter(const Picture& picture)
      : picture_(picture), nodes_(picture.clusters.size()), inner_(picture.clusters.size()) {
    for (std::size_t c = 0; c < picture.clusters.size(); ++c)
      if (picture.clusters[c].parent != kNoCluster) inner_[picture.clusters[c].parent].push_back(c);
    for (std::size_t n = 0; n < picture.nodes.size(); ++n)
      if (picture.nodes[n].cluster != kNoCluster) nodes_[picture.nodes[n].cluster].push_back(n);
    for (const PictureEdge& one : picture.edges) pairs_.emplace(one.from, one.to);
  }

  std::string write() {
    out_ = kHead;
    out_ += picture_.direction == Direction::down ? "  rankdir=TB;\n" : "  rankdir=LR;\n";
    if (!picture_.caption.empty()) out_ += "  label=" + dot_string(picture_.caption) + ";\n";
    for (std::size_t c = 0; c < picture_.clusters.size(); ++c)
      if (picture_.clusters[c].parent == kNoCluster) cluster(c, "  ");
    for (std::size_t n = 0; n < picture_.nodes.size(); ++n)
      if (picture_.nodes[n].cluster == kNoCluster) node(n, "  ");
    // Graphviz turns round what closes a cycle of the edges before it: the cut comes last.
    for (const PictureEdge& one : picture_.edges)
      if (!one.cut) edge(one);
    for (const PictureEdge& one : picture_.edges)
      if (one.cut) edge(one);
    return out_ + "}\n";
  }

 private:
  void cluster(std::size_t c, const std::string& indent) {
    const PictureCluster& one = picture_.clusters[c];
    out_ += indent + "subgraph cluster_" + std::to_string(c) + " {\n";
    out_ += indent + "  graph [label=" + dot_string(one.label, Lines::left) + ", labelloc=t, labeljust=l, " +
            std::string(look(one.look)) + "];\n";
    for (const std::size_t n : nodes_[c]) node(n, indent + "  ");
    for (const std::size_t i : inner_[c]) cluster(i, indent + "  ");
    out_ += indent + "}\n";
  }

  void node(std::size_t n, const std::string& indent) {
    const PictureNode& one = picture_.nodes[n];
    out_ += indent + id(n) + " [label=" + dot_string(one.label);
    if (!one.title.empty()) out_ += ", tooltip=" + dot_string(one.title);
    out_ += std::string(look(one.look)) + "];\n";
  }

  void edge(const PictureEdge& one) {
    std::string with;
    const auto add = [&with](std::string_view attribute) {
      with += (with.empty() ? "" : ", ") + std::string(attribute);
    };
    if (!one.label.empty()) add("label=" + dot_string(one.label));
    if (one.cut) add(R"(color="#cf222e", fontcolor="#cf222e")");
    // Of a pair of opposite edges Graphviz would draw one over the other if one had no say in the layout.
    if (one.cut && !pairs_.contains({one.to, one.from})) add("constraint=false");
    if (!one.cut && one.shadow) add(R"(color="#8c959f")");
    if (!one.cut && !one.shadow && one.faint) add(R"(color="#c4cbd3", fontcolor="#8c959f")");
    if (one.weight > 1) {
      // Thickness in quarters of a point, by the number of digits in base two: 2 lines 1.25, 1,000 lines 3.5.
      const auto digits = static_cast<unsigned>(std::bit_width(one.weight));
      add("penwidth=" + std::to_string(1 + (digits - 1) / 4) + std::array{".0", ".25", ".5", ".75"}[(digits - 1) % 4]);
      if (!one.cut) add("weight=" + std::to_string(digits));
    }
    if (one.cut || one.shadow || one.witness) {
      std::string style = one.cut ? "dashed" : one.shadow ? "dotted" : "";
      if (one.witness) style += style.empty() ? "bold" : ",bold";
      add("style=\"" + style + '"');
    }
    out_ += "  " + id(one.from) + " -> " + id(one.to) + (with.empty() ? "" : " [" + with + "]") + ";\n";
  }

  const Picture& picture_;
  std::vector<std::vector<std::size_t>> nodes_;
  std::vector<std::vector<std::size_t>> inner_;
  std::set<std::pair<std::size_t, std::size_t>> pairs_;
  std::string out_;
};

}  // namespace

std::string dot_text(const Picture& picture) { return DotWriter(picture).write(); }

}  // namespace unknot
