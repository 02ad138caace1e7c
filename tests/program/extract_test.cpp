// What the extractor and the join make of source text: every folder fixtures/extract/cpp/<case>/ beside its program.txt, as
// `unknot dump program` writes it. UPDATE_GOLDEN=1 writes it anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/cases.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = UNKNOT_SOURCE_DIR "/fixtures/extract/cpp";

void check(const std::string& folder) {
  Project project;
  project.copy_from(folder);
  project.remove("program.txt");
  if (!project.has("compile_commands.json")) project.write_commands();
  const auto run = run_unknot({"dump", "program", ".", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string golden = folder + "/program.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << run.out;
  ASSERT_TRUE(fs::exists(golden)) << "write it with UPDATE_GOLDEN=1 and read it";
  EXPECT_EQ(run.out, read_file(golden));
}

class Extract : public testing::TestWithParam<std::string> {};
TEST_P(Extract, GivesTheGoldenProgram) { check(kFixtures + "/" + GetParam()); }
INSTANTIATE_TEST_SUITE_P(Cpp, Extract, testing::ValuesIn(folders_in(kFixtures)), case_name);

}  // namespace
}  // namespace unknot::test
