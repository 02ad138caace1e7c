// Running, silencing, sorting.
#include "checks/run_checks.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "checks/configurations.h"
#include "checks/registry.h"
#include "graph/side_by_side.h"

namespace unknot {
namespace {

/// clang-tidy's check for the same defect; a comment for it is honoured.
constexpr std::string_view kForeignCheck = "misc-header-include-cycle";

std::string_view id_of(std::string_view written) { return written.substr(0, written.find('/')); }

/// `grew` is a case that the plain one becomes when it is compared with a base.
bool names(std::string_view written, const Finding& finding) {
  if (written == "*" || written == finding.check) return true;
  if (written == kForeignCheck) return finding.check == "include-cycle" || finding.check == "self-include";
  return written == finding.check + "/" + (finding.case_name.empty() ? "grew" : finding.case_name);
}

/// One request for silence, wherever it was written.
struct Request {
  std::string check;
  std::function<bool(const Place& at, std::string_view from, std::string_view to)> matches;
  Place at;
  SilenceUse use = SilenceUse::unused;
  bool foreign = false;
};

std::vector<Request> requests_of(std::span<const Configuration> configurations, const std::vector<ConfiguredSilence>& configured) {
  std::vector<Request> out;
  std::set<std::tuple<std::string_view, std::uint32_t, std::uint32_t>> seen;  // comments that several configurations have
  const auto add = [&](const Program& program, const Suppression& s) {
    const std::string& file = program.file(s.unit);
    if (!seen.emplace(file, s.line, s.column).second) return;
    for (const auto& check : s.checks) {
      Request request{.check = check, .matches = {}, .at = {file, s.line, s.column}, .foreign = s.foreign};
      if (!s.foreign && s.reason.empty()) request.use = SilenceUse::no_reason;
      request.matches = [&file, line = s.target_line](const Place& at, std::string_view, std::string_view) {
        return at.file == file && (line == 0 || at.line == line);
      };
      out.push_back(std::move(request));
    }
  };
  for (const auto& configuration : configurations)
    for (const auto& s : configuration.program.suppressions) add(configuration.program, s);
  for (const auto& c : configured) {
    Request request{.check = c.check, .matches = {}, .at = c.at};
    request.matches = [&c](const Place& at, std::string_view from, std::string_view to) {
      return (!c.file || c.file(at.file)) && (!c.from || c.from(from)) && (!c.to || c.to(to));
    };
    out.push_back(std::move(request));
  }
  for (auto& request : out)
    if (!request.foreign && request.check != "*" && find_check(id_of(request.check)) == nullptr)
      request.use = SilenceUse::unknown_check;
  return out;
}

/// The tangle's place, and its smallest edge that no other finding of the check has claimed as its own.
void name_tangle(Finding& finding, std::set<std::string>& claimed) {
  const Tangle& tangle = *finding.tangle;
  const auto weight = [&](std::uint32_t edge) { return tangle.edges[edge].weight; };
  finding.at = tangle.edges[*std::ranges::min_element(tangle.cut.edges, {}, weight)].at;
  for (const auto& edge : tangle.edges) {
    finding.fingerprint = fingerprint(finding.check, edge.from, edge.to);
    if (claimed.insert(finding.fingerprint).second) break;
  }
}

using Dependencies = std::vector<DependencyId>;

class Run {
 public:
  Run(std::span<const Configuration> configurations, const CheckRun& run, std::vector<Request>& requests)
      : configurations_(configurations), run_(run), requests_(requests) {}

  /// All that the check finds where nobody asks for silence; beside other checks.
  void find(std::span<const Silence> silences) { found_ = collect({}, silences); }

  /// What of it is left; after `find`.
  std::vector<Finding> findings(std::span<const Silence> silences) {
    auto found = std::move(found_);
    std::vector<std::set<DependencyId>> out(configurations_.size());
    for (const auto& finding : found)
      if (finding.tangle && is_wanted(finding))
        for (const auto& edge : finding.tangle->edges)
          for (const auto& line : edge.lines)
            if (silenced(finding, line.at, line.from, line.to)) {
              suppressed.insert({finding.check, line.at, line.from, line.to});
              for (std::size_t i = 0; i < out.size(); ++i) add_dependency(configurations_[i].program, line, out[i]);
            }
    without_ = std::move(out);
    if (!suppressed.empty()) found = collect(without_, silences);
    std::erase_if(found, [&](const Finding& finding) {
      const bool gone = !finding.tangle && is_wanted(finding) && silenced(finding, finding.at, {}, {});
      if (gone) suppressed.insert({finding.check, finding.at});
      return gone;
    });
    return found;
  }

