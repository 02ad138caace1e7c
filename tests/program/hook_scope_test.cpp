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

}  // namespace
}  // namespace unknot::test
