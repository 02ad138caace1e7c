// include-cycle on graph text: who is knotted together, what is shown of it, and how it is judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/checks/run_text.h"

namespace unknot::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The text must have exactly these findings, wherever they stand: which of several cuts that are alike is taken is the
/// business of tangles.cpp.
void check(std::string_view text, const std::vector<std::string>& expected) {
  auto found = lines_of(run_text(text, {.checks = {"include-cycle"}}));
  for (auto& line : found) line = line.substr(line.find("include-cycle"));
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(expected)) << text;
}
/// The one finding of the text.
Finding only(std::string_view text) {
  auto results = run_text(text, {.checks = {"include-cycle"}});
  EXPECT_EQ(results.findings.size(), 1U) << text;
  return results.findings.empty() ? Finding{} : results.findings.front();
}

TEST(IncludeCycle, NeedsAWayBack) {
  check("a.h -> b.h\nb.h -> c.h\na.h -> c.h", {});
  check("a.h -> a.h", {});  // another check's business
  check("m.cpp -> a.h\na.h -> b.h\nb.h -> a.h", {"include-cycle warning: a.h b.h"});
}

TEST(IncludeCycle, OneFindingForEachTangle) {
  check("a.h -> b.h\nb.h -> a.h\nb.h -> c.h\nc.h -> d.h\nd.h -> c.h",
        {"include-cycle warning: a.h b.h", "include-cycle warning: c.h d.h"});
  EXPECT_EQ(run_text("a.h -> b.h\nb.h -> a.h\nb.h -> c.h\nc.h -> b.h", {.checks = {"include-cycle"}}).findings.size(), 1U);
}

TEST(IncludeCycle, ContextsAreNotMixed) {
  const std::string edges = "a.h -> b.h\nb.h -> c.h\nc.h -> a.h\n";
  check(edges + "context: 0 1 2", {"include-cycle warning: a.h b.h c.h"});
  // Entered by two units, closed by none: nothing forbids that a third closes it.
  check(edges + "context: 0 1\ncontext: 2", {"include-cycle/not-shown note: a.h b.h c.h"});
}

TEST(IncludeCycle, OverlappingOnesOfTwoContextsAreJoined) {
  const auto finding = only("a.h -> b.h\nb.h -> a.h\nb.h -> c.h\nc.h -> b.h\ncontext: 0 1\ncontext: 2 3");
  EXPECT_THAT(finding.tangle->units, ElementsAre("a.h", "b.h", "c.h"));
  EXPECT_EQ(finding.tangle->edges.size(), 4U);
  EXPECT_EQ(finding.tangle->cut.cost, 2U);
}

TEST(IncludeCycle, VariantsAreNotMixed) {
  const std::string edges = "a.h -> b.h [entered=no]\nb.h -> a.h [entered=no]\ncontext: none\n";
  check(edges, {"include-cycle/not-shown note: a.h b.h"});
  check(edges + "variant: 0\nvariant: 1", {});
  check(edges + "variant: 0\nvariant: 0 1", {"include-cycle/not-shown note: a.h b.h"});
}

TEST(IncludeCycle, ExclusiveConditionsNeverClose) {
  const auto pair = [](std::string a, std::string b) {
    return "a.h -> b.h [when=\"" + a + "\" entered=no]\nb.h -> a.h [when=\"" + b + "\" entered=no]\ncontext: none\n";
  };
  const std::vector<std::string> possible{"include-cycle/not-shown note: a.h b.h"};
  check(pair("defined(X)", "!defined(X)"), {});
  check(pair("defined(X)", "defined(X)"), possible);
  check(pair("defined(X)", "defined(Y)"), possible);
  check(pair("defined(X) && Y", "Z && !defined(X)"), {});
  check(pair("X", "!defined(X)"), {});
  check(pair("X == 1", "X == 2"), {});
  check(pair("X == 1", "X == 1"), possible);
  check(pair("X == 1", "Y == 2"), possible);
  check(pair("!(X == 1)", "X == 2"), possible);
}

