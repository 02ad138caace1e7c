// docs/config.schema.json is what the tables of the keys and of the checks say. UPDATE_GOLDEN=1 writes it.
#include "analyzer/config/config_schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "checks/registry.h"

namespace unknot {
namespace {

TEST(ConfigSchemaFile, IsUpToDate) {
  ASSERT_FALSE(all_check_infos().empty());
  const std::string path = UNKNOT_SOURCE_DIR "/docs/config.schema.json";
  const std::string expected = config_schema(all_check_infos());
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << expected;
  std::ifstream file(path, std::ios::binary);
  const std::string actual{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(actual == expected) << path << " is stale: run the test with UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace unknot
