// Edges against edges, and what is said of a knot that grew.
#include "checks/base.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "checks/tangles.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/shortest_path.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using EdgeView = std::pair<std::string_view, std::string_view>;

/// The edges of the shortest closed walk over `first`, which it starts with.
std::vector<std::uint32_t> walk_over(const Tangle& tangle, std::uint32_t first) {
  const Digraph graph = graph_of(tangle);
  const Edge& edge = graph.edge(first);
  std::vector<std::uint32_t> walk{first};
  if (const auto back = shortest_path(graph, std::array{edge.to}, std::array{edge.from})) walk.insert(walk.end(), back->begin(), back->end());
  return walk;
}

/// Of a walk over a new edge so many hops are told.
constexpr std::size_t kHopsShown = 6;

class Comparison {
 public:
  Comparison(const CheckInfo& check, const Base& base, std::span<const Finding> before, std::span<const KnownEdges> known)
      : check_(check), base_(base), before_(before) {
    for (const auto& one : known) {
      auto& edges = known_.emplace_back(one.configuration, std::vector<EdgeView>{}).second;
      for (const auto& [from, to] : one.edges) edges.emplace_back(from, to);
    }
    for (const auto& entry : base.baseline)
      if (entry.check == check.id) listed_.insert(entry.fingerprint);
    for (const auto& finding : before) {
      fingerprints_.insert(finding.fingerprint);
      if (!finding.tangle) continue;
      for (const auto& edge : finding.tangle->edges) {
        tangled_.emplace(edge.from, edge.to);
        for (const auto& name : names_of(edge.configs)) {
          auto [rank, fresh] = strongest_.try_emplace({name, {edge.from, edge.to}}, rank_of(finding.case_name));
          if (!fresh) rank->second = std::min(rank->second, rank_of(finding.case_name));
        }
      }
    }
  }

  void run(std::vector<Finding>& findings) {
    for (auto& finding : findings) {
      if (!finding.tangle) finding.state = knows(finding.fingerprint) ? State::unchanged : State::fresh;
      else compare(finding);
    }
    std::set<std::string> claimed;
    for (const auto& finding : findings)
      if (!finding.growth) claimed.insert(finding.fingerprint);
    for (auto& finding : findings)
      if (finding.growth) name(finding, claimed);
  }

 private:
  bool knows(const std::string& finding) const { return fingerprints_.contains(finding) || listed_.contains(finding); }

  bool has_edge(const TangleEdge& edge) const {
    if (listed_.contains(fingerprint(check_.id, edge.from, edge.to))) return true;
    const EdgeView wanted{edge.from, edge.to};
    if (known_.empty()) return tangled_.contains(wanted);
    const auto in = [&](const auto& one) { return std::ranges::binary_search(one.second, wanted); };
    // What one configuration has anew is new, be it old in the others.
    for (const auto& name : edge.configs) {
      const auto same = std::ranges::find(known_, name, [](const auto& one) { return one.first; });
      if (same == known_.end() || !in(*same)) return false;
    }
    return !edge.configs.empty() || std::ranges::any_of(known_, in);
  }

  /// The strongest first, as in the table of cases.
  std::size_t rank_of(std::string_view case_name) const {
    if (case_name.empty()) return 0;
    return static_cast<std::size_t>(std::ranges::find(check_.cases, case_name, &CaseInfo::name) - check_.cases.begin()) + 1;
  }

  /// The configurations by name; where there is only one, it has none.
  static std::vector<std::string_view> names_of(const std::vector<std::string>& configs) {
    return configs.empty() ? std::vector<std::string_view>{""} : std::vector<std::string_view>(configs.begin(), configs.end());
  }

  /// In each configuration that has it: what closes in one more is new.
  bool was_as_strong(const Finding& finding) const {
    return std::ranges::all_of(names_of(finding.tangle->configs), [&](std::string_view name) {
      return std::ranges::any_of(finding.tangle->edges, [&](const TangleEdge& edge) {
        const auto found = strongest_.find({name, {edge.from, edge.to}});
        return (found != strongest_.end() && found->second <= rank_of(finding.case_name)) ||
               listed_.contains(fingerprint(check_.id, edge.from, edge.to));
      });
    });
  }

