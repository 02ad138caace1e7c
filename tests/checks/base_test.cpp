// What is new, where it stands and what is said of it: two programs as text.
#include "checks/base.h"

#include <gtest/gtest.h>

#include "tests/checks/run_text.h"

namespace unknot::test {
namespace {

using Texts = std::vector<std::pair<std::string, std::string_view>>;
const TextRun kIncludes{.checks = {"include-cycle", "self-include"}};

/// "new b.h:1 closes a cycle of 2 files: ...", a line for each finding.
std::vector<std::string> told(const CheckResults& results) {
  std::vector<std::string> out;
  for (const auto& finding : results.findings)
    out.push_back(std::string(name(finding.state)) + " " + finding.at.file + ":" + std::to_string(finding.at.line) + " " + finding.message);
  return out;
}

CheckResults compared(const Texts& before, const Texts& after, Base base = {}, const TextRun& how = kIncludes) {
  const auto configurations = configurations_from(before);
  base.configurations = configurations;
  return run_texts(after, how, &base);
}

void check(std::string_view before, std::string_view after, const std::vector<std::string>& expected, const Base& base = {}) {
  EXPECT_EQ(told(compared({{"", before}}, {{"", after}}, base)), expected);
}

TEST(BaseProgram, WhatWasThereIsUnchanged) {
  check("a -> b\nb -> a", "b -> a [line=9]\na -> b [line=7]", {"unchanged b:9 include cycle of 2 files: a -> b -> a"});
  check("a -> a", "a -> a", {"unchanged a:1 the file includes itself"});
  check("a -> b", "a -> b\nb -> c", {});
}

TEST(BaseProgram, GrowthIsToldByItsEdge) {
  check("a -> b\nb -> c", "a -> b\nb -> c\nc -> a", {"new c:1 closes a cycle of 3 files: c -> a -> b -> c"});
  check("a -> b\nb -> a\nb -> c", "a -> b\nb -> a\nb -> c\nc -> a", {"new c:1 joins 1 file to a tangle of 2: c -> a -> b -> c"});
  check("a -> b\nb -> c\nc -> a", "a -> b\nb -> c\nc -> a\na -> c", {"new a:2 adds an edge inside a tangle of 3 files: a -> c -> a"});
  check("a -> b\nb -> c\nc -> b\nc -> d", "a -> b\nb -> c\nc -> b\nc -> d\nd -> a", {"new d:1 joins 2 files to a tangle of 2: d -> a -> b -> c -> d"});
  check("a -> b\nb -> c\nb -> d", "a -> b\nb -> c\nc -> a\nb -> d\nd -> a", {"new c:1 ties 4 files into a tangle: c -> a -> b -> c"});
}

TEST(BaseProgram, EdgesThatAreSweptInAreNotNew) {
  const auto results = compared({{"", "a -> b\nb -> c\nc -> d\nd -> e"}}, {{"", "a -> b\nb -> c\nc -> d\nd -> e\ne -> a"}});
  ASSERT_EQ(results.findings.size(), 1U);
  const Finding& finding = results.findings.front();
  EXPECT_EQ(finding.growth->edges, std::vector<std::uint32_t>{4});
  EXPECT_EQ(finding.fingerprint, fingerprint("include-cycle", "e", "a"));
  EXPECT_EQ(finding.growth->before, 0U);
}

TEST(BaseProgram, OneFindingForSeveralNewEdgesAtTheOneInTheCut) {
  const auto results = compared({{"", "a -> b\nb -> c"}}, {{"", "a -> b [line=1]\na -> c [line=2]\nb -> c\nc -> a"}});
  ASSERT_EQ(results.findings.size(), 1U);
  const Finding& finding = results.findings.front();
  EXPECT_EQ(finding.at.file, "c") << "a's line would come first by its place, and without it there would still be a cycle";
  EXPECT_EQ(finding.fingerprint, fingerprint("include-cycle", "a", "c")) << "the smallest new one";
  EXPECT_EQ(finding.notes.back().message, "new as well: a -> c");
}

TEST(BaseProgram, AddedLinesComeFirst) {
  Base base;
  base.origin = [](const Place& at) { return at.file == "a" ? LineOrigin{.kind = LineOrigin::old} : LineOrigin{}; };
  check("x -> y", "a -> b\nb -> a", {"new b:1 closes a cycle of 2 files: b -> a -> b"}, base);
  base.origin = [](const Place&) { return LineOrigin{.kind = LineOrigin::moved, .file = "old.h"}; };
  const auto results = compared({{"", "x -> y"}}, {{"", "a -> b\nb -> a"}}, base);
  EXPECT_TRUE(results.findings.front().message.ends_with("(no line was added: it stood in old.h before)")) << results.findings.front().message;
}

TEST(BaseProgram, WhatOnlyClosesNowIsNew) {
  const std::string_view before = "a -> b [when=X entered=no]\nb -> a";
  check(before, before, {"unchanged a:1 possible include cycle of 2 files that no translation unit enters; it closes if X: a -> b -> a"});
  check(before, "a -> b [when=X]\nb -> a",
        {"new a:1 include cycle of 2 files: a -> b -> a; no line was added: what is entered changed, by a condition or a command"});
  check("a -> b [when=X]\nb -> a", before, {"unchanged a:1 possible include cycle of 2 files that no translation unit enters; it closes if X: a -> b -> a"});
}

TEST(BaseProgram, WhatOneConfigurationHasAnewIsNew) {
  const Texts before{{"debug", "a -> b\nb -> a"}, {"release", "a -> b"}};
  EXPECT_EQ(told(compared(before, before)), std::vector<std::string>{"unchanged b:1 include cycle of 2 files: a -> b -> a (only in debug)"});
  EXPECT_EQ(told(compared(before, {{"debug", "a -> b\nb -> a"}, {"release", "a -> b\nb -> a"}})),
            std::vector<std::string>{"new b:1 adds an edge inside a tangle of 2 files: b -> a -> b"});
}

TEST(BaseProgram, AnEdgeThatWasSuppressedIsNewWhenItIsNotAnyMore) {
  const std::string_view silent = "a -> b\nb -> a\nignore b:1 include-cycle - known";
  check(silent, silent, {});
  check(silent, "a -> b\nb -> a", {"new b:1 closes a cycle of 2 files: b -> a -> b"});
  check("a -> b\nb -> a", silent, {});
}

TEST(BaseProgram, WithNothingEverythingIsNew) {
  const Base nothing;
  EXPECT_EQ(told(run_texts({{"", "a -> b\nb -> a\nc -> c"}}, kIncludes, &nothing)).size(), 2U);
  for (const auto& finding : run_texts({{"", "a -> b\nb -> a\nc -> c"}}, kIncludes, &nothing).findings) EXPECT_EQ(finding.state, State::fresh);
}

TEST(BaseProgram, ModulesLikewise) {
  const TextRun modules{.checks = {"module-cycle"}};
  const auto program = [](std::string more) { return "a -> b [import]\n" + more + "a [module path=a.cppm]\nb [module path=b.cppm]\n"; };
  const std::string before = program("");
  const std::string after = program("b -> a [import]\n");
  EXPECT_EQ(told(compared({{"", before}}, {{"", after}}, {}, modules)), std::vector<std::string>{"new b.cppm:1 closes a cycle of 2 modules: b -> a -> b"});
  EXPECT_EQ(told(compared({{"", after}}, {{"", after}}, {}, modules)).front().substr(0, 10), "unchanged ");
}

std::vector<BaselineEntry> entries_of(std::string_view text) { return baseline_entries(run_text(text, kIncludes).findings); }

TEST(Baseline, HoldsEveryEdgeOfATangle) {
  std::string all;
  for (const auto& entry : entries_of("a -> b\nb -> c\nc -> a\nd -> d")) all += entry.check + " " + entry.from + " " + entry.to + "\n";
  EXPECT_EQ(all, "include-cycle a b\ninclude-cycle b c\ninclude-cycle c a\nself-include d d\n");
}

TEST(Baseline, WhatItDoesNotHoldIsNew) {
  const auto known = entries_of("a -> b\nb -> a");
  const Base base{.baseline = known};
  const auto run = [&](std::string_view text) { return told(run_texts({{"", text}}, kIncludes, &base)); };
  EXPECT_EQ(run("a -> b\nb -> a"), std::vector<std::string>{"unchanged b:1 include cycle of 2 files: a -> b -> a"});
  EXPECT_EQ(run("a -> b\nb -> a\nb -> c\nc -> a"), std::vector<std::string>{"new b:2 joins 1 file to a tangle of 2: b -> c -> a -> b"});
  EXPECT_EQ(run("x -> y\ny -> x"), std::vector<std::string>{"new y:1 closes a cycle of 2 files: y -> x -> y"});
  EXPECT_EQ(run("a -> a"), std::vector<std::string>{"new a:1 the file includes itself"});
}

TEST(Baseline, EitherOfTwoMayKnow) {
  const auto known = entries_of("a -> b\nb -> a");
  Base base;
  base.baseline = known;
  EXPECT_EQ(told(compared({{"", "c -> d\nd -> c"}}, {{"", "a -> b\nb -> a\nc -> d\nd -> c\ne -> f\nf -> e"}}, base)),
            (std::vector<std::string>{"unchanged b:1 include cycle of 2 files: a -> b -> a", "unchanged d:1 include cycle of 2 files: c -> d -> c",
                                      "new f:1 closes a cycle of 2 files: f -> e -> f"}));
}

}  // namespace
}  // namespace unknot::test
