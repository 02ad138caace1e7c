// unknot init: what it writes is valid, says what it found, and changes nothing but what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const Files kKnot{{"src/a.h", "#pragma once\n#include \"b.h\"\n"},
                  {"src/b.h", "#pragma once\n#include \"a.h\"\n"},
                  {"src/main.cpp", "#include \"a.h\"\n"}};
const Files kForeign{{"third_party/lib/x.h", "#pragma once\n#include \"y.h\"\n"},
                     {"third_party/lib/y.h", "#pragma once\n#include \"x.h\"\n"},
                     {"third_party/lib/x.cpp", "#include \"x.h\"\n"}};

RunResult init(const Project& project, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"init"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_unknot(arguments, {.cwd = project.root(), .env = {}});
}
std::string findings(const Project& project) {
  const auto run = run_unknot({"check", project.root(), "--cache", "off", "--format", "json"});
  EXPECT_LE(run.exit_code, 1) << run.err;
  return overview(read_report(run.out));
}
Files both() {
  Files out = kKnot;
  out.insert(kForeign.begin(), kForeign.end());
  return out;
}

/// The text with every commented-out member switched on.
std::string switched_on(std::string text) {
  for (auto at = text.find("// \""); at != std::string::npos; at = text.find("// \"", at)) text.erase(at, 3);
  return text;
}

TEST(Init, ChangesNothingInAPlainProject) {
  Project project(kKnot);
  project.write_commands();
  const std::string before = findings(project);
  const auto run = init(project);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, HasSubstr("database: compile_commands.json, 1 command"));
  EXPECT_TRUE(run.out.ends_with("next: unknot check\n")) << run.out;
  EXPECT_EQ(findings(project), before);
}

TEST(Init, IgnoresOtherPeoplesCodeAndSaysSo) {
  Project project(both());
  const std::string both_findings = findings(project);
  EXPECT_THAT(both_findings, HasSubstr("third_party"));
  const auto run = init(project);
  EXPECT_THAT(run.out, HasSubstr("ignored: third_party/, 3 files"));
  EXPECT_THAT(run.out, HasSubstr("no compile_commands.json found"));
  EXPECT_EQ(findings(project), "src/a.h:2 include-cycle warning\n");
}

TEST(Init, EveryLineCanBeSwitchedOn) {
  Project project(both());
  project.write_commands();
  init(project);
  project.write("unknot.json", switched_on(project.read("unknot.json")));
  EXPECT_EQ(findings(project), "src/a.h:2 include-cycle error\nunknot.json:16 suppression/unused note\n");  // the example silences nothing
}

TEST(Init, NamesCompiledFilesOutside) {
  Project project(kKnot);
  project.write("shared/s.cpp", "int s;\n");
  project.write_commands({{.file = project.path("src/main.cpp"), .flags = {}, .directory = {}},
                          {.file = project.path("shared/s.cpp"), .flags = {}, .directory = {}}}, "src/compile_commands.json");
  const auto run = init(project, {"src"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("../shared, 1 file"));
  EXPECT_TRUE(run.out.ends_with("next: unknot check src\n")) << run.out;
  EXPECT_THAT(project.read("src/unknot.json"), HasSubstr("// \"roots\": [\"../shared\"],"));
}

TEST(Init, OverwritesOnlyWhenForced) {
  Project project(kKnot);
  project.write("unknot.json", "{}");
  const auto refused = init(project);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(project.read("unknot.json"), "{}");
  EXPECT_EQ(init(project, {"--force"}).exit_code, 0);
  EXPECT_THAT(project.read("unknot.json"), HasSubstr("fail_on"));
}

TEST(Init, WritesThroughNoLink) {
  Project project(kKnot);
  project.link("unknot.json", "elsewhere.json");
  for (const auto& more : {std::vector<std::string>{}, {"--force"}}) EXPECT_EQ(init(project, more).exit_code, 2);
  EXPECT_FALSE(project.has("elsewhere.json"));
}

TEST(Init, PyprojectIsAConfigurationToo) {
  Project project(kKnot);
  project.write("pyproject.toml", "[tool.unknot]\n");
  const auto refused = init(project);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("pyproject.toml"));
  EXPECT_EQ(init(project, {"--force"}).exit_code, 0);
}

TEST(Init, ATreeOfNothingElseIsNotIgnored) {
  Project project(kForeign);
  EXPECT_EQ(init(project).exit_code, 0);
  EXPECT_THAT(project.read("unknot.json"), Not(HasSubstr("\"third_party/\"  //")));
}

TEST(Init, MistakesWriteNothing) {
  Project empty;
  EXPECT_EQ(init(empty).exit_code, 2);
  EXPECT_EQ(init(empty, {"nowhere"}).exit_code, 2);
  EXPECT_FALSE(empty.has("unknot.json"));
}

TEST(Init, WritesAtTheRootOfTheProject) {
  Project project(kKnot);
  EXPECT_EQ(run_unknot({"init"}, {.cwd = project.path("src"), .env = {}}).exit_code, 0);
  EXPECT_TRUE(project.has("unknot.json"));
}

}  // namespace
}  // namespace unknot::test
