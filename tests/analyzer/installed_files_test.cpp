// What CMake's install scripts say of headers.
#include <gtest/gtest.h>

#include "analyzer/project/installed_files.h"
#include "tests/support/memory_tree.h"

namespace unknot::test {
namespace {

InstalledFiles files_of(const std::string& script) {
  const MemoryTree tree({{"/b/cmake_install.cmake", script},
                         {"/b/sub/cmake_install.cmake", "file(INSTALL DESTINATION \"x\" TYPE FILE FILES \"/p/sub/s.h\")\n"}});
  return InstalledFiles::read(tree, "/b");
}

TEST(InstalledFiles, AreListedByName) {
  const auto files = files_of(
      "if(CMAKE_INSTALL_COMPONENT STREQUAL \"Unspecified\" OR NOT CMAKE_INSTALL_COMPONENT)\n"
      "  file(INSTALL DESTINATION \"${CMAKE_INSTALL_PREFIX}/include\" TYPE FILE FILES\n    \"/p/a.h\"\n    \"/p/b (old).h\"\n    )\nendif()\n");
  EXPECT_TRUE(files.contains("/p/a.h"));
  EXPECT_TRUE(files.contains("/p/b (old).h"));
  EXPECT_FALSE(files.contains("/p/c.h"));
}

TEST(InstalledFiles, AreInFoldersByTheirEndings) {
  const auto files = files_of("file(INSTALL DESTINATION \"d\" TYPE DIRECTORY FILES \"/p/include/\" FILES_MATCHING REGEX \"/[^/]*\\\\.h$\" REGEX \"/[^/]*\\\\.hpp$\")\n");
  EXPECT_TRUE(files.contains("/p/include/x/a.h"));
  EXPECT_TRUE(files.contains("/p/include/a.hpp"));
  EXPECT_FALSE(files.contains("/p/include/a.cpp"));
  EXPECT_FALSE(files.contains("/p/includes/a.h"));
}

TEST(InstalledFiles, AreNoneByARuleThatIsNotUnderstood) {
  EXPECT_FALSE(files_of("file(INSTALL DESTINATION \"d\" TYPE DIRECTORY FILES \"/p/include\" REGEX \"/internal\" EXCLUDE)\n").contains("/p/include/a.h"));
  EXPECT_FALSE(files_of("file(INSTALL DESTINATION \"d\" TYPE STATIC_LIBRARY FILES \"/p/a.h\")\n").contains("/p/a.h"));
  EXPECT_FALSE(files_of("file(INSTALL \"/p/a.h").contains("/p/a.h"));
  EXPECT_FALSE(files_of("").contains("/p/a.h"));
}

TEST(InstalledFiles, AreThoseOfTheScriptsThatAreIncludedToo) {
  const auto files = files_of("if(NOT CMAKE_INSTALL_LOCAL_ONLY)\n  include(\"/b/sub/cmake_install.cmake\")\n  include(\"/b/cmake_install.cmake\")\nendif()\n");
  EXPECT_TRUE(files.contains("/p/sub/s.h"));
}

}  // namespace
}  // namespace unknot::test
