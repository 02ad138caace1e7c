// Options, names and the configuration as a person meets them: exit codes, words, nearest names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

Files knots() {
  return {{"a.h", "#pragma once\n#include \"b.h\"\n"},
          {"b.h", "#pragma once\n#include \"a.h\"\n"},
          {"sub/c.h", "#pragma once\n#ifdef _WIN32\n#include \"d.h\"\n#endif\n"},
          {"sub/d.h", "#pragma once\n#include \"c.h\"\n"},
          {"list.h", "#pragma once\n#include \"list.h\"\n"},
          {"main.cpp", "#include \"a.h\"\n#include \"sub/c.h\"\n#include \"list.h\"\n"}};
}
const std::string kCycle = "a.h:2 include-cycle warning\n";
const std::string kSelf = "list.h:2 self-include warning\n";
const std::string kPossible = "sub/c.h:3 include-cycle/not-shown note\n";

class CommandLine : public testing::Test {
 protected:
  CommandLine() : project_(knots()) { project_.write_commands(); }

  RunResult run(const std::vector<std::string>& arguments) { return run_unknot(arguments, {.cwd = project_.root(), .env = {}}); }
  /// A mistake: exit code 2, nothing on standard output, these words on standard error.
  void check_mistake(const std::vector<std::string>& arguments, const std::vector<std::string>& said) {
    const auto result = run(arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(result.out, "");
    for (const auto& words : said) EXPECT_THAT(result.err, HasSubstr(words));
    EXPECT_TRUE(result.err.ends_with("\n"));
  }
  /// `unknot check` with these options ends so, with these findings.
  void check(std::vector<std::string> more, int exit_code, const std::string& findings) {
    std::vector<std::string> arguments{"check", "--cache", "off", "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = run(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << testing::PrintToString(more) << result.err;
    EXPECT_EQ(overview(read_report(result.out)), findings) << testing::PrintToString(more);
  }
  /// The same with this unknot.json.
  void check_configured(const std::string& config, int exit_code, const std::string& findings) {
    project_.write("unknot.json", config);
    check({}, exit_code, findings);
  }

  Project project_;
};

TEST_F(CommandLine, UnknownNamesGetTheNearestOne) {
  check_mistake({"chek"}, {"chek", "check"});
  check_mistake({"check", "--format", "jsn", "--cache", "off"}, {"jsn", "json"});
  check_mistake({"check", "--checks", "include-cycles", "--cache", "off"}, {"include-cycles", "'include-cycle'"});
  check_mistake({"check", "--checks", "include-cycle/not-show", "--cache", "off"}, {"'include-cycle/not-shown'"});
  check_mistake({"explain", "self-inclusion"}, {"self-inclusion", "self-include"});
  check_mistake({"why", "a.hh", "b.h", "--cache", "off"}, {"a.hh"});
}

TEST_F(CommandLine, UnknownOptionsGetTheNearestOne) {
  check_mistake({"check", "--min-severty", "note"}, {"--min-severty", "--min-severity"});
  check_mistake({"check", "--job", "2"}, {"--job", "--jobs"});
  check_mistake({"doctor", "--biuld", "out"}, {"--biuld", "--build"});
}

TEST_F(CommandLine, MistakesInValues) {
  check_mistake({}, {});
  check_mistake({"check", "--fail-on", "warnings"}, {"--fail-on", "warnings"});
  check_mistake({"check", "--jobs", "0"}, {"--jobs"});
  check_mistake({"check", "--jobs", "many"}, {"--jobs"});
  check_mistake({"check", "--timeout", "-1"}, {"--timeout"});
  check_mistake({"check", "--format", "json:"}, {"json:"});
  check_mistake({"check", "--cache"}, {"--cache"});
}

TEST_F(CommandLine, OptionsOfLaterPartsSaySo) {
  for (const char* word : {"lsp"}) check_mistake({word}, {word, "not in this version"});
  check_mistake({"check", "--shard", "1/2"}, {"not in this version"});
  check_mistake({"check", "--format", "html"}, {"html", "not in this version"});
  check_mistake({"check", "-p", ".", "-p", "nowhere", "--cache", "off"}, {"nowhere", "no compilation database"});
}

TEST_F(CommandLine, HelpFitsAScreenAndShowsAnExample) {
  for (const char* command : {"check", "baseline", "graph", "why", "doctor", "explain", "list"}) {
    const auto help = run({command, "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_EQ(help.err, "");
    EXPECT_THAT(help.out, HasSubstr(std::string("unknot ") + command)) << "no example";
    EXPECT_LE(std::ranges::count(help.out, '\n'), 40) << command;
  }
  const auto version = run({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_TRUE(version.out.starts_with("unknot ")) << version.out;
}

TEST_F(CommandLine, SeveritiesAndExitCodes) {
  check({}, 1, kCycle + kSelf + kPossible);
  check({"--fail-on", "error"}, 0, kCycle + kSelf + kPossible);
  check({"--fail-on", "never"}, 0, kCycle + kSelf + kPossible);
  check({"--min-severity", "warning"}, 1, kCycle + kSelf);
  check({"--min-severity", "error"}, 1, "");  // what is not shown still decides
  check({"--checks", "-*,include-cycle/not-shown"}, 0, kPossible);
  check({"--checks", "-*,include-cycle/not-shown", "--fail-on", "note"}, 1, kPossible);
}

TEST_F(CommandLine, ChecksAndCasesAreChosenByGlobs) {
  check({"--checks", "-*,self-include"}, 1, kSelf);
  check({"--checks", "-*,include-*"}, 1, kCycle + kPossible);
  check({"--checks", "-include-cycle/not-shown"}, 1, kCycle + kSelf);
  check({"--checks", "-*"}, 0, "");
}

TEST_F(CommandLine, PathsFilterTheReportNotTheAnalysis) {
  // The value of an option is one word: what follows is a path.
  check({"sub"}, 0, kPossible);
  check({"sub/d.h"}, 0, kPossible);
  check({"a.h", "list.h"}, 1, kCycle + kSelf);
  check({"main.cpp"}, 0, "");
  project_.write("unknot.json", "{}");
  const auto result = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project_.path("sub"), .env = {}});
  EXPECT_EQ(overview(read_report(result.out)), kPossible) << "the root is the folder of unknot.json";
}

TEST_F(CommandLine, ConfigurationSetsSeverities) {
  check_configured(R"({"checks": {"include-cycle": "error"}})", 1, "a.h:2 include-cycle error\nlist.h:2 self-include warning\n" + kPossible);  // a milder case stays so until it is named
  check_configured(R"({"checks": {"include-cycle/not-shown": "error", "include-cycle": "note"}})", 1, "a.h:2 include-cycle note\nlist.h:2 self-include warning\nsub/c.h:3 include-cycle/not-shown error\n");
  check_configured(R"({"checks": {"include-cycle": "error", "include-cycle/not-shown": "off"}})", 1, "a.h:2 include-cycle error\nlist.h:2 self-include warning\n");
  check_configured(R"({"checks": {"*": "note"}})", 0, "a.h:2 include-cycle note\nlist.h:2 self-include note\nsub/c.h:3 include-cycle/not-shown note\n");
  check_configured(R"({"checks": {"*": "off", "self-include": {"enabled": true, "severity": "error"}}})", 1, "list.h:2 self-include error\n");
  check_configured(R"({"fail_on": "error"})", 0, kCycle + kSelf + kPossible);
  check_configured(R"({"fail_on": "note", "checks": {"*": "note"}})", 1, "a.h:2 include-cycle note\nlist.h:2 self-include note\nsub/c.h:3 include-cycle/not-shown note\n");
  check_configured("// comments are fine\n{\n  /* here too */ \"checks\": {\"self-include\": \"off\"} // and here\n}\n", 1, kCycle + kPossible);
  check_configured(R"({"checks": {"include-cycle": {"options": {"implementation-suffixes": [".h"]}}}})", 1, kCycle + kSelf + kPossible);
}

TEST_F(CommandLine, MistakesInTheConfigurationHaveAPlace) {
  const auto mistake = [&](const std::string& config, const std::vector<std::string>& said) {
    project_.write("unknot.json", config);
    check_mistake({"check", "--cache", "off"}, said);
  };
  mistake("{\n  \"root\": [\"a\"]\n}\n", {"unknot.json:2:3: ", "'roots'"});
  mistake("{\"checks\": {\"include-cycles\": \"off\"}}", {"unknot.json:1:13: ", "'include-cycle'"});
  mistake("{\"checks\": {\"include-cycle/not-show\": \"off\"}}", {"unknot.json:1:13: ", "not-shown"});
  mistake("{\"checks\": {\"include-cycle\": \"errors\"}}", {"unknot.json:1:30: ", "'error'"});
  mistake("{\"roots\": 3}", {"unknot.json:1:11: "});
  mistake("{\"roots\": [1]}", {"unknot.json:1:12: "});
  mistake("{\"suppressions\": [{\"check\": \"include-cycle\"}]}", {"unknot.json:1:19: ", "reason"});
  mistake("{\"roots\": [],}", {"unknot.json:1:1"});
  mistake("{", {"unknot.json:1:2: "});
  mistake("[]", {"unknot.json:1:1: "});
  mistake("{\"ignor\": [],\n \"rots\": []}", {"unknot.json:1:2: ", "'ignore'", "unknot.json:2:2: ", "'roots'"});
}

TEST_F(CommandLine, WhySaysTheShortestPath) {
  const auto path = run({"why", "main.cpp", "sub/d.h", "--cache", "off"});
  EXPECT_EQ(path.exit_code, 0);
  EXPECT_THAT(path.out, HasSubstr("main.cpp:2:10: "));
  EXPECT_THAT(path.out, HasSubstr("sub/c.h:3:10: "));
  const auto none = run({"why", "a.h", "sub/d.h", "--cache", "off"});
  EXPECT_EQ(none.exit_code, 1);
}

TEST_F(CommandLine, DoctorSaysWhatWasFound) {
  project_.write("alone.h", "#pragma once\n");
  project_.write("b.h", "#pragma once\n#include \"a.h\"\n#include <nowhere_at_all.h>\n");
  const auto doctor = run({"doctor", "--cache", "off"});
  EXPECT_EQ(doctor.exit_code, 0) << doctor.err;
  for (const char* words : {"compile_commands.json", "alone.h", "nowhere_at_all.h"}) EXPECT_THAT(doctor.out, HasSubstr(words));
}

/// Services want paths from the top of the checkout, wherever the root is; reports for people and programs keep the root's.
TEST_F(CommandLine, ServicesGetPathsFromTheTopOfTheCheckout) {
  project_.write("sub/unknot.json", "{}");
  project_.write("sub/e.h", "#pragma once\n#include \"f.h\"\n");
  project_.write("sub/f.h", "#pragma once\n#include \"e.h\"\n");
  const auto report = [&](const char* format) { return run({"check", "sub", "--cache", "off", "--format", format, "--quiet"}).out; };
  EXPECT_THAT(report("github"), HasSubstr("::warning file=sub/f.h,line=2"));
  EXPECT_THAT(report("gitlab"), HasSubstr("\"path\": \"sub/f.h\""));
  EXPECT_THAT(report("junit"), HasSubstr("<testcase name=\"sub/f.h\" classname=\"unknot.include-cycle\""));
  EXPECT_THAT(report("markdown"), HasSubstr("`sub/f.h:2`"));
  EXPECT_THAT(report("sarif"), HasSubstr("\"uri\": \"sub/f.h\""));
  EXPECT_THAT(report("json"), HasSubstr("\"file\": \"f.h\""));
  EXPECT_THAT(report("text"), testing::StartsWith("f.h:2:10: warning: "));
}

TEST_F(CommandLine, JUnitFailsWhatTheExitCodeCounts) {
  const auto failures = [&](const char* fail_on) {
    const std::string text = run({"check", "--cache", "off", "--format", "junit", "--fail-on", fail_on}).out;
    return text.substr(0, text.find('>', text.find("<testsuites")));
  };
  EXPECT_THAT(failures("note"), HasSubstr("failures=\"3\""));
  EXPECT_THAT(failures("warning"), HasSubstr("failures=\"2\""));
  EXPECT_THAT(failures("error"), HasSubstr("failures=\"0\""));
  EXPECT_THAT(failures("never"), HasSubstr("failures=\"0\""));
}

TEST_F(CommandLine, GraphAroundAFocusAndFromFurtherAway) {
  const auto graph = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"graph", "--cache", "off"});
    return run(more);
  };
  EXPECT_THAT(graph({"--focus", "sub/d.h", "--format", "json"}).out, testing::Not(HasSubstr("list.h")));
  EXPECT_THAT(graph({"--level", "folder"}).out, HasSubstr("label=\"sub/\\n2 files\""));
  EXPECT_THAT(graph({"--level", "folder", "--cycles"}).out, HasSubstr("no tangle of folders"));
  EXPECT_THAT(graph({"--format", "mermaid"}).out, testing::StartsWith("flowchart LR\n"));
  check_mistake({"graph", "--cache", "off", "--focus", "lst.h"}, {"no file 'lst.h'", "did you mean 'list.h'?"});
  check_mistake({"graph", "--depth", "2"}, {"--depth requires --focus"});
  check_mistake({"graph", "--level", "forest"}, {"forest"});
}

TEST_F(CommandLine, SvgIsDrawnByGraphvizOrSaysWhatIsMissing) {
  const auto drawn = run({"graph", "--cache", "off", "--format", "svg"});
  EXPECT_EQ(drawn.exit_code, 0) << drawn.err;
  EXPECT_THAT(drawn.out, HasSubstr("</svg>"));
  // The one in a relative folder of PATH would be the project's own.
  project_.write("dot", "#!/bin/sh\ntouch ran\n");
  const auto missing = run_unknot({"graph", "--cache", "off", "--format", "svg"}, {.cwd = project_.root(), .env = {{"PATH", ".:"}}});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, HasSubstr("unknot: svg needs Graphviz, and no folder of PATH has its program 'dot': install graphviz, or write --format dot\n"));
  EXPECT_FALSE(project_.has("ran"));
}

}  // namespace
}  // namespace unknot::test
