// unknot without unknot-clang: C++ files are no answer but a clear line, and all that needs no extractor works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A copy of the program alone in a folder, run in a project of one file.
class NoExtractor : public testing::Test {
 protected:
  NoExtractor() : project_({{"main.cpp", "int main() {}\n"}}) { fs::copy_file(UNKNOT_BIN_DIR "/unknot", alone_.path("unknot")); }
  RunResult run(const std::vector<std::string>& arguments, const std::string& path) {
    return run_program(alone_.path("unknot"), arguments, {.cwd = project_.root(), .env = {{"PATH", path}}});
  }
  Project alone_;
  Project project_;
};

TEST_F(NoExtractor, OneClearLineAndExitCode3) {
  const auto result = run({"check", "--cache", "off", "--quiet"}, "/nonexistent");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  EXPECT_THAT(result.err, HasSubstr("no C++ file could be read"));
  EXPECT_THAT(result.err, HasSubstr("--extractor"));
}

TEST_F(NoExtractor, PythonBesideItIsChecked) {
  project_.write("app.py", "from module_a import func_a\n");
  project_.write("module_a.py", "from app import app\n\n\ndef func_a():\n    pass\n");
  const auto result = run({"check", "--cache", "off", "--quiet"}, "/nonexistent");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("import-cycle/fails-always"));
  EXPECT_THAT(result.err, HasSubstr("no C++ file could be read"));
}

TEST_F(NoExtractor, NothingOfTheProjectIsTakenForIt) {
  project_.write("unknot-clang", "#!/bin/sh\ntouch " + project_.path("was-run") + "\n");
  fs::permissions(project_.path("unknot-clang"), fs::perms::owner_all);
  for (const char* path : {"", ".", ":", "/nonexistent:.", "./"}) {
    EXPECT_EQ(run({"check", "--cache", "off"}, path).exit_code, 3) << path;
    EXPECT_FALSE(project_.has("was-run")) << path;
  }
}

TEST_F(NoExtractor, TheRestWorks) {
  EXPECT_EQ(run({"list"}, "/nonexistent").exit_code, 0);
  EXPECT_EQ(run({"explain", "include-cycle"}, "/nonexistent").exit_code, 0);
  EXPECT_EQ(run({"init"}, "/nonexistent").exit_code, 0);
  EXPECT_TRUE(project_.has("unknot.json"));
}

}  // namespace
}  // namespace unknot::test
