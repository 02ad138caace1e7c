// Words for tangles of folders and components.
#include "checks/folded_words.h"

#include <algorithm>
#include <string>

#include "checks/tangles.h"

namespace unknot {
namespace {

/// Of this many edges of the cut the lines are shown, and so many of each.
constexpr std::size_t kEdgesShown = 3;
constexpr std::size_t kLinesShown = 3;

/// The edges of the cut, the cheapest first.
std::vector<const TangleEdge*> cheapest(const Tangle& tangle) {
  std::vector<const TangleEdge*> out;
  for (const std::uint32_t id : tangle.cut.edges) out.push_back(&tangle.edges[id]);
  std::ranges::sort(out, [](const TangleEdge* a, const TangleEdge* b) {
    return a->weight != b->weight ? a->weight < b->weight : a->at < b->at;
  });
  return out;
}

}  // namespace

Finding folded_finding(const CheckInfo& check, Tangle tangle, const Program& program) {
  const auto& from = tangle.edges.front().lines.front().from;
  const auto unit = std::ranges::lower_bound(program.units, from, {}, &Unit::name);
  return tangle_finding(check, std::move(tangle), unit->language);
}

Edges edges_of(const FoldedGraph& graph) {
  Edges out;
  for (const auto& edge : graph.edges) out.emplace_back(graph.nodes[edge.from], graph.nodes[edge.to]);
  return out;
}

void describe_folded(Finding& finding, std::string_view noun) {
  const Tangle& tangle = *finding.tangle;
  const auto cut = cheapest(tangle);
  finding.message = std::string(noun) + " tangle of " + counted(tangle.units.size(), noun) + ", " + (tangle.cut.optimal ? "" : "at most ") +
                    counted(tangle.cut.cost, "line") + " from untangled: " + walk_text(tangle);
  for (std::size_t i = 0; i < cut.size() && i < kEdgesShown; ++i)
    for (const auto& [line, alike] : telling_lines(*cut[i], kLinesShown)) {
      std::string text = cut[i]->from + " -> " + cut[i]->to + " (" + counted(cut[i]->weight, "line") + "): depends on " + line.to;
      if (alike > 1) text += ", as " + counted(alike - 1, "line") + " more";
      finding.notes.push_back({line.at, std::move(text)});
    }
  for (std::size_t i = 0; i < cut.size() && i < kEdgesShown; ++i)
    if (const auto words = evidence_words(*cut[i]); !words.empty())
      finding.notes.push_back({cut[i]->at, cut[i]->from + " -> " + cut[i]->to + ": " + words});
}

}  // namespace unknot
