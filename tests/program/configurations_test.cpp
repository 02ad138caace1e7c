// Several databases: one report that says what holds in which configuration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "tests/support/project.h"
#include "tests/support/report_tool.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kBoth{"-p", "build/linux-debug", "-p", "build/windows-debug"};

/// A cycle in both, one that only windows-debug closes, and two files that only a unit of windows-debug includes.
class Configurations : public testing::Test {
 protected:
  Configurations()
      : project_({{"a.h", "#pragma once\n#include \"b.h\"\n"},
                  {"b.h", "#pragma once\n#include \"a.h\"\n"},
                  {"platform.h", "#pragma once\n#ifdef APP_WINDOWS\n#include \"window.h\"\n#endif\n"},
                  {"window.h", "#pragma once\n#include \"platform.h\"\n"},
                  {"win/x.h", "#pragma once\n#include \"y.h\"\n"},
                  {"win/y.h", "#pragma once\n#include \"x.h\"\n"},
                  {"nobody/p.h", "#pragma once\n#include \"q.h\"\n"},
                  {"nobody/q.h", "#pragma once\n#include \"p.h\"\n"},
                  {"main.cpp", "#include \"a.h\"\n#include \"platform.h\"\n"},
                  {"win/main.cpp", "#include \"x.h\"\n"}}) {
    project_.write_commands({{.file = "main.cpp", .flags = {}, .directory = project_.root()}}, "build/linux-debug/compile_commands.json");
    project_.write_commands({{.file = "main.cpp", .flags = {"-DAPP_WINDOWS"}, .directory = project_.root()},
                             {.file = "win/main.cpp", .flags = {"-DAPP_WINDOWS"}, .directory = project_.root()}},
                            "build/windows-debug/compile_commands.json");
  }

  RunResult run(std::vector<std::string> arguments, const std::vector<std::string>& more = kBoth) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    if (std::ranges::find(arguments, "--cache") == arguments.end()) arguments.insert(arguments.end(), {"--cache", "off"});
    return run_unknot(arguments, {.cwd = project_.root(), .env = {}});
  }

  Project project_;
};

TEST_F(Configurations, EachTangleSaysInWhich) {
  const auto got = run({"check", ".", "--format", "json"});
  EXPECT_EQ(got.exit_code, 1) << got.err;
  EXPECT_EQ(what_breaks_the_promise(got.out, project_.root()), "");
  const auto report = Json::parse(got.out);
  EXPECT_EQ(report["configs"], Json({"linux-debug", "windows-debug"}));
  std::vector<std::string> lines;
  for (const auto& finding : report["findings"]) {
    const auto& tangle = finding["tangle"];
    for (const auto& edge : tangle["edges"]) EXPECT_EQ(edge["configs"], tangle["configs"]);
    lines.push_back(std::string(finding["severity"]) + " " + tangle["units"].dump() + " " + tangle["configs"].dump());
  }
  const std::string both = R"(["linux-debug","windows-debug"])";
  EXPECT_THAT(lines, testing::UnorderedElementsAre(R"(warning ["a.h","b.h"] )" + both, R"(warning ["nobody/p.h","nobody/q.h"] )" + both,
                                                   R"(warning ["platform.h","window.h"] ["windows-debug"])",
                                                   R"(warning ["win/x.h","win/y.h"] ["windows-debug"])"));
}

TEST_F(Configurations, PeopleReadInWhich) {
  const auto text = run({"check", "."}).out;
  EXPECT_THAT(text, HasSubstr("window.h -> platform.h (only in windows-debug) [include-cycle]"));
  EXPECT_THAT(text, Not(HasSubstr("linux-debug")));
  EXPECT_THAT(run({"check", ".", "--format", "sarif"}).out, HasSubstr("(only in windows-debug)"));
  EXPECT_THAT(run({"check", ".", "--format", "dot"}).out, HasSubstr("only in windows-debug"));
  const auto doctor = run({"doctor"}).out;
  EXPECT_THAT(doctor, HasSubstr("database of linux-debug: build/linux-debug/compile_commands.json, 1 commands"));
  EXPECT_THAT(doctor, HasSubstr("database of windows-debug: build/windows-debug/compile_commands.json, 2 commands"));
  EXPECT_THAT(doctor, HasSubstr("files that no unit reaches: 2\n"));
}

TEST_F(Configurations, APathLeadsThroughOneConfiguration) {
  EXPECT_EQ(run({"why", "main.cpp", "platform.h"}).out, "main.cpp:2:10: include platform.h\n");
  const auto window = run({"why", "main.cpp", "win/y.h"});
  EXPECT_EQ(window.exit_code, 1);
  EXPECT_EQ(run({"why", "win/main.cpp", "win/y.h"}).out,
            "win/main.cpp:1:10: include win/x.h\nwin/x.h:2:10: include win/y.h\nonly in windows-debug\n");
}

