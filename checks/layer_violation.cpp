// Dependencies that a contract of unknot.json forbids.
#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>

#include "checks/folded_words.h"
#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/algorithms/shortest_path.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// So many chains are told for one pair of an indirect contract.
constexpr int kMostChains = 20;

using UnitSet = std::vector<bool>;

/// One contract over one program.
class Judge {
 public:
  Judge(const CheckContext& ctx, const Contract& contract, const std::vector<std::string>& component, const FindingSink& report)
      : ctx_(ctx), program_(ctx.program), contract_(contract), component_(component), report_(report), used_(contract.exceptions.size()) {}

  void run() {
    switch (contract_.kind) {
      case ContractKind::layers: judge_layers(); break;
      case ContractKind::forbidden: judge_forbidden(members(contract_.from), members(contract_.to), ""); break;
      case ContractKind::independent: judge_independent(); break;
      case ContractKind::protected_: judge_protected(); break;
      case ContractKind::allowed_only: judge_allowed_only(); break;
      case ContractKind::acyclic_siblings: judge_siblings(); break;
    }
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (!used_[i]) {
        const auto& exception = contract_.exceptions[i];
        about_contract("stale-exception", exception.at, "nothing from '" + exception.from + "' to '" + exception.to + "' breaks " + title() +
                       " any more; take the exception out", exception.from + " " + exception.to);
      }
  }

 private:
  std::string title() const { return "contract '" + contract_.name + "'"; }
  const std::string& name(UnitId id) const { return program_.unit(id).name; }

  /// Which units one of the patterns holds.
  UnitSet members(const std::vector<UnitPattern>& patterns) {
    report_idle(patterns);
    return units_held(program_, patterns, component_);
  }

  /// A pattern that holds no unit is most often misspelled; but a wall against headers from outside stands also while nobody
  /// includes one.
  void report_idle(const std::vector<UnitPattern>& patterns) {
    for (const auto& pattern : patterns) {
      std::uint32_t u = 0;
      while (u < program_.units.size() && !pattern.holds(program_, UnitId{u}, component_[u])) ++u;
      if (u == program_.units.size() && !pattern.written.starts_with('<'))
        about_contract("no-unit", contract_.at, title() + ": no file matches '" + pattern.written + "'", pattern.written);
    }
  }

  void judge_layers() {
    for (const auto& layer : contract_.layers) report_idle(layer);
    const LayersOfUnits layers(program_, contract_, component_);
    report_direct([&](const Dependency& d) { return layers.is_broken(d); }, [&](const Dependency& d) {
      const bool up = layers.of(d.to) < layers.of(d.from);
      return "layer " + layer_text(layers.of(d.from)) + (up ? " is below " : " may use only the next layer, not ") + layer_text(layers.of(d.to));
    });
    if (contract_.exhaustive) report_uncovered(layers.layer);
  }

  std::string layer_text(std::uint32_t layer) const {
    std::string out;
    for (const auto& pattern : contract_.layers[layer]) out += (out.empty() ? "'" : ", '") + pattern.written + "'";
    return out;
  }

  void report_uncovered(const std::vector<std::uint32_t>& layer) {
    std::map<std::string_view, std::size_t> folders;
    std::size_t files = 0;
    for (std::uint32_t u = 0; u < program_.units.size(); ++u)
      if (layer[u] == kNoLayer && program_.units[u].origin == Origin::project) {
        ++folders[folder_of(program_.file(UnitId{u}))];
        ++files;
      }
    if (files == 0) return;
    std::string text = title() + " has no layer for " + std::to_string(files) + (files == 1 ? " file" : " files") + ":";
    constexpr std::size_t kShown = 5;
    std::size_t shown = 0;
    for (const auto& [folder, count] : folders) {
      if (shown++ == kShown) break;
      text += (shown == 1 ? " " : ", ") + std::string(folder);
    }
    if (folders.size() > kShown) text += " and " + std::to_string(folders.size() - kShown) + " folders more";
    about_contract("uncovered", contract_.at, std::move(text), "");
  }

  void judge_forbidden(const UnitSet& from, const UnitSet& to, const std::string& why) {
    const auto words = [&](const Dependency&) { return why; };
    report_direct([&](const Dependency& d) { return from[index(d.from)] && to[index(d.to)] && !(from[index(d.to)] && to[index(d.from)]); }, words);
    if (contract_.indirect) report_chains(from, to);
  }

  void judge_independent() {
    std::vector<UnitSet> sets;
    for (const auto& pattern : contract_.units) sets.push_back(members({pattern}));
    for (std::size_t i = 0; i < sets.size(); ++i)
      for (std::size_t j = 0; j < sets.size(); ++j)
        if (i != j)
          judge_forbidden(sets[i], sets[j],
                          "'" + contract_.units[i].written + "' and '" + contract_.units[j].written + "' are independent");
  }

