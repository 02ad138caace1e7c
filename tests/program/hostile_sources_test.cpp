// Sources that nobody should trust: any bytes, endless lines, bottomless conditions, includes that explode.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/hostile.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// One hostile unit that has the healthy tangle's unit beside it.
ReadReport check_unit(const std::string& text, const HostileRun& wanted, Files more = {}) {
  more["u.cpp"] = text;
  Project project(with_healthy(std::move(more)));
  project.write_commands();
  return check_hostile(project, wanted);
}

TEST(HostileSource, AnyBytes) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, int>> cases{
      {"\0\0\0\0"s, 0}, {"#include \"healthy/a.h\"\0\0\n"s, 0}, {"#include \"x\0y.h\"\n"s, 3}, {repeated(all, 300), 0},
      {"\xff\xfe#\0i\0n\0c\0l\0u\0d\0e\0"s, 0}, {"/* open", 0}, {"R\"(open", 0}, {"\\", 0}, {"#include", 0}, {"#include \"", 3}, {"#if", 0},
      {"#include <\\\n>\\\n", 0}, {repeated("#else\n#endif\n", 1'000), 0}, {"\xef\xbb\xbf\xef\xbb\xbf#include \"healthy/a.h\"\n", 0}};
  for (const auto& [text, code] : cases) {
    SCOPED_TRACE(text.substr(0, 30));
    check_unit(text, {.exit_code = code});
  }
}

TEST(HostileSource, AHundredMegabytesInOneLine) {
  // Words, so that a lexer has something to do; the include behind them stands in line 2.
  for (const auto& [start, size] : std::map<std::string, std::size_t>{{"int x; // ", 100'000'000}, {"#define X ", 10'000'000}, {"const char* s = \"", 10'000'000}}) {
    SCOPED_TRACE(start);
    const auto report = check_unit(start + repeated("word ", size / 5) + "\n#include \"gone.h\"\n",
                                   {.exit_code = 3, .said = {"u.cpp:2: \"gone.h\" is not found"}, .seconds = 60, .mib = 1'800});
    EXPECT_EQ(report.problems.size(), 1U);
  }
}

TEST(HostileSource, LongNamesAndReasonsAreCut) {
  const auto report = check_unit("#include \"" + std::string(5'000'000, 'n') + "\"\n// unknot-ignore: " + repeated("check", 1'000'000) + " - " +
                                     repeated("because ", 1'000'000) + "\nint x;\n#if " + repeated("A == 1 || ", 200'000) + "B\n#include \"gone.h\"\n#endif\n",
                                 {.exit_code = 3, .also = "u.cpp:2 suppression/unknown-check note\n"});
  ASSERT_EQ(report.problems.size(), 1U) << "what is behind a condition may be missing";
  EXPECT_LT(report.problems[0].message.size(), 1'000U);
  EXPECT_LT(report.findings.back().message.size(), 5'000U);
}

/// A cycle below many conditions: they are weaker in the report, and the cycle is there.
Files conditional_cycle(const std::string& before, const std::string& behind) {
  return {{"c.h", "#pragma once\n" + before + "#include \"d.h\"\n" + behind}, {"d.h", "#pragma once\n#include \"c.h\"\n"}};
}

TEST(HostileSource, TenThousandIfsInEachOther) {
  std::string before;
  std::string defines;
  for (int i = 0; i < 10'000; ++i) {
    before += "#ifdef A" + std::to_string(i) + "\n#include \"healthy/a.h\"\n";
    defines += "#define A" + std::to_string(i) + "\n";
  }
  const auto report = check_unit(defines + "#include \"c.h\"\n", {.exit_code = 0, .also = "c.h:20002 include-cycle warning\n"},
                                 conditional_cycle(before, repeated("#endif\n", 10'000)));
  ASSERT_EQ(report.findings.size(), 2U);
  EXPECT_LT(report.findings[0].edges[0].when.size(), 10'000U);
}

TEST(HostileSource, TenThousandBranches) {
  std::string branches = "#if 0\n";
  for (int i = 0; i < 10'000; ++i) branches += "#elif A == " + std::to_string(i) + "\n#include \"healthy/a.h\"\n";
  check_unit("#define A 20000\n#include \"c.h\"\n", {.exit_code = 0, .also = "c.h:20004 include-cycle warning\n", .seconds = 60},
             conditional_cycle(branches + "#else\n", "#endif\n"));
}

TEST(HostileSource, AHundredThousandIfsThatNobodyCloses) {
  check_unit(repeated("#if X\n", 100'000) + "#include \"gone.h\"\n", {.exit_code = 0, .seconds = 60});
  check_unit(repeated("#endif\n", 100'000) + "#include \"gone.h\"\n", {.exit_code = 3, .said = {"u.cpp:100001: \"gone.h\""}, .seconds = 60});
}

TEST(HostileSource, BottomlessExpressions) {
  for (const std::string operation : {"(", "!", "-", "(A)+(", "A?", "!(", "defined("}) {
    SCOPED_TRACE(operation);
    // Scanned only: no tangle asks for the preprocessor.
    check_unit("#if " + repeated(operation, 60'000) + "A\n#include \"gone.h\"\n#endif\n", {.exit_code = 0});
  }
  if (kSanitized) return;
  // Preprocessed as well: Clang's own parser runs out of stack, and that costs the truth of this unit.
  const std::string deep = "#if " + repeated("(", 1'000'000) + "1" + repeated(")", 1'000'000) + "\n";
  const auto report = check_unit("#define D\n#include \"c.h\"\n" + deep + "#endif\n",
                                 {.exit_code = 3, .said = {"u.cpp: which of its conditional includes are entered is unknown: unknot-clang crashed"},
                                  .also = "c.h:3 include-cycle/unknown note\n"},
                                 conditional_cycle("#ifdef D\n", "#endif\n"));
  EXPECT_EQ(report.problems.size(), 1U);
}

TEST(HostileSource, ThatIncludesItself) {
  Files more = conditional_cycle("#ifdef D\n", "#endif\n");
  more["again.h"] = "#include \"again.h\"\n";
  more["a/macro.h"] = "#define M \"macro.h\"\n#include M\n#include \"macro.h\"\n";
  check_unit("#define D\n#include \"again.h\"\n#include \"a/macro.h\"\n#include \"c.h\"\n",
             {.exit_code = 0, .also = "a/macro.h:2 self-include warning\nagain.h:1 self-include warning\nc.h:3 include-cycle warning\n"}, more);
}

TEST(HostileSource, AChainOfTwoThousandHeaders) {
  Files more = conditional_cycle("#ifdef D\n", "#endif\n");
  for (int i = 0; i < 2'000; ++i) more["chain/h" + std::to_string(i) + ".h"] = "#include \"h" + std::to_string(i + 1) + ".h\"\n";
  more["chain/h2000.h"] = "#include \"h0.h\"\n";
  // Clang stops at 200 levels; the scan does not mind.
  check_unit("#define D\n#include \"c.h\"\n#include \"chain/h0.h\"\n", {.exit_code = 0, .also = "c.h:3 include-cycle warning\nchain/h0.h:1 include-cycle warning\n", .seconds = 100}, more);
}

/// 2^40 inclusions: the scan needs each file once; the preprocessor is stopped and loses the truth of this unit.
TEST(HostileSource, AnIncludeBomb) {
  Files more = conditional_cycle("#ifdef D\n", "#endif\n");
  for (int i = 0; i < 40; ++i) {
    const std::string next = "#include \"b" + std::to_string(i + 1) + ".h\"\n";
    more["b" + std::to_string(i) + ".h"] = next + next;
  }
  more["b40.h"] = "int x;\n";
  const auto report = check_unit("#define D\n#include \"b0.h\"\n#include \"c.h\"\n",
                                 {.exit_code = 3, .said = {"u.cpp: which of its conditional includes are entered is unknown: unknot-clang"},
                                  .also = "c.h:3 include-cycle/unknown note\n", .arguments = {"--timeout", "3"}, .seconds = 60, .mib = 2'500}, more);
  EXPECT_EQ(report.problems.size(), 1U);
}

TEST(HostileSource, MacrosThatExplode) {
  std::string text = "#define X0 X\n";
  for (int i = 1; i < 60; ++i) text += "#define X" + std::to_string(i) + " X" + std::to_string(i - 1) + " + X" + std::to_string(i - 1) + "\n";
  check_unit("#define D\n" + text + "#include \"c.h\"\n#if X59\n#include \"healthy/a.h\"\n#endif\n",
             {.exit_code = 3, .said = {"u.cpp: which of its conditional includes are entered is unknown: unknot-clang"},
              .also = "c.h:3 include-cycle/unknown note\n", .arguments = {"--timeout", "3"}, .seconds = 60, .mib = 5'000},
             conditional_cycle("#ifdef D\n", "#endif\n"));
}

}  // namespace
}  // namespace unknot::test
