// Builds the sample reports. Nothing in them comes from a check: reporters must not know any.
#include "sample_reports.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace unknot {
namespace {

constexpr std::array<Example, 1> kExamples{{{.language = "cpp",
                                             .bad = "// file: a.h\n#include \"b.h\"\n// file: b.h\n#include \"a.h\"",
                                             .good = "// file: a.h\n#include \"b.h\"\n// file: b.h\nstruct A;"}}};
constexpr CheckInfo kIncludeCycle{
    .id = "include-cycle",
    .summary = "Files that include each other in a circle",
    .doc =
        "## What it finds\nFiles that **need each other**: `a.h` includes `b.h` and `b.h` "
        "includes `a.h`,\nalso through [other files](see.md).\n\n## How to fix it\n* Declare a "
        "class where only its name is needed.\n* Move the include to the source file.\n",
    .examples = kExamples};
constexpr CheckInfo kImportCycle{.id = "import-cycle",
                                 .summary = "Modules that import each other in a circle",
                                 .doc = "Modules that\nimport each other."};
constexpr CheckInfo kSelfInclude{.id = "self-include", .summary = "A file that includes itself", .doc = ""};
constexpr CheckInfo kSuppression{.id = "suppression",
                                 .summary = "A comment that asks for silence and is not needed",
                                 .doc = "Suppressions are debts.",
                                 .kind = FindingKind::tool,
                                 .severity = Severity::note};

Report base_report() {
  Report out;
  out.version = "0.1.0";
  out.summary.units = 312;
  out.summary.dependencies = 1204;
  out.checks = {&kIncludeCycle, &kSelfInclude, &kSuppression};
  out.severities = {
      {"include-cycle", Severity::warning}, {"self-include", Severity::error}, {"suppression", Severity::note}};
  return out;
}

TangleEdge edge(std::string from, std::string to, std::uint32_t line) {
  TangleEdge out;
  out.at = {.file = from, .line = line, .column = 10};
  out.from = std::move(from);
  out.to = std::move(to);
  out.lines = {{.at = out.at, .from = out.from, .to = out.to}};
  return out;
}

using Ends = std::pair<std::string, std::string>;

/// Sorts as the promise says; names the witness and the cut by their ends.
Tangle tangle(std::vector<TangleEdge> edges, const std::vector<Ends>& witness, const std::vector<Ends>& cut) {
  Tangle out;
  std::ranges::sort(edges, {}, [](const TangleEdge& e) { return std::tie(e.from, e.to, e.at.line); });
  out.edges = std::move(edges);
  for (const TangleEdge& e : out.edges) out.units.push_back(e.from);
  for (const TangleEdge& e : out.edges) out.units.push_back(e.to);
  std::ranges::sort(out.units);
  out.units.erase(std::ranges::unique(out.units).begin(), out.units.end());
  const auto ids = [&out](const std::vector<Ends>& names) {
    std::vector<std::uint32_t> found;
    for (const auto& [from, to] : names)
      for (std::uint32_t id = 0; id < out.edges.size(); ++id)
        if (out.edges[id].from == from && out.edges[id].to == to) found.push_back(id);
    return found;
  };
  out.witness = ids(witness);
  out.cut = {.edges = ids(cut), .optimal = true, .lower_bound = cut.size(), .cost = cut.size()};
  std::ranges::sort(out.cut.edges);
  return out;
}

Finding knot(std::string check, std::string fingerprint, std::string message, Tangle found) {
  Finding out;
  out.check = std::move(check);
  out.at = found.edges[found.cut.edges.empty() ? 0 : found.cut.edges[0]].at;
  out.fingerprint = "v1:" + std::move(fingerprint);
  out.message = std::move(message);
  out.tangle = std::move(found);
  return out;
}

/// A tangle that one configuration has, and one of which another has only a part.
std::vector<Finding> configured() {
  const auto in = [](TangleEdge e, std::vector<std::string> configs) {
    e.configs = std::move(configs);
    return e;
  };
  const std::vector<std::string> both{"linux/debug", "windows/debug"};
  const std::vector<std::string> windows{"windows/debug"};
  Finding one = knot("include-cycle", "00000000000000a1", "include cycle of 2 files (only in windows/debug)",
                     tangle({in(edge("win/io.h", "win/pipe.h", 4), windows), in(edge("win/pipe.h", "win/io.h", 2), windows)},
                            {{"win/io.h", "win/pipe.h"}, {"win/pipe.h", "win/io.h"}}, {{"win/pipe.h", "win/io.h"}}));
  one.tangle->configs = windows;
  Finding part = knot("include-cycle", "00000000000000a2", "include cycle of 3 files",
                      tangle({in(edge("a.h", "b.h", 3), both), in(edge("b.h", "a.h", 1), both), in(edge("b.h", "c.h", 2), windows),
                              in(edge("c.h", "b.h", 7), windows)},
                             {{"a.h", "b.h"}, {"b.h", "a.h"}}, {{"b.h", "a.h"}, {"c.h", "b.h"}}));
  part.tangle->configs = both;
  return {one, part};
}

void sort_and_count(Report& report) {
  std::ranges::sort(report.findings, {},
                    [](const Finding& f) { return std::tie(f.at.file, f.at.line, f.at.column, f.check); });
  for (const Finding& finding : report.findings) {
    if (finding.state != State::fresh) continue;
    report.summary.errors += finding.severity == Severity::error ? 1 : 0;
    report.summary.warnings += finding.severity == Severity::warning ? 1 : 0;
    report.summary.notes += finding.severity == Severity::note ? 1 : 0;
  }
}

Report small() {
  Report out = base_report();
  Finding found = knot(
      "include-cycle", "0123456789abcdef", "include cycle of 3 files",
      tangle({edge("core/app.h", "core/config.h", 3), edge("core/config.h", "ui/window.h", 5),
              edge("ui/window.h", "core/app.h", 4), edge("ui/window.h", "core/config.h", 6)},
             {{"core/config.h", "ui/window.h"}, {"ui/window.h", "core/config.h"}}, {{"core/config.h", "ui/window.h"}}));
  found.notes = {{.at = {.file = "ui/window.h", .line = 12, .column = 7},
                  .message = "only the name of this class is used by core/config.h"}};
  found.notes.push_back({.at = found.at, .message = "without this include no cycle is left"});
  found.fixes = {{.title = "declare class Window instead of including it",
                  .edits = {{.file = "core/config.h",
                             .start_line = 5,
                             .start_column = 1,
                             .end_line = 5,
                             .end_column = 25,
                             .text = "class Window;"}}}};
  out.findings = {found};
  out.excerpts = {{{"core/config.h", 5}, "#include \"ui/window.h\"  // for the colours"},
                  {{"ui/window.h", 6}, "#include \"core/config.h\""},
                  {{"ui/window.h", 12}, "class Window {"}};
  sort_and_count(out);
  return out;
}

Finding plain(std::string check, std::string fingerprint, std::string message, Place at) {
  Finding out;
  out.check = std::move(check);
  out.at = std::move(at);
  out.fingerprint = "v1:" + std::move(fingerprint);
  out.message = std::move(message);
  return out;
}

/// Conditional edges, one of them not shown to be entered; names with spaces, quotes, other scripts and URI marks.
Finding hostile_cycle() {
  const std::string spaced = "my lib/größe \"x\".h";
  const std::string hash = "my lib/50%#?.h";
  TangleEdge there = edge(spaced, hash, 7);
  there.at.column = there.lines[0].at.column = 25;
  there.condition = When::conditional;
  there.when = "defined(_WIN32) && !(FOO > 2)";
  TangleEdge back = edge(hash, spaced, 9);
  back.entered = Entered::not_shown;
  back.configs = {"debug", "release"};
  back.evidence = Evidence::name_only;
  Finding out = knot("include-cycle", "00000000000000aa", "include cycle of 2 files [see](https://example.org)",
                     tangle({there, back}, {{spaced, hash}, {hash, spaced}}, {{spaced, hash}}));
  out.tangle->cut.optimal = false;
  out.tangle->cut.lower_bound = 0;
  return out;
}

Report odd() {
  Report out = base_report();
  out.complete = false;
  out.checks.insert(out.checks.begin(), &kImportCycle);
  out.summary.suppressed = 3;
  out.summary.baselined = 1;
  out.summary.generated = 2;

  Finding self = knot("self-include", "00000000000000bb", "file includes itself",
                      tangle({edge("src/loop\x1b[31m.h", "src/loop\x1b[31m.h", 2)}, {}, {}));
  self.tangle->witness = {0};
  self.tangle->cut = {.edges = {0}, .optimal = true, .lower_bound = 1, .cost = 1};
  self.severity = Severity::error;

  Finding own = knot("include-cycle", "00000000000000cc", "header and its own implementation",
                     tangle({edge("v/vec.h", "v/vec.inl", 90), edge("v/vec.inl", "v/vec.h", 1)},
                            {{"v/vec.h", "v/vec.inl"}, {"v/vec.inl", "v/vec.h"}}, {{"v/vec.inl", "v/vec.h"}}));
  own.case_name = "own-implementation";
  own.severity = Severity::note;

  Finding module = knot("import-cycle", "00000000000000dd", "import cycle of 2 modules",
                        tangle({edge("pkg.a", "pkg.b", 1), edge("pkg.b", "pkg.a", 4)},
                               {{"pkg.a", "pkg.b"}, {"pkg.b", "pkg.a"}}, {{"pkg.b", "pkg.a"}}));
  for (TangleEdge& one : module.tangle->edges) {
    one.kind = DependencyKind::from_import;
    one.at.file = one.from == "pkg.a" ? "pkg/a.py" : "pkg/b.py";
    one.lines = {{.at = one.at, .from = one.from, .to = one.to}};
  }
  module.tangle->level = Level::module;
  module.tangle->edges[1].condition = When::deferred;
  module.at = module.tangle->edges[1].at;
  module.language = Language::python;

  Finding old = knot("include-cycle", "00000000000000ee", "include cycle of 2 files, known since long",
                     tangle({edge("old/a.h", "old/b.h", 3), edge("old/b.h", "old/a.h", 4)},
                            {{"old/a.h", "old/b.h"}, {"old/b.h", "old/a.h"}}, {{"old/a.h", "old/b.h"}}));
  old.state = State::unchanged;
  Finding gone = knot("include-cycle", "00000000000000ef", "include cycle of 2 files, no more there",
                      tangle({edge("old/c.h", "old/d.h", 3), edge("old/d.h", "old/c.h", 4)},
                             {{"old/c.h", "old/d.h"}, {"old/d.h", "old/c.h"}}, {{"old/c.h", "old/d.h"}}));
  gone.state = State::absent;
  Finding unused = plain("suppression", "00000000000000ff",
                         "suppresses nothing: \xE2\x80\xAE"
                         "edoc\xE2\x80\xAC and a byte \xFF",
                         {"tabs.h", 2, 3});
  unused.kind = FindingKind::tool;
  unused.severity = Severity::note;
  unused.case_name = "unused";

  out.findings = {hostile_cycle(), self, own, module, old, gone, unused};
  out.problems = {
      {.file = "src/gone.cpp", .line = 0, .message = "cannot be read: no such file", .effect = Effect::skipped},
      {.file = "src/big one.h",
       .line = 12,
       .message = "macro in an include is not resolved",
       .effect = Effect::partial},
      {.file = "", .line = 0, .message = "12 of 3000 commands have no file", .effect = Effect::partial}};
  out.excerpts = {{{"my lib/größe \"x\".h", 7}, "\t# /* ä😀 */\tinclude \"50%#?.h\""},
                  {{"my lib/50%#?.h", 9},
                   "#include \"gr\xC3\xB6\xC3\x9F"
                   "e \\\"x\\\".h\" // \xE2\x80\xAE evil"},
                  {{"src/loop\x1b[31m.h", 2}, "#include \"loop\x1b[31m.h\""},
                  {{"pkg/b.py", 4}, "    from pkg.a import name"}};
  sort_and_count(out);
  return out;
}

std::string numbered(std::string_view head, std::size_t n, std::string_view tail) {
  return std::string(head) + (n < 10 ? "0" : "") + std::to_string(n) + std::string(tail);
}

/// A ring through all names with a chord from every third one; the ring's last edge and the backward chords are cut.
Finding ring(const std::vector<std::string>& names) {
  std::vector<TangleEdge> edges;
  std::vector<Ends> cut{{names.back(), names.front()}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    edges.push_back(edge(names[i], names[(i + 1) % names.size()], 3));
    if (i % 3 == 0 && i + 7 < names.size()) edges.push_back(edge(names[i], names[i + 7], 4));
    if (i % 16 == 15) {
      edges.push_back(edge(names[i], names[i - 5], 5));
      cut.emplace_back(names[i], names[i - 5]);
    }
  }
  std::vector<Ends> witness{{names[15], names[10]}};
  for (std::size_t i = 10; i < 15; ++i) witness.emplace_back(names[i], names[i + 1]);
  return knot("include-cycle", "00000000000000" + std::to_string(names.size() % 90 + 10),
              "include cycle of " + std::to_string(names.size()) + " files", tangle(std::move(edges), witness, cut));
}

Report with_ring(const std::vector<std::string>& names) {
  Report out = base_report();
  out.findings = {ring(names)};
  const Place at = out.findings[0].at;
  out.excerpts = {{{at.file, at.line}, "#include \"" + std::string(200, 'x') + ".h\""}};
  sort_and_count(out);
  return out;
}

Report configurations() {
  Report out = base_report();
  out.configurations = {"linux/debug", "windows/debug"};
  out.findings = configured();
  sort_and_count(out);
  return out;
}

Report wide() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < 120; ++i) names.push_back(numbered(numbered("src/part", i / 10, "/"), i, ".h"));
  return with_ring(names);
}

