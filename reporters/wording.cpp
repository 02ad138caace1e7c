// English for reports.
#include "reporters/wording.h"

#include <algorithm>
#include <utility>

namespace unknot {
namespace {

std::string_view verb(DependencyKind kind) {
  switch (kind) {
    case DependencyKind::include:
    case DependencyKind::include_next:
      return "includes";
    case DependencyKind::import:
      return "imports";
    case DependencyKind::export_import:
      return "imports and exports";
    case DependencyKind::from_import:
      return "imports from";
    case DependencyKind::link:
      return "links to";
    case DependencyKind::use:
      return "uses";
    case DependencyKind::inherit:
      return "inherits from";
    case DependencyKind::call:
      return "calls";
  }
  return "depends on";
}

std::string condition_words(const TangleEdge& edge) {
  switch (edge.condition) {
    case When::always:
      return "";
    case When::conditional:
      return edge.when.empty() ? " under a condition" : " if " + edge.when;
    case When::deferred:
      return " when a function runs";
    case When::typing:
      return " for type checking only";
  }
  return "";
}

std::string hop(const Tangle& tangle, const TangleEdge& edge, std::string_view closing) {
  std::string out = std::string(is_folded(tangle.level) ? "depends on" : verb(edge.kind)) + ' ';
  out += edge.from == edge.to ? "itself" : '"' + edge.to + '"';
  out += condition_words(edge);
  out += closing;
  if (edge.lines.size() > 1) out += " (on " + std::to_string(edge.lines.size()) + " lines)";
  if (edge.entered == Entered::not_shown) out += " (not shown to be entered)";
  if (edge.entered == Entered::unknown) out += " (unknown whether it is entered)";
  if (edge.configs.size() < tangle.configs.size()) out += " (" + only_in(edge.configs) + ")";
  return out;
}

std::vector<const TangleEdge*> edges_of(const Tangle& tangle, const std::vector<std::uint32_t>& ids) {
  std::vector<const TangleEdge*> out;
  for (const std::uint32_t id : ids)
    if (id < tangle.edges.size()) out.push_back(&tangle.edges[id]);
  return out;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace

std::vector<const TangleEdge*> walk(const Finding& finding) {
  if (!finding.tangle) return {};
  const bool grew = finding.growth && !finding.growth->walk.empty();
  std::vector<const TangleEdge*> out = edges_of(*finding.tangle, grew ? finding.growth->walk : finding.tangle->witness);
  if (grew) return out;
  const auto own = std::ranges::find_if(out, [&](const TangleEdge* edge) { return edge->at == finding.at; });
  if (own != out.end()) std::ranges::rotate(out, own);
  return out;
}

std::vector<const TangleEdge*> cut_edges(const Tangle& tangle) { return edges_of(tangle, tangle.cut.edges); }

std::string hop_words(const Tangle& tangle, const TangleEdge& edge) { return hop(tangle, edge, ""); }

std::vector<std::string> hop_words(const Tangle& tangle, const std::vector<const TangleEdge*>& walk) {
  std::vector<std::string> out;
  for (const TangleEdge* edge : walk)
    out.push_back(hop(tangle, *edge, walk.size() > 1 && edge == walk.back() ? ", which closes the cycle" : ""));
  return out;
}

std::string size_words(const Finding& finding) {
  if (!finding.tangle || finding.tangle->units.size() < 2) return "";
  const Tangle& tangle = *finding.tangle;
  return "the tangle has " + counted(tangle.units.size(), name(tangle.level)) + " and " +
         counted(tangle.edges.size(), "dependency");
}

std::string cut_words(const Finding& finding) {
  if (!finding.tangle) return "";
  const Tangle& tangle = *finding.tangle;
  const std::vector<const TangleEdge*> cut = cut_edges(tangle);
  if (cut.empty()) return "";
  const bool here = cut.size() == 1 && cut.front()->at == finding.at;
  std::string out =
      "; taking out " + (here ? std::string("this dependency") : counted(cut.size(), "dependency")) + " unties it";
  if (is_folded(tangle.level)) out += " (" + counted(tangle.cut.cost, "line") + ")";
  if (tangle.cut.optimal && cut.size() > 1) out += ", and nothing cheaper does";
  if (!tangle.cut.optimal && tangle.cut.cost > 1)
    out += tangle.cut.lower_bound > 1 ? " (proven: no less than " + std::to_string(tangle.cut.lower_bound) + ")"
                                      : ", perhaps less would do";
  return out;
}

std::string summary_words(const Report& report) {
  const Summary& sum = report.summary;
  std::vector<std::string> found;
  if (sum.errors > 0) found.push_back(counted(sum.errors, "error"));
  if (sum.warnings > 0) found.push_back(counted(sum.warnings, "warning"));
  if (sum.notes > 0) found.push_back(counted(sum.notes, "note"));
  std::string out = !found.empty() ? joined(found) : sum.baselined > 0 ? "nothing new" : "no knots, no loose ends";
  out += " in " + counted(sum.units, sum.unit_word);
  if (!found.empty()) out += ", " + counted(sum.dependencies, "dependency");
  if (!report.configurations.empty()) out += ", " + counted(report.configurations.size(), "configuration");
  std::vector<std::string> aside;
  if (sum.suppressed > 0) aside.push_back(std::to_string(sum.suppressed) + " suppressed");
  if (sum.baselined > 0) aside.push_back(std::to_string(sum.baselined) + " known before");
  if (sum.generated > 0) aside.push_back(counted(sum.generated, "generated header") + " not yet built");
  if (!report.problems.empty()) aside.push_back(counted(report.problems.size(), "problem"));
  if (!report.complete) aside.push_back("the answer is not complete");
  if (!aside.empty()) out += "; " + joined(aside);
  return out;
}

std::string full_id(const Finding& finding) {
  return finding.case_name.empty() ? finding.check : finding.check + "/" + finding.case_name;
}

std::string_view excerpt_line(const Report& report, const Place& place) {
  const auto found = report.excerpts.find(std::pair(place.file, place.line));
  return found == report.excerpts.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace unknot
