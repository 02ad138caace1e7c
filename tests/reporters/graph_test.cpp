// `unknot graph` from further away and around a focus: what is drawn against what is there, counted independently.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "judge.h"
#include "reporters/folded_picture.h"
#include "reporters/reporters.h"
#include "sample_reports.h"

namespace unknot {
namespace {

using Json = nlohmann::json;

/// One file in each folder; `edges` between folders by index.
Program program_of(const std::vector<std::string>& folders, const std::set<std::pair<std::uint32_t, std::uint32_t>>& edges) {
  Program out;
  for (const std::string& folder : folders) out.units.push_back({.name = folder + "a.h", .path = {}});
  for (const auto& [from, to] : edges) out.dependencies.push_back({.from = UnitId{from}, .to = UnitId{to}, .line = 1, .column = 1});
  return out;
}

std::vector<std::string> random_folders(std::size_t count, std::mt19937& random) {
  std::set<std::string> out;
  while (out.size() < count) {
    std::string folder;
    for (std::size_t depth = random() % 4 + 1; depth > 0; --depth) folder += std::string(1, static_cast<char>('a' + random() % 6)) + "/";
    out.insert(folder);
  }
  return {out.begin(), out.end()};
}

/// Which vertices reach which, by Warshall.
std::vector<std::vector<bool>> closure(std::size_t vertices, const auto& edges) {
  std::vector<std::vector<bool>> out(vertices, std::vector<bool>(vertices));
  for (const auto& [from, to] : edges) out[from][to] = true;
  for (std::size_t k = 0; k < vertices; ++k)
    for (std::size_t i = 0; i < vertices; ++i)
      if (out[i][k])
        for (std::size_t j = 0; j < vertices; ++j)
          if (out[k][j]) out[i][j] = true;
  return out;
}

std::size_t on_cycles(const std::vector<std::vector<bool>>& reaches) {
  std::size_t out = 0;
  for (std::size_t v = 0; v < reaches.size(); ++v) out += reaches[v][v] ? 1 : 0;
  return out;
}

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

/// The one funnel: of a random project of folders the picture has layers, and the tangles that there are and no others.
void check(std::uint32_t seed, std::size_t folders, std::size_t edges) {
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::size_t i = 0; i < edges; ++i) {
    auto from = static_cast<std::uint32_t>(random() % folders);
    auto to = static_cast<std::uint32_t>(random() % folders);
    if (from > to && random() % 12 != 0) std::swap(from, to);  // mostly layers
    if (from != to) pairs.emplace(from, to);
  }
  const Program program = program_of(random_folders(folders, random), pairs);
  const GraphOptions options{.level = GraphLevel::folder};
  const Picture picture = picture_of_folded(folded_view(program, options), options);
  EXPECT_LE(picture.nodes.size(), folders > kFoldedNodes ? folders / 2 + kFoldedNodes / 2 : kFoldedNodes) << "many layers of top folders stay";
  Pairs uncut;
  std::size_t red = 0;
  for (const PictureEdge& edge : picture.edges) {
    if (edge.cut) ++red;
    else uncut.emplace_back(edge.from, edge.to);
  }
  EXPECT_LE(uncut.size(), kFoldedEdges);
  EXPECT_LE(red, kFoldedCuts);
  EXPECT_EQ(on_cycles(closure(picture.nodes.size(), uncut)), 0U) << "what is not red has layers";
  const auto reaches = closure(folders, pairs);
  std::size_t tangles = 0;
  for (std::size_t v = 0; v < folders; ++v) {
    bool first = reaches[v][v];
    for (std::size_t u = 0; u < v; ++u) first = first && !(reaches[u][v] && reaches[v][u]);
    tangles += first ? 1 : 0;
  }
  if (folders > kFoldedNodes) {
    EXPECT_LE(picture.clusters.size(), tangles) << "drawing less ties nothing";
    return;
  }
  EXPECT_EQ(picture.clusters.size(), tangles);
  const auto boxed = static_cast<std::size_t>(std::ranges::count_if(picture.nodes, [](const PictureNode& node) { return node.cluster != kNoCluster; }));
  EXPECT_EQ(boxed, on_cycles(reaches));
}

TEST(FoldedPicture, HasLayersAndTheTanglesThatThereAre) {
  for (std::uint32_t seed = 0; seed < 80; ++seed) check(seed, 5 + seed % 60, 10 + 2 * (seed % 70));
  for (std::uint32_t seed = 0; seed < 12; ++seed) check(seed, 120 + 4 * seed, 200 + 10 * seed);
}

TEST(FoldedPicture, LeavesOutWhatFollowsAndNothingElse) {
  // A chain of 20 with every shortcut: 190 arrows, of which the 19 of the chain say all.
  std::vector<std::string> folders;
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (std::uint32_t i = 0; i < 20; ++i) {
    folders.push_back(std::string(1, static_cast<char>('a' + i)) + "/");
    for (std::uint32_t j = 0; j < i; ++j) edges.emplace(j, i);
  }
  const GraphOptions options{.level = GraphLevel::folder};
  const Picture picture = picture_of_folded(folded_view(program_of(folders, edges), options), options);
  EXPECT_EQ(picture.edges.size(), 19U);
  EXPECT_NE(picture.caption.find("171 arrows left out"), std::string::npos) << picture.caption;
}

TEST(Focus, IsWhatItNeedsAndWhatNeedsIt) {
  // a -> b -> c -> d, and e -> c: of c in one step b, d, e; in two also a; of b never e, which shares only what both need.
  const Program program = program_of({"a/", "b/", "c/", "d/", "e/"}, {{0, 1}, {1, 2}, {2, 3}, {4, 2}});
  const auto shown = [&](std::uint32_t focus, std::size_t depth, GraphLevel level) {
    const Json graph = Json::parse(render_graph_json({.program = program, .configurations = {}}, {}, {.level = level, .focus = {UnitId{focus}}, .depth = depth}));
    std::string out;
    for (const Json& node : graph.at("nodes")) out += node.at("name").get<std::string>().substr(0, 1);
    return out;
  };
  for (const GraphLevel level : {GraphLevel::file, GraphLevel::folder}) {
    EXPECT_EQ(shown(2, 0, level), "c");
    EXPECT_EQ(shown(2, 1, level), "bcde");
    EXPECT_EQ(shown(2, 2, level), "abcde");
    EXPECT_EQ(shown(1, 9, level), "abcd");
  }
}

TEST(Focus, KeepsWhatWasAskedForApart) {
  const Program program = sample_program();
  const std::string text = render_graph_dot(program, {}, {.focus = {UnitId{3}}, .max_nodes = 2});
  EXPECT_NE(text.find("label=\"log.h\""), std::string::npos) << text;
}

TEST(Mermaid, ReadsEveryPictureAsItWasMeant) {
  const std::string rules = "node " + script("mermaid_rules.mjs");
  std::vector<std::filesystem::path> files = goldens(".mermaid");
  EXPECT_GE(files.size(), 10U);
  Picture wide{.clusters = {{.label = "empty"}}, .nodes = {{.label = "a"}, {.label = ""}}};
  for (int i = 0; i < 600; ++i) wide.edges.push_back({.from = 0, .to = 1});
  files.push_back(temporary("wide.mermaid", mermaid_text(wide)));
  const Outcome accepted = run(judge(rules, files));
  EXPECT_EQ(accepted.status, 0) << accepted.output;
  std::vector<std::filesystem::path> broken;
  for (const char* text : {"flowchart TB\n  n0[\"a\" --> \n", "flowchart TB\n  n0[\"a\"]\n  click n0 \"x\"\n", "flowchart TB\n  n0[\"a\"]; n1[\"b\"]\n"})
    broken.push_back(temporary("broken" + std::to_string(broken.size()) + ".mermaid", text));
  EXPECT_NE(run(judge(rules, broken)).output.find("3 read, 3 broken"), std::string::npos);
}

}  // namespace
}  // namespace unknot
