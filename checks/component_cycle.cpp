// Components that depend on each other.
#include <array>

#include "checks/folded_words.h"
#include "checks/registry.h"
#include "checks/tangles.h"

namespace unknot {
namespace {

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: unknot.json
{"components": {"core": ["core/"], "net": ["net/"]}}
// file: core/log.h
#pragma once
#include "../net/socket.h"
// file: core/types.h
#pragma once
// file: net/socket.h
#pragma once
#include "../core/types.h"
// file: main.cpp
#include "core/log.h"
)",
                                       .good = R"(// file: unknot.json
{"components": {"core": ["core/"], "net": ["net/"]}}
// file: core/types.h
#pragma once
// file: net/socket.h
#pragma once
#include "../core/types.h"
// file: net/log.h
#pragma once
#include "socket.h"
// file: main.cpp
#include "net/log.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Targets of the build, or components that unknot.json names, that depend on each other by the includes of their files. Each set
that is knotted together is one finding, with each dependency between two of them, all the lines behind it, and the fewest lines
whose removal leaves no cycle.

Targets come from CMake's File API, where its reply is in the build folder (`cmake --fresh` after
`touch build/.cmake/api/v1/query/codemodel-v2`). A source belongs to the library that lists it, else to the program; what several share
belongs to none. A header that no target lists belongs to the target whose sources stand in its folder, or in the folder that
mirrors it (`include/net/` for `src/net/`). With `"components"` in unknot.json only these count:

```json
"components": {"core": ["src/core/", "include/core/"], "net": ["src/net/"]}
```

## Why it matters
What is linked as two libraries and knotted by includes is one library: neither can be used, tested or shipped alone, and the link
order becomes a matter of luck.

## How to fix it
`unknot untangle --view components` plans which lines to cut. The finding stands at the first line of the cheapest dependency of the
cut. What is there already is a note.

## Cases
- `grew` (warning): with a base (`--changed-since`, `--staged`, `--baseline`), a dependency between two components that it does not have.

## Known limits
Dependencies are includes and imports. That two targets link each other is not seen by itself.
)";

FoldedGraph components(const CheckContext& ctx) {
  return fold(ctx.program, {.kind = ViewKind::components, .component_of = components_of(ctx.program, ctx.architecture.components)}, ctx.suppressed);
}

void describe(Finding& finding) { describe_folded(finding, "component"); }

void run(const CheckContext& ctx, const FindingSink& report) {
  for (auto& tangle : folded_tangles(ctx.program, components(ctx), Level::component))
    report(folded_finding(checks::component_cycle.info, std::move(tangle), ctx.program));
}

Edges graph_edges(const CheckContext& ctx) { return edges_of(components(ctx)); }

constexpr std::array kCases{
    CaseInfo{"grew", Severity::warning, "a dependency between two components that the base does not have, inside or into a tangle"}};

}  // namespace

constinit const Check checks::component_cycle{.info = {.id = "component-cycle",
                                                       .summary = "Build targets or components that depend on each other.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::knot,
                                                       .severity = Severity::note,
                                                       .evidence = Level::component,
                                                       .cases = kCases,
                                                       .examples = kExamples},
                                              .run = run,
                                              .describe = describe,
                                              .edges = graph_edges};

}  // namespace unknot