TEST_F(Configurations, TheGraphHasAllWithTheirConfigurations) {
  const auto graph = Json::parse(run({"graph", ".", "--format", "json"}).out);
  EXPECT_EQ(graph["nodes"].size(), 10U);
  std::size_t seen = 0;
  for (const auto& edge : graph["edges"]) {
    const std::string file = edge["file"];
    if (file == "main.cpp") EXPECT_EQ(edge["configs"].size(), 2U);
    if (file.starts_with("win/")) EXPECT_EQ(edge["configs"], Json({"windows-debug"}));
    ++seen;
  }
  EXPECT_EQ(seen, 11U);
}

TEST_F(Configurations, OneDatabaseNamesNone) {
  for (const auto& one : std::vector<std::vector<std::string>>{{"-p", "build/windows-debug"}, {"-p", "build/windows-debug", "-p", "build/windows-debug/"}}) {
    const auto got = run({"check", ".", "--format", "json"}, one);
    EXPECT_THAT(got.out, Not(HasSubstr("configs")));
    EXPECT_THAT(got.out, Not(HasSubstr("windows-debug")));
  }
}

TEST_F(Configurations, SameBytesWhateverTheOrderTheJobsTheCache) {
  const auto first = run({"check", ".", "--format", "json"});
  const std::string cache = project_.path("../cache");
  const std::vector<std::string> turned{"-p", "build/windows-debug", "-p", "build/linux-debug"};
  EXPECT_EQ(run({"check", ".", "--format", "json"}, turned).out, first.out);
  EXPECT_EQ(run({"check", ".", "--format", "json", "--jobs", "1"}).out, first.out);
  EXPECT_EQ(run({"check", ".", "--format", "json", "--cache", cache}).out, first.out) << "cold";
  EXPECT_EQ(run({"check", ".", "--format", "json", "--cache", cache}, turned).out, first.out) << "warm";
  const auto one = run({"check", ".", "--format", "json", "--cache", cache}, {"-p", "build/linux-debug"});
  EXPECT_THAT(one.out, Not(HasSubstr("configs"))) << "an answer for other databases";
  // Every database has a say in whether the answer still holds.
  project_.write_commands({{.file = "main.cpp", .flags = {}, .directory = project_.root()}}, "build/windows-debug/compile_commands.json");
  const auto changed = run({"check", ".", "--format", "json", "--cache", cache});
  EXPECT_EQ(changed.out, run({"check", ".", "--format", "json"}).out);
  EXPECT_NE(changed.out, first.out);
}

TEST_F(Configurations, TheConfigurationFileMayNameThem) {
  const auto first = run({"check", ".", "--format", "json"});
  project_.write("unknot.json", R"({"build": ["build/windows-debug", "build/linux-debug"]})");
  EXPECT_EQ(run({"check", ".", "--format", "json"}, {}).out, first.out);
}

TEST_F(Configurations, ABrokenDatabaseThatSomebodyNamedIsAMistake) {
  project_.write("build/windows-debug/compile_commands.json", "[{]");
  const auto got = run({"check", "."});
  EXPECT_EQ(got.exit_code, 2);
  EXPECT_THAT(got.err, HasSubstr("build/windows-debug/compile_commands.json:1:"));
  EXPECT_EQ(got.out, "");
}

TEST_F(Configurations, AMissingHeaderSaysWhoseItIs) {
  project_.write("platform.h", "#pragma once\n#ifdef APP_WINDOWS\n#endif\n#include \"none.h\"\n");
  project_.write("win/x.h", "#pragma once\n#include \"gone.h\"\n");
  const auto got = run({"check", "."});
  EXPECT_EQ(got.exit_code, 1);
  EXPECT_THAT(got.err, HasSubstr("platform.h:4: \"none.h\" is not found in any search folder\n"));
  EXPECT_THAT(got.err, HasSubstr("win/x.h:2: \"gone.h\" is not found in any search folder in windows-debug\n"));
}

/// Seen from one configuration, the common report is its own: the script says how it compares.
TEST(RandomConfigurations, TheCommonReportIsThatOfEach) {
  const char* wanted = std::getenv("UNKNOT_SEEDS");
  const auto run = run_program("/usr/bin/env", {"python3", UNKNOT_SOURCE_DIR "/tests/differential/random_projects", "--configurations",
                                                "--count", wanted == nullptr ? "8" : wanted, "--unknot", UNKNOT_BIN_DIR "/unknot"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"differences\": 0"));
}

}  // namespace
}  // namespace unknot::test
