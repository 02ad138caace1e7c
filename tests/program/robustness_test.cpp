// What goes wrong costs what it costs, is named, and leaves the rest of the answer there. Exit codes as in docs/cli.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/report_tool.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two tangles: one that needs no preprocessing (a.h, b.h, reached by one.cpp) and one that does (c.h, d.h by two.cpp).
Files two_tangles() {
  return {{"a.h", "#pragma once\n#include \"b.h\"\n"},
          {"b.h", "#pragma once\n#include \"a.h\"\n"},
          {"c.h", "#pragma once\n#ifdef WITH_D\n#include \"d.h\"\n#endif\n"},
          {"d.h", "#pragma once\n#include \"c.h\"\n"},
          {"one.cpp", "#include \"a.h\"\n"},
          {"two.cpp", "#define WITH_D\n#include \"c.h\"\n"}};
}
Files clean() { return {{"main.cpp", "#include \"a.h\"\n"}, {"a.h", "#pragma once\n"}}; }

/// Long enough for every sound request on a busy machine with sanitizers.
constexpr const char* kTimeout = "3";

struct Wanted {
  int exit_code = 0;
  std::vector<std::string> said;      ///< on standard error
  std::vector<std::string> findings;  ///< as overview() writes them
};

RunResult run_in(Project& project, std::vector<std::string> more, const std::map<std::string, std::string>& env = {}) {
  std::vector<std::string> arguments{"check", "."};
  arguments.insert(arguments.end(), more.begin(), more.end());
  if (std::ranges::find(more, "--cache") == more.end()) arguments.insert(arguments.end(), {"--cache", "off"});
  if (std::ranges::find(more, "--format") == more.end()) arguments.insert(arguments.end(), {"--format", "json"});
  return run_unknot(arguments, {.cwd = project.root(), .env = env});
}

/// One run must end as wanted. Its report is returned.
ReadReport check(Project& project, const std::vector<std::string>& more, const Wanted& wanted,
                 const std::map<std::string, std::string>& env = {}) {
  const auto run = run_in(project, more, env);
  EXPECT_EQ(run.exit_code, wanted.exit_code) << run.err;
  for (const auto& said : wanted.said) EXPECT_THAT(run.err, HasSubstr(said));
  if (wanted.exit_code == 2) {
    EXPECT_EQ(run.out, "") << "standard output carries the report and nothing else";
    return {};
  }
  EXPECT_EQ(what_breaks_the_promise(run.out, project.root()), "");
  const auto report = read_report(run.out);
  std::string expected;
  for (const auto& finding : wanted.findings) expected += finding + "\n";
  EXPECT_EQ(overview(report), expected) << run.err;
  return report;
}

const std::string kFirst = "a.h:2 include-cycle warning";
const std::string kSecond = "c.h:3 include-cycle warning";
const std::string kSecondUnknown = "c.h:3 include-cycle/unknown note";

bool names_problem(const ReadReport& report, const std::string& file, const std::string& part) {
  return std::ranges::any_of(report.problems, [&](const auto& p) { return p.file == file && p.message.contains(part); });
}

TEST(Faults, WithoutOneAllIsThere) {
  Project project(two_tangles());
  project.write_commands();
  const auto report = check(project, {}, {.exit_code = 1, .said = {}, .findings = {kFirst, kSecond}});
  EXPECT_TRUE(report.complete);
}

TEST(Faults, ACrashInAHeaderCostsThatHeader) {
  Project project(two_tangles());
  project.write_commands();
  const auto report = check(project, {"--fail-on", "never"}, {.exit_code = 3, .said = {"c.h", "crashed"}, .findings = {kFirst}},
                            {{"UNKNOT_CLANG_FAULT", "crash:c.h"}});
  EXPECT_FALSE(report.complete);
  EXPECT_TRUE(names_problem(report, "c.h", "crashed"));
  EXPECT_EQ(report.problems.size(), 1U);
  check(project, {}, {.exit_code = 1, .said = {"c.h"}, .findings = {kFirst}}, {{"UNKNOT_CLANG_FAULT", "crash:c.h"}});
  check(project, {"--fail-on", "never", "--allow-incomplete"}, {.exit_code = 0, .said = {"c.h"}, .findings = {kFirst}},
        {{"UNKNOT_CLANG_FAULT", "crash:c.h"}});
}

