// Writes a picture as a Mermaid flowchart.
//
// Mermaid reads "#35;" as a character, takes quotes only so, and refuses more than 500 arrows unless a page allows them. So every
// name stands in quotes with what could act in it as "#code;", nodes have ids of ours, and of too many arrows the last are left out.
#include <algorithm>
#include <string_view>

#include "reporters/escape.h"
#include "reporters/picture.h"

namespace unknot {
namespace {

/// A text in double quotes: only letters, digits and what is harmless stands for itself. Lines become <br/>.
std::string quoted(std::string_view text) {
  constexpr std::string_view kHarmless = " ./_-+:,()";
  if (text.empty()) return "\" \"";  // Mermaid takes no empty string
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    at += c.length;
    if (c.code == '\n') {
      out += "<br/>";
      continue;
    }
    for (const char shown : visible(text, c)) {
      const bool plain = (shown >= '0' && shown <= '9') || (shown >= 'a' && shown <= 'z') || (shown >= 'A' && shown <= 'Z') ||
                         static_cast<unsigned char>(shown) >= 0x80U || kHarmless.contains(shown);
      out += plain ? std::string(1, shown) : "#" + std::to_string(static_cast<int>(shown)) + ";";
    }
  }
  return out + '"';
}

std::string id(std::size_t node) { return "n" + std::to_string(node); }

class MermaidWriter {
 public:
  explicit MermaidWriter(const Picture& picture) : picture_(picture), nodes_(picture.clusters.size()), inner_(picture.clusters.size()) {
    for (std::size_t c = 0; c < picture.clusters.size(); ++c)
      if (picture.clusters[c].parent != kNoCluster) inner_[picture.clusters[c].parent].push_back(c);
    for (std::size_t n = 0; n < picture.nodes.size(); ++n)
      if (picture.nodes[n].cluster != kNoCluster) nodes_[picture.nodes[n].cluster].push_back(n);
  }

  std::string write() {
    out_ = picture_.direction == Direction::down ? "flowchart TB\n" : "flowchart LR\n";
    for (std::size_t n = 0; n < picture_.nodes.size(); ++n)
      if (picture_.nodes[n].cluster == kNoCluster) node(n, "  ");
    for (std::size_t c = 0; c < picture_.clusters.size(); ++c)
      if (picture_.clusters[c].parent == kNoCluster) cluster(c, "  ");
    edges();
    if (const std::string caption = whole_caption(); !caption.empty()) {
      out_ += "  caption[" + quoted(caption) + "]\n  style caption fill:none,stroke:none,color:#57606a\n";
    }
    out_ += "  classDef folder fill:#fff8e1,stroke:#bf8700,color:#1f2328\n"
            "  classDef tangled fill:#ffebe9,stroke:#cf222e,color:#1f2328\n"
            "  classDef focus fill:#ddf4ff,stroke:#0969da,color:#1f2328\n";
    return out_;
  }

 private:
  void cluster(std::size_t c, const std::string& indent) {
    // Mermaid fails on a subgraph that holds nothing.
    if (nodes_[c].empty() && inner_[c].empty()) return;
    out_ += indent + "subgraph c" + std::to_string(c) + "[" + quoted(picture_.clusters[c].label) + "]\n";
    for (const std::size_t n : nodes_[c]) node(n, indent + "  ");
    for (const std::size_t i : inner_[c]) cluster(i, indent + "  ");
    out_ += indent + "end\n";
  }

  void node(std::size_t n, const std::string& indent) {
    const PictureNode& one = picture_.nodes[n];
    out_ += indent + id(n) + "[" + quoted(one.label) + "]";
    if (one.look == NodeLook::folder) out_ += ":::folder";
    if (one.look == NodeLook::tangled) out_ += ":::tangled";
    if (one.look == NodeLook::focus) out_ += ":::focus";
    out_ += '\n';
  }

  void edges() {
    std::string cut;
    const std::size_t drawn = std::min(picture_.edges.size(), kMermaidEdges);
    for (std::size_t e = 0; e < drawn; ++e) {
      const PictureEdge& one = picture_.edges[e];
      const std::string_view arrow = one.cut || one.shadow ? "-.->" : one.witness ? "==>" : "-->";
      out_ += "  " + id(one.from) + " " + std::string(arrow) + (one.label.empty() ? " " : "|" + quoted(one.label) + "| ") + id(one.to) + '\n';
      if (one.cut) cut += (cut.empty() ? "" : ",") + std::to_string(e);
    }
    if (!cut.empty()) out_ += "  linkStyle " + cut + " stroke:#cf222e,color:#cf222e\n";
  }

  std::string whole_caption() const {
    const std::size_t all = picture_.edges.size();
    if (all <= kMermaidEdges) return picture_.caption;
    return picture_.caption + (picture_.caption.empty() ? "" : "\n") + "the first " + std::to_string(kMermaidEdges) + " of " +
           std::to_string(all) + " arrows, since Mermaid draws no more";
  }

  const Picture& picture_;
  std::vector<std::vector<std::size_t>> nodes_;
  std::vector<std::vector<std::size_t>> inner_;
  std::string out_;
};

}  // namespace

std::string mermaid_text(const Picture& picture) { return MermaidWriter(picture).write(); }

}  // namespace unknot