Report flat() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < 80; ++i) names.push_back(numbered("include/engine/f", i, ".h"));
  return with_ring(names);
}

Report grown() {
  Report out = with_ring({"core/a.h", "core/b.h", "core/c.h", "core/d.h", "core/e.h", "core/f.h", "core/g.h", "core/h.h",
                          "ui/i.h", "ui/j.h", "ui/k.h", "ui/l.h", "ui/m.h", "ui/n.h", "ui/o.h", "ui/p.h"});
  out.findings[0].message = "joins 8 files to a tangle of 8";
  Finding old = knot("include-cycle", "00000000000000ab", "include cycle of 2 files",
                     tangle({edge("old/a.h", "old/b.h", 3), edge("old/b.h", "old/a.h", 4)},
                            {{"old/a.h", "old/b.h"}, {"old/b.h", "old/a.h"}}, {{"old/a.h", "old/b.h"}}));
  old.state = State::unchanged;
  out.findings.push_back(old);
  out.summary.baselined = 1;
  out.base = BaseSummary{.name = "origin/main",
                         .tangles = {{.level = Level::file, .tangles_before = 2, .units_before = 10, .tangles_now = 2, .units_now = 18},
                                     {.level = Level::folder, .tangles_before = 0, .units_before = 0, .tangles_now = 1, .units_now = 2}}};
  return out;
}