  /// What the check's graphs hold, without what is suppressed; after `findings`.
  std::vector<KnownEdges> edges() const {
    std::vector<KnownEdges> out;
    if (run_.check->edges == nullptr) return out;
    for (std::size_t i = 0; i < configurations_.size(); ++i) {
      const Dependencies suppressed_here(without_[i].begin(), without_[i].end());
      out.push_back({configurations_[i].name,
                     run_.check->edges({.program = configurations_[i].program, .options = run_.options, .suppressed = suppressed_here,
                                         .architecture = *run_.architecture})});
    }
    return out;
  }

  std::set<Suppressed> suppressed;

 private:
  bool is_wanted(const Finding& finding) const {
    return run_.reports(finding.case_name) || (finding.case_name.empty() && run_.reports("grew"));
  }

  /// `without`: for each configuration; empty: nothing is suppressed.
  std::vector<Finding> collect(const std::vector<std::set<DependencyId>>& without, std::span<const Silence> silences) {
    std::vector<std::vector<Finding>> found(configurations_.size());
    for (std::size_t i = 0; i < configurations_.size(); ++i) {
      const Dependencies suppressed_here = without.empty() ? Dependencies{} : Dependencies(without[i].begin(), without[i].end());
      const CheckContext context{.program = configurations_[i].program, .options = run_.options, .suppressed = suppressed_here,
                                 .silences = silences, .architecture = *run_.architecture};
      run_.check->run(context, [&](Finding finding) { found[i].push_back(std::move(finding)); });
    }
    auto out = join_configurations(run_.check->info, configurations_, std::move(found));
    std::set<std::string> claimed;
    for (auto& finding : out) {
      if (!finding.tangle) continue;
      name_tangle(finding, claimed);
      if (run_.check->describe != nullptr) run_.check->describe(finding);
    }
    return out;
  }

  bool silenced(const Finding& finding, const Place& at, std::string_view from, std::string_view to) {
    bool out = false;
    for (auto& request : requests_) {
      if (request.use != SilenceUse::used && request.use != SilenceUse::unused) continue;
      if (!names(request.check, finding) || !request.matches(at, from, to)) continue;
      request.use = SilenceUse::used;
      out = true;
    }
    return out;
  }

  /// The dependency behind one line of an edge.
  static void add_dependency(const Program& program, const EdgeLine& line, std::set<DependencyId>& out) {
    const auto unit = [&](const std::string& name) {
      return static_cast<UnitId>(std::ranges::lower_bound(program.units, name, {}, &Unit::name) - program.units.begin());
    };
    const auto key = std::tuple(unit(line.from), unit(line.to), line.at.line, line.at.column);
    const auto found = std::ranges::lower_bound(program.dependencies, key, {}, [](const Dependency& d) {
      return std::tuple(d.from, d.to, d.line, d.column);
    });
    for (auto at = found; at != program.dependencies.end() && std::tuple(at->from, at->to, at->line, at->column) == key; ++at)
      out.insert(static_cast<DependencyId>(at - program.dependencies.begin()));
  }

