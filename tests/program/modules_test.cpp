// Modules in a build that has been: what its own scans say, and what is asked of nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScanWithB = R"({"version": 1, "rules": [{"primary-output": "a.o",
  "provides": [{"logical-name": "a", "is-interface": true}], "requires": [{"logical-name": "b"}]}]})";
constexpr const char* kScanWithout = R"({"version": 1, "rules": [{"primary-output": "a.o",
  "provides": [{"logical-name": "a", "is-interface": true}]}]})";

/// Whether a imports b hangs on a macro that a header unit brings: without a build nobody can tell.
Files knotted() {
  return {{"a.cppm", "export module a;\nimport \"config.h\";\n#ifdef WITH_B\nimport b;\n#endif\n"},
          {"b.cppm", "export module b;\nimport a;\n"},
          {"config.h", "#pragma once\n#define WITH_B 1\n"},
          {"compile_commands.json",
           R"([{"directory": ".", "file": "a.cppm", "output": "out/a.o", "arguments": ["c++", "-std=c++20", "-c", "a.cppm"]},
 {"directory": ".", "file": "b.cppm", "arguments": ["c++", "-std=c++20", "-c", "b.cppm", "-o", "out/b.o"]}])"}};
}

std::string findings_of(Project& project, const std::string& cache = "off") {
  const auto run = run_unknot({"check", ".", "--format", "json", "--fail-on", "never", "--cache", cache}, {.cwd = project.root(), .env = {}});
  return overview(read_report(run.out));
}

void make_older(const std::string& path) {
  fs::last_write_time(path, fs::last_write_time(path) - std::chrono::hours(1));
}

TEST(ModulesOfABuild, WithoutAScanWhatAHeaderUnitDecidesIsUnknown) {
  Project project(knotted());
  EXPECT_EQ(findings_of(project), "a.cppm:4 module-cycle/unknown note\n");
}

TEST(ModulesOfABuild, TheScanOfTheBuildDecides) {
  auto files = knotted();
  files["out/a.o.ddi"] = kScanWithB;
  Project project(files);
  EXPECT_EQ(findings_of(project), "a.cppm:4 module-cycle error\n");
}

TEST(ModulesOfABuild, TheScanMaySayNo) {
  auto files = knotted();
  files["out/a.o.ddi"] = kScanWithout;
  Project project(files);
  EXPECT_EQ(findings_of(project), "a.cppm:4 module-cycle/not-shown note\n");
}

TEST(ModulesOfABuild, AScanOlderThanItsSourceSaysNothing) {
  auto files = knotted();
  files["out/a.o.ddi"] = kScanWithB;
  Project project(files);
  make_older(project.root() + "/out/a.o.ddi");
  EXPECT_EQ(findings_of(project), "a.cppm:4 module-cycle/unknown note\n");
}

TEST(ModulesOfABuild, AnAnswerFromTheCacheSeesANewScan) {
  Project project(knotted());
  const std::string cache = project.root() + "/.cache";
  EXPECT_EQ(findings_of(project, cache), "a.cppm:4 module-cycle/unknown note\n");
  project.write("out/a.o.ddi", kScanWithB);
  EXPECT_EQ(findings_of(project, cache), "a.cppm:4 module-cycle error\n");
}

TEST(ModulesOfABuild, WhyAndDumpKnowModulesByName) {
  Project project(knotted());
  const auto why = run_unknot({"why", "module:b", "a", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  EXPECT_EQ(why.exit_code, 0) << why.err;
  EXPECT_EQ(why.out, "b.cppm:2:8: import a\n");
  const auto by_path = run_unknot({"why", "b.cppm", "a.cppm", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  EXPECT_EQ(by_path.out, why.out);
}

}  // namespace
}  // namespace unknot::test