/// Names and messages that are commands of a runner, XML, Markdown, HTML, mentions, Mermaid or DOT, or no text at all.
Report hostile() {
  Report out = base_report();
  const std::vector<std::string> names = {"::error file=x::y,z.h", "a\nb\r%0A.h", "]]>&amp;<x a=\"b\">'.h", "`` ` @team #1 www.x.org.h",
                                          "##[error]c.h", "byte \xFF\xC0\x80.h", "\xEF\xBF\xBE\xEF\xBF\xBF\x01\x1b[2J\xE2\x80\xAE.h",
                                          "end\"]; click n0 #quot; %%{init}%%.h", "</details><script>*_|.h", "\xC2\x85\xE2\x80\xA8\tq.h"};
  std::vector<TangleEdge> edges;
  std::vector<Ends> walked;
  for (std::size_t i = 0; i < names.size(); ++i) {
    edges.push_back(edge(names[i], names[(i + 1) % names.size()], 3));
    walked.emplace_back(edges.back().from, edges.back().to);
  }
  out.findings = {knot("include-cycle", "00000000000000ac", "", tangle(std::move(edges), walked, {walked.back()}))};
  out.findings[0].message = "include cycle: " + names[0] + " " + names[1] + " " + names[2] + " " + names[3] + " " + names[6] + names[8];
  for (std::size_t i = 0; i < names.size(); ++i) {
    Finding one = plain("self-include", "00000000000000ac", names[i] + "\n::set-output name=x::y", {names[i], static_cast<std::uint32_t>(i + 1), 2});
    one.severity = static_cast<Severity>(i % 3);
    out.findings.push_back(one);
    out.problems.push_back({.file = names[i], .line = 3, .message = names[i], .effect = Effect::partial});
    out.excerpts.emplace(std::pair(names[i], static_cast<std::uint32_t>(i + 1)), "`" + names[i] + "`");
  }
  out.base = BaseSummary{.name = "`<b>\n@x", .tangles = {}};
  sort_and_count(out);
  return out;
}

}  // namespace

