// Where the base comes from and what is said where there is none: every state that a repository can be in, by the real git.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/git.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/report_tool.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const Files kChain{{"m.cpp", "#include \"a.h\"\n"},
                   {"a.h", "#pragma once\n#include \"b.h\"\n"},
                   {"b.h", "#pragma once\n#include \"c.h\"\n"},
                   {"c.h", "#pragma once\n"}};

class Base : public testing::Test {
 protected:
  explicit Base(const Files& files = kChain) : project_(files) {}
  void close_cycle(const std::string& where = "") { project_.write(where + "c.h", "#pragma once\n#include \"a.h\"\n"); }
  RunResult run(std::vector<std::string> arguments, const std::map<std::string, std::string>& env = {}, std::string cwd = "") {
    arguments.insert(arguments.begin(), "check");
    arguments.insert(arguments.end(), {"--cache", "off"});
    return run_unknot(arguments, {.cwd = cwd.empty() ? project_.root() : cwd, .env = env});
  }
  /// Ends with this exit code, and says this and that.
  void check(const std::vector<std::string>& arguments, int exit_code, const std::string& said, const std::string& reported = "", const std::string& cwd = "") {
    const auto result = run(arguments, {}, cwd);
    EXPECT_EQ(result.exit_code, exit_code) << result.err << result.out;
    EXPECT_THAT(result.err, HasSubstr(said));
    EXPECT_THAT(result.out, HasSubstr(reported));
    if (exit_code == 2) EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  }

  Project project_;
};

TEST_F(Base, TheWorkingTreeSinceARevision) {
  make_repository(project_.root());
  check({"--changed-since", "HEAD"}, 0, ", HEAD\n", "no knots");
  close_cycle();
  check({"--changed-since", "HEAD"}, 1, ", HEAD\n", "c.h:2:10: warning: closes a cycle of 3 files: c.h -> a.h -> b.h -> c.h [include-cycle]");
  commit_all(project_.root());
  check({"--changed-since", "HEAD"}, 0, ", HEAD\n", "nothing new in 4 files; 1 known before");
  check({"--changed-since", "HEAD~1"}, 1, ", HEAD~1\n", "closes a cycle of 3 files");
}

TEST_F(Base, TheMergeBaseAsInAPullRequest) {
  make_repository(project_.root());
  git(project_.root(), {"checkout", "-q", "-b", "work"});
  project_.write("d.h", "#pragma once\n");
  commit_all(project_.root());
  git(project_.root(), {"checkout", "-q", "main"});
  close_cycle();
  commit_all(project_.root());
  git(project_.root(), {"checkout", "-q", "work"});
  // main has the cycle already, and this branch is not rebased on it: what it adds itself is nothing.
  check({"--changed-since", "main"}, 0, "the merge base of main and HEAD");
  close_cycle();
  check({"--changed-since", "main"}, 1, "the merge base of main and HEAD", "closes a cycle");
}

TEST_F(Base, ADetachedHead) {
  make_repository(project_.root());
  git(project_.root(), {"checkout", "-q", "--detach"});
  close_cycle();
  check({"--changed-since", "main"}, 1, ", main\n", "closes a cycle");
  git(project_.root(), {"add", "-A"});
  check({"--staged"}, 1, ", HEAD\n", "closes a cycle");
}

TEST_F(Base, NoCommitYet) {
  git(project_.root(), {"init", "-q"});
  close_cycle();
  git(project_.root(), {"add", "-A"});
  check({"--staged"}, 1, "base: no commit yet, everything is new", "closes a cycle of 3 files");
  check({"--changed-since", "HEAD"}, 1, "base: no commit yet, everything is new", "closes a cycle of 3 files");
  check({"--changed-since", "main"}, 2, "--changed-since main: no commit 'main' in this repository");
}

TEST_F(Base, NoRepository) {
  fs::remove_all(project_.path(".git"));
  project_.write("unknot.json", "{}");
  check({"--staged"}, 2, "--staged: " + fs::canonical(project_.root()).string() + " is not in a git checkout");
  check({"--changed-since", "main"}, 2, "is not in a git checkout");
}

