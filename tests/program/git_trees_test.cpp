// The index and a commit as source trees give, byte for byte, the program of a real checkout of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "analyzer/analyze.h"
#include "graph/text_form.h"
#include "tests/program/random_project.h"
#include "tests/support/git.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

AnalysisOptions options_for(const std::string& root, const std::string& cache) {
  AnalysisOptions out;
  out.paths = {root};
  out.cache = cache;
  out.extractor = std::string(UNKNOT_BIN_DIR) + "/unknot-clang";
  out.jobs = 2;
  return out;
}

std::string text_of(const std::vector<Configuration>& configurations) {
  std::string out;
  for (const auto& configuration : configurations) out += text_from_program(configuration.program);
  return out;
}

std::string program_of_index(const std::string& root, const std::string& cache) {
  auto options = options_for(root, cache);
  options.content = Content::index;
  const auto project = open_project(options);
  EXPECT_TRUE(project) << (project ? "" : project.error().message);
  return project ? text_of(project->extraction.configurations) : "";
}
std::string program_of_commit(const std::string& root, const std::string& commit, const std::string& cache) {
  auto options = options_for(root, cache);
  options.comparing = Comparing::yes;
  options.changed_since = commit;
  const auto project = open_project(options);
  EXPECT_TRUE(project) << (project ? "" : project.error().message);
  return project && project->base ? text_of(project->base->configurations) : "";
}
/// Of an export, with the database of the repository.
std::string program_of_copy(const std::string& root, const std::string& copy) {
  std::string database = read_file(root + "/compile_commands.json");
  for (std::size_t at = 0; (at = database.find(root, at)) != std::string::npos; at += copy.size()) database.replace(at, root.size(), copy);
  std::ofstream(copy + "/compile_commands.json") << database;
  const auto project = open_project(options_for(copy, "off"));
  EXPECT_TRUE(project) << (project ? "" : project.error().message);
  return project ? text_of(project->extraction.configurations) : "";
}

class Repository : public testing::Test {
 protected:
  std::string fresh(const std::string& name) { return work_ + "/" + name + std::to_string(++count_); }
  void check_index(const std::string& root) {
    const std::string copy = fresh("index");
    export_index(root, copy);
    EXPECT_EQ(program_of_index(root, cache()), program_of_copy(root, copy));
  }
  void check_commit(const std::string& root, const std::string& commit) {
    const std::string copy = fresh("commit");
    export_revision(root, commit, copy);
    EXPECT_EQ(program_of_commit(root, commit, cache()), program_of_copy(root, copy)) << commit;
  }
  std::string cache() const { return work_ + "/cache"; }
  ~Repository() override { fs::remove_all(work_); }

  std::string work_ = fs::canonical(new_folder()).string();
  int count_ = 0;
};

TEST_F(Repository, RandomEdits) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    RandomProject random(seed, 20, 6);
    Project project(random.files());
    project.write(".gitignore", "/compile_commands.json\n");
    project.write_commands(random.commands());
    make_repository(project.root());
    std::vector<std::string> commits{git(project.root(), {"rev-parse", "HEAD"})};
    std::mt19937_64 dice(seed);
    for (int step = 0; step < 4; ++step) {
      for (std::uint64_t n = 2 + dice() % 5; n > 0; --n) {
        SCOPED_TRACE(random.edit(project));
        // Some are staged, some of these change again, some stay out.
        if (dice() % 2 == 0) git(project.root(), {"add", "-A"});
      }
      check_index(project.root());
      check_commit(project.root(), commits[dice() % commits.size()]);
      if (HasFailure()) return;
      if (dice() % 2 == 0) commits.push_back(commit_all(project.root()));
    }
    check_commit(project.root(), commits.front());
  }
}

TEST_F(Repository, LinksFoldersAndFilesInEachOthersPlace) {
  Project project({{"src/m.cpp", "#include \"../inc/a.h\"\n#include \"../alias/b.h\"\n"},
                   {"inc/a.h", "#pragma once\n#include \"b.h\"\n"},
                   {"inc/b.h", "#pragma once\n#include \"sub/c.h\"\n"},
                   {"inc/sub/c.h", "#pragma once\n#include \"../a.h\"\n"},
                   {"other/a.h", "#pragma once\n"},
                   {"other/b.h", "#pragma once\n#include \"a.h\"\n"}});
  project.link("alias", "inc");
  project.write_commands();
  make_repository(project.root());
  const std::string first = git(project.root(), {"rev-parse", "HEAD"});
  // The link leads elsewhere, a folder becomes a link, a file a folder.
  fs::remove(project.path("alias"));
  project.link("alias", "other");
  fs::remove_all(project.path("inc/sub"));
  project.link("inc/sub", "../other");
  project.write("other/c.h", "#pragma once\n#include \"b.h\"\n");
  fs::remove(project.path("other/a.h"));
  project.write("other/a.h/x.h", "#pragma once\n");
  check_commit(project.root(), first);
  check_index(project.root());
  git(project.root(), {"add", "-A"});
  check_index(project.root());
  const std::string second = commit_all(project.root());
  git(project.root(), {"checkout", "-q", first});
  check_index(project.root());
  check_commit(project.root(), first);
  // The second is no ancestor of HEAD now: it is compared with what both have in common.
  EXPECT_EQ(program_of_commit(project.root(), second, cache()), program_of_commit(project.root(), first, cache()));
}

TEST_F(Repository, ARealFolderBehindALinkOfTheSameFiles) {
  Project project({{"inc/a.h", "#pragma once\n#include \"b.h\"\n"}, {"inc/b.h", "#pragma once\n"}, {"m.cpp", "#include \"inc/a.h\"\n"}});
  project.write_commands();
  make_repository(project.root());
  fs::rename(project.path("inc"), project.path("moved"));
  project.link("inc", "moved");
  check_index(project.root());
  check_commit(project.root(), "HEAD");
}

TEST_F(Repository, WhatGitDoesNotTrack) {
  Project project({{".gitignore", "*.gen.h\nout/\n"},
                   {"m.cpp", "#include \"a.h\"\n#include \"made.gen.h\"\n#include \"extra.h\"\n#include \"from_build.h\"\n"},
                   {"a.h", "#pragma once\n"}});
  project.write_commands(std::vector<std::string>{"-Ibuild", "-Iout"});
  make_repository(project.root());
  project.write("made.gen.h", "#pragma once\n");           // ignored: seen in every tree
  project.write("extra.h", "#pragma once\n");              // a person's, not yet added: in none
  project.write("build/CMakeCache.txt", "");               // a build folder that nobody ignores
  project.write("build/from_build.h", "#pragma once\n");
  const std::string index = program_of_index(project.root(), "off");
  EXPECT_THAT(index, testing::HasSubstr("made.gen.h"));
  EXPECT_THAT(index, testing::HasSubstr("build/from_build.h"));
  EXPECT_THAT(index, testing::Not(testing::HasSubstr("m.cpp -> extra.h")));
  git(project.root(), {"add", "-N", "extra.h"});
  EXPECT_EQ(program_of_index(project.root(), "off"), index) << "a promise to add is no content";
  git(project.root(), {"add", "extra.h"});
  EXPECT_THAT(program_of_index(project.root(), "off"), testing::HasSubstr("m.cpp -> extra.h"));
}

}  // namespace
}  // namespace unknot::test