  void judge_protected() {
    const auto own = members(contract_.units);
    const auto allowed = members(contract_.allowed);
    report_direct([&](const Dependency& d) { return own[index(d.to)] && !own[index(d.from)] && !allowed[index(d.from)]; },
                  [](const Dependency&) { return std::string("it is protected"); });
  }

  void judge_allowed_only() {
    const auto from = members(contract_.from);
    const auto to = members(contract_.to);
    const bool outside = std::ranges::any_of(contract_.to, [](const UnitPattern& pattern) { return pattern.written.starts_with('<'); });
    report_direct(
        [&](const Dependency& d) {
          const bool counts = outside || program_.unit(d.to).origin == Origin::project;
          return counts && from[index(d.from)] && !from[index(d.to)] && !to[index(d.to)];
        },
        [](const Dependency&) { return std::string("it is not among what is allowed"); });
  }

  void judge_siblings() {
    for (auto& tangle : folded_tangles(program_, fold(program_, {.kind = ViewKind::sibling_folders}, ctx_.suppressed), Level::folder)) {
      std::string_view parent = tangle.units.front();
      parent.remove_suffix(1);
      parent = parent.substr(0, parent.rfind('/') + 1);
      const auto speaks = [&](const UnitPattern& pattern) { return pattern.written == parent || (pattern.written == "./" && parent.empty()); };
      if (!std::ranges::any_of(contract_.units, speaks)) continue;
      Finding finding = folded_finding(checks::layer_violation.info, std::move(tangle), program_);
      finding.severity = contract_.severity.value_or(finding.severity);
      finding.subject = title() + ": " + contract_.reason;
      report_(std::move(finding));
    }
  }

  bool is_excepted(UnitId from, UnitId to) {
    bool out = false;
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (contract_.exceptions[i].holds_from(name(from)) && contract_.exceptions[i].holds_to(name(to))) out = used_[i] = true;
    return out;
  }

  /// A finding for each pair of units, at its first line.
  void report_direct(const auto& breaks, const auto& why) {
    const Dependency* last = nullptr;
    for (const auto& d : program_.dependencies) {
      if (d.from == d.to || !breaks(d) || is_excepted(d.from, d.to)) continue;
      if (last != nullptr && last->from == d.from && last->to == d.to) continue;
      last = &d;
      const std::string text = why(d);
      report_violation(d, name(d.to), "'" + name(d.from) + "' depends on '" + name(d.to) + "'" + (text.empty() ? "" : ", but " + text), {});
    }
  }

  /// Of each way over others the first line, as long as one is left: the shortest first.
  void report_chains(const UnitSet& from, const UnitSet& to) {
    std::set<std::pair<UnitId, UnitId>> without;
    for (int i = 0; i < kMostChains; ++i) {
      std::vector<Edge> edges;
      std::vector<const Dependency*> lines;
      for (const auto& d : program_.dependencies) {
        const bool inside = from[index(d.to)] || to[index(d.from)] || (from[index(d.from)] && to[index(d.to)]);
        if (d.from == d.to || inside || without.contains({d.from, d.to}) || is_excepted(d.from, d.to)) continue;
        edges.push_back({index(d.from), index(d.to)});
        lines.push_back(&d);
      }
      std::vector<Vertex> sources, ends;
      for (Vertex v = 0; v < program_.units.size(); ++v) {
        if (from[v] && !to[v]) sources.push_back(v);
        if (to[v] && !from[v]) ends.push_back(v);
      }
      const auto path = shortest_path(Digraph(static_cast<Vertex>(program_.units.size()), std::move(edges)), sources, ends);
      if (!path || path->empty()) return;
      const Dependency& first = *lines[path->front()];
      const UnitId end = lines[path->back()]->to;
      without.emplace(first.from, first.to);
      std::vector<Note> notes;
      for (const EdgeIndex e : *path)
        notes.push_back({.at = place(*lines[e]), .message = "'" + name(lines[e]->from) + "' depends on '" + name(lines[e]->to) + "'"});
      report_violation(first, name(end), "'" + name(first.from) + "' depends on '" + name(end) + "' over " + std::to_string(path->size() - 1) +
                       (path->size() == 2 ? " other" : " others"), std::move(notes));
    }
  }

  Place place(const Dependency& d) const { return {.file = program_.file(d), .line = d.line, .column = d.column}; }

  void report_violation(const Dependency& d, const std::string& to, std::string message, std::vector<Note> notes) {
    Finding finding;
    finding.check = checks::layer_violation.info.id;
    finding.kind = FindingKind::knot;
    finding.severity = contract_.severity.value_or(Severity::error);
    finding.language = program_.unit(d.from).language;
    finding.at = place(d);
    finding.message = std::move(message) + " (" + title() + ": " + contract_.reason + ")";
    finding.fingerprint = fingerprint(finding.check + "\n" + contract_.name, name(d.from), to);
    finding.notes = std::move(notes);
    report_(std::move(finding));
  }

