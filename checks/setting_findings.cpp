// Matches of rules -> findings.
#include "checks/setting_findings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "checks/distinct_fingerprints.h"
#include "graph/import_context.h"
#include "graph/setting_rules.h"

namespace unknot {
namespace {

Severity severity_of(std::string_view word) { return word == "error" ? Severity::error : word == "note" ? Severity::note : Severity::warning; }

Place place_of(const SettingPlace& at) { return {.file = at.file, .line = std::max(1U, at.line), .column = std::max(1U, at.column)}; }

}  // namespace

void report_settings(const CheckInfo& check, const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.imports == nullptr) return;
  DistinctFingerprints prints;
  for (const auto& match : matching_rules(ctx.program.imports->settings, check.id)) {
    Finding out;
    out.check = check.id;
    out.case_name = match.rule->case_name;
    out.kind = check.kind;
    out.severity = severity_of(match.rule->severity);
    out.language = Language::python;
    out.at = place_of(match.at);
    out.message = match.message;
    for (const auto& place : match.because) out.notes.push_back({place_of(place), place.words.empty() ? "here too" : place.words});
    std::string fix = match.rule->fix;
    for (auto at = fix.find("{name}"); at != std::string::npos; at = fix.find("{name}")) fix.replace(at, 6, match.name);
    for (auto at = fix.find("{value}"); at != std::string::npos; at = fix.find("{value}")) fix.replace(at, 7, match.value);
    out.notes.push_back({out.at, std::move(fix)});
    // Two commands of one file may have the same setting.
    out.fingerprint = prints.distinct(out, fingerprint(out.check, match.rule->case_name + "\n" + match.name, out.at.file));
    report(std::move(out));
  }
}

}  // namespace unknot
