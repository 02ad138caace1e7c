// Several configurations of one program: what they share is told once, and nothing that none of them has.
#include <gtest/gtest.h>

#include "tests/checks/run_text.h"

namespace unknot::test {
namespace {

using Texts = std::vector<std::pair<std::string, std::string_view>>;

std::string words(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ",") + name;
  return out;
}

/// "a.h:1 include-cycle warning: a.h b.h {debug} | a.h>b.h debug | ..."; edges of the witness are marked "*", those
/// of the cut "-".
std::string line_with_edges(const Finding& finding) {
  std::string out = line_of(finding) + " {" + words(finding.tangle->configs) + "}";
  const auto has = [](const std::vector<std::uint32_t>& ids, std::size_t id) { return std::ranges::find(ids, id) != ids.end(); };
  for (std::size_t id = 0; id < finding.tangle->edges.size(); ++id) {
    const auto& edge = finding.tangle->edges[id];
    out += " | " + edge.from + ">" + edge.to + (has(finding.tangle->witness, id) ? "*" : "") +
           (has(finding.tangle->cut.edges, id) ? "-" : "") + " " + words(edge.configs);
  }
  return out;
}

void check(const Texts& texts, const std::vector<std::string>& expected) {
  std::vector<std::string> got;
  std::vector<std::string> fingerprints;
  for (const auto& finding : run_texts(texts, {.checks = {"include-cycle", "self-include"}}).findings) {
    got.push_back(line_with_edges(finding));
    fingerprints.push_back(finding.fingerprint);
    const bool all = finding.tangle->configs.size() == texts.size();
    EXPECT_EQ(finding.message.contains("(only in "), !all) << finding.message;
  }
  EXPECT_EQ(got, expected);
  std::ranges::sort(fingerprints);
  EXPECT_EQ(std::ranges::adjacent_find(fingerprints), fingerprints.end()) << "two findings with one fingerprint";
}

TEST(Configurations, EqualTanglesAreOne) {
  check({{"debug", "a -> b\nb -> a"}, {"release", "a -> b\nb -> a"}},
        {"b:1 include-cycle warning: a b {debug,release} | a>b* debug,release | b>a*- debug,release"});
}

TEST(Configurations, OneWithoutTheTangleIsNotNamed) {
  check({{"debug", "a -> b\nb -> a"}, {"release", "a -> b"}},
        {"b:1 include-cycle warning: a b {debug} | a>b* debug | b>a*- debug"});
}

TEST(Configurations, NoTangleOfEdgesThatNoneHasTogether) {
  check({{"debug", "a -> b"}, {"release", "b -> a"}}, {});
  check({{"one", "a -> b\nb -> a\nc -> d"}, {"two", "b -> c\nc -> d\nd -> a"}},
        {"b:1 include-cycle warning: a b {one} | a>b* one | b>a*- one"});
}

TEST(Configurations, ASmallerTangleJoinsTheLargerOne) {
  check({{"debug", "a -> b\nb -> a"}, {"release", "a -> b\nb -> a\nb -> c\nc -> a"}},
        {"a:1 include-cycle warning: a b c {debug,release} | a>b*- debug,release | b>a* debug,release | b>c release | c>a release"});
}

TEST(Configurations, TheCutBreaksTheTangleInEach) {
  check({{"debug", "a -> b\nb -> a\nb -> c\nc -> b"}, {"release", "a -> b\nb -> a\nb -> c\nc -> b\na -> c\nc -> a"}},
        {"b:1 include-cycle warning: a b c {debug,release} | a>b* debug,release | a>c release | b>a*- debug,release | "
         "b>c- debug,release | c>a- release | c>b debug,release"});
}

TEST(Configurations, AWalkThatNoneHasKeepsThemApart) {
  // Together a -> b -> a would be shorter than what either has.
  check({{"one", "a -> b\nb -> c\nc -> a"}, {"two", "b -> a\na -> c\nc -> b"}},
        {"b:1 include-cycle warning: a b c {two} | a>c* two | b>a*- two | c>b* two",
         "c:1 include-cycle warning: a b c {one} | a>b* one | b>c* one | c>a*- one"});
}

TEST(Configurations, OverlappingTanglesStayApart) {
  check({{"one", "a -> b\nb -> a\nb -> c\nc -> b"}, {"two", "a -> b\nb -> a\nb -> d\nd -> b"}},
        {"b:1 include-cycle warning: a b c {one} | a>b* one | b>a*- one | b>c- one | c>b one",
         "b:1 include-cycle warning: a b d {two} | a>b* two | b>a*- two | b>d- two | d>b two"});
}

TEST(Configurations, APossibleCycleThatAnotherEntersIsToldOnce) {
  check({{"debug", "a -> b\nb -> a [when=X entered=no]"}, {"release", "a -> b\nb -> a [when=X]"}},
        {"b:1 include-cycle warning: a b {release} | a>b* release | b>a*- release"});
  check({{"debug", "a -> b\nb -> a [when=X entered=no]"}, {"release", "a -> b\nb -> a [when=X entered=no]"}},
        {"b:1 include-cycle/not-shown note: a b {debug,release} | a>b* debug,release | b>a*- debug,release"});
}

TEST(Configurations, AFileThatIncludesItself) {
  check({{"debug", "a -> a"}, {"release", "a -> a"}, {"small", "a -> b"}},
        {"a:1 self-include warning: a {debug,release} | a>a*- debug,release"});
}

TEST(Configurations, LinesAndConditionsOfBoth) {
  const auto results = run_texts({{"one", "a -> b [line=1 when=X]\nb -> a"}, {"two", "a -> b [line=1 when=X]\na -> b [line=3 when=Y]\nb -> a"}},
                                 {.checks = {"include-cycle"}});
  ASSERT_EQ(results.findings.size(), 1U);
  const auto& edge = results.findings[0].tangle->edges[0];
  EXPECT_EQ(edge.lines.size(), 2U);
  EXPECT_EQ(edge.when, "X || Y");
  EXPECT_EQ(words(edge.configs), "one,two");
}

TEST(Configurations, ASilencedEdgeIsOutInAll) {
  const std::string_view text = "a -> b\nb -> a\nignore a:1 include-cycle - on purpose";
  const auto results = run_texts({{"debug", text}, {"release", text}}, {.checks = {}});
  EXPECT_EQ(lines_of(results), std::vector<std::string>{});
  EXPECT_EQ(results.suppressed.size(), 1U);
}

TEST(Configurations, ASilenceThatOneConfigurationNeedsIsUsed) {
  const auto results = run_texts({{"debug", "a -> b\nb -> a\nignore b:1 include-cycle - on purpose"},
                                  {"release", "a -> b\nignore b:1 include-cycle - on purpose"}}, {.checks = {}});
  EXPECT_EQ(lines_of(results), std::vector<std::string>{});
}

}  // namespace
}  // namespace unknot::test
