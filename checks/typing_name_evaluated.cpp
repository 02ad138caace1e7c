// Names that are imported for type checkers only and evaluated all the same.
#include <algorithm>
#include <array>

#include "checks/registry.h"
#include "graph/import_context.h"

namespace unknot {
namespace {

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.imports == nullptr) return;
  const auto& context = *ctx.program.imports;
  for (const auto& [seen, column] : context.sightings.typing) {
    const auto& module = context.world.modules[seen.module];
    const auto bound = std::ranges::find(module.facts.typing_names, seen.name, &imports::TypingName::name);
    Finding finding;
    finding.check = checks::typing_name_evaluated.info.id;
    finding.severity = Severity::error;
    finding.language = Language::python;
    finding.at = {.file = module.path, .line = seen.line, .column = static_cast<std::uint32_t>(std::max(column, 1))};
    finding.message = "NameError when " + ctx.program.unit(context.unit_of[seen.module]).name + " is imported: '" + seen.name + "' is imported for type checkers only and evaluated here";
    finding.fingerprint = fingerprint(finding.check, module.path, seen.name);
    if (bound != module.facts.typing_names.end())
      finding.notes.push_back({{.file = module.path, .line = bound->line, .column = 1}, "under TYPE_CHECKING, which is false when the program runs"});
    finding.notes.push_back({finding.at, "in an annotation: put it in quotes, or begin the file with `from __future__ import annotations`"});
    report(std::move(finding));
  }
}

constexpr std::array kExamples{Example{
    .language = "python",
    .bad = R"(// file: a.py
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from decimal import Decimal
def price() -> Decimal:
    return 1
)",
    .good = R"(// file: a.py
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from decimal import Decimal
def price() -> Decimal:
    return 1
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A name that is imported only under `if TYPE_CHECKING:` and that is evaluated when the module is imported: in an annotation that is
neither quoted nor put off, as a base class, a default, a decorator.

## Why it matters
`TYPE_CHECKING` is false when the program runs: the import of the module ends with a NameError. Type checkers do not see it.

## How to fix it
Quote the annotation, or begin the file with `from __future__ import annotations`; from Python 3.14 on annotations are evaluated
only where somebody asks for them. What is needed at run time has to be imported at run time.

## Known limits
Functions are looked into where they are called while a module is being imported. With a project that asks for Python 3.14 or later
annotations count as not evaluated.
)";

}  // namespace

constinit const Check checks::typing_name_evaluated{.info = {.id = "typing-name-evaluated",
                                                             .summary = "A name that is imported for type checkers only and evaluated when the module is imported.",
                                                             .doc = kDoc,
                                                             .kind = FindingKind::knot,
                                                             .severity = Severity::error,
                                                             .reads_imports = true,
                                                             .examples = kExamples},
                                                    .run = run};

}  // namespace unknot