  void compare(Finding& finding) {
    Growth growth;
    for (std::uint32_t id = 0; id < finding.tangle->edges.size(); ++id)
      if (!has_edge(finding.tangle->edges[id])) growth.edges.push_back(id);
    if (growth.edges.empty() && was_as_strong(finding)) {
      finding.state = State::unchanged;
      return;
    }
    finding.state = State::fresh;
    growth.before = size_before(*finding.tangle, finding.case_name);
    finding.growth = std::move(growth);
    if (!finding.growth->edges.empty()) place(finding);
    describe(finding);
    const auto grew = std::ranges::find(check_.cases, "grew", &CaseInfo::name);
    if (!finding.case_name.empty() || grew == check_.cases.end()) return;
    finding.case_name = grew->name;
    finding.severity = grew->severity;
  }

  /// Units of the base's largest tangle that this one has to do with.
  std::uint64_t size_before(const Tangle& tangle, std::string_view case_name) const {
    const auto shares = [&](const auto& units) {
      return std::ranges::any_of(units, [&](const auto& unit) { return std::ranges::binary_search(tangle.units, unit); });
    };
    std::uint64_t out = 0;
    for (const auto& finding : before_)
      if (finding.tangle && rank_of(finding.case_name) <= rank_of(case_name) && finding.tangle->units.size() > 1 &&
          shares(finding.tangle->units))
        out = std::max<std::uint64_t>(out, finding.tangle->units.size());
    for (const auto& units : listed_tangles(base_.baseline, check_.id))
      if (shares(units)) out = std::max<std::uint64_t>(out, units.size());
    return out;
  }

  /// To the line that was added; of several to one that is in the cut, else to the first.
  void place(Finding& finding) const {
    const Tangle& tangle = *finding.tangle;
    Growth& growth = *finding.growth;
    struct Candidate {
      bool written = true;
      bool in_cut = false;
      Place at;
      LineOrigin origin;
      std::uint32_t id = 0;
    };
    std::vector<Candidate> candidates;
    for (const std::uint32_t id : growth.edges) {
      const auto& edge = tangle.edges[id];
      Candidate best{.at = edge.at, .origin = {}, .id = id};
      best.in_cut = std::ranges::find(tangle.cut.edges, id) != tangle.cut.edges.end();
      if (base_.origin) {
        best.origin = base_.origin(edge.at);
        for (const auto& line : edge.lines) {
          if (best.origin.kind == LineOrigin::added) break;
          if (base_.origin(line.at).kind == LineOrigin::added) best.at = line.at, best.origin = {};
        }
        best.written = best.origin.kind == LineOrigin::added;
      }
      candidates.push_back(std::move(best));
    }
    std::ranges::sort(candidates, {}, [](const Candidate& c) { return std::tuple(!c.written, !c.in_cut, c.at, c.id); });
    const Candidate& first = candidates.front();
    finding.at = first.at;
    if (!first.written) {
      growth.why_no_line = first.origin.kind == LineOrigin::moved
                               ? "no line was added: it stood in " + first.origin.file + " before"
                               : "no line was added: this one did not lead there before";
    }
    constexpr std::size_t kMostNotes = 20;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      growth.edges[i] = candidates[i].id;
      const auto& edge = tangle.edges[candidates[i].id];
      if (i > 0 && i <= kMostNotes) finding.notes.push_back({candidates[i].at, "new as well: " + edge.from + " -> " + edge.to});
    }
    if (candidates.size() > kMostNotes + 1)
      finding.notes.push_back({finding.at, "and " + std::to_string(candidates.size() - 1 - kMostNotes) + " more new edges"});
  }

  void describe(Finding& finding) const {
    Tangle& tangle = *finding.tangle;
    Growth& growth = *finding.growth;
    const std::uint64_t size = tangle.units.size();
    if (growth.edges.empty()) {
      finding.message += "; no line was added: what is entered changed, by a condition or a command";
      return;
    }
    const std::string why = growth.why_no_line.empty() ? "" : " (" + growth.why_no_line + ")";
    if (!finding.case_name.empty() || size == 1) {
      finding.message += why;
      return;
    }
    const auto walk = growth.walk = walk_over(tangle, growth.edges.front());
    // How to untie all of it is another matter than the line that was added.
    if (is_folded(tangle.level)) finding.notes.clear();
    if (walk.size() == tangle.witness.size()) tangle.witness = walk;
    std::string text;
    if (growth.before >= size) text = "adds an edge inside a tangle of " + counted(size, ::unknot::name(tangle.level));
    else if (growth.before > 1)
      text = "joins " + counted(size - growth.before, ::unknot::name(tangle.level)) + " to a tangle of " + std::to_string(growth.before);
    else if (walk.size() == size) text = "closes a cycle of " + counted(size, ::unknot::name(tangle.level));
    else text = "ties " + counted(size, ::unknot::name(tangle.level)) + " into a tangle";
    finding.message = text + ": " + walk_text(tangle, walk, kHopsShown) + why;
  }

  /// By its smallest new edge that no other finding has claimed.
  void name(Finding& finding, std::set<std::string>& claimed) const {
    auto edges = finding.growth->edges;
    std::ranges::sort(edges);
    for (const std::uint32_t id : edges) {
      const auto& edge = finding.tangle->edges[id];
      finding.fingerprint = fingerprint(check_.id, edge.from, edge.to);
      if (claimed.insert(finding.fingerprint).second) return;
    }
  }

  const CheckInfo& check_;
  const Base& base_;
  std::span<const Finding> before_;
  std::vector<std::pair<std::string_view, std::vector<EdgeView>>> known_;
  std::set<std::string> listed_;        ///< fingerprints of the baseline
  std::set<std::string> fingerprints_;  ///< of the findings before
  std::set<EdgeView> tangled_;          ///< edges of the tangles before
  std::map<std::pair<std::string_view, EdgeView>, std::size_t> strongest_;  ///< by configuration
};

}  // namespace

