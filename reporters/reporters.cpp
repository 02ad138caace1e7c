// The table of reporters.
#include "reporters/reporters.h"

namespace unknot {
namespace {

constexpr Reporter kReporters[] = {
    {.name = "text", .summary = "like a compiler, for people", .render = render_text},
    {.name = "json", .summary = "everything, for programs (docs/report.schema.json)", .render = render_json},
    {.name = "sarif", .summary = "SARIF 2.1.0, for code scanning services and editors", .render = render_sarif},
    {.name = "dot", .summary = "the tangles as a Graphviz picture", .render = render_dot},
};

}  // namespace

std::span<const Reporter> reporters() { return kReporters; }

}  // namespace unknot
