// Names of configurations from the paths of their databases.
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/project/configuration_names.h"

namespace unknot {
namespace {

using Texts = std::vector<std::string>;

void check(Texts databases, const Texts& expected) {
  EXPECT_EQ(configuration_names("/home/project", databases), expected);
  // Their order says nothing.
  Texts names = expected;
  std::ranges::reverse(databases);
  std::ranges::reverse(names);
  EXPECT_EQ(configuration_names("/home/project", databases), names);
}

TEST(ConfigurationNames, ShortestEndThatTellsThemApart) {
  check({"/home/project/build/debug/compile_commands.json", "/home/project/build/release/compile_commands.json"}, {"debug", "release"});
  check({"/home/project/a/build/compile_commands.json", "/home/project/b/build/compile_commands.json"}, {"a/build", "b/build"});
  check({"/home/project/x/debug/c.json", "/home/project/x/release/c.json", "/home/project/y/debug/c.json"},
        {"x/debug", "release", "y/debug"});
}

TEST(ConfigurationNames, OneIsTheEndOfAnother) {
  check({"/home/project/build/c.json", "/home/project/a/build/c.json"}, {"build", "a/build"});
  check({"/home/project/build/c.json", "/home/project/c.json"}, {"build", "."});
}

TEST(ConfigurationNames, OutsideTheRootNothingOfTheMachineShows) {
  check({"/home/build/win/c.json", "/home/build/linux/c.json"}, {"win", "linux"});
  check({"/home/build/c.json", "/home/project/build/c.json"}, {"../build", "build"});
}

TEST(ConfigurationNames, OneFolderWithTwoDatabases) {
  check({"/home/project/build/debug.json", "/home/project/build/release.json"}, {"debug.json", "release.json"});
}

TEST(ConfigurationNames, ASingleOneNeedsNone) {
  check({"/home/project/build/compile_commands.json"}, {""});
  check({}, {});
}

}  // namespace
}  // namespace unknot
