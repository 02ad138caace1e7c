// Recorded command lines of other toolchains: every folder fixtures/commands/<toolchain-case>/ holds a small tree, the command
// as it was recorded, and expected.txt: for each include directive the file that this toolchain would take, then the files
// that are reached, then what `doctor` notes. Its comments say by which rule, and how that was verified.
// UPDATE_GOLDEN=1 writes all but the comments anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "analyzer/analyze.h"
#include "tests/support/cases.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = UNKNOT_SOURCE_DIR "/fixtures/commands";

void add_links(Project& project) {
  std::istringstream links(project.read("links.txt"));
  for (std::string name, target; links >> name >> target;) project.link(name, target);
  project.remove("links.txt");
}

/// "src/a.cpp:3 "b.h" -> include/b.h" for each directive of each file that a unit reaches.
std::set<std::string> resolutions(const Project& files, const Program& program) {
  static const std::regex kDirective(R"(^\s*#\s*(?:include|include_next|import)\s+(.*\S)\s*$)");
  std::set<std::string> out;
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    const Unit& unit = program.units[u];
    if (unit.origin != Origin::project || !unit.reached) continue;
    std::istringstream text(files.read(unit.name));
    std::uint32_t number = 0;
    for (std::string line; std::getline(text, line);) {
      ++number;
      std::smatch match;
      if (!std::regex_match(line, match, kDirective)) continue;
      const std::string at = unit.name + ":" + std::to_string(number) + " " + match[1].str() + " -> ";
      bool found = false;
      for (const auto& dependency : program.dependencies) {
        if (index(dependency.from) != u || dependency.line != number) continue;
        found = true;
        const Unit& to = program.unit(dependency.to);
        out.insert(at + (to.origin == Origin::project ? to.name : "outside"));
      }
      if (!found) out.insert(at + "nothing");
    }
  }
  return out;
}

std::string answer(const Project& files) {
  AnalysisOptions options;
  options.paths = {files.root()};
  options.cache = "off";
  options.jobs = 1;
  for (const auto& file : files.files())
    if (file.ends_with("compile_commands.json")) options.builds = {files.path(file)};
  const auto project = open_project(options);
  if (!project) return project.error().message + "\n";
  const Extraction& extraction = project->extraction;
  std::string out;
  const Program& program = extraction.configurations.front().program;
  for (const auto& line : resolutions(files, program)) out += line + "\n";
  for (const auto& unit : program.units)
    if (unit.origin == Origin::project && unit.reached) out += "reached: " + unit.name + "\n";
  for (const auto& note : extraction.survey.configurations.front().notes) out += "note: " + note.text + " (" + std::to_string(note.count) + ")\n";
  for (const auto& problem : extraction.problems) out += "problem: " + problem.file + ": " + problem.message + "\n";
  return out;
}

std::string comments_of(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with('#')) out += line + "\n";
  return out;
}

void check(const std::string& folder) {
  Project project;
  project.copy_from(folder);
  project.remove("expected.txt");
  if (project.has("links.txt")) add_links(project);
  const std::string expected = read_file(folder + "/expected.txt");
  const std::string found = comments_of(expected) + answer(project);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(folder + "/expected.txt", std::ios::binary) << found;
  else EXPECT_EQ(found, expected);
}

class Commands : public testing::TestWithParam<std::string> {};
TEST_P(Commands, ResolveAsTheirToolchainDoes) { check(kFixtures + "/" + GetParam()); }
INSTANTIATE_TEST_SUITE_P(Toolchain, Commands, testing::ValuesIn(folders_in(kFixtures)), case_name);

TEST(CommandFixtures, AreMany) { EXPECT_GE(folders_in(kFixtures).size(), 24U); }

}  // namespace
}  // namespace unknot::test
