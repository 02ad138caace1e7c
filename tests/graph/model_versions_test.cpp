// Facts of models that are newer than the library.
#include "graph/model_versions.h"

#include <gtest/gtest.h>

namespace unknot {
namespace {

Model model() {
  Model out;
  out.name = "Library";
  PairModel& pair = out.pairs.emplace_back();
  SkipModel& upgrade = pair.skips.emplace_back();
  upgrade.when = "a request is upgraded";
  upgrade.since = "1.2.0";
  pair.lone.emplace_back().when = "always";
  SettingModel& threads = out.settings.emplace_back();
  threads.message = "it has one thread";
  threads.since = "0.43.0";
  return out;
}

TEST(ModelVersions, WhatIsNewerIsLeftOut) {
  Model old = model();
  keep_version(old, parse_version("1.1"));
  EXPECT_TRUE(old.pairs.front().skips.empty());
  EXPECT_EQ(old.pairs.front().lone.size(), 1U);
  EXPECT_EQ(old.settings.front().message, "it has one thread");
  Model same = model();
  keep_version(same, parse_version("1.2"));
  EXPECT_EQ(same.pairs.front().skips.front().when, "a request is upgraded");
}

TEST(ModelVersions, WhereTheVersionIsNotKnownItIsSaid) {
  Model unknown = model();
  keep_version(unknown, {});
  EXPECT_EQ(unknown.pairs.front().skips.front().when, "a request is upgraded (Library since 1.2.0)");
  EXPECT_EQ(unknown.pairs.front().lone.front().when, "always");
  EXPECT_EQ(unknown.settings.front().message, "it has one thread (Library since 0.43.0)");
}

TEST(ModelVersions, AreReadFromAHeader) {
  const Model::VersionText said{.headers = {"library/version.h"}, .behind = "VERSION[] = \""};
  EXPECT_EQ(version_in("constexpr const char VERSION[] = \"1.1.0\";\n", said), parse_version("1.1"));
  EXPECT_FALSE(version_in("constexpr const char VERSION[] = \"master\";\n", said));
  EXPECT_FALSE(version_in("1.1.0", said));
  EXPECT_TRUE(ends_with_path("/usr/include/library/version.h", "library/version.h"));
  EXPECT_TRUE(ends_with_path("<library/version.h>", "library/version.h"));
  EXPECT_FALSE(ends_with_path("/usr/include/mylibrary/version.h", "library/version.h"));
}

}  // namespace
}  // namespace unknot
