// The formats that services read: github, gitlab, junit, markdown. Judged by what each service does with them: GitHub's
// runner as a few lines here, a schema, the rules of Jenkins' XSD in a script, CommonMark's reference implementation.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "judge.h"
#include "reporters/reporters.h"
#include "sample_reports.h"

namespace unknot {
namespace {

using Json = nlohmann::json;

Report sample(std::string_view name) {
  for (Sample& one : sample_reports())
    if (one.name == name) return one.report;
  return {};
}

/// As many findings of each severity, the later ones of some 200 in larger tangles.
Report many(std::uint32_t count) {
  Report out;
  for (std::uint32_t i = 0; i < 3 * count; ++i) {
    Finding one;
    one.check = "include-cycle";
    one.severity = static_cast<Severity>(i % 3);
    one.at = {.file = "f" + std::to_string(i) + ".h", .line = 1, .column = 1};
    one.message = "cycle " + std::to_string(i);
    one.fingerprint = "v1:0000000000000000";
    one.tangle.emplace().units.resize(2 + i % 200);
    out.findings.push_back(one);
  }
  return out;
}

struct Command {
  std::string name;
  std::map<std::string, std::string> properties{};
  std::string message;
};

std::string unescaped(std::string text, const std::vector<std::pair<std::string, std::string>>& codes) {
  for (const auto& [code, plain] : codes)
    for (std::size_t at = text.find(code); at != std::string::npos; at = text.find(code, at + plain.size()))
      text.replace(at, code.size(), plain);
  return text;
}

/// What GitHub's runner makes of a line (ActionCommand.TryParseV2 and its escapes); nothing: no command.
std::optional<Command> read_command(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string::npos || line.compare(begin, 2, "::") != 0) return std::nullopt;
  const std::size_t end = line.find("::", begin + 2);
  if (end == std::string::npos) return std::nullopt;
  const std::string head = line.substr(begin + 2, end - begin - 2);
  const std::size_t space = head.find(' ');
  Command out{.name = head.substr(0, space),
              .message = unescaped(line.substr(end + 2), {{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}})};
  std::string rest = space == std::string::npos ? "" : head.substr(space + 1);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string pair = rest.substr(0, comma);
    rest = rest.substr(std::min(comma + 1, rest.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) return std::nullopt;
    out.properties[pair.substr(0, equals)] =
        unescaped(pair.substr(equals + 1), {{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}});
  }
  return out;
}

std::vector<Command> commands(const std::string& text) {
  std::vector<Command> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto command = read_command(line);
    EXPECT_TRUE(command) << line;
    if (command) out.push_back(*command);
  }
  return out;
}

TEST(GitHub, RunnerReadsEveryLineAsOneAnnotation) {
  for (const Sample& one : sample_reports()) {
    SCOPED_TRACE(one.name);
    const std::vector<Command> read = commands(render_github(one.report, {.place = "sub/"}));
    ASSERT_FALSE(read.empty());
    std::multiset<std::string> wanted;
    for (const Finding& finding : one.report.findings)
      if (finding.state == State::fresh) wanted.insert("sub/" + finding.at.file);
    EXPECT_EQ(read.size(), wanted.size() + 1);
    for (const Command& command : read) {
      EXPECT_TRUE(command.name == "error" || command.name == "warning" || command.name == "notice") << command.name;
      for (const auto& [key, value] : command.properties)
        EXPECT_TRUE((std::set<std::string>{"file", "line", "endLine", "col", "endColumn", "title"}.contains(key))) << key;
      EXPECT_TRUE(command.properties.at("title").starts_with("unknot"));
      EXPECT_EQ(command.message.find_first_of("\x1b\r\x01"), std::string::npos);
    }
    EXPECT_EQ(read.back().name, "notice");
    EXPECT_FALSE(read.back().properties.contains("file"));
    if (one.name == "hostile")
      for (const char* name : {"sub/::error file=x::y,z.h", "sub/a\nb\r%0A.h", "sub/##[error]c.h"})
        EXPECT_TRUE(std::ranges::any_of(read, [&](const Command& c) { return c.properties.contains("file") && c.properties.at("file") == name; })) << name;
  }
}

TEST(GitHub, WritesTheTenWorstOfEachKindAndSaysSo) {
  const std::vector<Command> read = commands(render_github(many(40), {}));
  ASSERT_EQ(read.size(), 30U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(read[i].name, "error");
    EXPECT_EQ(read[i].properties.at("file"), "f" + std::to_string(119 - 3 * i) + ".h") << "the largest tangle first";
    EXPECT_EQ(read[10 + i].name, "warning");
    EXPECT_EQ(read[20 + i].name, "notice");
  }
  EXPECT_NE(read.back().message.find("91 findings more"), std::string::npos) << read.back().message;
}

TEST(GitHub, ColumnsAreThoseOfTheTokenInUtf16) {
  const std::vector<Command> read = commands(render_github(sample("odd"), {}));
  const auto odd = std::ranges::find_if(read, [](const Command& c) { return c.properties.contains("file") && c.properties.at("file").starts_with("my lib/gr"); });
  ASSERT_NE(odd, read.end());
  EXPECT_EQ(odd->properties.at("col"), "22");
  EXPECT_EQ(odd->properties.at("endColumn"), "31");
}

