// docs/config.md is what the tables say, and its examples are valid. UPDATE_GOLDEN=1 writes it.
#include "analyzer/config/config_page.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "analyzer/config/written_config.h"
#include "checks/registry.h"
#include "tests/support/project.h"

namespace unknot {
namespace {

TEST(ConfigPage, IsUpToDate) {
  const std::string path = UNKNOT_SOURCE_DIR "/docs/config.md";
  const std::string expected = config_page(all_check_infos());
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << expected;
  EXPECT_EQ(test::read_file(path), expected) << "run with UPDATE_GOLDEN=1 and read the diff";
}

TEST(ConfigPage, EveryExampleIsValid) {
  const std::string page = config_page(all_check_infos());
  int examples = 0;
  for (const char* language : {"json", "toml"}) {
    const std::string fence = "```" + std::string(language) + "\n";
    for (auto at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1), ++examples) {
      const auto begin = at + fence.size();
      const std::string text = page.substr(begin, page.find("```\n", begin) - begin);
      const auto config = read_config_file(text, "example." + std::string(language), all_check_infos());
      EXPECT_TRUE(config && *config) << text << (config ? "nothing is there" : to_text(config.error().front()));
    }
  }
  EXPECT_GT(examples, 10);
}

}  // namespace
}  // namespace unknot