TEST_F(Base, ABareRepository) {
  make_repository(project_.root());
  const std::string bare = project_.path("../bare.git");
  git(project_.root(), {"clone", "-q", "--bare", project_.root(), bare});
  fs::copy(project_.path("m.cpp"), bare + "/m.cpp");
  check({"--staged"}, 2, "is a bare repository: it has no working tree to check", "", bare);
}

TEST_F(Base, AnUnknownRevisionSaysHowToGetIt) {
  make_repository(project_.root());
  check({"--changed-since", "nothing"}, 2, "--changed-since nothing: no commit 'nothing' in this repository");
  const std::string clone = project_.path("../clone");
  git(project_.root(), {"branch", "release"});
  git(project_.root(), {"clone", "-q", project_.root(), clone});
  check({"--changed-since", "release"}, 2, "no commit 'release' in this repository; there is origin/release", "", clone);
  check({"--changed-since", "origin/other"}, 2, "fetch it: git fetch origin +refs/heads/other:refs/remotes/origin/other", "", clone);
  check({"--changed-since", "1234567"}, 2, "fetch it: git fetch origin 1234567", "", clone);
}

TEST_F(Base, AShallowClone) {
  make_repository(project_.root());
  git(project_.root(), {"checkout", "-q", "-b", "work"});
  close_cycle();
  commit_all(project_.root());
  git(project_.root(), {"checkout", "-q", "main"});
  project_.write("d.h", "");
  commit_all(project_.root());
  const std::string clone = project_.path("../shallow");
  git(project_.root(), {"clone", "-q", "--depth", "1", "--branch", "work", "file://" + project_.root(), clone});
  check({"--changed-since", "origin/main"}, 2,
        "no commit 'origin/main' in this shallow clone; fetch it: git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main (GitHub: fetch-depth: 0; "
        "GitLab: GIT_DEPTH: 0)", "", clone);
  git(clone, {"fetch", "-q", "--depth", "1", "origin", "+refs/heads/main:refs/remotes/origin/main"});
  check({"--changed-since", "origin/main"}, 1, "origin/main itself: this shallow clone has no ancestor that it has in common with HEAD; for that: git fetch --unshallow",
        "closes a cycle of 3 files", clone);
  // What was said helps.
  git(clone, {"fetch", "-q", "--unshallow"});
  check({"--changed-since", "origin/main"}, 1, "the merge base of origin/main and HEAD", "closes a cycle of 3 files", clone);
}

TEST_F(Base, WithABaselineWhereThereIsNoRevision) {
  make_repository(project_.root());
  close_cycle();
  ASSERT_EQ(run_unknot({"baseline", "write", "--cache", "off"}, {.cwd = project_.root(), .env = {}}).exit_code, 0);
  check({"--changed-since", "nothing", "--baseline", "unknot-baseline.json"}, 0, "compared with the baseline only", "nothing new");
}

TEST_F(Base, ARootInAFolderOfTheRepository) {
  for (const auto& [name, text] : kChain) project_.write("sub/lib/" + name, text);
  project_.write("sub/lib/unknot.json", "{}");
  make_repository(project_.root());
  close_cycle("sub/lib/");
  close_cycle();
  check({"sub/lib", "--changed-since", "HEAD"}, 1, ", HEAD\n", "\n1 warning in 4 files");
  check({"sub/lib", "--staged"}, 0, ", HEAD\n", "no knots");
  git(project_.root(), {"add", "-A"});
  check({"--staged"}, 1, ", HEAD\n", "\n1 warning in 4 files", project_.path("sub/lib"));
}

