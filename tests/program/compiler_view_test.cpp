// Entered means entered: on random projects the tangles of unknot are those that the compiler's own view of every unit gives
// (clang's -dependency-dot, which also draws the edges that a guard stops), and no file or edge is missing or invented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <regex>
#include <set>

#include "tests/program/random_project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using Edges = std::set<std::pair<std::string, std::string>>;
using Tangles = std::set<std::set<std::string>>;

/// The include edges that one unit follows, by real path below the root.
Edges edges_of_unit(Project& project, const Compile& command) {
  std::vector<std::string> arguments{UNKNOT_CXX, "-fsyntax-only", "-w", "-Xclang", "-dependency-dot", "-Xclang", project.path("../unit.dot")};
  arguments.insert(arguments.end(), command.flags.begin(), command.flags.end());
  arguments.push_back(command.file);
  const auto run = run_program("/usr/bin/env", arguments, {.cwd = project.root(), .env = {}});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  static const std::regex kNode(R"re((header_\d+) \[ shape="box", label="([^"]*)"\])re");
  static const std::regex kEdge(R"((header_\d+) -> (header_\d+))");
  const std::string dot = project.read("../unit.dot");
  std::map<std::string, std::string> names;
  for (std::sregex_iterator at(dot.begin(), dot.end(), kNode), end; at != end; ++at)
    names[(*at)[1]] = std::filesystem::weakly_canonical(project.root() + "/" + (*at)[2].str()).lexically_relative(project.root()).string();
  Edges out;
  for (std::sregex_iterator at(dot.begin(), dot.end(), kEdge), end; at != end; ++at) out.emplace(names.at((*at)[1]), names.at((*at)[2]));
  return out;
}

/// Strongly connected sets of more than one file, by plain reachability.
Tangles tangles_of(const Edges& edges) {
  std::map<std::string, std::set<std::string>> reach;
  for (const auto& [from, to] : edges) reach[from].insert(to);
  for (bool grown = true; grown;) {
    grown = false;
    for (auto& [from, all] : reach) {
      const auto before = all.size();
      for (const auto& next : std::set<std::string>(all))
        if (const auto found = reach.find(next); found != reach.end()) all.insert(found->second.begin(), found->second.end());
      grown |= all.size() != before;
    }
  }
  Tangles out;
  for (const auto& [from, all] : reach) {
    std::set<std::string> tangle;
    for (const auto& to : all)
      if (reach.contains(to) && reach.at(to).contains(from)) tangle.insert(to);
    if (tangle.size() > 1 && tangle.contains(from)) out.insert(tangle);
  }
  return out;
}

Tangles joined(Tangles tangles) {
  for (auto a = tangles.begin(); a != tangles.end(); ++a)
    for (auto b = std::next(a); b != tangles.end(); ++b)
      if (std::ranges::any_of(*a, [&](const std::string& unit) { return b->contains(unit); })) {
        auto both = *a;
        both.insert(b->begin(), b->end());
        tangles.erase(b);
        tangles.erase(a);
        tangles.insert(both);
        return joined(std::move(tangles));
      }
  return tangles;
}

/// The project of this seed must look the same to both; the number of its tangles.
std::size_t check(std::uint64_t seed) {
  const RandomProject random(seed, 14, 4);
  auto files = random.files();
  std::string all;
  for (const auto& [name, text] : files)
    if (name.ends_with(".h")) all += "#include \"../" + name + "\"\n";
  files["src/all.cpp"] = all;
  auto commands = random.commands();
  commands.push_back({.file = "src/all.cpp", .flags = {"-Icore"}, .directory = ""});
  Project project(files);
  project.write_commands(commands);

  Tangles expected;
  Edges followed;
  for (const auto& command : commands) {
    const auto edges = edges_of_unit(project, command);
    followed.insert(edges.begin(), edges.end());
    expected.merge(tangles_of(edges));
  }
  expected = joined(std::move(expected));

  const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project.root(), .env = {}});
  Tangles found;
  Edges shown;
  Edges loops;
  const auto report = read_report(run.out);
  EXPECT_TRUE(report.complete) << run.err;
  for (const auto& finding : report.findings) {
    const bool entered = finding.case_name != "not-shown" && finding.case_name != "unknown";
    if (finding.check == "include-cycle" && entered) {
      found.insert({finding.units.begin(), finding.units.end()});
      for (const auto& edge : finding.edges) shown.emplace(edge.from, edge.to);
    }
    if (finding.check == "self-include" && finding.edges.front().entered == "yes") loops.emplace(finding.file, finding.file);
  }
  EXPECT_EQ(found, expected) << "seed " << seed;
  Edges inside;
  Edges own;
  for (const auto& edge : followed) {
    if (edge.first == edge.second) own.insert(edge);
    else if (std::ranges::any_of(expected, [&](const auto& t) { return t.contains(edge.first) && t.contains(edge.second); })) inside.insert(edge);
  }
  EXPECT_EQ(shown, inside) << "seed " << seed;
  EXPECT_EQ(loops, own) << "seed " << seed;
  return found.size();
}

TEST(CompilerView, IsTheSame) {
  const char* wanted = std::getenv("UNKNOT_PROJECTS");
  const int projects = wanted == nullptr ? 25 : std::atoi(wanted);
  const char* first = std::getenv("UNKNOT_SEED");
  const std::uint64_t seed = first == nullptr ? 4'000 : std::strtoull(first, nullptr, 10);
  std::size_t tangles = 0;
  for (int i = 0; i < projects; ++i) tangles += check(seed + static_cast<std::uint64_t>(i));
  EXPECT_GE(tangles, static_cast<std::size_t>(projects / 2)) << "the projects are too tame to show anything";
  std::cout << tangles << " tangles in " << projects << " projects\n";
}

}  // namespace
}  // namespace unknot::test
