// Running, silencing, sorting.
#include "checks/run_checks.h"

#include <algorithm>
#include <tuple>

#include "checks/registry.h"

namespace unknot {
namespace {

/// clang-tidy's check for the same defect; a comment for it is honoured.
constexpr std::string_view kForeignCheck = "misc-header-include-cycle";

std::string_view id_of(std::string_view written) { return written.substr(0, written.find('/')); }

bool names(std::string_view written, const Finding& finding) {
  if (written == "*" || written == finding.check) return true;
  if (written == kForeignCheck) return finding.check == "include-cycle" || finding.check == "self-include";
  return !finding.case_name.empty() && written == finding.check + "/" + finding.case_name;
}

/// One request for silence, wherever it was written.
struct Request {
  std::string check;
  std::function<bool(const Place& at, std::string_view from, std::string_view to)> matches;
  Place at;
  SilenceUse use = SilenceUse::unused;
  bool foreign = false;
};

std::vector<Request> requests_of(const Program& program, const std::vector<ConfiguredSilence>& configured) {
  std::vector<Request> out;
  for (const auto& s : program.suppressions) {
    const std::string& file = program.file(s.unit);
    for (const auto& check : s.checks) {
      Request request{.check = check, .matches = {}, .at = {file, s.line, s.column}, .foreign = s.foreign};
      if (!s.foreign && s.reason.empty()) request.use = SilenceUse::no_reason;
      request.matches = [&file, line = s.target_line](const Place& at, std::string_view, std::string_view) {
        return at.file == file && (line == 0 || at.line == line);
      };
      out.push_back(std::move(request));
    }
  }
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

class Run {
 public:
  Run(const Program& program, const CheckRun& run, std::vector<Request>& requests)
      : program_(program), run_(run), requests_(requests) {}

  std::vector<Finding> findings(std::span<const Silence> silences) {
    auto found = collect({}, silences);
    std::vector<DependencyId> out;
    for (const auto& finding : found)
      if (finding.tangle)
        for (const auto& edge : finding.tangle->edges)
          for (const auto& line : edge.lines)
            if (silenced(finding, line, edge.from, edge.to)) {
              suppressed.insert({finding.check, line, edge.from, edge.to});
              add_dependency(edge, line, out);
            }
    if (!out.empty()) {
      std::ranges::sort(out);
      const auto rest = std::ranges::unique(out);
      out.erase(rest.begin(), rest.end());
      found = collect(out, silences);
    }
    std::erase_if(found, [&](const Finding& finding) {
      const bool gone = !finding.tangle && silenced(finding, finding.at, {}, {});
      if (gone) suppressed.insert({finding.check, finding.at});
      return gone;
    });
    return found;
  }

  std::set<Suppressed> suppressed;

 private:
  std::vector<Finding> collect(std::span<const DependencyId> without, std::span<const Silence> silences) {
    std::vector<Finding> out;
    const CheckContext context{.program = program_, .options = run_.options, .suppressed = without, .silences = silences};
    run_.check->run(context, [&](Finding finding) {
      if (!run_.reports(finding.case_name)) return;
      if (const auto severity = run_.severity(finding.case_name)) finding.severity = *severity;
      out.push_back(std::move(finding));
    });
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
  void add_dependency(const TangleEdge& edge, const Place& line, std::vector<DependencyId>& out) const {
    const auto unit = [&](const std::string& name) {
      return static_cast<UnitId>(std::ranges::lower_bound(program_.units, name, {}, &Unit::name) - program_.units.begin());
    };
    const auto key = std::tuple(unit(edge.from), unit(edge.to), line.line, line.column);
    const auto found = std::ranges::lower_bound(program_.dependencies, key, {}, [](const Dependency& d) {
      return std::tuple(d.from, d.to, d.line, d.column);
    });
    for (auto at = found; at != program_.dependencies.end() && std::tuple(at->from, at->to, at->line, at->column) == key; ++at)
      out.push_back(static_cast<DependencyId>(at - program_.dependencies.begin()));
  }

  const Program& program_;
  const CheckRun& run_;
  std::vector<Request>& requests_;
};

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

}  // namespace

CheckResults run_checks(const Program& program, const std::vector<CheckRun>& runs,
                        const std::vector<ConfiguredSilence>& configured) {
  CheckResults results;
  auto requests = requests_of(program, configured);
  for (const bool last : {false, true}) {
    // The checks about suppressions see what became of them, so they come last.
    const auto silences = last ? silences_of(requests, runs) : std::vector<Silence>{};
    for (const auto& run : runs) {
      if ((run.check->info.kind == FindingKind::tool) != last) continue;
      Run one(program, run, requests);
      auto findings = one.findings(silences);
      results.suppressed.merge(one.suppressed);
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
