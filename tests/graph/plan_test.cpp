// The plan against brute force: its cuts are a minimum, every size is what a fold anew says, the pins hold.
#include "graph/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <set>

#include "graph/text_form.h"

namespace unknot {
namespace {

Program program_of(const std::string& text) {
  const auto program = program_from_text(text);
  EXPECT_TRUE(program.has_value()) << program.error();
  return *program;
}

/// Files f0..f2 of each of `folders` folders, with random lines between them.
Program random_program(std::mt19937& random, int folders) {
  std::string text;
  const auto file = [&] { return std::string(1, static_cast<char>('a' + random() % static_cast<unsigned>(folders))) + "/f" + std::to_string(random() % 3) + ".h"; };
  for (unsigned i = 0, lines = 2 + random() % 24; i < lines; ++i) {
    const auto from = file();
    const auto to = file();
    if (from != to) text += from + " -> " + to + "\n";
  }
  return program_of(text + "a/f0.h\n");
}

/// The fewest lines between folders whose removal leaves no cycle: the backward lines of the best order of the folders.
std::uint64_t fewest_lines(const Program& program, int folders) {
  std::vector<int> place(static_cast<std::size_t>(folders));
  std::iota(place.begin(), place.end(), 0);
  std::uint64_t best = std::numeric_limits<std::uint64_t>::max();
  do {
    std::uint64_t cost = 0;
    for (const auto& d : program.dependencies) {
      const auto at = [&](UnitId id) { return place[static_cast<std::size_t>(program.unit(id).name[0] - 'a')]; };
      cost += at(d.from) > at(d.to) ? 1 : 0;
    }
    best = std::min(best, cost);
  } while (std::ranges::next_permutation(place).found);
  return best;
}

TEST(Plan, CutsTheFewestLinesOfAThousandRandomGraphs) {
  std::mt19937 random(4711);
  for (int round = 0; round < 1'000; ++round) {
    const int folders = 2 + static_cast<int>(random() % 5);
    const Program program = random_program(random, folders);
    const auto plan = make_plan(program, {.view = {.kind = ViewKind::flat_folders}, .keep = {}, .remove = {}, .moves = false, .wanted = {}, .cut = {}});
    ASSERT_TRUE(plan.has_value());
    ASSERT_EQ(plan->cut_lines, fewest_lines(program, folders)) << text_from_program(program);
    ASSERT_TRUE(plan->optimal);
  }
}

/// What is knotted when the first steps of a plan are done, by reachability and a program written anew.
std::size_t knotted_after(const Program& program, const Plan& plan, std::size_t steps, ViewKind view) {
  std::set<std::size_t> taken;
  std::vector<std::string> path;
  for (const auto& unit : program.units) path.push_back(unit.name);
  for (std::size_t i = 0; i < steps; ++i) {
    const auto& step = plan.steps[i];
    if (step.kind == StepKind::cut)
      for (const DependencyId id : step.lines) taken.insert(index(id));
    for (const UnitId file : step.files) path[index(file)] = step.to + path[index(file)].substr(path[index(file)].rfind('/') + 1);
  }
  std::set<std::pair<std::string, std::string>> reach;
  std::set<std::string> nodes;
  for (std::size_t i = 0; i < program.dependencies.size(); ++i) {
    if (taken.contains(i)) continue;
    const auto ends = folder_ends(view, path[index(program.dependencies[i].from)], path[index(program.dependencies[i].to)]);
    if (ends.from.empty()) continue;
    reach.emplace(ends.from, ends.to);
    nodes.emplace(ends.from);
    nodes.emplace(ends.to);
  }
  for (const auto& via : nodes)
    for (const auto& from : nodes)
      for (const auto& to : nodes)
        if (reach.contains({from, via}) && reach.contains({via, to})) reach.emplace(from, to);
  return static_cast<std::size_t>(std::ranges::count_if(nodes, [&](const std::string& node) { return reach.contains({node, node}); }));
}

TEST(Plan, EveryStepLeavesWhatItSays) {
  std::mt19937 random(815);
  int moves = 0;
  for (int round = 0; round < 400; ++round) {
    const Program program = random_program(random, 3 + static_cast<int>(random() % 5));
    for (const ViewKind view : {ViewKind::flat_folders, ViewKind::sibling_folders}) {
      const auto plan = make_plan(program, {.view = {.kind = view}, .keep = {}, .remove = {}, .moves = true, .wanted = {}, .cut = {}});
      ASSERT_TRUE(plan.has_value());
      ASSERT_EQ(plan->before.nodes, knotted_after(program, *plan, 0, view));
      for (std::size_t i = 0; i < plan->steps.size(); ++i) {
        moves += plan->steps[i].kind == StepKind::move ? 1 : 0;
        ASSERT_EQ(plan->steps[i].after.nodes, knotted_after(program, *plan, i + 1, view)) << "step " << i << "\n" << text_from_program(program);
      }
      ASSERT_TRUE(plan->steps.empty() || plan->steps.back().after.nodes == 0);
    }
  }
  EXPECT_GE(moves, 5);
}

constexpr auto kWrongFolder = R"(util/io.h -> base/text.h
util/net.h -> base/text.h
util/log.h -> base/text.h
base/app.h -> util/io.h
base/app.h -> util/net.h
base/app.h -> util/log.h
base/run.h -> util/log.h
base/text.cpp -> base/text.h
)";

TEST(Plan, AFileInTheWrongFolderIsMovedWithItsSource) {
  const Program program = program_of(kWrongFolder);
  const auto plan = make_plan(program, {.view = {}, .keep = {}, .remove = {}, .wanted = {}, .cut = {}});
  ASSERT_TRUE(plan.has_value());
  ASSERT_EQ(plan->steps.size(), 1U);
  const auto& step = plan->steps.front();
  EXPECT_EQ(step.kind, StepKind::move);
  EXPECT_EQ(step.from + " " + step.to, "base/ util/");
  ASSERT_EQ(step.files.size(), 2U);
  EXPECT_EQ(program.unit(step.files[0]).name, "base/text.cpp");
  EXPECT_EQ(step.relieved, 3U);
  EXPECT_EQ(step.lines.size(), 3U);
  EXPECT_EQ(plan->lines_without_moves, 3U);
  EXPECT_EQ(plan->cut_lines, 0U);
}

TEST(Plan, TestsAndPublicHeadersStay) {
  for (const auto& [old, fresh] : {std::pair<std::string, std::string>{"base/text.", "base/text_test."}, {"base/text.", "base/include/text."}}) {
    std::string text = kWrongFolder;
    for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + fresh.size())) text.replace(at, old.size(), fresh);
    const auto plan = make_plan(program_of(text), {.view = {}, .keep = {}, .remove = {}, .wanted = {}, .cut = {}});
    ASSERT_TRUE(plan.has_value());
    for (const auto& step : plan->steps) EXPECT_EQ(step.kind, StepKind::cut) << text;
  }
}

