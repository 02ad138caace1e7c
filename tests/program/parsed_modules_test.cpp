// Facts from the syntax trees of units that import modules, from the command line on: with each module, and without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <set>
#include <string>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

Files knotted() {
  return {{"core/engine.cppm", "export module engine;\nexport struct Engine { int power; };\n"},
          {"ui/window.cppm", "export module window;\nexport import engine;\nexport struct Window { Engine engine; };\n"},
          {"core/boot.cpp", "import window;\nstruct Boot { Window window; };\n"},
          {"core/plain.cpp", "struct Plain { int x; };\nstruct More : Plain {};\n"}};
}

std::vector<Compile> commands() {
  std::vector<Compile> out;
  for (const char* file : {"core/engine.cppm", "ui/window.cppm", "core/boot.cpp", "core/plain.cpp"}) out.push_back({.file = file, .flags = {"-std=c++20"}, .directory = {}});
  return out;
}

RunResult graph(const Project& project, const std::string& cache) {
  return run_unknot({"graph", ".", "--level", "class", "--format", "json", "--cache", cache}, {.cwd = project.root(), .env = {}});
}

/// "Window -> Engine" for each edge between classes.
std::set<std::string> edges(const std::string& json) {
  const auto graph = nlohmann::json::parse(json);
  std::set<std::string> out;
  for (const auto& edge : graph.at("edges"))
    out.insert(graph.at("nodes").at(edge.at("from").get<std::size_t>()).at("name").get<std::string>() + " -> " +
               graph.at("nodes").at(edge.at("to").get<std::size_t>()).at("name").get<std::string>());
  return out;
}

TEST(ParsedModules, ClassesOfModulesAreOneWithThoseThatImportersUse) {
  Project project(knotted());
  project.write_commands(commands());
  const auto run = graph(project, "off");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(edges(run.out), (std::set<std::string>{"Boot -> Window", "More -> Plain", "Window -> Engine"}));
}

TEST(ParsedModules, AUnitWithoutAModuleGivesNoFactsAndAProblem) {
  auto files = knotted();
  files["core/engine.cppm"] = "export module engine;\nimport gone;\nexport struct Engine { int power; };\n";
  Project project(files);
  project.write_commands(commands());
  const auto run = graph(project, "off");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("core/engine.cppm: module gone cannot be had: no file provides it; 3 units that need it are not parsed"));
  EXPECT_EQ(edges(run.out), std::set<std::string>{"More -> Plain"});
}

TEST(ParsedModules, AnInterfaceWithAnErrorIsNamedWithItsLine) {
  auto files = knotted();
  files["core/engine.cppm"] = "export module engine;\nexport struct Engine : Gone { int power; };\n";
  Project project(files);
  project.write_commands(commands());
  const auto run = graph(project, "off");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("core/engine.cppm:2: module engine cannot be had: it cannot be compiled: expected class name; 2 units that need it are not parsed"));
  EXPECT_EQ(run.err.find(project.root()), std::string::npos) << run.err;
}

TEST(ParsedModules, ColdWarmAndWithoutACacheSayTheSame) {
  Project project(knotted());
  project.write_commands(commands());
  const std::string cache = project.path("../cache");
  const auto without = graph(project, "off");
  const auto cold = graph(project, cache);
  const auto warm = graph(project, cache);
  EXPECT_EQ(cold.out, without.out);
  EXPECT_EQ(warm.out, without.out);
  project.write("core/engine.cppm", "export module engine;\nexport struct Part {};\nexport struct Engine { Part power; };\n");
  const auto changed = graph(project, cache);
  EXPECT_EQ(edges(changed.out), (std::set<std::string>{"Boot -> Window", "Engine -> Part", "More -> Plain", "Window -> Engine"}));
  EXPECT_EQ(changed.out, graph(project, "off").out);
}

TEST(ParsedModules, EachConfigurationHasItsOwn) {
  auto files = knotted();
  files["core/engine.cppm"] = "export module engine;\n#ifdef BIG\nexport struct Big {};\nexport struct Engine { Big big; };\n#else\nexport struct Engine {};\n#endif\n";
  Project project(files);
  auto big = commands();
  for (auto& command : big) command.flags.emplace_back("-DBIG");
  project.write_commands(commands(), "small/compile_commands.json");
  project.write_commands(big, "big/compile_commands.json");
  const auto run = run_unknot({"graph", ".", "-p", "small", "-p", "big", "--level", "class", "--format", "json", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(edges(run.out), testing::IsSupersetOf({"Boot -> Window", "Engine -> Big", "Window -> Engine"}));
}

}  // namespace
}  // namespace unknot::test
