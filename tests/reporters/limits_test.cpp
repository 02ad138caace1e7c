// What pictures and text leave out when there is too much, and that they say so.
#include <gtest/gtest.h>

#include <algorithm>

#include "reporters/reporters.h"
#include "sample_reports.h"

namespace unknot {
namespace {

std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// A tangle in which each of the files includes each other one; the cut takes the backward half.
Report complete_graph(const std::vector<std::string>& files) {
  Report out;
  Finding finding;
  finding.check = "include-cycle";
  finding.message = "include cycle";
  finding.at = {.file = files.front()};
  Tangle& tangle = finding.tangle.emplace();
  tangle.units = files;
  for (const std::string& from : files)
    for (const std::string& to : files) {
      if (from == to) continue;
      TangleEdge& edge = tangle.edges.emplace_back();
      edge.from = from;
      edge.to = to;
      edge.at = {.file = from};
      edge.lines = {{.at = edge.at, .from = from, .to = to}};
      if (from > to) tangle.cut.edges.push_back(static_cast<std::uint32_t>(tangle.edges.size() - 1));
    }
  tangle.witness = {0, static_cast<std::uint32_t>(files.size() - 1)};
  out.findings = {finding};
  return out;
}

std::vector<std::string> files(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back("x/f" + std::to_string(100 + i) + ".h");
  return out;
}

TEST(Dot, DenseTangleIsCollapsedAndSaysSo) {
  const std::string small = render_dot(complete_graph(files(5)), {});
  EXPECT_EQ(times(small, " -> "), 20U);
  EXPECT_EQ(times(small, "drawn apart"), 0U);
  const std::string dense = render_dot(complete_graph(files(40)), {});
  EXPECT_EQ(times(dense, " -> "), 150U);
  EXPECT_EQ(times(dense, "tooltip="), 29U);
  EXPECT_EQ(times(dense, "only the shortest cycle and the cut are drawn apart\\lthe heaviest 150 of 870 arrows"), 1U);
  EXPECT_EQ(times(dense, "the other 11 files"), 1U);
}

TEST(Dot, ManyTanglesEndInOneNode) {
  Report report;
  for (int i = 0; i < 500; ++i) report.findings.push_back(complete_graph(files(2)).findings[0]);
  const std::string text = render_dot(report, {});
  EXPECT_EQ(times(text, "subgraph"), 300U);
  EXPECT_EQ(times(text, "and 200 more tangles"), 1U);
}

TEST(Dot, AbsentTanglesAreNoKnots) {
  Report report = complete_graph(files(3));
  report.findings[0].state = State::absent;
  EXPECT_EQ(times(render_dot(report, {}), "label=\"no knots\""), 1U);
}

TEST(Dot, ProgramStaysWithinMaxNodes) {
  const Program program = sample_program();
  for (std::size_t most = 1; most <= 20; ++most) {
    const std::string text = render_graph_dot(program, {}, {.all = true, .max_nodes = most});
    EXPECT_LE(times(text, "tooltip="), most);
    EXPECT_GE(times(text, "tooltip="), 1U);
  }
}

TEST(Text, LongWalksAreFolded) {
  Report report = complete_graph(files(30));
  Tangle& tangle = *report.findings[0].tangle;
  tangle.witness.clear();
  for (std::uint32_t id = 0; id < tangle.edges.size(); ++id) {
    const auto from = std::ranges::find(tangle.units, tangle.edges[id].from) - tangle.units.begin();
    const auto to = std::ranges::find(tangle.units, tangle.edges[id].to) - tangle.units.begin();
    if (to == (from + 1) % 30) tangle.witness.push_back(id);
  }
  const std::string text = render_text(report, {});
  EXPECT_EQ(times(text, "and 10 further hops"), 1U);
  EXPECT_EQ(times(text, "which closes the cycle"), 1U);
  EXPECT_EQ(times(text, "note: cut: "), 3U);
  EXPECT_EQ(times(text, "and 432 more to cut"), 1U);
}

TEST(Text, NotesComeLastAndKnownFindingsNotAtAll) {
  for (const Sample& one : sample_reports()) {
    if (one.name != "odd") continue;
    const std::string text = render_text(one.report, {});
    EXPECT_GT(text.find("[suppression/unused]"), text.find("[self-include]"));
    EXPECT_EQ(times(text, "old/"), 0U);
    EXPECT_EQ(times(text, "\x1b"), 0U);
    EXPECT_EQ(times(text, "\xE2\x80\xAE"), 0U);
  }
}

TEST(Text, NothingToSayIsOneLine) { EXPECT_EQ(render_text({}, {}), "no knots, no loose ends in 0 files\n"); }

}  // namespace
}  // namespace unknot
