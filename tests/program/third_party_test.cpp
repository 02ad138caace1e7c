// docs/third-party.md lists what the build asks for, no more and no less.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/support/project.h"

namespace unknot::test {
namespace {

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  std::set<std::string> out;
  const std::regex expression(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) out.insert((*at)[1]);
  return out;
}

TEST(ThirdParty, IsListedWithItsLicence) {
  const std::string build = read_file(UNKNOT_SOURCE_DIR "/CMakeLists.txt");
  auto used = matches(build, R"(find_package\((\w+))");
  used.merge(matches(build, R"(pkg_check_modules\(\w+ REQUIRED IMPORTED_TARGET (\w+))"));
  if (read_file(UNKNOT_SOURCE_DIR "/cmake/llvm.cmake").find("UNKNOT_LIBLLVM") != std::string::npos) used.insert("LLVM");
  const std::string tree_sitter = read_file(UNKNOT_SOURCE_DIR "/cmake/tree_sitter.cmake");
  if (tree_sitter.find("UNKNOT_TREE_SITTER_LIBRARY") != std::string::npos) used.insert("tree_sitter");
  if (tree_sitter.find("UNKNOT_TREE_SITTER_PYTHON") != std::string::npos) used.insert("tree_sitter_python");
  for (const char* part_of_the_toolchain : {"Threads", "PkgConfig"}) used.erase(part_of_the_toolchain);

  const std::string page = read_file(UNKNOT_SOURCE_DIR "/docs/third-party.md");
  EXPECT_EQ(matches(page, R"(\n\|[^|\n]+\| (\w+) \|)"), used);
  // A licence that asks for its text in binary distributions has it there; Apache-2.0 is in LICENSE.
  for (const auto& licence : matches(page, R"(\| ((?:MIT|BS[LD]-[^|]+?)) \|)"))
    EXPECT_THAT(page, testing::HasSubstr("\n## " + licence + " (")) << "no text of " << licence;
  EXPECT_THAT(read_file(UNKNOT_SOURCE_DIR "/LICENSE"), testing::AllOf(testing::HasSubstr("Apache License"), testing::HasSubstr("LLVM Exceptions")));
}

}  // namespace
}  // namespace unknot::test
