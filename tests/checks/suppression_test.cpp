// Requests for silence, from comments and from the configuration: what they take out, and what is said of the others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checks/run_text.h"

namespace unknot::test {
namespace {

const std::string kPair = "a.h -> b.h [line=3 when=X]\nb.h -> a.h [line=5]\n";
const std::string kKnot = "a.h:3 include-cycle warning: a.h b.h";

/// The text must have exactly these findings, and so many things taken out.
void check(const std::string& text, const std::vector<std::string>& expected, std::size_t suppressed, const TextRun& how = {.checks = {}}) {
  const auto results = run_text(text, how);
  EXPECT_THAT(lines_of(results), testing::UnorderedElementsAreArray(expected)) << text;
  EXPECT_EQ(results.suppressed.size(), suppressed) << text;
}
/// How with this request of the configuration.
TextRun configured(ConfiguredSilence silence) {
  silence.at = {.file = "unknot.json", .line = 2, .column = 5};
  return {.checks = {}, .silences = {std::move(silence)}};
}
std::function<bool(std::string_view)> is(std::string wanted) {
  return [wanted = std::move(wanted)](std::string_view name) { return name == wanted; };
}

TEST(Suppression, TakesTheEdgeOut) {
  check(kPair, {kKnot}, 0);
  check(kPair + "ignore a.h:3 include-cycle - generated", {}, 1);
  check(kPair + "ignore b.h:4 [target=5] include-cycle - generated", {}, 1);
  check(kPair + "ignore a.h:1 [target=0] include-cycle - generated", {}, 1);
}

TEST(Suppression, WhatIsLeftIsStillTold) {
  check(kPair + "b.h -> c.h [line=6 when=X]\nc.h -> b.h [line=1]\nignore a.h:3 include-cycle - generated", {"b.h:6 include-cycle warning: b.h c.h"}, 1);
}

TEST(Suppression, OnlyItsOwnCheckAndCase) {
  check(kPair + "ignore a.h:3 self-include - wrong", {kKnot, "a.h:3 suppression/unused note:"}, 0);
  check(kPair + "ignore a.h:3 include-cycle/not-shown - wrong", {kKnot, "a.h:3 suppression/unused note:"}, 0);
  check(kPair + "ignore a.h:3 include-cycle,self-include - both", {"a.h:3 suppression/unused note:"}, 1);
  check(kPair + "ignore a.h:4 include-cycle - wrong line", {kKnot, "a.h:4 suppression/unused note:"}, 0);
}

TEST(Suppression, NeedsAReason) {
  check(kPair + "ignore a.h:3 include-cycle", {kKnot, "a.h:3 suppression/no-reason note:"}, 0);
}

TEST(Suppression, OfAnUnknownCheckIsSaid) {
  check(kPair + "ignore a.h:3 include-cycles - typo", {kKnot, "a.h:3 suppression/unknown-check note:"}, 0);
}

TEST(Suppression, OfACheckThatDidNotRunIsNotJudged) {
  check(kPair + "ignore a.h:3 include-cycle - later", {}, 0, {.checks = {"self-include", "suppression"}});
}

TEST(Suppression, ForeignNotationIsHonouredAndNeverJudged) {
  check(kPair + "ignore a.h:3 [foreign] misc-header-include-cycle", {}, 1);
  check(kPair + "ignore a.h:9 [foreign] misc-header-include-cycle", {kKnot}, 0);
}

TEST(Suppression, OfALoop) {
  check("a.h -> a.h [line=2]\nignore a.h:2 self-include - known", {}, 1);
}

TEST(Suppression, Configured) {
  check(kPair, {}, 1, configured({.check = "include-cycle", .file = {}, .from = is("a.h"), .to = is("b.h"), .at = {}}));
  check(kPair, {}, 1, configured({.check = "*", .file = is("b.h"), .from = {}, .to = {}, .at = {}}));
  check(kPair, {kKnot, "unknot.json:2 suppression/unused note:"}, 0, configured({.check = "include-cycle", .file = is("c.h"), .from = {}, .to = {}, .at = {}}));
  check(kPair, {kKnot, "unknot.json:2 suppression/unused note:"}, 0, configured({.check = "include-cycle", .file = {}, .from = is("a.h"), .to = is("a.h"), .at = {}}));
}

TEST(Suppression, EachFindingHasItsFingerprint) {
  const auto results = run_text(kPair + "ignore a.h:3 include-cycles - x\nignore a.h:9 include-cycles - x", {.checks = {}});
  ASSERT_EQ(results.findings.size(), 3U);
  EXPECT_NE(results.findings[1].fingerprint, results.findings[2].fingerprint);
}

}  // namespace
}  // namespace unknot::test
