// What is made from the table of options is that of this tree: docs/cli.md, the man page, the completions. UPDATE_GOLDEN=1
// writes them. What the shells make of the completions: tests/completions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

const std::string kDocs = UNKNOT_SOURCE_DIR "/docs/";

/// `file` below docs/ is what `unknot --generate what` writes.
void check(const std::string& what, const std::string& file) {
  const auto run = run_unknot({"--generate", what});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kDocs + file, std::ios::binary) << run.out;
  EXPECT_EQ(read_file(kDocs + file), run.out) << "run with UPDATE_GOLDEN=1 and read the diff";
}

TEST(Generated, FromTheTableOfOptions) {
  check("markdown", "cli.md");
  check("man", "unknot.1");
  check("bash", "completions/unknot.bash");
  check("zsh", "completions/_unknot");
  check("fish", "completions/unknot.fish");
}

TEST(Generated, TheManPageHasNoWarnings) {
  const auto groff = run_program("/usr/bin/env", {"sh", "-c", "command -v groff"});
  if (groff.exit_code != 0) GTEST_SKIP() << "no groff here";
  const auto run = run_program("/usr/bin/env", {"groff", "-man", "-ww", "-Tutf8", kDocs + "unknot.1"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, testing::HasSubstr("unknot check src --format sarif:unknot.sarif"));
}

TEST(Generated, EveryOptionOfTheHelpIsOnTheManPage) {
  std::string plain = read_file(kDocs + "unknot.1");
  for (auto at = plain.find("\\-"); at != std::string::npos; at = plain.find("\\-", at)) plain.erase(at, 1);
  for (const char* command : {"check", "graph", "why", "init", "doctor", "explain", "list", "dump"}) {
    const std::string help = run_unknot({command, "--help"}).out;
    for (auto at = help.find("\n  -"); at != std::string::npos; at = help.find("\n  -", at + 1)) {
      std::string name = help.substr(at + 3, help.find_first_of(" \n", at + 3) - at - 3);
      name = name.substr(name.find(',') + 1);
      EXPECT_THAT(plain, testing::HasSubstr(name)) << command;
    }
  }
}

}  // namespace
}  // namespace unknot::test
