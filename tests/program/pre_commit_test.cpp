// The real pre-commit with the hooks of this repository: what it refuses, what it lets pass, and what it looks at.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/git.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class PreCommit : public testing::Test {
 protected:
  PreCommit()
      : project_({{"m.cpp", "#include \"a.h\"\n"}, {"a.h", "#pragma once\n#include \"b.h\"\n"}, {"b.h", "#pragma once\n#include \"c.h\"\n"}, {"c.h", "#pragma once\n"}}),
        hooks_({{".pre-commit-hooks.yaml", read_file(std::string(UNKNOT_SOURCE_DIR) + "/.pre-commit-hooks.yaml")}}) {}
  void SetUp() override {
    if (!fs::exists("/usr/bin/pre-commit")) GTEST_SKIP() << "pre-commit is not installed";
    make_repository(hooks_.root());
  }
  /// The project as a repository in which pre-commit runs this hook.
  void use(const std::string& hook) {
    project_.write(".pre-commit-config.yaml", "repos:\n- repo: " + hooks_.root() + "\n  rev: " + git(hooks_.root(), {"rev-parse", "HEAD"}) +
                                                  "\n  hooks:\n  - id: " + hook + "\n    args: [--cache, 'off']\n");
    make_repository(project_.root());
    const auto run = run_program("/usr/bin/pre-commit", {"install"}, {.cwd = project_.root(), .env = env()});
    ASSERT_EQ(run.exit_code, 0) << run.out << run.err;
  }
  std::map<std::string, std::string> env() const {
    auto out = git_environment();
    out["HOME"] = out["XDG_CACHE_HOME"] = out["PRE_COMMIT_HOME"] = project_.path("../home");
    out["PATH"] = std::string(UNKNOT_BIN_DIR) + ":/usr/bin:/bin";
    return out;
  }
  RunResult commit(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"-C", project_.root(), "commit", "-q", "-m", "change"};
    words.insert(words.end(), more.begin(), more.end());
    auto run = run_program("/usr/bin/git", words, {.cwd = project_.root(), .env = env()});
    run.out += run.err;
    return run;
  }

  Project project_, hooks_;
};

const std::string kKnot = "c.h:2:10: warning: closes a cycle of 3 files: c.h -> a.h -> b.h -> c.h [include-cycle]";

TEST_F(PreCommit, ACommitThatClosesACycleIsRefusedOnItsLine) {
  use("unknot");
  project_.write("c.h", "#pragma once\n#include \"a.h\"\n");
  git(project_.root(), {"add", "-A"});
  const auto refused = commit();
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.out, HasSubstr(kKnot));
  project_.write("c.h", "#pragma once\nint fine();\n");
  git(project_.root(), {"add", "-A"});
  const auto clean = commit();
  EXPECT_EQ(clean.exit_code, 0) << clean.out;
  EXPECT_THAT(clean.out, HasSubstr("Passed"));
}

TEST_F(PreCommit, APartlyStagedFileIsJudgedByItsStagedHalf) {
  use("unknot");
  project_.write("c.h", "#pragma once\n#include \"a.h\"\n");
  git(project_.root(), {"add", "-A"});
  project_.write("c.h", "#pragma once\n");
  EXPECT_THAT(commit().out, HasSubstr(kKnot));
  project_.write("c.h", "#pragma once\nint fine();\n");
  git(project_.root(), {"add", "-A"});
  project_.write("c.h", "#pragma once\n#include \"a.h\"\nint fine();\n");
  const auto clean = commit();
  EXPECT_EQ(clean.exit_code, 0) << clean.out;
  EXPECT_THAT(project_.read("c.h"), HasSubstr("a.h")) << "what was not staged is still there";
}

TEST_F(PreCommit, WhatWasThereAlreadyIsLetPass) {
  project_.write("c.h", "#pragma once\n#include \"a.h\"\n");
  use("unknot");
  project_.write("b.h", "#pragma once\n\n#include \"c.h\"\nint more();\n");
  const auto all = commit({"-a"});
  EXPECT_EQ(all.exit_code, 0) << all.out;
  project_.write("c.h", "#pragma once\n#include \"a.h\"\n#include \"b.h\"\n");
  EXPECT_THAT(commit({"c.h"}).out, HasSubstr("c.h:3:10: warning: adds an edge inside a tangle of 3 files"));
}

TEST_F(PreCommit, TheWholeProject) {
  project_.write("c.h", "#pragma once\n#include \"a.h\"\n");
  use("unknot-full");
  project_.write("b.h", "#pragma once\n#include \"c.h\"\nint more();\n");
  EXPECT_THAT(commit({"-a"}).out, HasSubstr("include cycle of 3 files"));
  ASSERT_EQ(run_unknot({"baseline", "write", "--cache", "off"}, {.cwd = project_.root(), .env = {}}).exit_code, 0);
  project_.write("unknot.json", R"({"baseline": "unknot-baseline.json"})");
  git(project_.root(), {"add", "-A"});
  const auto known = commit();
  EXPECT_EQ(known.exit_code, 0) << known.out;
}

TEST_F(PreCommit, WhatIsNoSourceIsNoReasonToRun) {
  use("unknot");
  project_.write("notes.txt", "nothing\n");
  git(project_.root(), {"add", "-A"});
  EXPECT_THAT(commit().out, HasSubstr("Skipped"));
}

}  // namespace
}  // namespace unknot::test
