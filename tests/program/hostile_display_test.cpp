// Names and texts from a code base are shown, and never act: no escape reaches a terminal, no direction turns, no markup is markup,
// in any reporter and any command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "tests/fuzz/property.h"
#include "tests/support/hostile.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What a name may do: escape and operating-system commands, C1 controls, line breaks, bells, directions, invisible characters, markup,
/// bytes that are not UTF-8.
const std::vector<std::string> kActors{
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http:evil\x1b\\link\x1b]8;;\x1b\\", "\xc2\x9b" "31m", "\xc2\x9d" "0;x\xc2\x9c", "a\rb", "a\bb", "a\x7f" "b",
    "bell\x07", "line\nunknot: fake", "tab\tx", "\xe2\x80\xae" "gpj", "\xe2\x80\xad" "x\xe2\x80\xac", "\xe2\x81\xa6x\xe2\x81\xa9", "\xe2\x80\x8e\xe2\x80\x8f",
    "\xe2\x80\xa8" "ls", "\xe2\x80\x8b" "zero", "\xef\xbb\xbf" "bom", "\xf3\xa0\x81\x81tag", "<b>&amp;\"'", "</text><script>alert(1)<", "[click](http:evil)", "`code` **b** | # ![i](x)",
    "\\\"];evil[label=\\", "%41%0a%s%n", "\xff\xfe\x80", "\xed\xa0\x80", "\xc0\xaf", "::error file=x::y", "##vso[task.x]"};

/// A tangle of files with such names, conditions, reasons, spellings and macros, besides the healthy one.
class Display : public testing::Test {
 protected:
  Display() : project_(with_healthy({})) {
    std::string unit;
    for (std::size_t i = 0; i < kActors.size(); ++i) {
      const std::string& actor = kActors[i];
      const std::string folder = "n" + std::to_string(i) + "/";
      const std::string name = actor.find('/') == std::string::npos ? actor : "plain";
      // A file of that name in a tangle; its folder has it too.
      project_.write(folder + name + "/" + name + ".h", "#pragma once\n#include \"../../p" + std::to_string(i) + ".h\"  // " + actor + "\n");
      project_.write("p" + std::to_string(i) + ".h", "#pragma once\n#include PATH" + std::to_string(i) + "\n");
      std::string in_line = actor;  // what can stand in one line of source
      std::erase(in_line, '\n'), std::erase(in_line, '\r');
      unit += "#if " + in_line + "\n#include \"gone1.h\"\n#endif\n#ifdef X" + in_line + "\n#include \"q.h\"\n#endif\n";
      unit += "#include \"missing " + in_line + "\"\n#include <missing " + in_line + ">\n#include MACRO " + in_line + "\n";
      unit += "// unknot-ignore: " + in_line + " - " + in_line + "\n// unknot-ignore: include-cycle - " + in_line + "\n#include \"none" + in_line + ".h\"\n";
    }
    project_.write("u.cpp", unit);
    project_.write("q.h", "#pragma once\n#if defined(\x1b[31m) || \"\x1b[32m\" == \xe2\x80\xae\n#include \"r.h\"\n#endif\n");
    project_.write("r.h", "#pragma once\n#include \"q.h\"\n");
    project_.write("unknot.json", R"({"suppressions": [{"check": "include-cycle", "from": "\u001b[31m*", "to": "\u202e", "reason": "\u001b]0;x\u0007"}]})");
    project_.write_commands({{.file = "u.cpp", .flags = {"-D\x1b[31m=\xe2\x80\xae", "-I\x1b]0;x\x07", "@\x1b[31m.rsp"}, .directory = ""},
                             {.file = "\x1b[31mgone.cpp", .flags = {}, .directory = ""}, {.file = "healthy/main.cpp", .flags = {}, .directory = ""}});
    // JSON has its own notation for what acts.
    std::string database = project_.read("compile_commands.json");
    for (auto at = database.find('\x1b'); at != std::string::npos; at = database.find('\x1b')) database.replace(at, 1, "\\u001b");
    for (auto at = database.find('\x07'); at != std::string::npos; at = database.find('\x07')) database.replace(at, 1, "\\u0007");
    project_.write("compile_commands.json", database);
  }
  /// What a run writes is plain text, line by line; returns it.
  std::string check(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--cache", "off"});
    const auto run = run_unknot(arguments, {.cwd = project_.root(), .env = {}});
    EXPECT_LE(run.exit_code, 3) << run.err;
    EXPECT_TRUE(is_plain(run.out)) << arguments[0] << arguments.back() << run.out.substr(0, 3'000);
    EXPECT_TRUE(is_plain(run.err)) << run.err;
    for (const auto& text : {run.out, run.err}) EXPECT_THAT(text, Not(HasSubstr("\nunknot: fake"))) << "a name made a line of its own";
    return run.out;
  }
  Project project_;
};

TEST_F(Display, EveryReporter) {
  for (const std::string format : {"text", "json", "sarif", "dot"}) {
    SCOPED_TRACE(format);
    const auto out = check({"check", ".", "--format", format, "--color", "never"});
    if (format == "json" || format == "sarif") EXPECT_TRUE(nlohmann::json::accept(out));
    EXPECT_THAT(out, HasSubstr("healthy/a.h"));
  }
}

TEST_F(Display, EveryCommand) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"graph", ".", "--all"}, {"graph", ".", "--all", "--format", "json"}, {"graph", "."}, {"doctor", "."}, {"dump", "facts", "."}, {"dump", "program", "."},
           {"why", "u.cpp", "r.h"}, {"why", "u.cpp", "\x1b[31m"}, {"why", "\xe2\x80\xae", "q.h"}, {"check", "\x1b[31m"}, {"check", "--\x1b[31m"}, {"explain", "\x1b]0;x\x07"},
           {"check", "--format", "\x1b[31m"}, {"check", "--checks", "\x1b[31m"}, {"check", "-p", "\x1b[31m"}, {"check", "--config", "\x1b[31m"}, {"\x1b[31m"},
           {"check", "--format", "json:/nonexistent/\x1b[31m"}})
    check(arguments);
}

