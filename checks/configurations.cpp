// The largest tangle hosts those that it holds.
#include "checks/configurations.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "checks/tangles.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/witness.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

void add_names(std::vector<std::string>& to, const std::vector<std::string>& names) {
  to.insert(to.end(), names.begin(), names.end());
  sort_unique(to);
}

/// The parts of "A || B", where no parenthesis is open.
std::vector<std::string_view> alternatives(std::string_view when) {
  constexpr std::string_view kOr = " || ";
  std::vector<std::string_view> out;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < when.size(); ++i) {
    if (when[i] == '(') ++depth;
    if (when[i] == ')') --depth;
    if (depth != 0 || !when.substr(i).starts_with(kOr)) continue;
    out.push_back(when.substr(begin, i - begin));
    begin = i + kOr.size();
    i = begin - 1;
  }
  out.push_back(when.substr(begin));
  return out;
}

/// One pair of units, as two configurations have it.
void join_edge(TangleEdge& edge, const TangleEdge& other) {
  add_names(edge.configs, other.configs);
  // Where one of them cannot do without, nobody can; what is unknown in one is unknown.
  const bool both_known = edge.evidence != Evidence::unknown && other.evidence != Evidence::unknown;
  const Evidence most = std::max(edge.evidence, other.evidence);
  if (other.evidence == most && edge.evidence != most) edge.uses = other.uses;
  edge.use_count = std::max(edge.use_count, other.use_count);
  edge.evidence = both_known || most == Evidence::inherent ? most : Evidence::unknown;
  if (edge.lines == other.lines && edge.when == other.when) return;
  edge.lines.insert(edge.lines.end(), other.lines.begin(), other.lines.end());
  sort_unique(edge.lines);
  if (edge.lines.front().at != edge.at) edge.kind = other.kind;
  edge.at = edge.lines.front().at;
  edge.weight = edge.weight == 1 && other.weight == 1 ? 1 : edge.lines.size();
  if (edge.condition == When::always || other.condition == When::always) {
    edge.condition = When::always;
    edge.when.clear();
    return;
  }
  const auto known = alternatives(edge.when);
  std::string when = edge.when;
  for (const auto& text : alternatives(other.when))
    if (std::ranges::find(known, text) == known.end()) when += " || " + std::string(text);
  edge.when = std::move(when);
}

/// The tangle with the edges of another one, all of whose units it has. Its witness and its cut are those that it had.
Tangle joined(const Tangle& host, const Tangle& other) {
  Tangle out = host;
  std::map<std::pair<std::string, std::string>, TangleEdge> edges;
  for (const auto& edge : host.edges) edges.emplace(std::pair(edge.from, edge.to), edge);
  for (const auto& edge : other.edges)
    if (const auto [known, fresh] = edges.try_emplace({edge.from, edge.to}, edge); !fresh) join_edge(known->second, edge);
  std::map<std::pair<std::string_view, std::string_view>, std::uint32_t> ids;
  out.edges.clear();
  for (auto& [ends, edge] : edges) {
    ids.emplace(ends, static_cast<std::uint32_t>(out.edges.size()));
    out.edges.push_back(std::move(edge));
  }
  for (auto* list : {&out.witness, &out.cut.edges})
    for (auto& id : *list) id = ids.at({host.edges[id].from, host.edges[id].to});
  std::ranges::sort(out.cut.edges);
  add_names(out.configs, other.configs);
  return out;
}

class Joining {
 public:
  Joining(const CheckInfo& check, std::span<const Configuration> configurations)
      : check_(check), configurations_(configurations) {}

  std::vector<Finding> run(std::vector<std::vector<Finding>> found) {
    for (std::uint32_t i = 0; i < found.size(); ++i)
      for (auto& finding : found[i]) take(i, std::move(finding));
    std::ranges::sort(drafts_, [](const Draft& a, const Draft& b) {
      const auto& units = a.finding.tangle->units;
      const auto& others = b.finding.tangle->units;
      if (units.size() != others.size() && a.rank == b.rank) return units.size() > others.size();
      return std::tie(a.rank, units, a.configuration) < std::tie(b.rank, others, b.configuration);
    });
    for (auto& draft : drafts_) place(draft);
    std::vector<Finding> out;
    for (std::size_t i = 0; i < plain_.size(); ++i)
      if (plain_counts_[i] == configurations_.size() || !is_everywhere(plain_[i].case_name)) out.push_back(std::move(plain_[i]));
    std::ranges::sort(kept_, {}, [](const Draft* draft) {
      return std::tie(draft->rank, draft->finding.tangle->units, draft->configuration);
    });
    for (Draft* draft : kept_) {
      if (draft->grown) mend_cut(*draft);
      out.push_back(std::move(draft->finding));
    }
    return out;
  }

