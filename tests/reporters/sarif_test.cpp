// What GitHub code scanning needs of SARIF beyond its schema, and the limits that it sets.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "reporters/reporters.h"
#include "sample_reports.h"

namespace unknot {
namespace {

using Json = nlohmann::json;

Json rendered(const Report& report) { return Json::parse(render_sarif(report, {}), nullptr, false); }

Report sample(std::string_view name) {
  for (Sample& one : sample_reports())
    if (one.name == name) return one.report;
  return {};
}

/// Every location has a relative encoded URI and, with a region, all four numbers in order.
void check_location(const Json& location) {
  const Json& physical = location.at("physicalLocation");
  const std::string uri = physical.at("artifactLocation").at("uri");
  EXPECT_EQ(physical.at("artifactLocation").at("uriBaseId"), "%SRCROOT%");
  EXPECT_FALSE(uri.starts_with('/'));
  EXPECT_EQ(uri.find_first_of(" #?:\"\\"), std::string::npos) << uri;
  if (!physical.contains("region")) return;
  const Json& region = physical.at("region");
  EXPECT_GE(region.at("startLine"), 1);
  EXPECT_GE(region.at("startColumn"), 1);
  EXPECT_EQ(region.at("endLine"), region.at("startLine"));
  EXPECT_GT(region.at("endColumn"), region.at("startColumn"));
}

std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

void check(const Json& run) {
  std::set<std::string> rules;
  for (const Json& rule : run.at("tool").at("driver").at("rules")) {
    rules.insert(rule.at("id"));
    for (const char* text : {"shortDescription", "fullDescription", "help"})
      EXPECT_FALSE(rule.at(text).at("text").get<std::string>().empty());
    EXPECT_FALSE(rule.at("help").at("markdown").get<std::string>().empty());
    EXPECT_LE(rule.at("properties").at("tags").size(), 20U);
  }
  for (const Json& result : run.at("results")) {
    EXPECT_EQ(run["tool"]["driver"]["rules"].at(result.at("ruleIndex").get<std::size_t>()).at("id"),
              result.at("ruleId"));
    EXPECT_EQ(result.at("locations").size(), 1U);
    check_location(result.at("locations")[0]);
    EXPECT_TRUE(result.at("partialFingerprints").at("primaryLocationLineHash").get<std::string>().starts_with("v1:"));
    const std::string text = result.at("message").at("text");
    const Json related = result.value("relatedLocations", Json::array());
    EXPECT_LE(related.size(), 100U);
    for (std::size_t i = 0; i < related.size(); ++i) {
      EXPECT_EQ(related[i].at("id"), i + 1);
      check_location(related[i]);
    }
    for (std::size_t id = 1; id <= std::min<std::size_t>(related.size(), 2); ++id)
      EXPECT_NE(text.find("](" + std::to_string(id) + ")"), std::string::npos) << text;
  }
}

TEST(Sarif, SamplesHaveWhatCodeScanningReads) {
  for (const Sample& one : sample_reports()) {
    SCOPED_TRACE(one.name);
    const Json log = rendered(one.report);
    ASSERT_TRUE(log.is_object());
    for (const Json& run : log.at("runs")) {
      check(run);
      EXPECT_EQ(run.at("invocations")[0].at("executionSuccessful"), one.report.complete);
      EXPECT_EQ(run.at("columnKind"), "utf16CodeUnits");
    }
  }
}

TEST(Sarif, SeverityIsTheConfiguredOne) {
  const Json rules = rendered(sample("empty"))["runs"][0]["tool"]["driver"]["rules"];
  EXPECT_EQ(rules[1]["id"], "self-include");
  EXPECT_EQ(rules[1]["defaultConfiguration"]["level"], "error");
  EXPECT_EQ(rules[1]["properties"]["problem.severity"], "error");
  EXPECT_EQ(rules[2]["properties"]["problem.severity"], "recommendation");
}

TEST(Sarif, OneRunForEachLanguageCategory) {
  const Json runs = rendered(sample("odd"))["runs"];
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]["automationDetails"]["id"], "unknot/cpp/");
  EXPECT_EQ(runs[1]["automationDetails"]["id"], "unknot/python/");
  EXPECT_EQ(runs[1]["results"].size(), 1U);
  EXPECT_EQ(rendered(sample("empty"))["runs"].size(), 1U);
}

TEST(Sarif, BaselineStateOnlyWithABase) {
  EXPECT_FALSE(rendered(sample("small"))["runs"][0]["results"][0].contains("baselineState"));
  std::set<std::string> states;
  const Json odd = rendered(sample("odd"));
  for (const Json& result : odd["runs"][0]["results"]) states.insert(result.at("baselineState"));
  EXPECT_EQ(states, (std::set<std::string>{"new", "unchanged"})) << "what is absent would be an alert where the state is not read";
}