  std::span<const Configuration> configurations_;
  const CheckRun& run_;
  std::vector<Request>& requests_;
  std::vector<Finding> found_;
  std::vector<std::set<DependencyId>> without_;  ///< what is suppressed, for each configuration
};

/// Those of `runs` that are asked, each with what it finds.
std::vector<Run> find_all(std::span<const Configuration> configurations, std::span<const CheckRun* const> runs, std::vector<Request>& requests,
                          std::span<const Silence> silences, unsigned jobs) {
  std::vector<Run> out;
  out.reserve(runs.size());
  for (const auto* run : runs) out.emplace_back(configurations, *run, requests);
  side_by_side(jobs, out.size(), [&] { return [&](std::size_t i) { out[i].find(silences); }; }, 2);
  return out;
}

/// The wishes of the configuration about what is found: which cases, how severe; and whose it is.
void settle(const CheckRun& run, std::size_t configurations, std::vector<Finding>& findings) {
  std::erase_if(findings, [&](const Finding& finding) { return !run.reports(finding.case_name); });
  for (auto& finding : findings) {
    if (const auto severity = run.severity(finding.case_name)) finding.severity = *severity;
    if (!finding.tangle) continue;
    const auto& having = finding.tangle->configs;
    if (!having.empty() && having.size() < configurations) finding.message += " (" + only_in(having) + ")";
  }
}

std::vector<Silence> silences_of(const std::vector<Request>& requests, const std::vector<CheckRun>& runs) {
  std::vector<Silence> out;
  for (const auto& request : requests) {
    if (request.foreign) continue;
    auto use = request.use;
    const bool ran = std::ranges::any_of(
        runs, [&](const CheckRun& run) { return request.check != "*" && run.check->info.id == id_of(request.check); });
    if (use == SilenceUse::unused && !ran) use = SilenceUse::not_asked;
    out.push_back({.at = request.at, .check = request.check, .use = use});
  }
  return out;
}

/// Adds the tangles that a check for cycles finds for certain, before and now. A contract may speak of the same ones again.
void count_tangles(const Check& check, const Base& base, std::span<const Finding> before, std::span<const Finding> now,
                   std::vector<TangleChange>& out) {
  if (check.edges == nullptr || !check.info.id.ends_with("-cycle")) return;
  std::optional<TangleChange> change;
  const auto at = [&](Level level) -> TangleChange& {
    if (!change) change = TangleChange{.level = level};
    return *change;
  };
  const auto is_certain = [](const Finding& finding) {
    return finding.tangle && finding.tangle->units.size() > 1 && (finding.case_name.empty() || finding.case_name == "grew");
  };
  for (const auto& finding : now)
    if (is_certain(finding)) ++at(finding.tangle->level).tangles_now, at(finding.tangle->level).units_now += finding.tangle->units.size();
  for (const auto& finding : before)
    if (is_certain(finding)) ++at(finding.tangle->level).tangles_before, at(finding.tangle->level).units_before += finding.tangle->units.size();
  if (base.configurations.empty() && change)
    for (const auto& units : listed_tangles(base.baseline, check.info.id)) ++change->tangles_before, change->units_before += units.size();
  if (change) out.push_back(*change);
}

}  // namespace

CheckResults run_checks(std::span<const Configuration> configurations, const std::vector<CheckRun>& runs,
                        const std::vector<ConfiguredSilence>& configured, const Base* base, unsigned jobs) {
  CheckResults results;
  auto requests = requests_of(configurations, configured);
  auto base_requests = base == nullptr ? std::vector<Request>{} : requests_of(base->configurations, configured);
  for (const bool last : {false, true}) {
    // The checks about suppressions see what became of them, so they come last.
    const auto silences = last ? silences_of(requests, runs) : std::vector<Silence>{};
    const auto base_silences = last ? silences_of(base_requests, runs) : std::vector<Silence>{};
    std::vector<const CheckRun*> these;
    for (const auto& run : runs)
      if ((run.check->info.kind == FindingKind::tool) == last) these.push_back(&run);
    auto now = find_all(configurations, these, requests, silences, jobs);
    auto earlier = base == nullptr ? std::vector<Run>{} : find_all(base->configurations, these, base_requests, base_silences, jobs);
    for (std::size_t i = 0; i < these.size(); ++i) {
      const CheckRun& run = *these[i];
      Run& one = now[i];
      auto findings = one.findings(silences);
      results.suppressed.merge(one.suppressed);
      for (auto& entry : baseline_entries(findings)) results.fingerprints.insert(std::move(entry.fingerprint));
      if (base != nullptr) {
        Run& other = earlier[i];
        const auto before = other.findings(base_silences);
        const bool any = std::ranges::any_of(findings, [](const Finding& finding) { return finding.tangle.has_value(); });
        compare_with_base(run.check->info, *base, before, any ? other.edges() : std::vector<KnownEdges>{}, findings);
        count_tangles(*run.check, *base, before, findings, results.tangles);
      }
      settle(run, configurations.size(), findings);
      std::ranges::move(findings, std::back_inserter(results.findings));
    }
  }
  sort_findings(results.findings);
  return results;
}

void sort_findings(std::vector<Finding>& findings) {
  std::ranges::sort(findings, {}, [](const Finding& f) {
    return std::tie(f.at.file, f.at.line, f.at.column, f.check, f.case_name, f.fingerprint);
  });
}

}  // namespace unknot
