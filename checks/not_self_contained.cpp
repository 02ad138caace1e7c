// Headers that do not compile by themselves, for whatever reason.
#include <algorithm>
#include <array>

#include "checks/registry.h"

namespace unknot {
namespace {

void run(const CheckContext& ctx, const FindingSink& report);

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: price.h
#pragma once
struct Price { Cents amount; };
// file: main.cpp
using Cents = long;
#include "price.h"
)",
                                       .good = R"(// file: cents.h
#pragma once
using Cents = long;
// file: price.h
#pragma once
#include "cents.h"
struct Price { Cents amount; };
// file: main.cpp
#include "price.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A header that does not compile in a translation unit that includes nothing but it, under the flags of a unit that reaches it.
The finding has the compiler's first error. A header that says so itself (`#error`) is left alone, and one whose include
cycle is the reason is `order-dependent-include`.

Off by default, since every header has to be parsed: `--checks not-self-contained` asks for it. The answers are kept, so that
only what changed is parsed again.

## Why it matters
Whoever includes such a header has to know what to include before it, and in which order; tools that look at the header alone
(editors, linters, modules) see errors.

## How to fix it
Include in the header what it uses, or declare it there. A file that is not meant to stand alone (a list of macros that others
expand, the bodies of templates) tells so by an ending that is no header's: `.inc`, `.def`, `.ipp`.

## Known limits
Clang compiles the headers, whatever compiler the commands name; what only that one accepts is an error here.
)";

}  // namespace

constinit const Check checks::not_self_contained{.info = {.id = "not-self-contained",
                                                          .summary = "A header that does not compile by itself.",
                                                          .doc = kDoc,
                                                          .kind = FindingKind::knot,
                                                          .severity = Severity::warning,
                                                          .on_by_default = false,
                                                          .examples = kExamples},
                                                 .run = run};

namespace {

void run(const CheckContext& ctx, const FindingSink& report) {
  const Program& program = ctx.program;
  for (const auto& entry : program.entries) {
    if (entry.error.empty() || entry.on_purpose || entry.late) continue;
    const auto& info = checks::not_self_contained.info;
    const auto place = [&](const UnitPlace& at) { return Place{program.file(at.unit), at.line, at.column}; };
    Finding out;
    out.check = info.id;
    out.kind = info.kind;
    out.severity = info.severity;
    out.language = program.unit(entry.header).language;
    const std::string& header = program.unit(entry.header).name;
    if (!entry.way.empty()) out.at = place(entry.way.front());
    else if (entry.at) out.at = place(*entry.at);
    else out.at = {header, 1, 1};
    out.message = header + " does not compile by itself: " + entry.error;
    for (std::size_t i = 1; i < entry.way.size(); ++i) out.notes.push_back({place(entry.way[i]), "by way of this include"});
    if (entry.at && !entry.way.empty()) out.notes.push_back({place(*entry.at), entry.error});
    out.fingerprint = fingerprint(info.id, header, "");
    report(std::move(out));
  }
}

}  // namespace
}  // namespace unknot
