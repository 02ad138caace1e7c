// Configuration below the root: the nearest file wins for its subtree, whatever else stands around it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

/// A knot and a self-include in each of a/ and b/, and a knot between them that stands in a/.
class Subtree : public testing::Test {
 protected:
  Subtree()
      : project_({{"a/1.h", "#pragma once\n#include \"2.h\"\n"},
                  {"a/2.h", "#pragma once\n#include \"1.h\"\n"},
                  {"a/self.h", "#pragma once\n#include \"self.h\"\n"},
                  {"b/1.h", "#pragma once\n#include \"2.h\"\n"},
                  {"b/2.h", "#pragma once\n#include \"1.h\"\n"},
                  {"b/self.h", "#pragma once\n#include \"self.h\"\n"},
                  {"main.cpp", "#include \"a/1.h\"\n#include \"a/self.h\"\n#include \"b/1.h\"\n#include \"b/self.h\"\n"}}) {
    project_.write_commands();
  }
  RunResult run(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"check", project_.root(), "--format", "json"};
    if (more.empty()) more = {"--cache", "off"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_unknot(arguments);
  }
  void check(const std::string& findings, const std::vector<std::string>& more = {}) {
    const auto result = run(more);
    ASSERT_LE(result.exit_code, 1) << result.err;
    EXPECT_EQ(overview(read_report(result.out)), findings) << result.err;
  }
  void check_mistake(const std::string& words) {
    const auto result = run();
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(words));
  }
  Project project_;
};
const std::string kA = "a/1.h:2 include-cycle warning\na/self.h:2 self-include warning\n";
const std::string kB = "b/1.h:2 include-cycle warning\nb/self.h:2 self-include warning\n";

TEST_F(Subtree, TheNearestFileWins) {
  check(kA + kB);
  project_.write("b/unknot.json", R"({"checks": {"include-cycle": "error", "self-include": "off"}})");
  check(kA + "b/1.h:2 include-cycle error\n");
  project_.write("unknot.json", R"({"checks": {"*": "off"}})");
  check("b/1.h:2 include-cycle error\n");
  EXPECT_THAT(run_unknot({"doctor", project_.root(), "--cache", "off"}).out, HasSubstr("configuration below the root: 1\n  b/unknot.json\n"));
  project_.write("unknot.json", R"({"checks": {"include-cycle": "off"}})");
  project_.write("b/unknot.json", R"({"checks": {"*": "note"}})");  // it speaks of all, so of what the root names, too
  check("a/self.h:2 self-include warning\nb/1.h:2 include-cycle note\nb/self.h:2 self-include note\n");
}

TEST_F(Subtree, WhatItDoesNotSayTheRootSays) {
  project_.write("unknot.json", R"({"checks": {"include-cycle": "error"}})");
  project_.write("b/unknot.json", R"({"checks": {"self-include": "note"}})");
  check("a/1.h:2 include-cycle error\na/self.h:2 self-include warning\nb/1.h:2 include-cycle error\nb/self.h:2 self-include note\n");
}

TEST_F(Subtree, PyprojectIsReadToo) {
  project_.write("b/pyproject.toml", "[project]\nname = 'b'\n[tool.unknot.checks]\nself-include = 'off'\n");
  check(kA + "b/1.h:2 include-cycle warning\n");
  project_.write("pyproject.toml", "[tool.unknot]\nchecks = {include-cycle = 'error'}\n");
  check("a/1.h:2 include-cycle error\na/self.h:2 self-include warning\nb/1.h:2 include-cycle error\n");
  project_.write("pyproject.toml", "[tool.unknot]\nchecks = {include-cycles = 'error'}\n");
  check_mistake("pyproject.toml:2:11: unknown check 'include-cycles'");
  project_.write("pyproject.toml", "[tool.unknot\n");
  check_mistake("pyproject.toml:1:");
}

TEST_F(Subtree, UnknotJsonGoesBeforePyprojectAndANoteSaysSo) {
  project_.write("unknot.json", R"({"checks": {"*": "note"}})");
  project_.write("pyproject.toml", "[tool.unknot]\nchecks = {'*' = 'off'}\n");
  const auto result = run();
  EXPECT_THAT(result.err, HasSubstr("pyproject.toml: [tool.unknot] is not used, since unknot.json stands beside it"));
  EXPECT_EQ(overview(read_report(result.out)).find("warning"), std::string::npos);
  project_.write("pyproject.toml", "[tool.other]\n");
  EXPECT_THAT(run().err, testing::Not(HasSubstr("pyproject")));
}

TEST_F(Subtree, ItsIgnoreIsRelativeToIt) {
  project_.write("b/unknot.json", R"({"ignore": ["1.h"]})");
  check(kA + "b/self.h:2 self-include warning\n");
  project_.write("b/unknot.json", R"({"ignore": ["b/"]})");
  check(kA + kB);
  project_.write("b/unknot.json", R"({"ignore": ["/"]})");
  check(kA);
}

