// compile_commands.json: both forms of a command, shell words, response files, and what is wrong where.
#include "analyzer/project/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <cstdio>
#include <map>

namespace unknot {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::string place(const DatabaseError& error) {
  return std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.message;
}

/// Text must give these files, "DIR FILE WORDS" each, and these problems.
void check(std::string_view text, const std::vector<std::string>& commands, const std::vector<std::string>& problems = {}) {
  SCOPED_TRACE(text);
  const auto database = parse_database(text);
  ASSERT_TRUE(database) << place(database.error());
  std::vector<std::string> found, wrong;
  for (const CompileCommand& command : database->commands) {
    std::string line = command.directory + " " + command.file;
    for (const std::string& word : command.arguments) line += " [" + word + "]";
    found.push_back(line + (command.output.empty() ? "" : " > " + command.output));
  }
  for (const DatabaseError& problem : database->problems) wrong.push_back(place(problem));
  EXPECT_THAT(found, ElementsAreArray(commands));
  EXPECT_THAT(wrong, ElementsAreArray(problems));
}
void check_error(std::string_view text, const std::string& expected) {
  SCOPED_TRACE(text.substr(0, 100));
  const auto database = parse_database(text);
  ASSERT_FALSE(database);
  EXPECT_EQ(place(database.error()), expected);
}

TEST(Database, ReadsBothForms) {
  check("[]", {});
  check(R"([{"directory": "/b", "file": "a.cc", "command": "g++ -DX=\\\"a\\ b\\\" -c a.cc", "output": "a.o", "other": [1]},
           {"file": "b.cc", "arguments": ["clang++", "-D", "X=a b"], "directory": "sub", "command": "ignored"}])",
        {R"(/b a.cc [g++] [-DX="a b"] [-c] [a.cc] > a.o)", "sub b.cc [clang++] [-D] [X=a b]"});
  check("\xEF\xBB\xBF[{\"directory\": \"/b\", \"file\": \"\\u00e9.cc\", \"command\": \"cc\"}]\n", {"/b \xC3\xA9.cc [cc]"});
}

TEST(Database, SkipsBrokenEntriesWithTheirPlace) {
  check(
      "[\n {\"directory\": \"/b\", \"command\": \"cc\"},\n {\"file\": \"a\", \"command\": \"cc\"}, 7,\n"
      " {\"directory\": \"/b\", \"file\": \"a\"}, {\"directory\": \"/b\", \"file\": \"ok\", \"command\": \"cc\"},\n"
      " {\"directory\": \"/b\", \"file\": 3, \"command\": \"cc\"}, {\"arguments\": [\"cc\", 1]}, {\"arguments\": []}]",
      {"/b ok [cc]"},
      {"2:2: an entry without 'file'", "3:2: an entry without 'directory'", "3:34: an entry must be an object",
       "4:2: an entry without 'command' or 'arguments'", "5:2: 'file' must be text",
       "5:51: 'arguments' must be a list of texts, at least one", "5:77: 'arguments' must be a list of texts, at least one"});
}

TEST(Database, BrokenTextHasAPlace) {
  check_error("", "1:1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal");
  check_error("{\"a\": 1}", "1:1: a compilation database must be a list, not an object");
  check_error("\n \"x\"", "2:2: a compilation database must be a list, not text");
  check_error("[\n  {\"file\": \"a\",}\n]",
              "2:16: syntax error while parsing object key - unexpected '}'; expected string literal");
  check_error("[{\"file\": \"a\"}", "1:15: syntax error while parsing array - unexpected end of input; expected ']'");
  check_error("[{\"file\": \"\xff\"}]", "1:12: syntax error while parsing value - invalid string: ill-formed UTF-8 byte");
  check_error("// no comments\n[]", "1:1: syntax error while parsing value - invalid literal");
  check_error(std::string(5000, '['), "1:201: nested deeper than 200 levels");
}