std::vector<std::vector<std::string>> listed_tangles(std::span<const BaselineEntry> baseline, std::string_view check) {
  std::vector<std::string> names;
  for (const auto& entry : baseline)
    if (entry.check == check && !entry.to.empty()) names.push_back(entry.from), names.push_back(entry.to);
  sort_unique(names);
  const auto vertex = [&](const std::string& name) { return static_cast<Vertex>(std::ranges::lower_bound(names, name) - names.begin()); };
  std::vector<Edge> edges;
  for (const auto& entry : baseline)
    if (entry.check == check && !entry.to.empty()) edges.push_back({vertex(entry.from), vertex(entry.to)});
  std::vector<std::vector<std::string>> out;
  for (const auto& component : strong_components(Digraph(static_cast<Vertex>(names.size()), std::move(edges)))) {
    auto& units = out.emplace_back();
    for (const Vertex v : component) units.push_back(names[v]);
  }
  return out;
}

std::vector<BaselineEntry> baseline_entries(std::span<const Finding> findings) {
  std::vector<BaselineEntry> out;
  for (const auto& finding : findings) {
    if (!finding.tangle) {
      out.push_back({.check = finding.check, .from = finding.at.file, .to = {}, .fingerprint = finding.fingerprint});
      continue;
    }
    for (const auto& edge : finding.tangle->edges)
      out.push_back({.check = finding.check,
                     .from = edge.from,
                     .to = edge.to,
                     .fingerprint = fingerprint(finding.check, edge.from, edge.to)});
  }
  sort_unique(out);
  return out;
}

Finding stale_entry(const BaselineEntry& entry) {
  Finding finding;
  finding.check = "suppression";
  finding.case_name = "stale-baseline";
  finding.kind = FindingKind::tool;
  finding.severity = Severity::note;
  finding.at = entry.at;
  finding.message = "the baseline knows '" + entry.check + "' of " + entry.from + (entry.to.empty() ? "" : " -> " + entry.to) +
                    ", which is not found any more; `unknot baseline prune` takes it out";
  finding.fingerprint = fingerprint("suppression/stale-baseline", entry.check, entry.fingerprint);
  return finding;
}

void compare_with_base(const CheckInfo& check, const Base& base, std::span<const Finding> before,
                       std::span<const KnownEdges> known, std::vector<Finding>& findings) {
  Comparison(check, base, before, known).run(findings);
}

}  // namespace unknot