TEST(IncludeCycle, AConflictSomewhereElseIsNoExcuse) {
  // b -> a excludes a -> b, but a -> c -> a closes.
  check("a.h -> b.h [when=\"defined(X)\" entered=no]\nb.h -> a.h [when=\"!defined(X)\" entered=no]\n"
        "a.h -> c.h [when=\"defined(X)\" entered=no]\nc.h -> a.h [entered=no]\ncontext: none",
        {"include-cycle/not-shown note: a.h c.h"});
}

TEST(IncludeCycle, WhatChangesOnTheWayIsUnknown) {
  const std::string edges = "a.h -> b.h [when=\"defined(X)\" entered=no]\nb.h -> a.h [when=\"!defined(X)\" entered=no]\ncontext: none\n";
  check(edges, {});
  check(edges + "changes defined(X): b.h", {"include-cycle/unknown note: a.h b.h"});
  const auto finding = only(edges + "changes defined(X): b.h");
  for (const auto& edge : finding.tangle->edges) EXPECT_EQ(edge.entered, Entered::unknown);
}

TEST(IncludeCycle, ALostUnitIsUnknownNotShown) {
  check("a.h -> b.h [when=\"defined(X)\" entered=unknown]\nb.h -> a.h\ncontext: none", {"include-cycle/unknown note: a.h b.h"});
}

TEST(IncludeCycle, EnteredTanglesListEnteredEdgesOnly) {
  const auto finding = only("a.h -> b.h\nb.h -> a.h\nb.h -> a.h [when=\"defined(X)\" entered=no]");
  EXPECT_EQ(finding.tangle->edges.size(), 2U);
  EXPECT_EQ(finding.tangle->edges[1].lines.size(), 1U);
}

TEST(IncludeCycle, AWiderPossibleTangleIsSaidBeside) {
  check("a.h -> b.h\nb.h -> a.h\nb.h -> c.h [when=\"W\" entered=no]\nc.h -> a.h\ncontext: 0 1",
        {"include-cycle warning: a.h b.h", "include-cycle/not-shown note: a.h b.h c.h"});
}

TEST(IncludeCycle, TwoLinesAreOneEdge) {
  const auto finding = only("a.h -> b.h [line=3]\na.h -> b.h [line=9 when=\"X\"]\nb.h -> a.h");
  ASSERT_EQ(finding.tangle->edges.size(), 2U);
  EXPECT_EQ(finding.tangle->edges[0].lines.size(), 2U);
  EXPECT_EQ(finding.tangle->edges[0].condition, When::always);
  EXPECT_EQ(finding.tangle->edges[0].weight, 1U);
}

TEST(IncludeCycle, OwnImplementation) {
  check("x.h -> x.inl\nx.inl -> x.h", {"include-cycle/own-implementation note: x.h x.inl"});
  check("s/x.h -> s/x-inl.h\ns/x-inl.h -> s/x.h", {"include-cycle/own-implementation note: s/x-inl.h s/x.h"});
  check("x.h -> y.inl\ny.inl -> x.h", {"include-cycle warning: x.h y.inl"});
  check("a/x.h -> b/x.inl\nb/x.inl -> a/x.h", {"include-cycle warning: a/x.h b/x.inl"});
  const auto more = only("x.h -> x.inl\nx.inl -> x.h\nx.inl -> y.h\ny.h -> x.h");
  EXPECT_EQ(more.case_name, "");
  EXPECT_EQ(more.severity, Severity::warning);
}

TEST(IncludeCycle, SaysWhichAndWhere) {
  // Of three cuts that are alike the conditional edge is the cheapest.
  const auto finding = only("a.h -> b.h [line=4 column=12 when=\"X\"]\nb.h -> c.h\nc.h -> a.h");
  EXPECT_EQ(finding.message, "include cycle of 3 files: a.h -> b.h -> c.h -> a.h");
  EXPECT_EQ(finding.at, (Place{"a.h", 4, 12}));
  EXPECT_EQ(finding.kind, FindingKind::knot);
  const auto possible = only("a.h -> b.h [when=\"defined(_WIN32)\" entered=no]\nb.h -> a.h\ncontext: none");
  EXPECT_THAT(possible.message, HasSubstr("it closes if defined(_WIN32)"));
}