TEST(ShellWords, FollowPosix) {
  const auto words = [](std::string_view text) { return split_shell_words(text); };
  EXPECT_THAT(words(""), IsEmpty());
  EXPECT_THAT(words(" \t a  b\n c "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(words(R"(-D'X="a b"' -D "Y=\"q\"" -DZ=\"z\")"), ElementsAre("-DX=\"a b\"", "-D", "Y=\"q\"", "-DZ=\"z\""));
  EXPECT_THAT(words(R"('a\b' "a\b" "a\\b" a\b "\$x\`")"), ElementsAre("a\\b", "a\\b", "a\\b", "ab", "$x`"));
  EXPECT_THAT(words(R"('' "" a''b)"), ElementsAre("", "", "ab"));
  EXPECT_THAT(words("a\\\nb \"c\\\nd\" 'e\\\nf'"), ElementsAre("ab", "cd", "e\\\nf"));
  EXPECT_THAT(words(R"('it'\''s')"), ElementsAre("it's"));
  EXPECT_THAT(words("a 'b c"), ElementsAre("a", "b c"));
  EXPECT_THAT(words("a\\"), ElementsAre("a\\"));
}

std::string quoted_for_shell(const std::string& word, int style) {
  if (style == 0) {
    std::string result = "'";
    for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
  }
  if (style == 1) {
    std::string result = "\"";
    for (const char c : word)
      result += std::string_view("\"\\$`").find(c) != std::string_view::npos ? std::string("\\") + c : std::string(1, c);
    return result + "\"";
  }
  std::string result;
  for (const char c : word) result += c == '\n' ? std::string("'\n'") : std::string("\\") + c;
  return word.empty() ? "''" : result;
}

rc::Gen<std::vector<std::string>> some_words() {
  return rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(
      rc::gen::element('a', '-', '=', ' ', '\'', '"', '\\', '$', '`', '\n', '\t', '\xC3', '\xA9')));
}

TEST(ShellWordsProperty, QuotedWordsComeBack) {
  EXPECT_TRUE(rc::check([] {
    const auto words = *some_words();
    std::string line;
    for (const std::string& word : words) line += quoted_for_shell(word, *rc::gen::inRange(0, 3)) + " ";
    RC_ASSERT(split_shell_words(line) == words);
  }));
}

TEST(ResponseFileProperty, EscapedWordsComeBack) {
  EXPECT_TRUE(rc::check([] {
    const auto words = *some_words();
    std::string text;
    for (const std::string& word : words) {
      const std::string quote = *rc::gen::element(std::string("'"), std::string("\""));
      std::string inner;
      for (const char c : word)
        inner += std::string_view("\\'\"").find(c) != std::string_view::npos ? std::string("\\") + c : std::string(1, c);
      text += quote + inner + quote + "\n";
    }
    RC_ASSERT(split_response_file(text) == words);
  }));
}

/// Expands with these files, keyed by absolute path.
ExpandedArguments expand(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& files) {
  return expand_response_files(arguments, "/b", [&](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second;
  });
}

TEST(ResponseFiles, AreExpandedInPlaceAndInsideEachOther) {
  const auto result =
      expand({"@cc", "-a", "@x.rsp", "@/abs/y.rsp", "@", "-z"},
             {{"/b/x.rsp", "\xEF\xBB\xBF-I 'a b'\r\n@sub/n.rsp \"-DX=\\\"s\\\"\" "}, {"/b/sub/n.rsp", "-n"}, {"/abs/y.rsp", ""}});
  EXPECT_THAT(result.arguments, ElementsAre("@cc", "-a", "-I", "a b", "-n", "-DX=\"s\"", "@", "-z"));
  EXPECT_THAT(result.dropped, IsEmpty());
}

TEST(ResponseFiles, UnreadableOnesAndModuleMapsAreDroppedAndNamed) {
  const auto result = expand({"cc", "@gone", "@CMakeFiles/a.cc.o.modmap", "-c"}, {{"/b/CMakeFiles/a.cc.o.modmap", "-x c++"}});
  EXPECT_THAT(result.arguments, ElementsAre("cc", "-c"));
  EXPECT_THAT(result.dropped, ElementsAre("gone", "CMakeFiles/a.cc.o.modmap"));
}

TEST(ResponseFiles, RingsAndBombsEnd) {
  const auto ring = expand({"cc", "@a", "-c"}, {{"/b/a", "-x @a"}});
  EXPECT_EQ(ring.arguments.size(), 18u);
  EXPECT_THAT(ring.dropped, ElementsAre("a"));
  const auto bomb = expand({"cc", "@a"}, {{"/b/a", "@a @a @a @a @a @a @a @a -x"}});
  EXPECT_LE(bomb.arguments.size(), 1001u);
  EXPECT_FALSE(bomb.dropped.empty());
}

TEST(JoinPath, KeepsParentsAndDropsTheRest) {
  EXPECT_EQ(join_path("/a/b", "c.h"), "/a/b/c.h");
  EXPECT_EQ(join_path("/a/b/", "./c//d/"), "/a/b/c/d");
  EXPECT_EQ(join_path("/a/b", "../c"), "/a/b/../c");
  EXPECT_EQ(join_path("/a", "/x/./y"), "/x/y");
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("/", "."), "/");
  EXPECT_EQ(join_path("", "."), ".");
}

TEST(DatabaseSpeed, IsPrinted) {
  std::string text = "[";
  for (int i = 0; i < 3000; ++i) {
    const std::string file = "/home/user/project/src/module/file" + std::to_string(i) + ".cpp";
    text += i == 0 ? "\n{\n" : ",\n{\n";
    text += R"(  "directory": "/home/user/project/build",)"
            "\n"
            R"(  "command": "/usr/bin/c++ -DNAME=\\\"x\\\" )";
    for (int k = 0; k < 20; ++k) text += "-I/home/user/project/src/module" + std::to_string(k) + "/include ";
    text += "-O2 -g -Wall -std=gnu++20 -o CMakeFiles/x.dir/f.cpp.o -c " + file + "\",\n  \"file\": \"" + file + "\"\n}";
  }
  text += "\n]\n";
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const auto database = parse_database(text);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    ASSERT_TRUE(database);
    ASSERT_EQ(database->commands.size(), 3000u);
    ASSERT_EQ(database->commands[2999].arguments.size(), 30u);
    if (round == 0) std::printf("parse_database: first %.0f MB/s\n", static_cast<double>(text.size()) / took.count() / 1e6);
    best = std::max(best, static_cast<double>(text.size()) / took.count() / 1e6);
  }
  std::printf("parse_database: best %.0f MB/s of %.1f MB\n", best, static_cast<double>(text.size()) / 1e6);
}

}  // namespace
}  // namespace unknot