std::vector<Sample> sample_reports() {
  return {{"empty", base_report()}, {"small", small()}, {"odd", odd()}, {"wide", wide()}, {"flat", flat()},
          {"configurations", configurations()}, {"grown", grown()}, {"hostile", hostile()}};
}

Program sample_program() {
  Program out;
  const std::vector<std::string> names = {
      "core/app.h",  "core/config.h", "core/log.cpp",  "core/log.h",  "core/log/file.h", "core/log/net.h",
      "main.cpp",    "net/http.cpp",  "net/http.h",    "net/tcp.cpp", "net/tcp.h",       "stdio.h",
      "ui/button.h", "ui/text.h",     "ui/window.cpp", "ui/window.h", "version.h",       "winsock.h"};
  for (const std::string& name : names)
    out.units.push_back({.name = name, .path = {}, .entry = name.ends_with(".cpp"), .reached = true});
  out.units[11].origin = Origin::external;
  out.units[17].origin = Origin::missing;
  out.atoms = {{.text = "defined(_WIN32)", .changed_by = {}}};
  out.conditions.push_back({.all_of = {{.atom = AtomId{0}}}, .text = "defined(_WIN32)"});
  const std::vector<std::array<std::uint32_t, 3>> edges = {
      {0, 1, 3},  {1, 15, 5}, {2, 3, 1},   {2, 4, 2},   {2, 5, 3},   {3, 11, 2}, {4, 3, 2},  {5, 3, 2},
      {5, 10, 3}, {6, 0, 1},  {6, 8, 2},   {6, 16, 3},  {7, 8, 1},   {7, 10, 2}, {8, 3, 3},  {9, 10, 1},
      {9, 17, 4}, {10, 3, 2}, {12, 13, 2}, {14, 12, 2}, {14, 15, 1}, {15, 0, 4}, {15, 1, 6}, {15, 12, 7}};
  for (const auto& [from, to, line] : edges)
    out.dependencies.push_back(
        {.from = UnitId{from}, .to = UnitId{to}, .entered = Entered::yes, .line = line, .column = 10});
  Dependency& winsock = out.dependencies[16];
  winsock.when = When::conditional;
  winsock.condition = ConditionId{1};
  winsock.entered = Entered::not_shown;
  return out;
}

}  // namespace unknot
