// A file that includes itself.
#include <algorithm>
#include <array>

#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"x-macro", Severity::note, "a file that is read several times in one unit, on purpose"},
    CaseInfo{"not-shown", Severity::note, "under a condition that no translation unit of the database meets"}};
constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: list.h
#pragma once
#include "list.h"
struct List {};
// file: main.cpp
#include "list.h"
)",
                                       .good = R"(// file: list.h
#pragma once
struct List {};
// file: main.cpp
#include "list.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A file with an include directive that names the file itself.

## Why it matters
Behind an include guard the directive does nothing: most often another name was meant, or two folders hold files of one
name and the wrong one is found. Without a guard the file is read again and again until the compiler gives up.

## How to fix it
Remove the include, or spell the file that was meant with its folder.

## Cases
- `x-macro` (note): the file has no include guard and includes itself under a condition: a list that is expanded several
  times, or a preprocessor loop.
- `not-shown` (note): no translation unit of the database meets the condition around it.

## Known limits
A file that reaches itself through a copy under another path is not seen as itself; links are followed.
)";

void describe(Finding& finding) {
  finding.message = finding.case_name == "x-macro" ? "the file includes itself to be read several times" : "the file includes itself";
  if (finding.case_name != "not-shown") return;
  finding.message += " under a condition that no translation unit meets";
  const auto& edge = finding.tangle->edges.front();
  if (!edge.when.empty()) finding.message += ": " + edge.when;
}

void run(const CheckContext& ctx, const FindingSink& report) {
  const auto& info = checks::self_include.info;
  std::vector<DependencyId> loops;
  for (const auto& variant : ctx.program.variants)
    for (const DependencyId id : variant.possible)
      if (const auto& d = ctx.program.dependency(id); d.from == d.to && !ctx.is_suppressed(id)) loops.push_back(id);
  sort_unique(loops);
  const auto entered = [&](DependencyId id) { return ctx.program.dependency(id).entered == Entered::yes; };
  for (auto at = loops.begin(); at != loops.end();) {
    const UnitId unit = ctx.program.dependency(*at).from;
    const auto end = std::find_if(at, loops.end(), [&](DependencyId id) { return ctx.program.dependency(id).from != unit; });
    std::vector<DependencyId> lines(at, end);
    at = end;
    const bool shown = std::ranges::any_of(lines, entered);
    if (shown) std::erase_if(lines, [&](DependencyId id) { return !entered(id); });
    Tangle tangle = make_tangle(ctx.program, std::array{unit}, lines);
    const bool x_macro = !ctx.program.unit(unit).once && tangle.edges.front().condition != When::always;
    Finding finding = tangle_finding(info, std::move(tangle), ctx.program.unit(unit).language);
    if (x_macro) finding.case_name = "x-macro";
    else if (!shown) finding.case_name = "not-shown";
    if (!finding.case_name.empty()) finding.severity = Severity::note;
    report(std::move(finding));
  }
}

}  // namespace

constinit const Check checks::self_include{.info = {.id = "self-include",
                                                    .summary = "A file that includes itself.",
                                                    .doc = kDoc,
                                                    .kind = FindingKind::knot,
                                                    .severity = Severity::warning,
                                                    .cases = kCases,
                                                    .examples = kExamples},
                                           .run = run,
                                           .describe = describe};

}  // namespace unknot
