// Units that a parser may choke on: each costs itself at most, is named, and the units beside it say what they say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kHealthy = "struct Healthy {};\nstruct Child : Healthy {};\n";

struct Hostile {
  std::string text;                 ///< of hostile.cpp
  std::vector<std::string> flags{"-std=c++20"};
  std::string compiler = "clang++";
  std::vector<std::string> more{};  ///< options of the run
  std::map<std::string, std::string> env{};
  Files files{};
};

/// Runs the parse of a hostile unit with a healthy one beside it, and expects the healthy one's facts whatever comes.
RunResult parse(const Hostile& hostile) {
  Files files = hostile.files;
  files["hostile.cpp"] = hostile.text;
  files["healthy.cpp"] = kHealthy;
  Project project(files);
  project.write_commands({{.file = "hostile.cpp", .flags = hostile.flags, .directory = {}, .compiler = hostile.compiler},
                          {.file = "healthy.cpp", .flags = {"-std=c++20"}, .directory = {}}});
  std::vector<std::string> arguments{"graph", ".", "--level", "class", "--format", "json", "--cache", "off", "--jobs", "1"};
  arguments.insert(arguments.end(), hostile.more.begin(), hostile.more.end());
  auto run = run_unknot(arguments, {.cwd = project.root(), .env = hostile.env});
  EXPECT_THAT(run.out, HasSubstr("\"Healthy\"")) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"Child\""));
  EXPECT_THAT(run.err, Not(HasSubstr(project.root())));
  return run;
}

/// The unit is parsed without a complaint and tells of its class Own.
void check_parsed(const Hostile& hostile) {
  const auto run = parse(hostile);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"Own\""));
}

/// The unit is named with this message, and the answer is not complete.
void check_named(const Hostile& hostile, const std::string& message) {
  const auto run = parse(hostile);
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("hostile.cpp"));
  EXPECT_THAT(run.err, HasSubstr(message));
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(HostileParse, ErrorsLeaveWhatCanBeHad) {
  const auto run = parse({.text = "struct Own {};\nnonsense here;\nstruct Other : Own {};\n"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("hostile.cpp:2: facts of hostile.cpp are partial: unknown type name 'nonsense'"));
  EXPECT_THAT(run.out, HasSubstr("\"Other\""));
}

TEST(HostileParse, AHeaderThatIsNotThere) {
  const auto run = parse({.text = "#include \"gone.h\"\nstruct Own {};\n"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("hostile.cpp:1: facts of hostile.cpp are partial: 'gone.h' file not found"));
}

TEST(HostileParse, ACrashCostsTheUnit) {
  check_named({.text = "struct Own {};\n#include \"a.h\"\n", .env = {{"UNKNOT_CLANG_FAULT", "crash:hostile.cpp"}}, .files = {{"a.h", ""}}},
              "crashed (signal 6)");
}

TEST(HostileParse, AnEndlessConstantEndsAtTheTimeout) {
  check_named({.text = "constexpr long spin() { long n = 0; for (;;) ++n; return n; }\nconstexpr long kSpin = spin();\n",
               .flags = {"-std=c++20", "-fconstexpr-steps=2147483647"},
               .more = {"--timeout", "2"}},
              "did not answer within 2 s");
}

TEST(HostileParse, BottomlessTemplates) {
  const std::string text = "template <int N> struct Deep : Deep<N + 1> {};\nDeep<0> deep;\nstruct Own {};\n";
  check_named({.text = text}, "recursive template instantiation exceeded maximum depth");
  // More than any stack holds: Clang says so, or the process is lost.
  const auto run = parse({.text = text, .flags = {"-std=c++20", "-ftemplate-depth=10000000"}, .more = {"--timeout", "3"}});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("hostile.cpp"));
}

TEST(HostileParse, BottomlessBrackets) {
  const auto nested = [](std::size_t depth) { return "struct Own {};\nint x = " + repeated("(", depth) + "1" + repeated(")", depth) + ";\n"; };
  check_parsed({.text = nested(500)});
  // Clang itself has no stack for these: the process is lost, and with it the unit alone.
  check_named({.text = nested(300'000), .flags = {"-std=c++20", "-fbracket-depth=1000000"}, .more = {"--timeout", "20"}}, "unknot-clang");
}

TEST(HostileParse, AnIncludeOfItself) { check_named({.text = "#include \"hostile.cpp\"\n"}, "too deeply"); }

TEST(HostileParse, ALargeGeneratedFile) {
  std::string text = "struct Own {};\nconst unsigned char kTable[] = {";
  text += repeated("255,", 200'000);
  check_parsed({.text = text + "0};\n"});
}

TEST(HostileParse, MemoryHasAnEnd) {
  check_named({.text = "template <unsigned long N> struct Fill { char own[N]; Fill<N - 1> next; Fill<N - 2>* other; };\n"
                       "constexpr unsigned long big() { unsigned long n = 0; for (int* p; ; ) { p = new int[1 << 24]{}; n += p[1] + 1; } return n; }\n"
                       "constexpr auto kBig = big();\n",
               .more = {"--timeout", "20"}},
              "hostile.cpp");
}

// Commands that ask for more than a parse ----------------------------------------------------------------------------------------

TEST(HostileParse, AForcedHeaderIsRead) {
  check_parsed({.text = "Forced forced;\nstruct Own {};\n", .flags = {"-include", "forced.h"}, .files = {{"forced.h", "struct Forced {};\n"}}});
}

TEST(HostileParse, APrecompiledHeaderIsItsSource) {
  check_parsed({.text = "Common common;\nstruct Own {};\n",
                .flags = {"-Winvalid-pch", "-include-pch", "pch.h.pch", "-include", "pch.h"},
                .files = {{"pch.h", "#pragma once\nstruct Common {};\n"}, {"pch.h.pch", "not for this Clang"}}});
}

TEST(HostileParse, PluginsAndOutputsAreLeftOut) {
  check_parsed({.text = "struct Own {};\n",
                .flags = {"-fplugin=./evil.so", "-Xclang", "-load", "-Xclang", "./evil.so", "-Xclang", "-add-plugin", "-Xclang", "evil", "-MD",
                          "-MF", "deps.d", "-ftime-trace", "-save-temps", "-fpass-plugin=./evil.so"},
                .files = {{"evil.so", "not a library"}}});
}

TEST(HostileParse, CommandsOfVisualCpp) {
  check_parsed({.text = "#ifdef OWN\nstruct Own { __int64 x; };\n#endif\n", .flags = {"/nologo", "/DOWN", "/std:c++20", "/EHsc", "/Zi", "/Fdx.pdb"}, .compiler = "cl.exe"});
}

TEST(HostileParse, CommandsOfNvcc) {
  check_parsed({.text = "struct Own {};\n", .flags = {"-std=c++17", "-gencode", "arch=compute_70,code=sm_70", "-Xcompiler", "-fPIC"}, .compiler = "nvcc"});
}

}  // namespace
}  // namespace unknot::test
