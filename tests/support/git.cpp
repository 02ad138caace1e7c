// git through run_program.
#include "tests/support/git.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/run_unknot.h"

namespace unknot::test {

std::map<std::string, std::string> git_environment() {
  return {{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_NOSYSTEM", "1"},   {"GIT_AUTHOR_NAME", "a"},
          {"GIT_AUTHOR_EMAIL", "a@b.c"},      {"GIT_COMMITTER_NAME", "a"},    {"GIT_COMMITTER_EMAIL", "a@b.c"},
          {"GIT_AUTHOR_DATE", "1700000000 +0000"}, {"GIT_COMMITTER_DATE", "1700000000 +0000"}};
}

std::string git(const std::string& folder, const std::vector<std::string>& arguments, const std::map<std::string, std::string>& more) {
  std::vector<std::string> words{"-C", folder, "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto env = git_environment();
  for (const auto& [name, value] : more) env[name] = value;
  auto run = run_program("/usr/bin/git", words, {.cwd = folder, .env = env});
  EXPECT_EQ(run.exit_code, 0) << arguments.front() << ": " << run.err;
  if (run.out.ends_with('\n')) run.out.pop_back();
  return run.out;
}

void make_repository(const std::string& folder) {
  git(folder, {"init", "-q"});
  commit_all(folder);
}

std::string commit_all(const std::string& folder) {
  git(folder, {"add", "-A"});
  git(folder, {"commit", "-q", "--allow-empty", "-m", "change"});
  return git(folder, {"rev-parse", "HEAD"});
}

void export_revision(const std::string& folder, const std::string& revision, const std::string& to) {
  const std::map<std::string, std::string> index{{"GIT_INDEX_FILE", to + ".index"}};
  git(folder, {"read-tree", revision}, index);
  std::filesystem::create_directories(to);
  git(folder, {"checkout-index", "-a", "--prefix=" + to + "/"}, index);
}

void export_index(const std::string& folder, const std::string& to) {
  std::filesystem::create_directories(to);
  git(folder, {"checkout-index", "-a", "--prefix=" + to + "/"});
}

}  // namespace unknot::test
