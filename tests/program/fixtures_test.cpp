// Every folder fixtures/checks/<check-id>/<case>/ is a test: what its files are marked with is what the program finds.
// Beside the marks a case may hold compile_commands.json (else every .c and .cpp file is a unit), flags.txt (one line of
// flags for all units; {frameworks} in it is fixtures/frameworks, headers that stand for those of frameworks without a package), links.txt (lines "NAME TARGET") and expect.txt.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "tests/support/cases.h"
#include "tests/support/expectations.h"
#include "tests/support/project.h"
#include "tests/support/report_tool.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = UNKNOT_SOURCE_DIR "/fixtures/checks";

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  const std::string stand_in = "{frameworks}";
  for (std::string word; in >> word;) {
    if (const auto at = word.find(stand_in); at != std::string::npos) word.replace(at, stand_in.size(), UNKNOT_SOURCE_DIR "/fixtures/frameworks");
    out.push_back(word);
  }
  return out;
}

/// A project of Python has no commands, and nothing to run them on.
bool holds_only_python(const std::string& folder) {
  bool python = false;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension().string();
    python |= ending == ".py";
    if (ending == ".c" || ending == ".cpp" || ending == ".h" || ending == ".cppm") return false;
  }
  return python;
}

void set_up(Project& project, const std::string& folder) {
  project.copy_from(folder);
  project.remove("expect.txt");
  if (project.has("links.txt")) {
    const auto words = words_of(project.read("links.txt"));
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) project.link(words[i], words[i + 1]);
    project.remove("links.txt");
  }
  if (!project.has("compile_commands.json") && !holds_only_python(folder))
    project.write_commands(project.has("flags.txt") ? words_of(project.read("flags.txt")) : std::vector<std::string>{});
}

void check(const std::string& folder) {
  std::vector<std::string> problems;
  const auto marks = marks_below(folder, problems);
  Project project;
  set_up(project, folder);
  const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project.root(), .env = {}});
  ASSERT_TRUE(run.exit_code == 0 || run.exit_code == 1) << "exit code " << run.exit_code << "\n" << run.err;
  const auto report = read_report(run.out);
  EXPECT_TRUE(report.complete) << run.err;
  for (auto& difference : differences(marks, report.findings)) problems.push_back(std::move(difference));
  EXPECT_THAT(problems, testing::IsEmpty()) << overview(report);
  EXPECT_EQ(run.exit_code, std::ranges::any_of(report.findings, [](const auto& f) { return f.severity != "note"; }) ? 1 : 0);
  EXPECT_EQ(what_breaks_the_promise(run.out, project.root()), "");
  std::set<std::string> prints;
  for (const auto& finding : report.findings) EXPECT_TRUE(prints.insert(finding.fingerprint).second) << finding.file << ":" << finding.line << " has the fingerprint of another finding";
}

/// "check/case", sorted.
std::vector<std::string> cases() {
  std::vector<std::string> out;
  for (const auto& check : folders_in(kFixtures))
    for (const auto& name : folders_in(kFixtures + "/" + check)) out.push_back(check + "/" + name);
  std::ranges::sort(out);
  return out;
}

/// The judges of the formats that other programs read: Graphviz draws, and ajv holds SARIF to the official schema and JSON to
/// ours, for every fixture.
TEST(EveryFixture, SatisfiesTheReadersOfItsReports) {
  Project reports;
  std::vector<std::string> sarif{UNKNOT_SOURCE_DIR "/tests/reporters/validate.mjs", UNKNOT_SOURCE_DIR "/fixtures/reporters/schema/sarif-2.1.0.json"};
  std::vector<std::string> json{sarif.front(), UNKNOT_SOURCE_DIR "/docs/report.schema.json"};
  for (const auto& name : cases()) {
    Project project;
    set_up(project, kFixtures + "/" + name);
    std::string stem = name;
    std::ranges::replace(stem, '/', '_');
    stem = reports.path(stem);
    const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "dot:" + stem + ".dot", "--format", "sarif:" + stem + ".sarif",
                                 "--format", "json:" + stem + ".json"},
                                {.cwd = project.root(), .env = {}});
    ASSERT_TRUE(run.exit_code == 0 || run.exit_code == 1) << name << ": " << run.err;
    const auto drawn = run_program("/usr/bin/dot", {"-Tsvg", stem + ".dot"});
    EXPECT_EQ(drawn.exit_code, 0) << name << ": " << drawn.err;
    EXPECT_NE(drawn.out.find("</svg>"), std::string::npos) << name;
    sarif.push_back(stem + ".sarif");
    json.push_back(stem + ".json");
  }
  for (const auto* arguments : {&sarif, &json}) {
    auto words = *arguments;
    words.insert(words.begin(), "node");
    const auto judged = run_program("/usr/bin/env", words);
    EXPECT_EQ(judged.exit_code, 0) << judged.out << judged.err;
    EXPECT_NE(judged.out.find(std::to_string(arguments->size() - 2) + " validated, 0 broken"), std::string::npos) << judged.out;
  }
}

