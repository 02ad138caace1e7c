// self-include on graph text.
#include <gtest/gtest.h>

#include "tests/checks/run_text.h"

namespace unknot::test {
namespace {

/// The text must have exactly these findings.
void check(std::string_view text, const std::vector<std::string>& expected) {
  EXPECT_EQ(lines_of(run_text(text, {.checks = {"self-include"}})), expected) << text;
}

TEST(SelfInclude, OnlyTheFileItself) {
  check("a.h -> b.h\nb.h -> a.h", {});
  check("a.h -> a.h", {"a.h:1 self-include warning: a.h"});
  check("a.h -> a.h [line=7]\nb.h -> b.h [line=2]", {"a.h:7 self-include warning: a.h", "b.h:2 self-include warning: b.h"});
}

TEST(SelfInclude, OneFindingForAllLinesOfAFile) {
  check("a.h -> a.h [line=7]\na.h -> a.h [line=9]", {"a.h:7 self-include warning: a.h"});
}

TEST(SelfInclude, OnPurposeWhereTheFileIsReadAgain) {
  check("a.h -> a.h [when=\"!defined(X)\"]", {"a.h:1 self-include/x-macro note: a.h"});
  check("a.h [once]\na.h -> a.h [when=\"!defined(X)\"]", {"a.h:1 self-include warning: a.h"});
}

TEST(SelfInclude, UnderAConditionThatNobodyMeets) {
  check("a.h [once]\na.h -> a.h [when=\"W\" entered=no]", {"a.h:1 self-include/not-shown note: a.h"});
}

TEST(SelfInclude, AnEnteredLineCountsMoreThanOneThatIsNot) {
  check("a.h [once]\na.h -> a.h [line=3 when=\"W\" entered=no]\na.h -> a.h [line=8]", {"a.h:8 self-include warning: a.h"});
}

}  // namespace
}  // namespace unknot::test
