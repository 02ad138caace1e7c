// unknot baseline: what is written, what it changes, and what becomes of broken and stale ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/git.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class BaselineFile : public testing::Test {
 protected:
  BaselineFile()
      : project_({{"m.cpp", "#include \"a.h\"\n#include \"x.h\"\n"},
                  {"a.h", "#pragma once\n#include \"b.h\"\n"},
                  {"b.h", "#pragma once\n#include \"a.h\"\n"},
                  {"x.h", "#pragma once\n#include \"y.h\"\n"},
                  {"y.h", "#pragma once\n"},
                  {"s.h", "#ifndef S\n#define S\n#include \"s.h\"\n#endif\n"}}) {}
  RunResult run(std::vector<std::string> words) {
    words.insert(words.end(), {"--cache", "off"});
    return run_unknot(words, {.cwd = project_.root(), .env = {}});
  }
  void check(const std::vector<std::string>& words, int exit_code, const std::string& said, const std::string& reported = "") {
    const auto result = run(words);
    EXPECT_EQ(result.exit_code, exit_code) << result.err << result.out;
    EXPECT_THAT(result.err, HasSubstr(said));
    EXPECT_THAT(result.out, HasSubstr(reported));
  }
  void close_second() { project_.write("y.h", "#pragma once\n#include \"x.h\"\n"); }
  std::string text() const { return project_.read("unknot-baseline.json"); }

  Project project_;
  const std::vector<std::string> with_ = {"check", "--baseline", "unknot-baseline.json"};
};

TEST_F(BaselineFile, IsReadableSortedAndOfNothingThatMoves) {
  check({"baseline", "write"}, 0, "3 entries in unknot-baseline.json");
  const std::string first = text();
  EXPECT_THAT(first, HasSubstr("    {\"check\": \"include-cycle\", \"from\": \"a.h\", \"to\": \"b.h\", \"fingerprint\": \"v1:"));
  EXPECT_EQ(first.substr(0, 42), "{\n  \"unknot_baseline\": 1,\n  \"entries\": [\n ");
  EXPECT_THAT(first, testing::EndsWith("\"}\n  ]\n}\n"));
  project_.write("a.h", "// lines\n\n#pragma once\nint a();\n#include \"b.h\"\n");
  project_.move_elsewhere();
  check({"baseline", "write"}, 0, "");
  EXPECT_EQ(text(), first);
  for (const auto& name : project_.files()) EXPECT_FALSE(name.starts_with("unknot-baseline.json.")) << "left behind: " << name;
}

TEST_F(BaselineFile, WhatItHoldsFailsNoRun) {
  check({"check"}, 1, "");
  check({"baseline", "write"}, 0, "");
  check(with_, 0, "", "nothing new in 6 files; 2 known before");
  project_.write("unknot.json", R"({"baseline": "unknot-baseline.json"})");
  check({"check"}, 0, "", "nothing new");
  close_second();
  // Of an edge that was in no tangle a baseline knows nothing: the whole new one is new, and stands at its cut.
  check({"check"}, 1, "", "x.h:2:10: warning: closes a cycle of 2 files: x.h -> y.h -> x.h");
  project_.write("y.h", "#pragma once\n#include \"a.h\"\n");
  project_.write("b.h", "#pragma once\n#include \"a.h\"\n#include \"x.h\"\n");
  check({"check"}, 1, "", "b.h:3:10: warning: joins 2 files to a tangle of 2: b.h -> x.h -> y.h -> a.h -> b.h");
}

TEST_F(BaselineFile, StaleLinesAreToldAndPrunedAndThenNew) {
  close_second();
  check({"baseline", "write"}, 0, "5 entries");
  project_.write("y.h", "#pragma once\n");
  const auto json = run({"check", "--baseline", "unknot-baseline.json", "--format", "json"});
  EXPECT_EQ(json.exit_code, 0);
  std::vector<std::string> stale;
  for (const auto& finding : read_report(json.out).findings)
    if (finding.case_name == "stale-baseline") stale.push_back(finding.file + ":" + std::to_string(finding.line) + " " + finding.severity + " " + finding.message);
  EXPECT_THAT(stale, ElementsAre(HasSubstr("unknot-baseline.json:6 note the baseline knows 'include-cycle' of x.h -> y.h, which is not found any more"),
                                 HasSubstr("unknot-baseline.json:7 note the baseline knows 'include-cycle' of y.h -> x.h")));
  check({"baseline", "prune"}, 0, "2 taken out, 3 entries in unknot-baseline.json");
  check({"baseline", "prune"}, 0, "0 taken out, 3 entries in unknot-baseline.json");
  check(with_, 0, "", "nothing new");
  close_second();
  check(with_, 1, "", "x.h:2:10: warning: closes a cycle of 2 files");
}

