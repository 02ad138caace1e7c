// What `--evidence` says of the edges of a tangle: right by the compiler, the same from the cache, and never a guess.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

struct Edge {
  std::string evidence;
  std::vector<std::string> symbols;
};

class Evidence : public testing::Test {
 protected:
  RunResult run(const std::vector<std::string>& more = {}, const std::map<std::string, std::string>& env = {}) {
    std::vector<std::string> words{"check", ".", "--evidence", "--checks", "-*,include-cycle", "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    if (std::ranges::find(words, "--cache") == words.end()) words.insert(words.end(), {"--cache", "off"});
    return run_unknot(words, {.cwd = project_.root(), .env = env});
  }
  static std::map<std::pair<std::string, std::string>, Edge> edges(const std::string& report) {
    std::map<std::pair<std::string, std::string>, Edge> out;
    const Json read = Json::parse(report);
    for (const auto& finding : read["findings"])
      for (const auto& edge : finding["tangle"]["edges"]) {
        Edge& to = out[{edge["from"], edge["to"]}];
        to.evidence = edge["evidence"];
        if (edge.contains("uses"))
          for (const auto& use : edge["uses"]) to.symbols.push_back(use["symbol"]);
      }
    return out;
  }
  bool compiles() {
    for (const char* unit : {"a.cpp", "b.cpp"})
      if (run_program(UNKNOT_CXX, {"-std=c++20", "-fsyntax-only", project_.path(unit)}).exit_code != 0) return false;
    return true;
  }

  Project project_;
};

/// a.h includes b.h, which includes a.h; `text` is what a.h says of B.
void write_pair(Project& project, const std::string& before, const std::string& text) {
  project.write("a.h", "#pragma once\n" + before + text);
  project.write("b.h", "#pragma once\n#include \"a.h\"\nnamespace core { struct B { int n = 0; }; }\n");
  project.write("a.cpp", "#include \"a.h\"\n");
  project.write("b.cpp", "#include \"b.h\"\nint user(const A& a) { return a.n; }\n");
  project.write_commands(std::vector<std::string>{"-std=c++20"});
}

TEST_F(Evidence, IsWhatTheCompilerSays) {
  struct Case {
    const char* evidence;
    const char* text;
    const char* instead;  ///< of the include: then it compiles; nullptr: nothing short of the definition will do
  };
  const Case kCases[] = {
      {"unused", "struct A { int n = 0; };\n", ""},
      {"name-only", "struct A { core::B* b = nullptr; int n = 0; };\n", "namespace core { struct B; }\n"},
      {"name-only", "core::B make(core::B);\nstruct A { int n = 0; };\n", "namespace core { struct B; }\n"},
      {"move-to-source", "struct A { int of(core::B* b) const { return b->n; } int n = 0; };\n", nullptr},
      {"inherent", "struct A { core::B b; int n = 0; };\n", nullptr},
      {"inherent", "struct A : core::B {};\n", nullptr},
      {"inherent", "template <class T> int all(T t) { return t + static_cast<int>(sizeof(core::B)); }\nstruct A { int n = 0; };\n", nullptr},
      {"inherent", "struct A { int n = 0; };\nconstexpr int kSize = sizeof(core::B);\n", nullptr}};
  for (const auto& c : kCases) {
    write_pair(project_, "#include \"b.h\"\n", c.text);
    const auto result = run();
    EXPECT_EQ(edges(result.out)[std::pair("a.h", "b.h")].evidence, c.evidence) << c.text << result.err;
    write_pair(project_, c.instead == nullptr ? "namespace core { struct B; }\n" : c.instead, c.text);
    EXPECT_EQ(compiles(), c.instead != nullptr) << c.text;
  }
}

TEST_F(Evidence, OfAMacrosBodyIsInherent) {
  write_pair(project_, "#include \"b.h\"\n", "#define OTHER core::B\nstruct A { OTHER* b = nullptr; int n = 0; };\n");
  EXPECT_EQ(edges(run().out)[std::pair("a.h", "b.h")].evidence, "inherent") << "another unit may make one by its name";
}

TEST_F(Evidence, NamesTheSymbolsThatProveIt) {
  write_pair(project_, "#include \"b.h\"\n", "struct A { core::B* b = nullptr; int n = 0; };\n");
  EXPECT_EQ(edges(run().out)[std::pair("a.h", "b.h")].symbols, std::vector<std::string>{"core::B"});
  const auto text = run_unknot({"check", ".", "--evidence", "--cache", "off"}, {.cwd = project_.root(), .env = {}});
  EXPECT_THAT(text.out, HasSubstr("b.h -> a.h: nothing that it declares is used"));
}

TEST_F(Evidence, ComesFromTheCacheUntilSomethingChanges) {
  write_pair(project_, "#include \"b.h\"\n", "struct A { int n = 0; };\n");
  const std::string cache = project_.path("../cache");
  const auto cold = run();
  EXPECT_EQ(run({"--cache", cache}).out, cold.out);
  // A process that would crash at each unit is not asked.
  const auto warm = run({"--cache", cache}, {{"UNKNOT_CLANG_FAULT", "crash:.cpp"}});
  EXPECT_EQ(warm.out, cold.out);
  EXPECT_EQ(warm.exit_code, cold.exit_code);
  project_.write("a.h", "#pragma once\n#include \"b.h\"\nstruct A { core::B* b = nullptr; int n = 0; };\n");
  EXPECT_EQ(edges(run({"--cache", cache}).out)[std::pair("a.h", "b.h")].evidence, "name-only");
  EXPECT_EQ(run({"--cache", cache}).out, run().out);
}

TEST_F(Evidence, IsTheSameForAnyNumberOfJobs) {
  write_pair(project_, "#include \"b.h\"\nnamespace core { struct B; }\n", "struct A { core::B* b = nullptr; int n = 0; };\n");
  const auto one = run({"--jobs", "1"});
  EXPECT_EQ(run({"--jobs", "4"}).out, one.out);
  EXPECT_EQ(edges(one.out)[std::pair("a.h", "b.h")].evidence, "unused") << "a.h declares core::B itself";
}

TEST_F(Evidence, OfBrokenCodeIsNotGuessed) {
  write_pair(project_, "#include \"b.h\"\n", "struct A { int n = 0; Missing m; };\n");
  const auto result = run();
  EXPECT_EQ(edges(result.out)[std::pair("a.h", "b.h")].evidence, "");
  EXPECT_THAT(result.err, HasSubstr("are partial: unknown type name 'Missing'"));
  EXPECT_FALSE(Json::parse(result.out)["complete"].get<bool>());
}

TEST_F(Evidence, LosesOneUnitToACrash) {
  write_pair(project_, "#include \"b.h\"\n", "struct A { int n = 0; };\n");
  const auto result = run_unknot({"check", ".", "--checks", "-*,symbol-cycle", "--cache", "off", "--format", "json"},
                                 {.cwd = project_.root(), .env = {{"UNKNOT_CLANG_FAULT", "crash:b.cpp"}}});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  const Json problems = Json::parse(result.out)["problems"];
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0]["file"], "b.cpp");
}

TEST_F(Evidence, WeighsThePlan) {
  // One line each way; the one that is needed stays.
  project_.write("app/a.h", "#pragma once\n#include \"../lib/b.h\"\nstruct A : B {};\n");
  project_.write("lib/b.h", "#pragma once\nstruct B { int n = 0; };\n");
  project_.write("lib/c.h", "#pragma once\n#include \"../app/a.h\"\nstruct C { A* a = nullptr; };\n");
  project_.write("main.cpp", "#include \"lib/c.h\"\nint main() { return C().a == nullptr; }\n");
  project_.write_commands(std::vector<std::string>{"-std=c++20"});
  const auto plan = run_unknot({"untangle", ".", "--evidence", "--no-moves", "--cache", "off", "--format", "json"}, {.cwd = project_.root(), .env = {}});
  const Json read = Json::parse(plan.out);
  ASSERT_EQ(read["steps"].size(), 1U) << plan.err;
  EXPECT_EQ(read["steps"][0]["from"], "lib/");
  EXPECT_EQ(read["steps"][0]["lines"][0]["evidence"], "name-only");
}

}  // namespace
}  // namespace unknot::test