TEST(IncludeCycle, AnUmbrellaKeepsItsPartsAndABaseGivesUpWhatBuildsOnIt) {
  const auto parts = [](int count) {
    std::string out = "m.cpp -> x.h\nn.cpp -> x.h\no.cpp -> x.h\n";
    for (int i = 0; i < count; ++i) out += "x.h -> p" + std::to_string(i) + ".h\n";
    return out;
  };
  const auto cut = [](const std::string& text) {
    std::string out;
    const auto finding = only(text);
    for (const std::uint32_t id : finding.tangle->cut.edges) out += finding.tangle->edges[id].from + " ";
    return out;
  };
  const std::string back = "p0.h -> x.h\np1.h -> x.h\n";
  EXPECT_EQ(cut(parts(10) + back), "p0.h p1.h ");
  EXPECT_EQ(cut(parts(3) + back), "x.h x.h ") << "it does not include many";
  EXPECT_EQ(cut(parts(10) + "p0.h -> x.h\n"), "x.h ") << "a class and its bodies, perhaps";
  std::string base = parts(10) + back;
  for (int i = 0; i < 4; ++i) base += "d" + std::to_string(i) + ".h -> x.h\nm.cpp -> d" + std::to_string(i) + ".h\n";
  EXPECT_EQ(cut(base), "x.h x.h ") << "other headers build on it";
}

TEST(IncludeCycle, FingerprintIsThatOfTheSmallestEdge) {
  const auto before = only("a.h -> b.h [line=4]\nb.h -> a.h");
  EXPECT_EQ(before.fingerprint, fingerprint("include-cycle", "a.h", "b.h"));
  EXPECT_EQ(only("a.h -> b.h [line=40]\nb.h -> a.h\nb.h -> c.h\nc.h -> b.h").fingerprint, before.fingerprint);
  const auto two = run_text("a.h -> b.h\nb.h -> a.h\nb.h -> c.h [when=\"W\" entered=no]\nc.h -> a.h\ncontext: 0 1", {.checks = {"include-cycle"}});
  ASSERT_EQ(two.findings.size(), 2U);
  EXPECT_NE(two.findings[0].fingerprint, two.findings[1].fingerprint);
}

TEST(IncludeCycleProperty, ReportsAreSound) {
  EXPECT_TRUE(rc::check([] {
    const int units = *rc::gen::inRange(2, 8);
    std::string text;
    const auto edges = *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(0, units), rc::gen::inRange(0, units)));
    for (const auto& [from, to] : edges) {
      text += "f" + std::to_string(from) + ".h -> f" + std::to_string(to) + ".h";
      if (const int atom = *rc::gen::inRange(0, 6); atom < 3)
        text += std::string(" [when=\"") + (*rc::gen::arbitrary<bool>() ? "" : "!") + "M" + std::to_string(atom) + "\" entered=no]";
      text += "\n";
    }
    const auto results = run_text(text, {.checks = {"include-cycle"}});
    std::set<std::string> prints;
    for (const auto& finding : results.findings) {
      const Tangle& tangle = *finding.tangle;
      RC_ASSERT(prints.insert(finding.fingerprint).second);
      RC_ASSERT(std::ranges::is_sorted(tangle.units));
      RC_ASSERT(tangle.units.size() >= 2U);
      // The witness is closed; without the cut each unit can be taken away one after the other.
      for (std::size_t i = 0; i < tangle.witness.size(); ++i)
        RC_ASSERT(tangle.edges[tangle.witness[i]].to == tangle.edges[tangle.witness[(i + 1) % tangle.witness.size()]].from);
      std::set<std::string> left(tangle.units.begin(), tangle.units.end());
      for (bool changed = true; changed;) {
        changed = false;
        for (const auto& unit : tangle.units) {
          if (!left.contains(unit)) continue;
          const bool leaves = std::ranges::any_of(tangle.edges, [&](const TangleEdge& edge) {
            const auto id = static_cast<std::uint32_t>(&edge - tangle.edges.data());
            return edge.from == unit && left.contains(edge.to) && std::ranges::find(tangle.cut.edges, id) == tangle.cut.edges.end();
          });
          if (!leaves) changed = left.erase(unit) > 0;
        }
      }
      RC_ASSERT(left.empty());
    }
  }));
}

}  // namespace
}  // namespace unknot::test
