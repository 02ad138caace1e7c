// A repository's own configuration names programs for nearly everything that git does. None of them runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/git.h"
#include "tests/support/hostile.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class GitTraps : public testing::Test {
 protected:
  GitTraps() : project_({{"m.cpp", "#include \"a.h\"\n"}, {"a.h", "#pragma once\n"}, {"b.h", "#pragma once\n#include \"a.h\"\n"}}) {
    project_.write("evil.sh", "#!/bin/sh\necho \"$0 $*\" >> " + mark() + "\ncat\n");
    fs::permissions(project_.path("evil.sh"), fs::perms::all);
    make_repository(project_.root());
    const std::string evil = project_.path("evil.sh");
    project_.write(".gitattributes", "* filter=evil diff=evil merge=evil\n*.h working-tree-encoding=UTF-16 ident\n");
    std::string config = project_.read(".git/config");
    config += "[core]\n fsmonitor = " + evil + "\n hooksPath = " + project_.path("hooks") + "\n sshCommand = " + evil + "\n pager = " + evil +
              "\n editor = " + evil + "\n gitProxy = " + evil + "\n askPass = " + evil + "\n alternateRefsCommand = " + evil + "\n" +
              "[filter \"evil\"]\n clean = " + evil + "\n smudge = " + evil + "\n process = " + evil + "\n required = true\n" +
              "[diff]\n external = " + evil + "\n[diff \"evil\"]\n textconv = " + evil + "\n command = " + evil + "\n" +
              "[merge \"evil\"]\n driver = " + evil + "\n[credential]\n helper = " + evil + "\n[gpg]\n program = " + evil +
              "\n[uploadpack]\n packObjectsHook = " + evil + "\n";
    for (const char* word : {"ls-files", "ls-tree", "cat-file", "rev-parse", "merge-base", "remote"}) config += "[alias]\n " + std::string(word) + " = !" + evil + "\n";
    config += "[protocol \"ext\"]\n allow = always\n[protocol]\n allow = always\n[remote \"origin\"]\n url = ext::" + evil +
              " %S\n promisor = true\n partialclonefilter = blob:none\n fetch = +refs/heads/*:refs/remotes/origin/*\n[extensions]\n partialClone = origin\n";
    project_.write(".git/config", config);
    for (const char* hook : {"post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"})
      for (const char* where : {"hooks/", ".git/hooks/"}) {
        project_.write(std::string(where) + hook, "#!/bin/sh\necho hook >> " + mark() + "\n");
        fs::permissions(project_.path(std::string(where) + hook), fs::perms::all);
      }
    // Every file looks changed, as after a checkout by somebody else: a comparison by content would have to run the filter.
    for (const char* name : {"m.cpp", "a.h", "b.h"}) fs::last_write_time(project_.path(name), fs::file_time_type::clock::now());
    project_.write("a.h", "#pragma once\n#include \"b.h\"\n");
  }
  std::string mark() const { return project_.path("../mark"); }

  RunResult run(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& env = {}) {
    const auto before = listing_of(project_.root());
    auto words = arguments;
    words.insert(words.end(), {"--cache", "off"});
    auto out = run_unknot(words, {.cwd = project_.root(), .env = env});
    EXPECT_EQ(listing_of(project_.root()), before);
    EXPECT_FALSE(project_.has("../mark")) << project_.read("../mark");
    return out;
  }

  Project project_;
};

TEST_F(GitTraps, NothingOfTheRepositoryIsRun) {
  auto since = run({"check", "--changed-since", "HEAD"});
  EXPECT_EQ(since.exit_code, 1) << since.err;
  EXPECT_THAT(since.out, HasSubstr("closes a cycle of 2 files"));
  EXPECT_EQ(run({"check", "--staged"}).exit_code, 0);
  EXPECT_EQ(run({"check", "--staged", "--changed-since", "main"}).exit_code, 0);
  EXPECT_EQ(run({"check", "--changed-since", "nowhere/main"}).exit_code, 2);
  EXPECT_EQ(run({"check", "--changed-since", "origin/main"}).exit_code, 2);
  // The traps are traps: a plain git falls into them.
  run_program("/usr/bin/git", {"-C", project_.root(), "diff", "HEAD"}, {.cwd = project_.root(), .env = git_environment()});
  EXPECT_TRUE(project_.has("../mark"));
}

TEST_F(GitTraps, WhatAPartialCloneLacksIsNotFetched) {
  const std::string object = project_.root() + "/.git/objects";
  // The first version of a.h is gone from the store, as in a clone with --filter=blob:none.
  std::size_t removed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(object))
    if (entry.is_regular_file() && entry.path().string().find("/pack/") == std::string::npos) {
      const std::string full = entry.path().parent_path().filename().string() + entry.path().filename().string();
      const auto type = run_program("/usr/bin/git", {"-C", project_.root(), "cat-file", "-p", full}, {.cwd = project_.root(), .env = git_environment()});
      if (type.out == "#pragma once\n") fs::permissions(entry.path(), fs::perms::owner_all), fs::remove(entry.path()), ++removed;
    }
  ASSERT_EQ(removed, 1U);
  const auto out = run({"check", "--changed-since", "HEAD"});
  EXPECT_EQ(out.exit_code, 2);
  EXPECT_THAT(out.err, HasSubstr("1 file of it is not in this partial clone; fetch first: git diff --stat "));
}

TEST_F(GitTraps, AGitOfTheProjectIsNotRun) {
  project_.write("git", "#!/bin/sh\necho planted >> " + mark() + "\n");
  fs::permissions(project_.path("git"), fs::perms::all);
  EXPECT_EQ(run({"check", "--staged"}, {{"PATH", ".::bin:/usr/bin:/bin"}}).exit_code, 0);
  const auto none = run({"check", "--staged"}, {{"PATH", ".::bin"}});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("git is not in PATH"));
}

TEST_F(GitTraps, ARevisionIsNoOption) {
  for (const char* word : {"--upload-pack=evil", "-x", "--output=mark2", "HEAD; evil", "$(evil)", ":/", "HEAD^{tree}", "@{-1}", "a..b"}) {
    const auto out = run({"check", std::string("--changed-since=") + word});
    EXPECT_EQ(out.exit_code, 2) << word;
  }
}

}  // namespace
}  // namespace unknot::test