TEST(Sarif, ColumnsAreUtf16) {
  const Json odd = rendered(sample("odd"));
  for (const Json& result : odd["runs"][0]["results"]) {
    if (result["partialFingerprints"]["primaryLocationLineHash"] != "v1:00000000000000aa") continue;
    const Json& region = result["locations"][0]["physicalLocation"]["region"];
    EXPECT_EQ(region["startColumn"], 22) << "25 in bytes: one of two bytes, one of four";
    EXPECT_EQ(region["endColumn"], 31);
    EXPECT_NE(result["message"]["text"].get<std::string>().find("\\[see](https"), std::string::npos)
        << "no foreign links";
    return;
  }
  FAIL() << "the finding is not there";
}

TEST(Sarif, KeepsTheWorstOfTooMany) {
  Report report;
  report.version = "0.1.0";
  for (std::uint32_t i = 0; i < 25'010; ++i) {
    Finding one;
    one.check = "x";
    one.severity = i < 20 ? Severity::note : i < 30 ? Severity::error : Severity::warning;
    one.at = {.file = "a.h", .line = i + 1};
    one.message = "m";
    report.findings.push_back(one);
  }
  std::vector<std::string> remarks;
  const std::string text = render_sarif(report, {.remark = [&](const std::string& what) { remarks.push_back(what); }});
  EXPECT_EQ(remarks, (std::vector<std::string>{"sarif: 25010 results were found; the 25000 worst are listed, errors before warnings "
                                               "before notes, larger tangles first"}));
  const Json run = Json::parse(text, nullptr, false)["runs"][0];
  ASSERT_EQ(run["results"].size(), 25'000U);
  EXPECT_EQ(run["results"][9]["level"], "note");
  EXPECT_EQ(run["results"][10]["level"], "error");
  EXPECT_EQ(run["results"].back()["locations"][0]["physicalLocation"]["region"]["startLine"], 25'010);
  EXPECT_NE(
      run["invocations"][0]["toolExecutionNotifications"].dump().find("25010 results were found; the 25000 worst"),
      std::string::npos);
}

Finding at_line(std::string file, std::uint32_t line, std::string message) {
  Finding out;
  out.check = "x";
  out.at = {.file = std::move(file), .line = line};
  out.message = std::move(message);
  return out;
}

TEST(Sarif, SaysWhatCodeScanningDoesNotShow) {
  Report report;
  for (std::uint32_t i = 0; i < 5'001; ++i) report.findings.push_back(at_line("a.h", i + 1, "m"));
  std::vector<std::string> remarks;
  EXPECT_EQ(times(render_sarif(report, {.remark = [&](const std::string& what) { remarks.push_back(what); }}), "\"ruleId\""), 5'001U);
  EXPECT_EQ(remarks, (std::vector<std::string>{"sarif: 5001 results were found; GitHub shows the 5000 worst"}));
  report.findings.pop_back();
  remarks.clear();
  render_sarif(report, {.remark = [&](const std::string& what) { remarks.push_back(what); }});
  EXPECT_TRUE(remarks.empty());
}

TEST(Sarif, StaysBelowTheBytesThatAreTaken) {
  Report report;
  const std::string path(1'000, 'x');
  for (std::uint32_t i = 0; i < 3'000; ++i)
    report.findings.push_back(at_line(path + std::to_string(i), 1, std::string(30'000, 'm')));
  report.findings.back().severity = Severity::error;
  std::vector<std::string> remarks;
  const std::string text = render_sarif(report, {.remark = [&](const std::string& what) { remarks.push_back(what); }});
  EXPECT_LT(text.size(), 50'000'000U);
  EXPECT_GT(text.size(), 35'000'000U);
  EXPECT_EQ(times(text, "\"level\": \"error\""), 1U) << "the worst is kept";
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_TRUE(remarks[0].starts_with("sarif: 3000 results were found; the 1")) << remarks[0];
}

TEST(Sarif, BoundsRelatedLocationsAndFlow) {
  Report report = sample("small");
  Finding& finding = report.findings[0];
  Tangle& tangle = *finding.tangle;
  tangle.units.clear();
  tangle.edges.clear();
  tangle.witness.clear();
  for (std::uint32_t i = 0; i < 1'500; ++i) {
    const std::string from = "f" + std::to_string(i) + ".h";
    tangle.units.push_back(from);
    tangle.edges.push_back({.from = from,
                            .to = "f" + std::to_string((i + 1) % 1'500) + ".h",
                            .at = {.file = from},
                            .lines = {},
                            .when = "",
                            .configs = {},
                            .evidence = Evidence::unknown,
                            .uses = {},
                            .use_count = 0});
    tangle.witness.push_back(i);
  }
  const Json result = rendered(report)["runs"][0]["results"][0];
  EXPECT_EQ(result["relatedLocations"].size(), 100U);
  EXPECT_EQ(result["codeFlows"][0]["threadFlows"][0]["locations"].size(), 1'000U);
  EXPECT_NE(result["message"]["text"].get<std::string>().find(" and 1490 more."), std::string::npos);
}

}  // namespace
}  // namespace unknot
