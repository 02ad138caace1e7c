// A graph to be drawn: clusters, nodes and edges as plain values, and its DOT text. It knows nothing of findings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace unknot {

enum class NodeLook : std::uint8_t { unit, folder, tangled, focus };
enum class ClusterLook : std::uint8_t { tangle, folder };
/// Where arrows lead: to the right, or down through layers.
enum class Direction : std::uint8_t { right, down };

inline constexpr std::size_t kNoCluster = static_cast<std::size_t>(-1);

struct PictureCluster {
  std::string label{};
  ClusterLook look = ClusterLook::folder;
  std::size_t parent = kNoCluster;  ///< an earlier cluster
};
struct PictureNode {
  std::string label{};
  std::string title{};  ///< the whole name, shown on hover
  NodeLook look = NodeLook::unit;
  std::size_t cluster = kNoCluster;
};
struct PictureEdge {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string label{};
  bool cut = false;      ///< dashed, red, with the least say in the layout: what is left has layers
  bool witness = false;  ///< bold
  bool faint = false;    ///< light: beside the point
  bool shadow = false;   ///< dotted, grey: not shown to be entered
  std::uint64_t weight = 1;  ///< lines behind it: a heavier arrow is thicker and straighter
};
struct Picture {
  std::string caption{};
  Direction direction = Direction::right;
  std::vector<PictureCluster> clusters{};
  std::vector<PictureNode> nodes{};  ///< node i is written as n<i>
  std::vector<PictureEdge> edges{};
};

/// The picture as a Graphviz digraph: one for `dot`, valid for every text in it. Nodes that no cluster holds stand at
/// the top level; clusters without nodes are left out by Graphviz itself.
std::string dot_text(const Picture&);

/// Mermaid refuses a flowchart with more arrows unless the page that shows it allows them.
inline constexpr std::size_t kMermaidEdges = 500;
/// The picture as a Mermaid flowchart, valid for every text in it; of too many edges the first, and the caption says so.
std::string mermaid_text(const Picture&);

}  // namespace unknot