 private:
  struct Draft {
    Finding finding;
    std::size_t rank = 0;
    std::uint32_t configuration = 0;
    std::vector<std::uint32_t> whole;  ///< the configurations that have all its units in one tangle
    bool grown = false;                ///< edges came from another configuration
  };

  void take(std::uint32_t configuration, Finding finding) {
    const std::vector<std::string> name{configurations_[configuration].name};
    if (!finding.tangle) {
      const auto same = std::ranges::find_if(plain_, [&](const Finding& known) {
        return known.fingerprint == finding.fingerprint && known.case_name == finding.case_name;
      });
      if (same == plain_.end()) {
        plain_.push_back(std::move(finding));
        plain_counts_.push_back(1);
      } else {
        ++plain_counts_[static_cast<std::size_t>(same - plain_.begin())];
      }
      return;
    }
    finding.tangle->configs = name;
    for (auto& edge : finding.tangle->edges) edge.configs = name;
    const std::size_t rank = rank_of(finding.case_name);
    drafts_.push_back({.finding = std::move(finding), .rank = rank, .configuration = configuration, .whole = {configuration}});
  }

  bool is_everywhere(std::string_view case_name) const {
    const auto at = std::ranges::find(check_.cases, case_name, &CaseInfo::name);
    return at != check_.cases.end() && at->everywhere;
  }

  /// The strongest first.
  std::size_t rank_of(std::string_view case_name) const {
    if (case_name.empty()) return 0;
    const auto at = std::ranges::find(check_.cases, case_name, &CaseInfo::name);
    return static_cast<std::size_t>(at - check_.cases.begin()) + 1;
  }

  void place(Draft& draft) {
    const auto& units = draft.finding.tangle->units;
    const auto& hosts = by_unit_[units.front()];
    bool covered = false;
    for (Draft* host : hosts) {
      if (!std::ranges::includes(host->finding.tangle->units, units)) continue;
      const bool own = std::ranges::find(host->whole, draft.configuration) != host->whole.end();
      if (own) continue;  // what one configuration has side by side, its check has told apart
      if (host->rank < draft.rank) covered = true;
      else if (joins(*host, draft)) return;
    }
    if (covered) return;
    kept_.push_back(&draft);
    for (const auto& unit : units) by_unit_[unit].push_back(&draft);
  }

  /// False where the two together would close a shorter walk than the host does alone.
  static bool joins(Draft& host, const Draft& draft) {
    Tangle& own = *host.finding.tangle;
    const Tangle& other = *draft.finding.tangle;
    Tangle both = joined(own, other);
    if (both.edges.size() > own.edges.size()) {
      if (shortest_cycle(graph_of(both)).size() < both.witness.size()) return false;
      host.grown = true;
    }
    if (other.units.size() == own.units.size()) host.whole.push_back(draft.configuration);
    own = std::move(both);
    return true;
  }

  /// Where the host's cut leaves a walk over edges of other configurations, another one is needed.
  void mend_cut(Draft& draft) const {
    Tangle& tangle = *draft.finding.tangle;
    if (strong_components(graph_of(tangle, tangle.cut.edges)).empty()) return;
    tangle.cut = best_cut(configurations_[draft.configuration].program, tangle);
  }

  const CheckInfo& check_;
  std::span<const Configuration> configurations_;
  std::vector<Finding> plain_;
  std::vector<std::size_t> plain_counts_;  ///< how many configurations have each
  std::vector<Draft> drafts_;
  std::vector<Draft*> kept_;
  std::unordered_map<std::string, std::vector<Draft*>> by_unit_;
};

}  // namespace

std::vector<Finding> join_configurations(const CheckInfo& check, std::span<const Configuration> configurations,
                                         std::vector<std::vector<Finding>> found) {
  if (found.size() == 1) return std::move(found.front());
  return Joining(check, configurations).run(std::move(found));
}

}  // namespace unknot
