// Reading reports with nlohmann_json.
#include "tests/support/read_report.h"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace unknot::test {
namespace {

using nlohmann::json;

ReportFinding finding_of(const json& value) {
  ReportFinding out{.check = value.at("check"),
                    .case_name = value.at("case"),
                    .severity = value.at("severity"),
                    .file = value.at("file"),
                    .message = value.at("message"),
                    .fingerprint = value.at("fingerprint"),
                    .state = value.at("state"),
                    .line = value.at("line"),
                    .column = value.at("column"),
                    .units = {},
                    .edges = {}};
  if (!value.contains("tangle")) return out;
  const auto& tangle = value.at("tangle");
  for (const auto& unit : tangle.at("units")) out.units.push_back(unit);
  for (const auto& edge : tangle.at("edges"))
    out.edges.push_back({.from = edge.at("from"),
                         .to = edge.at("to"),
                         .entered = edge.at("entered"),
                         .condition = edge.at("condition"),
                         .when = edge.value("when", ""),
                         .line = edge.at("line")});
  return out;
}

}  // namespace

ReadReport read_report(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  if (!value.is_object()) throw std::runtime_error("not a JSON report: " + std::string(text.substr(0, 300)));
  ReadReport out;
  out.complete = value.at("complete");
  const auto& summary = value.at("summary");
  out.units = summary.at("units");
  out.dependencies = summary.at("dependencies");
  out.suppressed = summary.at("suppressed");
  out.baselined = summary.at("baselined");
  for (const auto& finding : value.at("findings")) out.findings.push_back(finding_of(finding));
  for (const auto& problem : value.at("problems"))
    out.problems.push_back({.file = problem.at("file"),
                            .message = problem.at("message"),
                            .effect = problem.at("effect"),
                            .line = problem.at("line")});
  return out;
}

std::string overview(const ReadReport& report) {
  std::string out;
  for (const auto& f : report.findings)
    out += f.file + ":" + std::to_string(f.line) + " " + f.check + (f.case_name.empty() ? "" : "/" + f.case_name) + " " +
           f.severity + "\n";
  return out;
}

}  // namespace unknot::test
