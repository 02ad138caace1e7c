// What build files say: ninja's, make's, CMake's File API, and the commands that copy.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "analyzer/project/copy_commands.h"
#include "analyzer/project/file_api.h"
#include "analyzer/project/make_rules.h"
#include "analyzer/project/ninja.h"

namespace unknot {
namespace {

using Texts = std::vector<std::string>;

std::string words(const Texts& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + text;
  return out;
}

/// "OUTPUTS < INPUTS $ COMMAND"
Texts lines_of(const std::vector<BuildStep>& steps) {
  Texts out;
  for (const auto& step : steps) out.push_back(words(step.outputs) + " < " + words(step.inputs) + " $ " + step.command);
  return out;
}

bool is_header(std::string_view name) { return name.ends_with(".h"); }

FileReader files(std::map<std::string, std::string> texts) {
  return [texts = std::move(texts)](const std::string& path) -> std::optional<std::string> {
    const auto found = texts.find(path);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  };
}

void check_ninja(std::string_view text, const Texts& expected, const std::map<std::string, std::string>& nested = {}) {
  EXPECT_EQ(lines_of(parse_ninja(text, files(nested), is_header)), expected) << text;
}

TEST(Ninja, OutputsInputsCommand) {
  check_ninja("rule copy\n  command = cp $in $out\n\nbuild gen/a.h: copy src/a.h | tool || order\n", {"gen/a.h < src/a.h,tool $ cp src/a.h gen/a.h"});
  check_ninja("rule c\n  command = run $FLAGS $in\nbuild a.h | b.h: c x\n  FLAGS = -g\n", {"a.h,b.h < x $ run -g x"});
  check_ninja("rule c\n  command = x\nbuild a.o: c a.cpp\nbuild b.h: phony a.o\n", {});
}

TEST(Ninja, VariablesAndEscapes) {
  check_ninja("dir = out\nrule c\n  command = $COMMAND\nbuild ${dir}/my$ gen/a.h: c in$:1 $\n    in2\n  COMMAND = echo $$x ${dir}\n",
              {"out/my gen/a.h < in:1,in2 $ echo $x out"});
  check_ninja("rule c\n  command = cp $in $out\nbuild a$ b.h: c it's\n", {"a b.h < it's $ cp 'it'\\''s' 'a b.h'"});
}

TEST(Ninja, FilesInFiles) {
  check_ninja("v = top\ninclude rules.ninja\nsubninja sub.ninja\nbuild $v.h: c\n", {"sub.h <  $ run", "top.h <  $ run"},
              {{"rules.ninja", "rule c\n  command = run\n"}, {"sub.ninja", "v = sub\nbuild $v.h: c\n"}});
  check_ninja("include me\nbuild a.h: c\n", {"a.h <  $ "}, {{"me", "include me\n"}});
}

TEST(Ninja, BrokenTextCostsItsStatement) {
  check_ninja("build\nbuild :\nbuild a.h\nbuild a.h: \nwhat is this\n  x = y\nrule\nbuild b.h: r $", {"a.h <  $ ", "b.h <  $ "});
  check_ninja("build a.h: r\r\n  command = x\r\n", {"a.h <  $ x"});
  // Variables that double forty times end at a bound.
  std::string text = "v0 = xxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 60; ++i) text += "v" + std::to_string(i) + " = $v" + std::to_string(i - 1) + "$v" + std::to_string(i - 1) + "\n";
  const auto steps = parse_ninja(text + "build a.h: r\n  command = $v59\n", files({}), is_header);
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_LT(steps[0].command.size(), std::size_t{4} << 20);
}

void check_make(std::string_view text, const Texts& expected) { EXPECT_EQ(lines_of(parse_make_rules(text, is_header)), expected) << text; }

TEST(MakeRules, TargetsAndRecipes) {
  check_make("# CMAKE generated file\ngen/a.h: /src/a.in\n\t@echo\n\tcd /b && cp x y\n\nx.o: x.c\n\tcc\n", {"gen/a.h < /src/a.in $ echo; cd /b && cp x y"});
  check_make("my\\ gen/a.h b.h: \\\n  in\n", {"my gen/a.h,b.h < in $ "});
  check_make("a.h: x\na.h: y\n\tmake it\n", {"a.h < x,y $ make it"});
}

TEST(MakeRules, WhatMakeWouldHaveToWorkOut) {
  check_make("A := a.h:b\nH = a.h\n$(GEN)/a.h: x\n%.h: %.in\n.PHONY: a.h\nifdef X\nendif\na.h = 3\n", {});
}

void check_copies(std::string_view command, const Texts& outputs, const std::vector<std::pair<std::string, std::string>>& expected) {
  EXPECT_EQ(copies_of(command, "/b", outputs), expected) << command;
}

TEST(CopyCommands, OfCMakeAndTheShell) {
  check_copies("cd /b/sub && /usr/bin/cmake -E copy_if_different /s/a.h ../include/a.h", {"/b/include/a.h"}, {{"/s/a.h", "/b/include/a.h"}});
  check_copies("cmake -E copy /s/a.h /s/b.h /b/include/", {"/b/include/a.h", "/b/include/b.h"},
               {{"/s/a.h", "/b/include/a.h"}, {"/s/b.h", "/b/include/b.h"}});
  check_copies("cp -pf ../s/a.h x.h; touch y", {"/b/x.h"}, {{"/s/a.h", "/b/x.h"}});
  check_copies("ln -f '/s/my a.h' a.h 2>/dev/null || (rm -rf a.h && cp -af '/s/my a.h' a.h)", {"/b/a.h"}, {});
  check_copies("install -m 644 /s/a.h /b/a.h", {"/b/a.h"}, {{"/s/a.h", "/b/a.h"}});
}

TEST(CopyCommands, OthersAreNone) {
  check_copies("python gen.py /s/a.h /b/a.h", {"/b/a.h"}, {});
  check_copies("cmake -E cat /s/a.h", {"/b/a.h"}, {});
  check_copies("cp /s/a.h /b/other.h", {"/b/a.h"}, {});
  check_copies("cp", {"/b/a.h"}, {});
  check_copies("", {}, {});
}

TEST(FileApi, TargetsWithTheirSources) {
  const std::string index = R"({"objects": [{"kind": "cache", "jsonFile": "cache.json"}, {"kind": "codemodel", "jsonFile": "model.json"}]})";
  const auto targets = targets_of_reply(index, files({
      {"model.json", R"({"paths": {"source": "/s", "build": "/b"}, "configurations": [{"targets": [{"jsonFile": "t.json"}, {"jsonFile": "../etc/passwd"}]},
                                          {"targets": [{"jsonFile": "t.json"}, {"jsonFile": "gone.json"}]}]})"},
      {"../etc/passwd", R"({"name": "evil", "type": "UTILITY"})"},
      {"t.json", R"({"name": "app", "type": "EXECUTABLE", "sources": [{"path": "src/main.cpp"}, {"path": "/b/gen.h", "isGenerated": true}]})"}}));
  ASSERT_EQ(targets.size(), 1U);
  EXPECT_EQ(targets[0].name, "app");
  EXPECT_EQ(targets[0].type, "EXECUTABLE");
  EXPECT_EQ(words(targets[0].sources), "/b/gen.h,/s/src/main.cpp");
  EXPECT_EQ(words(targets[0].generated), "/b/gen.h");
}

TEST(FileApi, BrokenRepliesGiveNothing) {
  for (const char* index : {"", "[", "{}", "[]", R"({"objects": 3})", R"({"objects": [{"kind": "codemodel"}]})", R"({"objects": [{"kind": "codemodel", "jsonFile": "x"}]})"})
    EXPECT_TRUE(targets_of_reply(index, files({{"x", "{\"configurations\": [{\"targets\": [{}]}]}"}})).empty()) << index;
  EXPECT_EQ(newest_index({"index-2024-01.json", "codemodel.json", "index-2025-01.json", "index-2023.json"}), "index-2025-01.json");
  EXPECT_EQ(newest_index({"error-1.json"}), std::nullopt);
}

}  // namespace
}  // namespace unknot
