// Compares text with a file of fixtures/reporters/; UPDATE_GOLDEN=1 writes the file instead.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace unknot {

inline std::filesystem::path golden_folder() { return std::filesystem::path(UNKNOT_SOURCE_DIR) / "fixtures/reporters"; }

inline void check_golden(const std::string& file, const std::string& text) {
  const std::filesystem::path path = golden_folder() / file;
  if (const char* update = std::getenv("UPDATE_GOLDEN"); update != nullptr && std::string(update) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << path << " is not there; UPDATE_GOLDEN=1 writes it";
  const std::string golden{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(golden, text) << "differs from " << path << "; UPDATE_GOLDEN=1 rewrites it, then read the diff";
}

}  // namespace unknot