TEST_F(BaselineFile, AnEdgeThatIsGoneForAWhileIsStillKnown) {
  close_second();
  check({"baseline", "write"}, 0, "");
  project_.write("y.h", "#pragma once\n");
  check(with_, 0, "");
  close_second();
  check(with_, 0, "", "nothing new");
}

TEST_F(BaselineFile, ChecksThatDoNotRunAreNotStale) {
  check({"baseline", "write"}, 0, "");
  check({"check", "--baseline", "unknot-baseline.json", "--checks", "-self-include"}, 0, "", "nothing new in 6 files; 1 known before");
  project_.write("unknot.json", R"({"checks": {"self-include": "off"}})");
  check({"baseline", "prune"}, 0, "0 taken out, 3 entries");
}

TEST_F(BaselineFile, BrokenForeignAndNewerOnesAreRefused) {
  check(with_, 2, "the baseline unknot-baseline.json does not exist; `unknot baseline write` makes one");
  check({"baseline", "prune"}, 2, "the baseline unknot-baseline.json does not exist");
  const auto refused = [&](const std::string& content, const std::string& said) {
    project_.write("unknot-baseline.json", content);
    check(with_, 2, said);
    check({"baseline", "prune"}, 2, said);
    EXPECT_EQ(text(), content) << "it is left as it was";
  };
  refused("{", "unknot-baseline.json:1:2: ");
  refused("", "unknot-baseline.json:1:1: ");
  refused("[]", "unknot-baseline.json:1:1: this is no baseline of unknot");
  refused("{\"version\": 3}", "this is no baseline of unknot");
  refused("{\"unknot_baseline\": 2, \"entries\": []}", "unknot-baseline.json:1:21: a baseline of version 2, and this unknot knows version 1");
  refused("{\"unknot_baseline\": 1}", "a baseline has a list of `entries`");
  refused("{\"unknot_baseline\": 1,\n \"entries\": [{\"check\": 3}]}", "unknot-baseline.json:2:24: `check` is a text");
  refused("{\"unknot_baseline\": 1,\n \"entries\": [{\"check\": \"x\"}]}", "unknot-baseline.json:2:14: an entry has a `check` and a `fingerprint`");
}

TEST_F(BaselineFile, WhatCannotBeWrittenIsSaid) {
  check({"baseline", "write", "--baseline", "nowhere/b.json"}, 2, "nowhere/b.json: No such file or directory");
  check({"baseline", "burn"}, 2, "write");
  check({"baseline", "write", "--baseline", "other.json"}, 0, "3 entries in other.json");
  EXPECT_TRUE(project_.has("other.json"));
  EXPECT_FALSE(project_.has("unknot-baseline.json"));
}

TEST_F(BaselineFile, OfASubtreeItsSettingsSpeak) {
  project_.write("sub/a.h", "#pragma once\n#include \"b.h\"\n");
  project_.write("sub/b.h", "#pragma once\n#include \"a.h\"\n");
  project_.write("sub/unknot.json", R"({"subtree": true, "checks": {"include-cycle": "error"}})");
  check({"baseline", "write"}, 0, "5 entries");
  check(with_, 0, "", "nothing new in 8 files; 3 known before");
  project_.write("sub/c.h", "#pragma once\n#include \"a.h\"\n");
  project_.write("sub/b.h", "#pragma once\n#include \"a.h\"\n#include \"c.h\"\n");
  check(with_, 1, "", "sub/b.h:3:10: error: joins 1 file to a tangle of 2");
}

TEST_F(BaselineFile, TwoPeoplesChangesMerge) {
  const auto edit = [&](const std::string& name) {
    project_.write(name + "1.h", "#pragma once\n#include \"" + name + "2.h\"\n");
    project_.write(name + "2.h", "#pragma once\n#include \"" + name + "1.h\"\n");
  };
  check({"baseline", "write"}, 0, "");
  make_repository(project_.root());
  git(project_.root(), {"checkout", "-q", "-b", "one"});
  edit("a");
  check({"baseline", "write"}, 0, "5 entries");
  commit_all(project_.root());
  git(project_.root(), {"checkout", "-q", "-b", "two", "main"});
  edit("k");
  check({"baseline", "write"}, 0, "5 entries");
  commit_all(project_.root());
  git(project_.root(), {"merge", "-q", "-m", "both", "one"});
  check(with_, 0, "", "4 known before");
}

}  // namespace
}  // namespace unknot::test
