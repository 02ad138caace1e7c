// Files on disk: all of them or none, at whatever step it breaks off.
#include "analyzer/fix/write_files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/project.h"

namespace unknot::test {
namespace {

using Texts = std::map<std::string, std::pair<std::string, std::string>>;
const Files kBefore{{"a.h", "old a\n"}, {"sub/b.h", "old b\n"}, {"c.h", "old c\n"}};
const Texts kTexts{{"a.h", {"old a\n", "new a\n"}}, {"c.h", {"old c\n", "new c\n"}}, {"sub/b.h", {"old b\n", "new b\n"}}};

std::string all(const Project& project) {
  std::string out;
  for (const auto& file : project.files()) out += file + ": " + project.read(file);
  return out;
}
const std::string kOld = "a.h: old a\nc.h: old c\nsub/b.h: old b\n", kNew = "a.h: new a\nc.h: new c\nsub/b.h: new b\n";
constexpr int kSteps = 11;  // journal, three times new and keep, three times put, done

TEST(WriteFiles, WritesAll) {
  Project project(kBefore);
  ASSERT_EQ(::chmod(project.path("a.h").c_str(), 0751), 0);
  ASSERT_TRUE(write_files(project.root(), kTexts));
  EXPECT_EQ(all(project), kNew);
  struct stat info {};
  ASSERT_EQ(::stat(project.path("a.h").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0751U);
}

TEST(WriteFiles, AStepThatFailsPutsAllBack) {
  for (int fails = 0; fails < kSteps; ++fails) {
    Project project(kBefore);
    int step = 0;
    const auto done = write_files(project.root(), kTexts, [&](const std::string&) { return step++ != fails; });
    EXPECT_FALSE(done) << fails;
    EXPECT_EQ(all(project), kOld) << fails;
  }
}

TEST(WriteFiles, ACrashIsPutBackByTheNextRun) {
  for (int dies = 0; dies < kSteps; ++dies) {
    Project project(kBefore);
    const pid_t child = ::fork();
    if (child == 0) {
      int step = 0;
      const auto done = write_files(project.root(), kTexts, [&](const std::string&) {
        if (step++ == dies) ::_exit(7);
        return true;
      });
      ::_exit(done ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(WEXITSTATUS(status), 7);
    ASSERT_TRUE(restore_files(project.root())) << dies;
    EXPECT_EQ(all(project), kOld) << dies;
    ASSERT_TRUE(write_files(project.root(), kTexts)) << dies;
    EXPECT_EQ(all(project), kNew) << dies;
  }
}

TEST(WriteFiles, WhatAPersonWroteSinceStays) {
  Project project(kBefore);
  const pid_t child = ::fork();
  if (child == 0) {
    (void)write_files(project.root(), kTexts, [&](const std::string& step) {
      if (step == "done") ::_exit(7);
      return true;
    });
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  project.write("a.h", "by hand\n");
  EXPECT_EQ(restore_files(project.root()).value_or(0), 2U);
  EXPECT_EQ(all(project), "a.h: by hand\nc.h: old c\nsub/b.h: old b\n");
}

TEST(WriteFiles, WhatChangedInBetweenIsNotOverwritten) {
  Project project(kBefore);
  project.write("sub/b.h", "somebody's\n");
  const auto done = write_files(project.root(), kTexts);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "sub/b.h: was changed by somebody else in the meantime; nothing was changed");
  EXPECT_EQ(all(project), "a.h: old a\nc.h: old c\nsub/b.h: somebody's\n");
}

TEST(WriteFiles, AFullDiskChangesNothing) {
  Project project(kBefore);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    Texts texts = kTexts;
    texts.at("sub/b.h").second = std::string(5000, 'x');
    ::_exit(write_files(project.root(), texts) ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(all(project), kOld);
}

}  // namespace
}  // namespace unknot::test