TEST(Faults, AHangInAHeaderCostsThatHeader) {
  Project project(two_tangles());
  project.write_commands();
  const auto report = check(project, {"--timeout", kTimeout, "--fail-on", "never"}, {.exit_code = 3, .said = {"c.h"}, .findings = {kFirst}},
                            {{"UNKNOT_CLANG_FAULT", "hang:c.h"}});
  EXPECT_FALSE(report.complete);
  EXPECT_TRUE(names_problem(report, "c.h", std::string(kTimeout) + " s"));
  EXPECT_EQ(report.problems.size(), 1U);
}

/// A fault in a unit strikes when it is scanned and when it is preprocessed. With its facts in the cache only the second is
/// left: what its conditional includes do is unknown then, and said to be.
TEST(Faults, ACrashInPreprocessingCostsTheTruthOfThatUnit) {
  Project project(two_tangles());
  project.write_commands();
  const std::string cache = project.path("../cache");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // what changed just now is not kept
  ASSERT_EQ(run_in(project, {"--cache", cache}).exit_code, 1);
  for (const char* fault : {"crash:two.cpp", "hang:two.cpp"}) {
    project.write("one.cpp", std::string("// ") + fault + "\n#include \"a.h\"\n");  // the kept answer no longer holds
    const auto report = check(project, {"--cache", cache, "--timeout", kTimeout},
                              {.exit_code = 1, .said = {"two.cpp"}, .findings = {kFirst, kSecondUnknown}}, {{"UNKNOT_CLANG_FAULT", fault}});
    EXPECT_FALSE(report.complete);
    EXPECT_TRUE(names_problem(report, "two.cpp", "")) << fault;
    check(project, {"--cache", cache, "--timeout", kTimeout, "--fail-on", "never"},
          {.exit_code = 3, .said = {"two.cpp"}, .findings = {kFirst, kSecondUnknown}}, {{"UNKNOT_CLANG_FAULT", fault}});
  }
  check(project, {"--cache", cache}, {.exit_code = 1, .said = {}, .findings = {kFirst, kSecond}});
}

TEST(Faults, ALostUnitIsNotKept) {
  Project project(clean());
  project.write_commands();
  const std::string cache = project.path("../cache");
  check(project, {"--cache", cache}, {.exit_code = 3, .said = {"a.h"}, .findings = {}}, {{"UNKNOT_CLANG_FAULT", "crash:a.h"}});
  const auto report = check(project, {"--cache", cache}, {.exit_code = 0, .said = {}, .findings = {}});
  EXPECT_TRUE(report.complete);
}

TEST(Faults, NoExtractorIsSaid) {
  Project project(clean());
  project.write_commands();
  const auto report = check(project, {"--extractor", "/nonexistent/unknot-clang"},
                            {.exit_code = 3, .said = {"/nonexistent/unknot-clang"}, .findings = {}});
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.problems.size(), 1U);
}

TEST(Faults, AnExtractorThatIsNoneIsSaid) {
  Project project(clean());
  project.write_commands();
  check(project, {"--extractor", "/bin/false"}, {.exit_code = 3, .said = {}, .findings = {}});
  check(project, {"--extractor", "/bin/echo"}, {.exit_code = 3, .said = {}, .findings = {}});
}

TEST(StandardError, CarriesOnlyOurOwnWords) {
  // A unit that Clang would warn about, and one that it cannot read to the end.
  Project project(two_tangles());
  project.write("two.cpp", "#pragma once\n#define WITH_D\n#define WITH_D 1\n#warning look\n#include \"c.h\"\n#include \"gone.h\"\n#error stop\n");
  project.write_commands();
  const auto run = run_in(project, {});
  std::istringstream lines(run.err);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line.starts_with("unknot: ")) << line;
}

TEST(Database, NamedAndBrokenIsAMistake) {
  Project project(clean());
  project.write("out/compile_commands.json", "[\n  {\"file\": \"a\",}\n]\n");
  check(project, {"-p", "out"}, {.exit_code = 2, .said = {"compile_commands.json:2:16: "}, .findings = {}});
  check(project, {"-p", "out/compile_commands.json"}, {.exit_code = 2, .said = {"compile_commands.json:2:16: "}, .findings = {}});
  check(project, {"-p", "nowhere"}, {.exit_code = 2, .said = {"nowhere"}, .findings = {}});
}