TEST(GitLab, GoldensKeepTheDocumentedFormat) {
  const std::filesystem::path schema = std::filesystem::path(UNKNOT_SOURCE_DIR) / "tests/reporters/gitlab.schema.json";
  const std::string validate = "node " + script("validate.mjs") + " " + quoted(schema);
  const std::vector<std::filesystem::path> files = goldens(".gitlab");
  EXPECT_GE(files.size(), 8U);
  const Outcome accepted = run(judge(validate, files));
  EXPECT_EQ(accepted.status, 0) << accepted.output;
  for (const char* broken : {R"([{"description": "x"}])",
                             R"([{"description":"x","check_name":"c","fingerprint":"f","severity":"error","location":{"path":"a","lines":{"begin":1}}}])",
                             R"([{"description":"x","check_name":"c","fingerprint":"f","severity":"info","location":{"path":"/a","lines":{"begin":1}}}])"})
    EXPECT_NE(run(judge(validate, {temporary("broken.gitlab", broken)})).status, 0) << broken;
}

TEST(GitLab, ListsWhatIsThereUnderItsOwnFingerprint) {
  for (const Sample& one : sample_reports()) {
    SCOPED_TRACE(one.name);
    const Json list = Json::parse(render_gitlab(one.report, {.place = "sub/"}), nullptr, false);
    std::set<std::string> fingerprints;
    std::size_t there = 0;
    for (const Finding& finding : one.report.findings) there += finding.state == State::absent ? 0 : 1;
    EXPECT_EQ(list.size(), there) << "known ones stay: GitLab would call them fixed";
    for (const Json& entry : list) {
      EXPECT_TRUE(fingerprints.insert(entry.at("fingerprint")).second) << entry;
      EXPECT_TRUE(entry.at("location").at("path").get<std::string>().starts_with("sub/"));
    }
  }
}

TEST(JUnit, GoldensKeepTheRules) {
  const std::string rules = "python3 " + script("junit_rules.py");
  const std::vector<std::filesystem::path> files = goldens(".xml");
  EXPECT_GE(files.size(), 8U);
  const Outcome accepted = run(judge(rules, files));
  EXPECT_EQ(accepted.status, 0) << accepted.output;
  const std::string suite = R"(<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase name="n" classname="c")";
  for (const auto& [broken, complaint] : std::vector<std::pair<std::string, std::string>>{
           {suite + "/></testsuite>", "no element found"},
           {suite + " file=\"x\"/></testsuite></testsuites>", "<testcase> with file"},
           {suite + "><b/></testcase></testsuite></testsuites>", "<b> in <testcase>"},
           {suite + "><failure message=\"m\"/></testcase></testsuite></testsuites>", "0 failures and has 1"},
           {suite + "/><testcase name=\"n\" classname=\"c\"/></testsuite></testsuites>", "not told apart"},
           {suite + " time=\"soon\"/></testsuite></testsuites>", "time 'soon'"},
           {suite + ">\x01</testcase></testsuite></testsuites>", "invalid token"}}) {
    const Outcome refused = run(judge(rules, {temporary("broken.xml", broken)}));
    EXPECT_NE(refused.status, 0) << broken;
    EXPECT_NE(refused.output.find(complaint), std::string::npos) << refused.output;
  }
}

std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

TEST(JUnit, WhatCountsFailsAndNothingElse) {
  const Report odd = sample("odd");
  EXPECT_EQ(times(render_junit(odd, {}), "<failure "), 3U);
  EXPECT_EQ(times(render_junit(odd, {.fail_on = Severity::error}), "<failure "), 1U);
  EXPECT_EQ(times(render_junit(odd, {.fail_on = Severity::note}), "<failure "), 5U);
  EXPECT_EQ(times(render_junit(odd, {.fail_on = std::nullopt}), "<failure "), 0U);
  EXPECT_EQ(times(render_junit(odd, {}), "<skipped "), 1U) << "known to the base";
  EXPECT_EQ(times(render_junit(odd, {}), "<error "), 1U) << "not complete";
  EXPECT_EQ(times(render_junit(sample("empty"), {}), "<testcase name=\"no findings\""), 3U);
}

TEST(Markdown, GoldensBecomeAListAndAFoldedOne) {
  const std::string rules = "node " + script("markdown_rules.mjs");
  const std::vector<std::filesystem::path> files = goldens(".md");
  EXPECT_GE(files.size(), 8U);
  const Outcome accepted = run(judge(rules, files));
  EXPECT_EQ(accepted.status, 0) << accepted.output;
  for (const char* broken : {"- a\n- b\n", "- a\n- b\n- <b>c\n", "- a\n- b\n- [c](d)\n", "- a\n- b\n- c\n\n<script>\n"})
    EXPECT_NE(run(judge(rules, {temporary("broken.md", broken)})).status, 0) << broken;
}

TEST(Markdown, StaysBelowTheLimitOfASummary) {
  const std::string text = render_markdown(many(10'000), {});
  EXPECT_LE(text.size(), 1'048'576U);
  EXPECT_GE(text.size(), 900'000U);
  EXPECT_EQ(times(text, " more, none worse than these\n"), 1U);
  EXPECT_TRUE(text.ends_with("</details>\n"));
  EXPECT_EQ(run(judge("node " + script("markdown_rules.mjs"), {temporary("many.md", text)})).status, 0);
}

}  // namespace
}  // namespace unknot