// A suite that passes with its check switched off would hold nothing: each check has a fixture that says what is missing then.
class EveryCheck : public testing::TestWithParam<std::string> {};
TEST_P(EveryCheck, SwitchedOffFailsItsSuite) {
  for (const auto& name : folders_in(kFixtures + "/" + GetParam())) {
    std::vector<std::string> problems;
    auto marks = marks_below(kFixtures + "/" + GetParam() + "/" + name, problems);
    std::erase_if(marks, [](const Mark& mark) { return mark.check != GetParam() || mark.kind != MarkKind::expect; });
    if (marks.empty()) continue;
    Project project;
    set_up(project, kFixtures + "/" + GetParam() + "/" + name);
    const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json", "--checks", "-" + GetParam()}, {.cwd = project.root(), .env = {}});
    auto findings = read_report(run.out).findings;
    std::erase_if(findings, [](const ReportFinding& finding) { return finding.check != GetParam(); });
    EXPECT_EQ(differences(marks, findings).size(), marks.size()) << run.out << run.err;
    return;
  }
  FAIL() << "no fixture of " << GetParam() << " is marked";
}
INSTANTIATE_TEST_SUITE_P(Checks, EveryCheck, testing::ValuesIn(folders_in(kFixtures)), case_name);

const std::vector<std::string> kContextChecks{"connection-leak", "context-leak", "hook-overwritten", "mined-pair", "server-settings",
                                              "teardown-skipped", "teardown-unguarded", "test-state-leak", "thread-bound-context", "unbalanced-push"};

/// Fixtures of C++ for the context checks in which their check finds nothing, "check/case".
std::vector<std::string> good_cases() {
  std::vector<std::string> out;
  for (const auto& check : kContextChecks)
    for (const auto& name : folders_in(kFixtures + "/" + check)) {
      const std::string folder = kFixtures + "/" + check + "/" + name;
      std::vector<std::string> problems;
      const auto marks = marks_below(folder, problems);
      const bool bad = std::ranges::any_of(marks, [&](const Mark& mark) { return mark.check == check && mark.kind == MarkKind::expect; });
      if (!bad && !holds_only_python(folder)) out.push_back(check + "/" + name);
    }
  return out;
}

// What a good fixture holds is worth something only next to a bad one: at most three lines are between them.
class GoodFixture : public testing::TestWithParam<std::string> {};
TEST_P(GoodFixture, IsABadOneWithAFewLinesChanged) {
  std::vector<std::string> problems;
  Project project;
  set_up(project, kFixtures + "/" + GetParam());
  std::map<std::tuple<std::string, std::string, std::string, std::string>, int> lines_of;
  std::set<std::string> files;
  for (const auto& mark : marks_below(kFixtures + "/" + GetParam(), problems)) {
    if (mark.kind != MarkKind::without) continue;
    ++lines_of[{mark.file, mark.check, mark.case_name, mark.message}];
    files.insert(mark.file);
  }
  ASSERT_FALSE(lines_of.empty()) << "no line is marked with expect-without";
  for (const auto& file : files) project.write(file, bad_twin(project.read(file)));
  const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project.root(), .env = {}});
  const auto report = read_report(run.out);
  EXPECT_TRUE(report.complete) << run.err;
  for (const auto& [finding, lines] : lines_of) {
    const auto& [file, check, case_name, message] = finding;
    EXPECT_LE(lines, 3) << file << ": " << message;
    EXPECT_TRUE(std::ranges::any_of(report.findings, [&](const ReportFinding& found) {
      return found.file == file && found.check == check && found.case_name == case_name && found.message.find(message) != std::string::npos;
    })) << file << ": " << check << "/" << case_name << " \"" << message << "\"\n" << overview(report) << run.err;
  }
}
INSTANTIATE_TEST_SUITE_P(Context, GoodFixture, testing::ValuesIn(good_cases()), case_name);

class Fixture : public testing::TestWithParam<std::string> {};
TEST_P(Fixture, FindsWhatIsMarked) { check(kFixtures + "/" + GetParam()); }
INSTANTIATE_TEST_SUITE_P(Checks, Fixture, testing::ValuesIn(cases()), case_name);

}  // namespace
}  // namespace unknot::test
