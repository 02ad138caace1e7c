// The generated pages are those of this tree: docs/checks/*.md. UPDATE_GOLDEN=1 writes them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "checks/check_page.h"
#include "checks/registry.h"
#include "tests/support/run_unknot.h"

namespace unknot {
namespace {

const std::filesystem::path kPages = std::filesystem::path(UNKNOT_SOURCE_DIR) / "docs" / "checks";

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(Docs, EveryCheckHasItsPage) {
  std::set<std::string> expected;
  for (const CheckInfo* check : all_check_infos()) {
    const auto path = kPages / (std::string(check->id) + ".md");
    expected.insert(path.filename().string());
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << check_page(*check);
    EXPECT_EQ(read(path), check_page(*check)) << "run with UPDATE_GOLDEN=1 and read the diff";
  }
  for (const auto& entry : std::filesystem::directory_iterator(kPages))
    EXPECT_TRUE(expected.contains(entry.path().filename().string())) << entry.path() << " is the page of no check";
}

TEST(Docs, ReadmeShowsWhatTheDemoPrints) {
  const auto run = test::run_unknot({"check", UNKNOT_SOURCE_DIR "/fixtures/demo", "--cache", "off", "--quiet"});
  EXPECT_EQ(run.exit_code, 1);
  const std::string readme = read(std::filesystem::path(UNKNOT_SOURCE_DIR) / "README.md");
  EXPECT_NE(readme.find("```\n" + run.out + "```\n"), std::string::npos) << run.out;
}

TEST(Docs, EveryPageSaysWhatWhyAndHow) {
  for (const CheckInfo* check : all_check_infos())
    for (const char* heading : {"## What it finds", "## Why it matters", "## How to fix it", "## Known limits"})
      EXPECT_NE(check->doc.find(heading), std::string_view::npos) << check->id << " lacks " << heading;
}

}  // namespace
}  // namespace unknot
