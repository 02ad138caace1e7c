// The table of reporters.
#include "reporters/reporters.h"

namespace unknot {
namespace {

constexpr Reporter kReporters[] = {
    {.name = "text", .summary = "like a compiler, for people", .render = render_text},
    {.name = "json", .summary = "everything, for programs (docs/report.schema.json)", .render = render_json},
    {.name = "sarif", .summary = "SARIF 2.1.0, for code scanning services and editors", .render = render_sarif},
    {.name = "dot", .summary = "the tangles as a Graphviz picture", .render = render_dot},
    {.name = "mermaid", .summary = "likewise, for pages that draw Mermaid", .render = render_mermaid},
    {.name = "github", .summary = "annotations of a GitHub workflow run", .render = render_github},
    {.name = "gitlab", .summary = "a GitLab Code Quality report", .render = render_gitlab},
    {.name = "junit", .summary = "JUnit XML, for services that show test results", .render = render_junit},
    {.name = "markdown", .summary = "three lines and a folded list, for a job's summary", .render = render_markdown},
};

}  // namespace

std::span<const Reporter> reporters() { return kReporters; }

}  // namespace unknot