TEST(Plan, PinsDecide) {
  const Program program = program_of("a/x.h -> b/x.h\nb/x.h -> a/y.h\nb/y.h -> a/y.h\nc/x.h -> d/x.h\n");
  PlanOptions options{.view = {}, .keep = {}, .remove = {}, .moves = false, .wanted = {}, .cut = {}};
  auto plan = make_plan(program, options);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->steps.front().from, "a/");
  options.keep = {{"a/", "b/"}};
  plan = make_plan(program, options);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->steps.front().from, "b/");
  EXPECT_EQ(plan->cut_lines, 2U);
  options.remove = {{"c/", "d/"}};
  plan = make_plan(program, options);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->steps.size(), 2U);
  options.keep = {{"a/", "b/"}, {"b/", "a/"}};
  plan = make_plan(program, options);
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error(), "what is kept is a cycle itself: a/ -> b/ -> a/");
}

TEST(Plan, OnlyWantedTanglesArePlanned) {
  const Program program = program_of("a/x.h -> b/x.h\nb/x.h -> a/y.h\nc/x.h -> d/x.h\nd/x.h -> c/y.h\n");
  const auto plan = make_plan(program, {.view = {}, .keep = {}, .remove = {}, .moves = true,
                                        .wanted = [](std::string_view node) { return node == "d/"; }, .cut = {}});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->before.nodes, 2U);
  ASSERT_EQ(plan->tangles.size(), 1U);
  EXPECT_EQ(plan->tangles.front().nodes, (std::vector<std::string>{"c/", "d/"}));
  EXPECT_EQ(plan->steps.size(), 1U);
}

}  // namespace
}  // namespace unknot
