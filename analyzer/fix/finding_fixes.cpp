// Repairs by their tangle -> changed lines -> edits.
#include "analyzer/fix/finding_fixes.h"

#include <algorithm>

#include "analyzer/fix/unified_diff.h"

namespace unknot {

std::vector<Edit> edits_of(const std::string& file, std::string_view before, std::string_view after) {
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] == '\n') begins.push_back(i + 1);
  std::vector<Edit> out;
  for (const auto& hunk : line_hunks(before, after)) {
    Edit edit{.file = file,
              .start_line = static_cast<std::uint32_t>(hunk.begin + 1),
              .start_column = 1,
              .end_line = static_cast<std::uint32_t>(hunk.begin + hunk.removed + 1),
              .end_column = 1,
              .text = {}};
    // A last line without an end ends in itself.
    if (hunk.begin + hunk.removed == begins.size()) {
      edit.end_line = static_cast<std::uint32_t>(begins.size());
      edit.end_column = static_cast<std::uint32_t>(before.size() - begins.back() + 1);
    }
    for (const auto line : hunk.lines) edit.text += line;
    out.push_back(std::move(edit));
  }
  return out;
}

void add_fixes(const Repairs& repairs, Report& report) {
  for (auto& finding : report.findings) {
    if (finding.check != "include-cycle" || !finding.case_name.empty() || !finding.tangle) continue;
    Fix fix;
    std::set<std::pair<std::string, std::string>> edges;
    for (const auto& repair : repairs.done) {
      const bool is_here = std::ranges::any_of(
          finding.tangle->edges, [&](const TangleEdge& edge) { return edge.from == repair.from && edge.to == repair.to; });
      if (!is_here) continue;
      edges.emplace(repair.from, repair.to);
      for (const auto& step : repair.steps) fix.title += (fix.title.empty() ? "" : "; ") + step;
    }
    if (edges.empty()) continue;
    fix.title += " (verified by the compiler)";
    for (const auto& [file, texts] : repairs.files) {
      const auto because = repairs.because.find(file);
      const bool is_here = because != repairs.because.end() &&
                           std::ranges::any_of(because->second, [&](const auto& edge) { return edges.contains(edge); });
      if (is_here) std::ranges::move(edits_of(file, texts.first, texts.second), std::back_inserter(fix.edits));
    }
    finding.fixes.push_back(std::move(fix));
  }
}

}  // namespace unknot
