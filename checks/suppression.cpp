// Requests for silence that do not do what they say.
#include <array>
#include <map>

#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"unused", Severity::note, "it silences nothing"},
    CaseInfo{"no-reason", Severity::note, "it gives no reason, so it has no effect"},
    CaseInfo{"unknown-check", Severity::note, "it names a check that does not exist"},
    CaseInfo{"stale-baseline", Severity::note, "the baseline knows something that is not found any more"}};

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: a.h
#pragma once
#include "b.h"  // unknot-ignore: include-cycle - b.h no longer includes this file
// file: b.h
#pragma once
// file: main.cpp
#include "a.h"
)",
                                       .good = R"(// file: a.h
#pragma once
#include "b.h"
// file: b.h
#pragma once
// file: main.cpp
#include "a.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
`unknot-ignore` comments and suppressions in unknot.json that silence nothing, give no reason or name no check; and lines
of a baseline that know something which is not found any more.

## Why it matters
A request for silence that is not needed any more hides the next finding on its line. One without a reason cannot be
judged by whoever reads it next: it has no effect until the reason is written.

## How to fix it
`// unknot-ignore: include-cycle - why this is right here`, on the line or alone on the line above it. Remove it where it
is not needed. `unknot baseline prune` takes stale lines out of a baseline: what comes back then is new.

## Known limits
A request for a check that does not run is not judged. Requests in other tools' notation are never judged.
)";

void run(const CheckContext& ctx, const FindingSink& report) {
  std::map<std::string, int> seen;  // several alike in one file are told apart by their order
  for (const auto& silence : ctx.silences) {
    Finding finding;
    switch (silence.use) {
      case SilenceUse::used:
      case SilenceUse::not_asked: continue;
      case SilenceUse::unused:
        finding.case_name = "unused";
        finding.message = "this suppression of '" + silence.check + "' silences nothing";
        break;
      case SilenceUse::no_reason:
        finding.case_name = "no-reason";
        finding.message = "this suppression of '" + silence.check + "' gives no reason and has no effect; write it as 'CHECK - reason'";
        break;
      case SilenceUse::unknown_check:
        finding.case_name = "unknown-check";
        finding.message = "there is no check '" + silence.check + "' to suppress";
        break;
    }
    finding.check = "suppression";
    finding.kind = FindingKind::tool;
    finding.severity = Severity::note;
    finding.at = silence.at;
    const auto kind = "suppression/" + finding.case_name + "/" + silence.at.file + "/" + silence.check;
    finding.fingerprint = fingerprint(kind, silence.at.file, std::to_string(seen[kind]++));
    report(std::move(finding));
  }
}

}  // namespace

constinit const Check checks::suppression{.info = {.id = "suppression",
                                                   .summary = "A suppression that silences nothing, or does not say why.",
                                                   .doc = kDoc,
                                                   .kind = FindingKind::tool,
                                                   .severity = Severity::note,
                                                   .cases = kCases,
                                                   .examples = kExamples},
                                          .run = run};

}  // namespace unknot
