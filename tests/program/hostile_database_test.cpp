// Databases that nobody should trust: broken, of wrong types, huge, or made to blow up. Named with -p a broken one is a mistake,
// found by itself it costs the commands and not the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/hostile.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

/// A list with the healthy unit and `entries`, which begin with a comma.
std::string with_healthy_entry(const Project& project, const std::string& entries) {
  return "[{\"directory\": " + json_quoted(project.root()) + ", \"file\": \"healthy/main.cpp\", \"command\": \"c++ -c healthy/main.cpp\"}\n" +
         entries + "]\n";
}

std::string utf16(std::string_view ascii) {
  std::string out = "\xff\xfe";
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

struct Broken {
  std::string name, text;
  std::string place;  ///< behind the database's name
};

TEST(HostileDatabase, BrokenTextIsNamedWithItsPlace) {
  const std::vector<Broken> cases{
      {"empty", "", ":1:1: "},
      {"space", "\n \n", ":3:1: "},
      {"half", "[{\"directory\": \"/p\",\n \"file\"", ":2:8: "},
      {"an object", "{\"directory\": \"/p\"}", ":1:1: a compilation database must be a list, not an object"},
      {"a text", "\"x\"", ":1:1: a compilation database must be a list, not text"},
      {"binary", std::string("\x7f" "ELF\x02\x01\x01\0\0\0", 10), ":1:"},
      {"UTF-16", utf16("[]"), ":1:"},
      {"NUL", std::string("[\n\0]", 4), ":2:1: NUL byte in the text"},
      {"broken UTF-8", "[\n{\"directory\": \"/\xff\"}]", ":2:"},
      {"deep", std::string(100'000, '['), ":1:201: nested deeper than 200 levels"},
      {"two lists", "[]\n[]", ":2:1: "},
      {"comment", "[ // none here\n]", ":1:"},
  };
  for (const auto& broken : cases) {
    SCOPED_TRACE(broken.name);
    Project project(with_healthy({{"compile_commands.json", broken.text}}));
    const auto report = check_hostile(project, {.exit_code = 3, .said = {"compile_commands.json:", "; search folders are inferred"}});
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].file, "compile_commands.json");
    EXPECT_GT(report.problems[0].line, 0U);
    check_refused(project, {.exit_code = 2, .said = {"compile_commands.json" + broken.place}, .arguments = {"-p", "."}});
  }
}

TEST(HostileDatabase, AByteOrderMarkIsNone) {
  Project project(with_healthy({}));
  project.write("compile_commands.json", "\xef\xbb\xbf" + with_healthy_entry(project, ""));
  check_hostile(project, {.exit_code = 0});
}

TEST(HostileDatabase, EntriesOfWrongTypesAreSkippedAndNamed) {
  Project project(with_healthy({{"x.cpp", ""}}));
  const std::vector<std::string> entries{
      "1", "null", "\"x\"", "[]", "{}", R"({"file": 3})", R"({"file": "x.cpp", "directory": "."})",
      R"({"file": "x.cpp", "directory": ".", "arguments": []})", R"({"file": "x.cpp", "directory": ".", "arguments": [1]})",
      R"({"file": "x.cpp", "directory": ".", "arguments": "c++"})", R"({"file": "", "directory": ".", "command": "c++"})",
      R"({"file": "x.cpp", "directory": ".", "command": {"deep": [[[{}]]]}})"};
  std::string text;
  for (const auto& entry : entries) text += "," + entry + "\n";
  project.write("compile_commands.json", with_healthy_entry(project, text));
  const auto report = check_hostile(project, {.exit_code = 3, .said = {"compile_commands.json:2: an entry must be an object"}});
  ASSERT_EQ(report.problems.size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(report.problems[i].line, i + 2) << entries[i];
}

TEST(HostileDatabase, OddEntriesAreTakenAsTheyAre) {
  const std::vector<std::pair<std::string, int>> entries{
      {R"({"file": "x.cpp", "file": "y.cpp", "directory": ".", "command": "c++ -c x.cpp"})", 0},  // the last one counts
      {R"({"file": "x.cpp", "directory": "/no/such/folder", "command": "c++ -Igone -c x.cpp"})", 0},
      {R"({"file": "../../../../../../gone.cpp", "directory": ".", "command": "c++ -c ../x.cpp"})", 0},
      {R"({"file": "x.cpp", "directory": ".", "command": "c++ -DX='unterminated -c \"x.cpp"})", 0},
      // What Clang's driver takes for no source, or for no command, is said to be so.
      {R"({"file": "/etc/passwd", "directory": "/", "command": "c++ -c /etc/passwd"})", 3},
      {R"({"file": "x\u0000.cpp", "directory": "a\u0000b", "command": "c++ -I\u0000 -c x.cpp"})", 3},
      {R"({"file": "/dev/zero", "directory": ".", "command": "c++ -include /dev/zero -c /dev/zero"})", 3},
      {R"({"file": "x.cpp", "directory": ".", "command": "c++ -x nothing -std=none --target=none -c x.cpp"})", 3}};
  for (const auto& [entry, code] : entries) {
    SCOPED_TRACE(entry);
    Project project(with_healthy({{"x.cpp", "int x;\n"}, {"y.cpp", "int y;\n"}}));
    project.write("compile_commands.json", with_healthy_entry(project, "," + entry));
    std::vector<std::string> said;
    if (code != 0) said = {"its command was not understood: "};
    check_hostile(project, {.exit_code = code, .said = said});
  }
}

TEST(HostileDatabase, AHundredThousandArguments) {
  Project project(with_healthy({{"x.cpp", "int x;\n"}}));
  std::string flags;
  for (int i = 0; i < 100'000; ++i) flags += ", \"-DX" + std::to_string(i) + "\"";
  project.write("compile_commands.json",
                with_healthy_entry(project, R"(,{"file": "x.cpp", "directory": ".", "arguments": ["c++")" + flags + R"(, "-c", "x.cpp"]})"));
  check_hostile(project, {.exit_code = 0});
}

/// Every byte of it looks like a database, and none of it is one.
TEST(HostileDatabase, TwoHundredMegabytes) {
  constexpr std::size_t kSize = 200'000'000;
  Project project(with_healthy({{"x.cpp", "int x;\n"}}));
  {
    SCOPED_TRACE("entries that say the same");
    const std::string entry = R"(,{"directory": "/p", "file": "gone.cpp", "command": "c++ -I include -DX=1 -c gone.cpp", "pad": ")" +
                              std::string(20'000, 'x') + "\"}\n";
    std::string text;
    text.reserve(kSize + entry.size());
    while (text.size() < kSize) text += entry;
    project.write("compile_commands.json", with_healthy_entry(project, text));
    check_hostile(project, {.exit_code = 0, .said = {"commands have no file"}, .seconds = 100, .mib = 1'500});
  }
  {
    SCOPED_TRACE("two million entries that are none");
    std::string text;
    for (int i = 0; i < 2'000'000; ++i) text += ",1";
    project.write("compile_commands.json", with_healthy_entry(project, text));
    const auto report = check_hostile(project, {.exit_code = 3, .said = {"1999900 more entries"}, .seconds = 100, .mib = 1'500});
    ASSERT_EQ(report.problems.size(), 2U) << "what is said of a line is said once";
    EXPECT_THAT(report.problems.front().message + report.problems.back().message, HasSubstr("1999900 more entries"));
  }
}

TEST(HostileDatabase, ResponseFilesThatCallEachOther) {
  Project project(with_healthy({{"x.cpp", "int x;\n"}, {"self.rsp", "@self.rsp @self.rsp"}}));
  std::string calls;
  for (int i = 0; i < 200; ++i) calls += "@wide.rsp -DX ";
  project.write("wide.rsp", calls);
  for (const std::string name : {"self.rsp", "wide.rsp"}) {
    project.write("compile_commands.json",
                  with_healthy_entry(project, R"(,{"file": "x.cpp", "directory": ")" + project.root() + R"(", "command": "c++ @)" + name + R"( -c x.cpp"})"));
    const auto report = check_hostile(project, {.exit_code = 3, .said = {"of x.cpp is nested too deeply, or one of too many"}});
    EXPECT_EQ(report.problems.size(), 1U);
  }
}

TEST(HostileDatabase, ResponseFilesOutsideAreNotRead) {
  Project project(with_healthy({{"x.cpp", "#include \"p.h\"\n"}, {"inside/p.h", ""}, {"inside/a.rsp", "-Iinside"}}));
  project.write("../outside.rsp", "-Iinside");
  project.link("link.rsp", "../outside.rsp");
  for (const auto& [name, code] : std::map<std::string, int>{{"inside/a.rsp", 0}, {project.path("inside/a.rsp"), 0}, {"../outside.rsp", 3},
                                                             {"link.rsp", 3}, {"/etc/passwd", 3}, {"gone.rsp", 3}, {"/dev/zero", 3}}) {
    SCOPED_TRACE(name);
    project.write("compile_commands.json",
                  with_healthy_entry(project, R"(,{"file": "x.cpp", "directory": ")" + project.root() + R"(", "command": "c++ @)" + name + R"( -c x.cpp"})"));
    const std::string why = name == "gone.rsp" ? "does not exist" : "is outside of the project and is not read";
    std::vector<std::string> said;
    if (code != 0) said = {"response file '" + name + "' of x.cpp " + why, "p.h"};
    check_hostile(project, {.exit_code = code, .said = said});
  }
}

TEST(HostileDatabase, ThatIsNoFile) {
  Project project(with_healthy({}));
  ASSERT_EQ(::mkfifo(project.path("compile_commands.json").c_str(), 0600), 0);
  check_hostile(project, {.exit_code = 0, .said = {"no compile_commands.json found"}});
  check_refused(project, {.exit_code = 2, .said = {"compile_commands.json: there is no compilation database"}, .arguments = {"-p", "."}});
  project.remove("compile_commands.json");
  project.link("compile_commands.json", "/dev/zero");
  check_hostile(project, {.exit_code = 0});
  project.remove("compile_commands.json");
  project.link("compile_commands.json", "compile_commands.json");
  check_hostile(project, {.exit_code = 0});
  project.remove("compile_commands.json");
  project.write("compile_commands.json/inside", "");
  check_hostile(project, {.exit_code = 0});
  check_refused(project, {.exit_code = 2, .said = {"there is no compilation database"}, .arguments = {"-p", "."}});
}

TEST(HostileDatabase, LargerThanAnything) {
  Project project(with_healthy({{"compile_commands.json", "["}}));
  ASSERT_EQ(::truncate(project.path("compile_commands.json").c_str(), 1LL << 40), 0);
  check_hostile(project, {.exit_code = 3, .said = {"compile_commands.json: is larger than 1 GiB; search folders are inferred"}});
  check_refused(project, {.exit_code = 2, .said = {"compile_commands.json: is larger than 1 GiB"}, .arguments = {"-p", "."}});
}

TEST(HostileConfiguration, IsRefusedWithItsPlace) {
  const std::vector<Broken> cases{{"broken", "{\n\"roots\": [}", "unknot.json:2:11: "},
                                  {"empty", "", "unknot.json:1:1: "},
                                  {"UTF-16", utf16("{}"), "unknot.json:1:"},
                                  {"NUL", std::string("{}\n\0", 4), "unknot.json:2:1: NUL byte"},
                                  {"deep", "{\"checks\": " + std::string(100'000, '['), "unknot.json:1:"},
                                  {"escapes", "{\"\\u001b[2J\": 1}", "unknot.json:1:2: unknown key '\\x1b[2J'"},
                                  {"long", "{\"roots\": [\"" + std::string(17 << 20, 'x') + "\"]}", "unknot.json:1:1: not shorter than 16 MiB"}};
  for (const auto& broken : cases) {
    SCOPED_TRACE(broken.name);
    Project project(with_healthy({{"unknot.json", broken.text}}));
    check_refused(project, {.exit_code = 2, .said = {broken.place}});
  }
  Project project(with_healthy({}));
  ASSERT_EQ(::mkfifo(project.path("unknot.json").c_str(), 0600), 0);
  check_refused(project, {.exit_code = 2, .said = {"unknot.json: is not a regular file"}});
}

}  // namespace
}  // namespace unknot::test