TEST_F(Display, NamesStayWhatTheyAreForPrograms) {
  const auto report = nlohmann::json::parse(check({"check", ".", "--format", "json", "--min-severity", "note"}));
  std::string names;
  for (const auto& problem : report["problems"]) names += problem["message"].get<std::string>() + "\n";
  EXPECT_THAT(names, HasSubstr("missing \x1b[31mred\x1b[0m")) << "escaped once, as JSON does, and not twice";
}

/// Colour is ours alone: with it on, only our own escapes are there.
TEST_F(Display, ColoursAreOursAlone) {
  auto run = run_unknot({"check", ".", "--color", "always", "--cache", "off"}, {.cwd = project_.root(), .env = {}});
  std::string text = run.out;
  for (auto at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b[", at)) {
    const auto end = text.find('m', at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_THAT(text.substr(at + 2, end - at - 2), testing::MatchesRegex("[0-9;]*"));
    text.erase(at, end - at + 1);
  }
  EXPECT_TRUE(is_plain(text));
}

/// In SARIF "[x](y)" is a link, and in DOT "&lt;" a character: neither comes from a name.
TEST(DisplayMarkup, IsNone) {
  Project project(with_healthy({{"[click](http:evil).h", "#pragma once\n#include \"&lt;b.h\"\n"}, {"&lt;b.h", "#pragma once\n#include \"[click](http:evil).h\"\n"},
                                {"u.cpp", "#include \"&lt;b.h\"\n#include \"[click](http:evil) gone.h\"\n"}}));
  project.write_commands();
  const auto sarif = nlohmann::json::parse(run_unknot({"check", ".", "--format", "sarif", "--cache", "off"}, {.cwd = project.root(), .env = {}}).out);
  std::size_t seen = 0;
  const std::function<void(const nlohmann::json&)> look = [&](const nlohmann::json& at) {
    if (at.is_object() && at.contains("text") && at["text"].is_string()) {
      const auto text = at["text"].get<std::string>();
      for (auto link = text.find("[click"); link != std::string::npos; link = text.find("[click", link + 1))
        EXPECT_TRUE(link > 0 && text[link - 1] == '\\') << text;
      seen += text.find("click") != std::string::npos;
    }
    if (at.is_structured())
      for (const auto& part : at) look(part);
  };
  look(sarif);
  EXPECT_GE(seen, 2U);
  const auto dot = run_unknot({"graph", ".", "--all", "--cache", "off"}, {.cwd = project.root(), .env = {}}).out;
  EXPECT_THAT(dot, HasSubstr("&amp;lt;b.h"));
  EXPECT_THAT(dot, Not(HasSubstr("\"&lt;")));
}

}  // namespace
}  // namespace unknot::test