TEST_F(Subtree, ItsSuppressionsReachNothingOutside) {
  project_.write("b/unknot.json", R"({"suppressions": [{"check": "*", "reason": "old"}]})");
  check(kA);
  project_.write("b/unknot.json", R"({"suppressions": [{"check": "include-cycle", "from": "1.h", "reason": "old"}]})");
  check(kA + "b/self.h:2 self-include warning\n");
  EXPECT_EQ(read_report(run().out).suppressed, 1U);
  project_.write("b/unknot.json", R"({"suppressions": [{"check": "self-include", "file": "a/*", "reason": "old"}]})");
  check(kA + kB + "b/unknot.json:1 suppression/unused note\n");
}

TEST_F(Subtree, AKnotBetweenSubtreesBelongsToItsPlace) {
  project_.write("a/2.h", "#pragma once\n#include \"../b/1.h\"\n");
  project_.write("b/2.h", "#pragma once\n#include \"../a/1.h\"\n");
  project_.write("a/self.h", "");
  project_.write("b/self.h", "");
  check("a/1.h:2 include-cycle warning\nb/2.h:2 folder-cycle note\n");
  project_.write("b/unknot.json", R"({"checks": {"*": "off"}})");
  check("a/1.h:2 include-cycle warning\n");
  project_.write("a/unknot.json", R"({"checks": {"include-cycle": "note"}})");
  check("a/1.h:2 include-cycle note\n");
  project_.write("a/unknot.json", R"({"checks": {"*": "off"}})");
  check("");
}

TEST_F(Subtree, ItMayBeARootOfItsOwn) {
  project_.write("b/unknot.json", R"({"build": ["out"], "fail_on": "error", "checks": {"self-include": "off"}})");
  const auto above = run();
  EXPECT_THAT(above.err, HasSubstr("b/unknot.json: not used while the root is further up: 'build', 'fail_on'"));
  EXPECT_EQ(overview(read_report(above.out)), kA + "b/1.h:2 include-cycle warning\n");
  project_.write("b/unknot.json", R"({"checks": {"self-include": "off"}})");
  const auto own = run_unknot({"check", project_.path("b"), "--cache", "off", "--format", "json"});
  EXPECT_EQ(overview(read_report(own.out)), "2.h:2 include-cycle warning\n");
  project_.write("b/unknot.json", R"({"subtree": true, "checks": {"self-include": "off"}})");
  const auto part = run_unknot({"check", project_.path("b"), "--cache", "off", "--format", "json"});
  EXPECT_EQ(overview(read_report(part.out)), "b/1.h:2 include-cycle warning\n");
  project_.write("b/unknot.json", R"({"subtree": true, "build": ["out"]})");
  check_mistake("b/unknot.json:1:19: 'build' belongs into the file of the root");
}

TEST_F(Subtree, MistakesBelowTheRootHaveAPlaceToo) {
  project_.write("b/unknot.json", "{\n  \"igno\": []\n}\n");
  check_mistake("b/unknot.json:2:3: unknown key 'igno'");
  project_.write("unknot.json", R"({"ignore": ["b/"]})");  // somebody else's
  check(kA);
}

TEST_F(Subtree, ANamedFileSpeaksForEverything) {
  project_.write("b/unknot.json", R"({"checks": {"*": "off"}})");
  project_.write("other.toml", "[tool.unknot]\nchecks = {self-include = 'off'}\n");
  check("a/1.h:2 include-cycle warning\nb/1.h:2 include-cycle warning\n", {"--cache", "off", "--config", project_.path("other.toml")});
}

TEST_F(Subtree, ChecksOnTheCommandLineGoOnTop) {
  project_.write("b/unknot.json", R"({"checks": {"include-cycle": "off"}})");
  check("a/1.h:2 include-cycle warning\nb/1.h:2 include-cycle warning\n", {"--cache", "off", "--checks", "-*,include-cycle"});
}

TEST_F(Subtree, TheCacheSeesEveryChange) {
  const std::vector<std::string> cached{"--cache", project_.path(".cache")};
  check(kA + kB, cached);
  check(kA + kB, cached);
  project_.write("b/unknot.json", R"({"checks": {"*": "off"}})");
  check(kA, cached);
  check(kA, cached);
  project_.write("b/unknot.json", R"({"ignore": ["self.h"]})");
  check(kA + "b/1.h:2 include-cycle warning\n", cached);
  check(kA + "b/1.h:2 include-cycle warning\n", cached);
  project_.write("b/pyproject.toml", "[tool.other]\n");
  check(kA + "b/1.h:2 include-cycle warning\n", cached);
  project_.remove("b/unknot.json");
  check(kA + kB, cached);
  project_.write("b/pyproject.toml", "[tool.unknot]\nignore = ['1.h']\n");
  check(kA + "b/self.h:2 self-include warning\n", cached);
}

}  // namespace
}  // namespace unknot::test
