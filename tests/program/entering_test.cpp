// Headers that are entered first: what is kept, what a lost process costs, and which tree is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/support/git.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kOnly = "-*,order-dependent-include";
const Files kBroken{{"a.h", "#pragma once\n#include \"b.h\"\nstruct A {};\n"},
                    {"b.h", "#pragma once\n#include \"a.h\"\nstruct B { A a; };\n"},
                    {"main.cpp", "#include \"b.h\"\n"}};

/// "a.h error new", sorted as in the report.
std::vector<std::string> told(const ReadReport& report) {
  std::vector<std::string> out;
  for (const auto& finding : report.findings) out.push_back(finding.file + " " + finding.severity + " " + finding.state);
  return out;
}

class Entering : public testing::Test {
 protected:
  Entering() : project_(kBroken) { project_.write_commands(); }

  ReadReport check(std::vector<std::string> more = {}, const std::map<std::string, std::string>& env = {}) {
    std::vector<std::string> arguments{"check", ".", "--checks", kOnly, "--format", "json", "--cache", project_.path("../cache")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    last_ = run_unknot(arguments, {.cwd = project_.root(), .env = env});
    return read_report(last_.out);
  }

  /// What has just been written is not trusted: a file system's clock may be late.
  static void wait_for_the_clock() { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }

  Project project_;
  RunResult last_;
};

/// A process that shall parse an entry stops at once. The path in an include ends at its quote, that of a scan does not.
const std::map<std::string, std::string> kParsersCrash{{"UNKNOT_CLANG_FAULT", "crash:#include"}};

TEST_F(Entering, ParsesNothingTheSecondTime) {
  wait_for_the_clock();
  EXPECT_THAT(told(check()), ElementsAre("a.h warning new"));
  const std::string cold = last_.out;
  EXPECT_TRUE(check({}, kParsersCrash).complete);
  EXPECT_EQ(last_.out, cold);
}

TEST_F(Entering, KeepsAnAnswerOnlyWhileWhatItReadIsTheSame) {
  EXPECT_THAT(told(check()), ElementsAre("a.h warning new"));
  project_.write("b.h", "#pragma once\n#include \"a.h\"\nstruct A;\nstruct B { A* a; };\n");
  EXPECT_THAT(told(check()), IsEmpty());
  project_.write("b.h", kBroken.at("b.h"));
  EXPECT_THAT(told(check()), ElementsAre("a.h warning new"));
}

TEST_F(Entering, KeepsAnAnswerWhenAFileOfNoEntryChanges) {
  wait_for_the_clock();
  check();
  project_.write("main.cpp", "#include \"b.h\"\nint x;\n");
  EXPECT_THAT(told(check({}, kParsersCrash)), ElementsAre("a.h warning new"));
  EXPECT_TRUE(read_report(last_.out).complete);
}

TEST_F(Entering, LosesOneEntryWithItsProcessAndNamesIt) {
  const auto report = check({}, {{"UNKNOT_CLANG_FAULT", "crash:b.h\""}});
  EXPECT_FALSE(report.complete);
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(report.problems.front().file, "b.h");
  EXPECT_THAT(report.problems.front().message, HasSubstr("whether it compiles when it is included first is unknown: unknot-clang crashed"));
  EXPECT_TRUE(check().complete) << "a lost answer is not kept";
  EXPECT_THAT(told(check()), ElementsAre("a.h warning new"));
}

TEST_F(Entering, StartsNothingWithoutATangle) {
  project_.write("b.h", "#pragma once\nstruct A;\nstruct B { A* a; };\n");
  EXPECT_THAT(told(check({}, kParsersCrash)), IsEmpty());
  EXPECT_TRUE(read_report(last_.out).complete);
}

TEST_F(Entering, IsNoBusinessOfThePicture) {
  const auto run = run_unknot({"graph", ".", "--cache", "off"}, {.cwd = project_.root(), .env = kParsersCrash});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(Entering, ReadsWhatIsStaged) {
  project_.write("b.h", "#pragma once\n#include \"a.h\"\nstruct A;\nstruct B { A* a; };\n");
  make_repository(project_.root());
  project_.write("b.h", kBroken.at("b.h"));
  git(project_.root(), {"add", "b.h"});
  project_.write("b.h", "#pragma once\n");
  EXPECT_THAT(told(check({"--staged"})), ElementsAre("a.h warning new"));
  EXPECT_THAT(told(check()), IsEmpty());
}

TEST_F(Entering, ComparesWithTheBase) {
  make_repository(project_.root());
  EXPECT_THAT(told(check({"--changed-since", "HEAD"})), ElementsAre("a.h warning unchanged"));
  project_.write("b.h", "#pragma once\n// a line more\n#include \"a.h\"\nstruct B { A a; };\n");
  EXPECT_THAT(told(check({"--changed-since", "HEAD"})), ElementsAre("a.h warning unchanged"));
  project_.write("a.h", "#pragma once\n#include \"b.h\"\nstruct A { B* b; };\n");
  project_.write("b.h", "#pragma once\nstruct B;\n#include \"a.h\"\nstruct B { A a; };\n");
  EXPECT_THAT(told(check({"--changed-since", "HEAD"})), ElementsAre("a.h warning unchanged"));
  project_.write("b.h", "#pragma once\n#include \"a.h\"\nstruct B { A a; };\n");
  EXPECT_THAT(told(check({"--changed-since", "HEAD"})), ElementsAre("a.h warning unchanged", "b.h error new"));
  EXPECT_EQ(last_.exit_code, 1);
}

TEST_F(Entering, TakesTheFlagsOfAUnitThatEntersTheHeader) {
  project_.write("a.h", "#pragma once\n#ifdef WITH_B\n#include \"b.h\"\n#endif\nstruct A {};\n");
  project_.write("plain.cpp", "#include \"a.h\"\n");
  project_.write_commands({Compile{"main.cpp", {"-DWITH_B"}, "", "clang++"}, Compile{"plain.cpp", {}, "", "clang++"}});
  EXPECT_THAT(told(check()), ElementsAre("a.h warning new"));
}

TEST_F(Entering, JudgesEachConfigurationByItself) {
  project_.write("a.h", "#pragma once\n#ifdef WITH_B\n#include \"b.h\"\n#endif\nstruct A {};\n");
  project_.write_commands({Compile{project_.path("main.cpp"), {"-DWITH_B"}, "", "clang++"}}, "one/compile_commands.json");
  project_.write_commands({Compile{project_.path("main.cpp"), {}, "", "clang++"}}, "two/compile_commands.json");
  EXPECT_THAT(told(check({"-p", "one"})), ElementsAre("a.h warning new"));
  EXPECT_THAT(told(check({"-p", "two"})), IsEmpty());
  EXPECT_THAT(told(check({"-p", "one", "-p", "two"})), ElementsAre("a.h warning new"));
}

TEST_F(Entering, SaysTheSameForAnyNumberOfJobs) {
  check({"--jobs", "1"});
  const std::string one = last_.out;
  const auto run = run_unknot({"check", ".", "--checks", kOnly, "--format", "json", "--cache", "off", "--jobs", "4"}, {.cwd = project_.root(), .env = {}});
  EXPECT_EQ(run.out, one);
}

}  // namespace
}  // namespace unknot::test
