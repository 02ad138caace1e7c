// Folders that depend on each other.
#include <array>

#include "checks/folded_words.h"
#include "checks/registry.h"
#include "checks/tangles.h"

namespace unknot {
namespace {

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: core/log.h
#pragma once
#include "../ui/window.h"
// file: core/config.h
#pragma once
// file: ui/window.h
#pragma once
#include "../core/config.h"
// file: main.cpp
#include "core/log.h"
)",
                                       .good = R"(// file: core/log.h
#pragma once
// file: core/config.h
#pragma once
// file: ui/window.h
#pragma once
#include "../core/config.h"
#include "../core/log.h"
// file: main.cpp
#include "ui/window.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Sibling folders that depend on each other. For each folder its children are compared, each with everything below it folded in:
a dependency between `src/core/log.h` and `src/ui/window.h` is one between `src/core/` and `src/ui/`. Every set of siblings that
is knotted together is one finding, with each dependency between two of them, all the lines behind it, and the fewest lines
whose removal leaves no cycle. No two files need to include each other for it.

Every line counts, whatever its condition: whoever builds for another system depends on it too. Files that stand directly in
the common folder belong to no child and do not count, nor does what runs between the folder of public headers and that of
the sources (`include/` and `src/`): they are one component. `unknot graph --level folder` shows the flat view, in which each folder
that holds files is a node of its own.

## Why it matters
Folders that are knotted cannot be understood, tested, replaced or built apart: they are one folder. Such tangles are the norm
in grown code and grow by one convenient include at a time.

## How to fix it
`unknot untangle` plans the way out: which lines to cut and which files to move, and what is left after each step. The finding
stands at the first line of the cheapest dependency of the cut. What is there already is a note. Let the tangle not grow:
`--changed-since main` makes it a warning if a new dependency joins the tangle.

## Cases
- `grew` (warning): with a base (`--changed-since`, `--staged`, `--baseline`), a dependency between two folders that it does not have.

## Known limits
A dependency counts by its lines. That one line is harder to remove than another is not seen.
)";

FoldedGraph siblings(const CheckContext& ctx) { return fold(ctx.program, {.kind = ViewKind::sibling_folders}, ctx.suppressed); }

void describe(Finding& finding) { describe_folded(finding, "folder"); }

void run(const CheckContext& ctx, const FindingSink& report) {
  for (auto& tangle : folded_tangles(ctx.program, siblings(ctx), Level::folder))
    report(folded_finding(checks::folder_cycle.info, std::move(tangle), ctx.program));
}

Edges graph_edges(const CheckContext& ctx) { return edges_of(siblings(ctx)); }

constexpr std::array kCases{
    CaseInfo{"grew", Severity::warning, "a dependency between two folders that the base does not have, inside or into a tangle"}};

}  // namespace

constinit const Check checks::folder_cycle{.info = {.id = "folder-cycle",
                                                    .summary = "Sibling folders that depend on each other.",
                                                    .doc = kDoc,
                                                    .kind = FindingKind::knot,
                                                    .severity = Severity::note,
                                                    .evidence = Level::folder,
                                                    .cases = kCases,
                                                    .examples = kExamples},
                                           .run = run,
                                           .describe = describe,
                                           .edges = graph_edges};

}  // namespace unknot