  /// About the contract itself, not about a dependency.
  void about_contract(std::string_view case_name, const Place& at, std::string message, const std::string& subject) {
    Finding finding;
    finding.check = checks::layer_violation.info.id;
    finding.case_name = case_name;
    finding.kind = FindingKind::knot;
    finding.severity = case_name == "stale-exception" ? Severity::note : Severity::warning;
    finding.at = at;
    finding.message = std::move(message);
    finding.fingerprint = fingerprint(finding.check + "/" + finding.case_name, contract_.name, subject);
    report_(std::move(finding));
  }

  const CheckContext& ctx_;
  const Program& program_;
  const Contract& contract_;
  const std::vector<std::string>& component_;
  const FindingSink& report_;
  std::vector<bool> used_;  ///< by exception
};

constexpr std::array kCases{
    CaseInfo{"no-unit", Severity::warning, "a pattern of a contract that no file matches", true},
    CaseInfo{"uncovered", Severity::warning, "files that an exhaustive contract has no layer for"},
    CaseInfo{"stale-exception", Severity::note, "an exception that no dependency needs any more", true}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: unknot.json
{"contracts": [{"kind": "layers", "layers": ["ui/", "core/"], "reason": "core runs without a screen"}]}
// file: core/log.h
#pragma once
#include "../ui/window.h"
// file: ui/window.h
#pragma once
// file: ui/main.cpp
#include "../core/log.h"
)",
                                       .good = R"(// file: unknot.json
{"contracts": [{"kind": "layers", "layers": ["ui/", "core/"], "reason": "core runs without a screen"}]}
// file: core/log.h
#pragma once
// file: ui/window.h
#pragma once
#include "../core/log.h"
// file: ui/main.cpp
#include "window.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Dependencies that a contract in unknot.json forbids. Nothing is checked without a contract.

```json
"contracts": [
  {"kind": "layers", "layers": ["app/", ["ui/", "net/"], "core/"], "reason": "core is built into the firmware, which has no ui"},
  {"kind": "protected", "units": ["<openssl/**>"], "allowed": ["net/tls/"], "reason": "one place to change the TLS library"}
]
```

| kind | says |
|---|---|
| `layers` | `layers` from top to bottom: none depends on one above itself; `strict`: only on the next one below; `exhaustive`: every file is in one |
| `forbidden` | nothing of `from` depends on anything of `to`; `indirect`: not over others either |
| `independent` | no two of `units` depend on each other; `indirect` as above |
| `protected` | only `allowed` (and `units` themselves) depend on `units` |
| `allowed-only` | `from` depends on nothing of the project but itself and `to`; where `to` names a `<header>`, on no other header from outside either |
| `acyclic-siblings` | the children of each folder in `units` do not form a cycle |

A unit is written as a folder with its slash (`core/`, all below it), as a glob of paths, as `target:NAME` (of the build, or of
`components`), as `module:NAME`, or as a header from outside (`<clang/**>`). Each contract needs a `reason`, which its findings repeat, and
may have a `name`, a `severity` and `exceptions` (`{"from": GLOB, "to": GLOB}`).

## Why it matters
An architecture that only people know erodes by one convenient include at a time.

## How to fix it
Turn the dependency round, move what is needed to a layer that both may use, or add an exception: the list of exceptions may only
shrink, one that is not needed any more is reported. `unknot untangle --format contract` writes a contract with exceptions for the
present state.

## Cases
- `no-unit` (warning): a pattern that no file matches is most often misspelled.
- `uncovered` (warning): files that an exhaustive contract has no layer for.
- `stale-exception` (note): an exception that no dependency needs any more.

## Known limits
Every dependency counts, whatever its condition. Of indirect dependencies the shortest ways are told, twenty at most for a pair.
)";

void describe(Finding& finding) {
  describe_folded(finding, "folder");
  finding.message += " (" + finding.subject + ")";
}

/// Of the contracts that speak of cycles.
Edges sibling_edges(const CheckContext& ctx) {
  return edges_of(fold(ctx.program, {.kind = ViewKind::sibling_folders}, ctx.suppressed));
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.architecture.contracts.empty()) return;
  const auto component = components_of(ctx.program, ctx.architecture.components);
  for (const auto& contract : ctx.architecture.contracts) Judge(ctx, contract, component, report).run();
}

}  // namespace

constinit const Check checks::layer_violation{.info = {.id = "layer-violation",
                                                       .summary = "A dependency that a contract of the configuration forbids.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::knot,
                                                       .severity = Severity::error,
                                                       .cases = kCases,
                                                       .examples = kExamples},
                                              .run = run,
                                              .describe = describe,
                                              .edges = sibling_edges};

}  // namespace unknot