TEST(Database, FoundAndBrokenCostsTheCommands) {
  auto files = two_tangles();
  files["compile_commands.json"] = "[\n  {\"file\": \"a\",}\n]\n";
  Project project(files);
  const auto report = check(project, {"--fail-on", "never"},
                            {.exit_code = 3, .said = {"compile_commands.json:2"}, .findings = {kFirst, kSecond}});
  EXPECT_TRUE(names_problem(report, "compile_commands.json", "inferred"));
}

TEST(Database, EntriesWithoutAFileAreCounted) {
  Project project(clean());
  std::vector<Compile> commands;
  for (const char* file : {"gone1.cpp", "gone2.cpp", "main.cpp"}) commands.push_back({.file = file, .flags = {}, .directory = ""});
  project.write_commands(commands);
  check(project, {}, {.exit_code = 0, .said = {"2 of 3 commands have no file", "database: compile_commands.json"}, .findings = {}});
}

TEST(Nothing, ToAnalyseIsAMistake) {
  Project project;
  check(project, {}, {.exit_code = 2, .said = {"0 files found"}, .findings = {}});
  project.write("README.md", "no source\n");
  check(project, {}, {.exit_code = 2, .said = {"0 files found"}, .findings = {}});
  const auto run = run_unknot({"check", project.path("nowhere"), "--cache", "off"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("nowhere"));
}

TEST(OutputFile, ThatCannotBeWrittenIsAMistake) {
  Project project(clean());
  project.write_commands();
  check(project, {"--format", "json:/nonexistent/report.json"}, {.exit_code = 2, .said = {"/nonexistent/report.json"}, .findings = {}});
  check(project, {"--format", "sarif:" + project.root()}, {.exit_code = 2, .said = {project.root()}, .findings = {}});
}

TEST(OutputFile, AFullDiskIsAMistake) {
  Project project(clean());
  project.write_commands();
  check(project, {"--format", "json:/dev/full"}, {.exit_code = 2, .said = {"/dev/full"}, .findings = {}});
}

TEST(MissingHeader, InsideTheProjectMakesTheAnswerIncomplete) {
  auto files = clean();
  files["a.h"] = "#pragma once\n#include \"gone.h\"\n";
  Project project(files);
  project.write_commands();
  const auto report = check(project, {}, {.exit_code = 3, .said = {"a.h:2", "gone.h"}, .findings = {}});
  EXPECT_TRUE(names_problem(report, "a.h", "gone.h"));
}

TEST(MissingHeader, UnderAConditionOrAngledDoesNot) {
  auto files = clean();
  files["a.h"] = "#pragma once\n#ifdef _WIN32\n#include <windows.h>\n#include \"win.h\"\n#endif\n#include <sys/not_here.h>\n";
  Project project(files);
  project.write_commands();
  check(project, {}, {.exit_code = 0, .said = {}, .findings = {}});
}

TEST(MissingHeader, ThatTheBuildWritesDoesNot) {
  auto files = clean();
  files["a.h"] = "#pragma once\n#include \"generated/config.h\"\n";
  files["out/build.ninja"] = "build generated/config.h: CUSTOM_COMMAND ../config.h.in\n";
  Project project(files);
  project.write_commands({{.file = project.path("main.cpp"), .flags = {}, .directory = ""}}, "out/compile_commands.json");
  check(project, {"-p", "out"}, {.exit_code = 0, .said = {}, .findings = {}});
}

TEST(MissingHeader, WhoseNameOnlyEndsLikeThatOfAnOutputDoes) {
  auto files = clean();
  files["a.h"] = "#pragma once\n#include \"fig.h\"\n";
  files["out/build.ninja"] = "build generated/config.h: CUSTOM_COMMAND ../config.h.in\n";
  Project project(files);
  project.write_commands({{.file = project.path("main.cpp"), .flags = {}, .directory = ""}}, "out/compile_commands.json");
  check(project, {"-p", "out"}, {.exit_code = 3, .said = {"fig.h"}, .findings = {}});
}

TEST(Unreadable, FileIsNamed) {
  auto files = clean();
  files["main.cpp"] = "#include \"a.h\"\n#include \"folder.h\"\n";
  files["folder.h/inside.txt"] = "a folder with a header's name\n";
  Project project(files);
  project.write_commands();
  check(project, {}, {.exit_code = 3, .said = {"folder.h"}, .findings = {}});
}

}  // namespace
}  // namespace unknot::test