TEST_F(Base, AWorktreeAndASubmoduleAreRepositoriesOfTheirOwn) {
  make_repository(project_.root());
  const std::string tree = project_.path("../worktree");
  git(project_.root(), {"worktree", "add", "-q", "-b", "other", tree});
  fs::copy_file(project_.path("c.h"), tree + "/x.h");
  Project inner(kChain);
  make_repository(inner.root());
  git(tree, {"-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.root(), "third"});
  git(tree, {"add", "-A"});
  check({"--staged"}, 0, ", HEAD\n", "no knots, no loose ends in 9 files", tree);
  commit_all(tree);
  // What stands in the submodule is as it is there, in both trees.
  std::filesystem::remove(tree + "/third/c.h");
  git(tree + "/third", {"checkout", "-q", "c.h"});
  check({"--changed-since", "HEAD"}, 0, ", HEAD\n", "in 9 files", tree);
  check({"third", "--staged"}, 0, ", HEAD\n", "in 4 files", tree);
}

/// What git tells a hook: another index, for `git commit -a` and for a commit of some paths.
TEST_F(Base, TheIndexOfTheCommitThatIsMade) {
  make_repository(project_.root());
  project_.write(".git/hooks/pre-commit", "#!/bin/sh\nenv | grep '^GIT_' > ../hook-env\nexec \"$UNKNOT\" check --staged --cache off > ../hook-out 2>&1\n");
  fs::permissions(project_.path(".git/hooks/pre-commit"), fs::perms::all);
  const auto commit = [&](std::vector<std::string> words) {
    auto env = git_environment();
    env["UNKNOT"] = std::string(UNKNOT_BIN_DIR) + "/unknot";
    words.insert(words.begin(), {"-C", project_.root(), "commit", "-q", "-m", "change"});
    return run_program("/usr/bin/git", words, {.cwd = project_.root(), .env = env}).exit_code;
  };
  close_cycle();
  project_.write("b.h", "#pragma once\n#include \"c.h\"\n// more\n");
  EXPECT_NE(commit({"c.h"}), 0) << project_.read("../hook-out");
  EXPECT_THAT(project_.read("../hook-env"), HasSubstr("GIT_INDEX_FILE"));
  EXPECT_THAT(project_.read("../hook-out"), HasSubstr("c.h:2:10: warning: closes a cycle of 3 files"));
  EXPECT_EQ(commit({"b.h"}), 0) << project_.read("../hook-out");
  EXPECT_NE(commit({"-a"}), 0) << project_.read("../hook-out");
  // From the hook of one repository another one is looked at.
  Project other(kChain);
  make_repository(other.root());
  project_.write(".git/hooks/pre-commit", "#!/bin/sh\nexec \"$UNKNOT\" check --staged --cache off " + other.root() + " > ../hook-out 2>&1\n");
  EXPECT_EQ(commit({"-a"}), 0) << project_.read("../hook-out");
  EXPECT_THAT(project_.read("../hook-out"), HasSubstr("no knots, no loose ends in 4 files"));
}

/// Whether a condition holds is Clang's to say, of the staged text: the disk says the opposite each time.
TEST_F(Base, ThePreprocessorReadsWhatIsStaged) {
  project_.write("c.h", "#pragma once\n#ifdef D\n#include \"a.h\"\n#endif\n");
  project_.write_commands();
  project_.write(".gitignore", "compile_commands.json\n");
  make_repository(project_.root());
  project_.write("m.cpp", "#define D\n#include \"a.h\"\n");
  git(project_.root(), {"add", "-A"});
  project_.write("m.cpp", "#include \"a.h\"\n");
  check({"--staged"}, 1, ", HEAD\n", "warning: include cycle of 3 files: a.h -> b.h -> c.h -> a.h; no line was added: what is entered changed, by a condition or a command");
  check({"--changed-since", "HEAD"}, 0, ", HEAD\n", "nothing new");
  project_.write("m.cpp", "#define D\n#include \"a.h\"\n");
  git(project_.root(), {"reset", "-q", "HEAD"});
  check({"--staged"}, 0, ", HEAD\n", "nothing new");
  check({"--changed-since", "HEAD"}, 1, ", HEAD\n", "what is entered changed");
}

TEST_F(Base, SeveralConfigurations) {
  project_.write("only.h", "#pragma once\n#include \"a.h\"\n");
  project_.write("b.h", "#pragma once\n#ifdef DEBUG\n#include \"only.h\"\n#endif\n#include \"c.h\"\n");
  project_.write_commands(std::vector<Compile>{{.file = "m.cpp", .flags = {"-DDEBUG"}, .directory = "", .compiler = "clang++"}}, "build/debug/compile_commands.json");
  project_.write_commands(std::vector<Compile>{{.file = "m.cpp", .flags = {}, .directory = "", .compiler = "clang++"}}, "build/release/compile_commands.json");
  project_.write(".gitignore", "/build/\n");
  make_repository(project_.root());
  const std::vector<std::string> both{"-p", "build/debug", "-p", "build/release", "--changed-since", "HEAD"};
  check(both, 0, ", HEAD\n", "nothing new");
  project_.write("b.h", "#pragma once\n#include \"only.h\"\n#include \"c.h\"\n");
  check(both, 1, ", HEAD\n", "include cycle of 3 files");
  close_cycle();
  check(both, 1, ", HEAD\n", "c.h:2:10: warning: ");
}

TEST_F(Base, NoLineWasAdded) {
  project_.write("old/a.h", "#pragma once\n");
  project_.write("new/a.h", "#pragma once\n#include \"../c.h\"\n");
  project_.write("c.h", "#pragma once\n#include <a.h>\n");
  project_.remove("a.h");
  project_.write("b.h", "#pragma once\n#include \"c.h\"\n");
  project_.write("m.cpp", "#include \"b.h\"\n");
  project_.write_commands(std::vector<std::string>{"-Iold", "-Inew"});
  project_.write(".gitignore", "/compile_commands.json\n");
  make_repository(project_.root());
  // Another file is found now, though nobody touched the line.
  project_.remove("old/a.h");
  check({"--changed-since", "HEAD"}, 1, "", "c.h:2:10: warning: closes a cycle of 2 files: c.h -> new/a.h -> c.h (no line was added: this one did not lead there before)");
}

TEST_F(Base, ARenamedFile) {
  close_cycle();
  make_repository(project_.root());
  project_.rename("b.h", "z.h");
  project_.write("a.h", "#pragma once\n#include \"z.h\"\n");
  // Its own edge has a new name, and so has the one that leads to it: that line was written.
  const auto result = run({"--changed-since", "HEAD"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("a.h:2:10: warning: adds an edge inside a tangle of 3 files: a.h -> z.h -> c.h -> a.h"));
  EXPECT_THAT(result.out, HasSubstr("z.h:2:10: note: new as well: z.h -> c.h"));
}

TEST_F(Base, AFileThatMovedWithItsLines) {
  project_.write("one/x.h", "#pragma once\n#include \"y.h\"\nint a();\nint b();\n");
  project_.write("one/y.h", "#pragma once\n#include \"x.h\"\nint c();\nint d();\n");
  make_repository(project_.root());
  fs::create_directories(project_.path("two"));
  project_.rename("one/x.h", "two/x.h");
  project_.rename("one/y.h", "two/y.h");
  check({"--changed-since", "HEAD"}, 1, "", "(no line was added: it stood in one/y.h before)");
}

TEST_F(Base, TheReportKeepsItsPromises) {
  project_.write("p.h", "#pragma once\n#include \"q.h\"\n");
  project_.write("q.h", "#pragma once\n#include \"p.h\"\n");
  project_.write("s.h", "#include \"s.h\"\n");
  make_repository(project_.root());
  close_cycle();
  const auto result = run({"--changed-since", "HEAD", "--format", "json", "--format", "sarif:out.sarif"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_EQ(what_breaks_the_promise(result.out, project_.root()), "");
  const auto report = read_report(result.out);
  std::map<std::string, std::string> states;
  for (const auto& finding : report.findings) states[finding.file] = finding.state;
  EXPECT_EQ(states, (std::map<std::string, std::string>{{"c.h", "new"}, {"q.h", "unchanged"}, {"s.h", "unchanged"}}));
  EXPECT_EQ(report.baselined, 2U);
  const std::string sarif = project_.read("out.sarif");
  EXPECT_THAT(sarif, HasSubstr("\"baselineState\": \"new\""));
  EXPECT_THAT(sarif, HasSubstr("\"baselineState\": \"unchanged\""));
}

TEST_F(Base, ARemovedSuppressionAndOneOfTheBase) {
  close_cycle();
  project_.write("c.h", "#pragma once\n#include \"a.h\"  // unknot-ignore: include-cycle - known\n");
  make_repository(project_.root());
  check({"--changed-since", "HEAD"}, 0, "", "1 suppressed");
  close_cycle();
  check({"--changed-since", "HEAD"}, 1, "", "c.h:2:10: warning: closes a cycle of 3 files");
}

TEST_F(Base, TodaysConfigurationJudgesBoth) {
  close_cycle();
  project_.write("unknot.json", R"({"checks": {"include-cycle": "off"}})");
  make_repository(project_.root());
  project_.write("unknot.json", "{}");
  check({"--changed-since", "HEAD"}, 0, "", "nothing new in 4 files; 1 known before");
}

}  // namespace
}  // namespace unknot::test
