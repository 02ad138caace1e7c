// The run: which checks and cases, which severity, which order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/checks/run_text.h"

namespace unknot::test {
namespace {

const std::string kText =
    "a.h -> b.h [line=3 when=X]\nb.h -> a.h [line=5]\nlist.h -> list.h [line=2]\n"
    "c.h -> d.h [line=1 when=\"W\" entered=no]\nd.h -> c.h\ncontext: 0 1 2\n";

/// This run must have exactly these findings, in this order.
void check(const TextRun& how, const std::vector<std::string>& expected) {
  EXPECT_EQ(lines_of(run_text(kText, how)), expected);
}

TEST(RunChecks, InOrderOfThePlace) {
  check({.checks = {}}, {"a.h:3 include-cycle warning: a.h b.h", "c.h:1 include-cycle/not-shown note: c.h d.h", "list.h:2 self-include warning: list.h"});
}

TEST(RunChecks, OnlyThoseAskedFor) {
  check({.checks = {"self-include"}}, {"list.h:2 self-include warning: list.h"});
  TextRun how{.checks = {}};
  how.reports = [](std::string_view case_name) { return case_name == "not-shown"; };
  check(how, {"c.h:1 include-cycle/not-shown note: c.h d.h"});
}

TEST(RunChecks, SeverityByCase) {
  TextRun how{.checks = {"include-cycle"}};
  how.severity = [](std::string_view case_name) { return case_name.empty() ? std::optional(Severity::error) : std::nullopt; };
  check(how, {"a.h:3 include-cycle error: a.h b.h", "c.h:1 include-cycle/not-shown note: c.h d.h"});
}

TEST(RunChecks, AnEmptyProgramHasNoFindings) { EXPECT_TRUE(run_text("", {.checks = {}}).findings.empty()); }

TEST(Registry, IsATableOfSoundEntries) {
  std::set<std::string_view> ids;
  for (const Check* check : all_checks()) {
    const CheckInfo& info = check->info;
    EXPECT_TRUE(ids.insert(info.id).second) << info.id;
    EXPECT_EQ(find_check(info.id), check);
    EXPECT_NE(check->run, nullptr);
    EXPECT_TRUE(std::ranges::all_of(info.id, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; })) << info.id;
    EXPECT_TRUE(info.summary.ends_with(".")) << info.id;
    for (const char* part : {"## What it finds", "## Why it matters", "## How to fix it", "## Known limits"}) EXPECT_THAT(info.doc, testing::HasSubstr(part)) << info.id;
    for (const auto& option : info.options) EXPECT_FALSE(option.doc.empty()) << option.name;
    for (const auto& one : info.cases) EXPECT_FALSE(one.summary.empty()) << one.name;
  }
  EXPECT_EQ(find_check("no-such-check"), nullptr);
  EXPECT_EQ(all_check_infos().size(), all_checks().size());
}

}  // namespace
}  // namespace unknot::test
