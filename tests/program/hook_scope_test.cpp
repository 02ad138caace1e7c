// Which files are parsed for the context checks where nobody names one: of tests only a few, and what is left out is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HookScope, ManyTestsAreLookedAtWhereSomebodyAsks) {
  Files files;
  for (int i = 0; i < 17; ++i) files["t" + std::to_string(i) + "_test.cpp"] = "#include <gtest/gtest.h>\nTEST(A, B" + std::to_string(i) + ") {}\n";
  const Project project(files);
  const auto by_default = run_unknot({"check", project.root(), "--cache", "off"});
  EXPECT_EQ(by_default.exit_code, 0) << by_default.err;
  EXPECT_THAT(by_default.err, HasSubstr("17 files of tests are looked at only where they are asked for"));
  EXPECT_THAT(run_unknot({"check", project.root(), "--cache", "off", "--quiet"}).err, Not(HasSubstr("17 files")));
  EXPECT_THAT(run_unknot({"check", project.root(), "--cache", "off", "--checks", "-test-state-leak,-teardown-unguarded"}).err, Not(HasSubstr("looked at only")));
}

TEST(HookScope, AFewFilesWithContextOfLibrariesAreLookedAtUnasked) {
  Files files;
  const auto add = [&](int i) { files["f" + std::to_string(i) + ".cpp"] = "#include <iomanip>\n#include <iostream>\nvoid f" + std::to_string(i) +
                                "(std::ostream& out, int i) { out << std::hex << i << '\\n'; }\n"; };
  for (int i = 0; i < 4; ++i) add(i);
  const Project few(files);
  EXPECT_THAT(run_unknot({"check", few.root(), "--cache", "off"}).out, HasSubstr("f3.cpp:3:"));
  add(4);
  const Project many(files);
  const auto by_default = run_unknot({"check", many.root(), "--cache", "off"});
  EXPECT_THAT(by_default.out, Not(HasSubstr("f3.cpp:3:")));
  EXPECT_THAT(by_default.err, HasSubstr("5 files with context of libraries are looked at only where they are asked for: --checks unbalanced-push"));
  EXPECT_THAT(run_unknot({"check", many.root(), "--cache", "off", "--checks", "unbalanced-push"}).out, HasSubstr("f3.cpp:3:"));
}

// A header that many define something of costs no parse of them: only what the files with hooks come to does, the nearest first.
TEST(HookScope, WhatOnlyAHeaderCallsIsNotParsed) {
  Files files{{"main.cpp", "#include \"all.h\"\n#include <iomanip>\n#include <iostream>\n"
                           "void show(std::ostream& out) { out << std::hex << near0(); }\n"},
              {"all.h", "#pragma once\n#include \"near0.h\"\n#include \"far.h\"\ninline int unused() { return far(); }\n"},
              {"near0.h", "int near0();\n"},
              {"far.h", "int far();\n"},
              {"near0.cpp", "#include \"near0.h\"\nint near0() { return 1; }\n"},
              {"far.cpp", "#include \"far.h\"\nint far() { return missing_name; }\n"}};
  const Project project(files);
  const auto run = run_unknot({"check", project.root(), "--cache", "off", "--checks", "unbalanced-push"});
  EXPECT_THAT(run.out, HasSubstr("main.cpp:4:"));
  EXPECT_THAT(run.err, Not(HasSubstr("far.cpp")));  // which cannot be parsed
  files["main.cpp"] += "int g() { return unused(); }\n";
  const Project calling(files);
  EXPECT_THAT(run_unknot({"check", calling.root(), "--cache", "off", "--checks", "unbalanced-push"}).err, HasSubstr("far.cpp"));
}

}  // namespace
}  // namespace unknot::test
