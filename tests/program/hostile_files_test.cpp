// Trees that nobody should trust: FIFOs, devices, links in circles, names of any bytes, what may not be read, and what another
// process takes away or changes meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests/support/hostile.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

bool names_problem(const ReadReport& report, const std::string& file, const std::string& part) {
  return std::ranges::any_of(report.problems, [&](const auto& p) { return p.file == file && p.message.contains(part); });
}

void make_fifo(const Project& project, const std::string& name) { ASSERT_EQ(::mkfifo(project.path(name).c_str(), 0600), 0); }

/// A conditional cycle, so that Clang's preprocessor reads the unit too.
Files undecided() {
  return with_healthy({{"c.h", "#pragma once\n#ifdef D\n#include \"d.h\"\n#endif\n"}, {"d.h", "#pragma once\n#include \"c.h\"\n"}});
}
const std::string kUndecided = "c.h:3 include-cycle warning\n";

TEST(HostileFiles, FifosAreNotOpened) {
  auto files = undecided();
  files["u.cpp"] = "#define D\n#include \"fifo.h\"\n#include <angled.h>\n#if __has_include(\"fifo.h\")\n#endif\n#include \"c.h\"\n";
  Project project(files);
  fs::create_directories(project.path("include"));
  for (const char* name : {"fifo.cpp", "fifo.h", "include/angled.h", "include/forced.h"}) make_fifo(project, name);
  project.write_commands(std::vector<std::string>{"-Iinclude", "-include", "include/forced.h"});
  const auto report = check_hostile(project, {.exit_code = 3, .said = {"u.cpp:2: \"fifo.h\" is not found"}, .also = kUndecided, .arguments = {"--timeout", "10"}, .seconds = 20});
  EXPECT_EQ(report.problems.size(), 1U) << "no process was lost";
}

TEST(HostileFiles, DevicesAreNotRead) {
  auto files = undecided();
  files["u.cpp"] = "#define D\n#include \"/dev/zero\"\n#include \"zero.h\"\n#include \"/dev/stdin\"\n#include \"c.h\"\n";
  Project project(files);
  project.link("zero.h", "/dev/zero");
  project.link("tty.cpp", "/dev/tty");
  if (::mknod(project.path("zero.cpp").c_str(), S_IFCHR | 0600, ::makedev(1, 5)) != 0) std::puts("no device was made: only root may");
  project.write_commands(std::vector<std::string>{"-include", "/dev/zero"});
  check_hostile(project, {.exit_code = 3, .said = {"u.cpp:2: ", "u.cpp:3: ", "u.cpp:4: "}, .also = kUndecided, .arguments = {"--timeout", "10"}, .seconds = 20});
}

TEST(HostileFiles, LinksInCircles) {
  Project project(with_healthy({{"u.cpp", "#include \"self.h\"\n#include \"one.h\"\n#include \"loop/loop/loop/healthy/a.h\"\n"}}));
  project.link("self.h", "self.h");
  project.link("one.h", "two.h");
  project.link("two.h", "one.h");
  project.link("loop", ".");
  project.link("up", "..");
  project.link("healthy/again", "../healthy");
  project.link("dangling.cpp", "gone.cpp");
  project.link("circle/a", "b");
  project.link("circle/b", "a");
  project.write_commands({{.file = "u.cpp", .flags = {}, .directory = ""}, {.file = "healthy/main.cpp", .flags = {}, .directory = ""}});
  const auto report = check_hostile(project, {.exit_code = 3, .said = {"u.cpp:1: \"self.h\" is not found", "u.cpp:2: \"one.h\" is not found"}});
  EXPECT_EQ(report.problems.size(), 2U);
  EXPECT_EQ(report.units, 4U) << "each file once: three healthy ones and the unit";
}

TEST(HostileFiles, SparseGiants) {
  auto files = undecided();
  files["u.cpp"] = "#define D\n#include \"giant.h\"\n#include \"c.h\"\n";
  files["giant.h"] = "#pragma once\n";
  files["giant.cpp"] = "int x;\n";
  Project project(files);
  for (const char* name : {"giant.h", "giant.cpp"}) ASSERT_EQ(::truncate(project.path(name).c_str(), 1LL << 40), 0);
  project.write_commands();
  const auto report = check_hostile(project, {.exit_code = 3, .said = {"giant.h: is larger than 1 GiB", "giant.cpp: is larger than 1 GiB"}, .also = kUndecided});
  EXPECT_EQ(report.problems.size(), 2U);
}

TEST(HostileFiles, NamesOfAnyBytes) {
  const std::string name = "\xff\xfe\x01 \t\\'$`%*?[]{}<>|&;#.c";
  Project project(with_healthy({{name, "#include \"back.h\"\n"}, {std::string(200, 'n') + ".h", ""}, {"-o.cpp", ""}, {"@x.cpp", ""}}));
  project.write("u.cpp", "#include \"\xff\xfe\x01 \t\\\n\"\n#include \"" + std::string(300, 'n') + ".h\"\n#include \"" + std::string(10'000, 'p') + "\"\n#include \"" + name + "\"\n");
  project.write_commands({{.file = "u.cpp", .flags = {}, .directory = ""}, {.file = "healthy/main.cpp", .flags = {}, .directory = ""}});
  check_hostile(project, {.exit_code = 3, .said = {"%FF%FE\\x01 \\x09\\'$`%*?[]{}<>|&;#.c:1: \"back.h\" is not found", "u.cpp:1: ", "u.cpp:3: ", "u.cpp:4: \"ppp"}});
}

TEST(HostileFiles, DeepFolders) {
  Project project(with_healthy({}));
  // Deeper than any path that the system takes: each step from within.
  const int start = ::open(".", O_DIRECTORY);
  ASSERT_EQ(::chdir(project.root().c_str()), 0);
  for (int i = 0; i < 300; ++i) {
    const std::string name(30, 'd');
    ASSERT_EQ(::mkdir(name.c_str(), 0700), 0);
    ASSERT_EQ(::chdir(name.c_str()), 0);
    std::ofstream("deep.cpp") << "#include \"gone.h\"\n";
  }
  ASSERT_EQ(::fchdir(start), 0);
  ::close(start);
  check_hostile(project, {.exit_code = 3, .said = {"dddd: this folder cannot be read; what it holds is unknown"}});
  run_program("/bin/rm", {"-rf", project.path(std::string(30, 'd'))});
}

/// Runs as somebody whom modes bind; false where root cannot become one here.
class Unprivileged : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) return;
    const char* const setpriv = "/usr/bin/setpriv";
    if (!fs::exists(setpriv)) GTEST_SKIP() << "root reads everything, and there is no setpriv";
    if (run_program("/bin/sh", {"-c", std::string(setpriv) + " --reuid=65534 --regid=65534 --clear-groups test -x " UNKNOT_BIN_DIR "/unknot"}).exit_code != 0)
      GTEST_SKIP() << "root reads everything, and who is not root cannot run " UNKNOT_BIN_DIR "/unknot";
    ::setenv("UNKNOT_PROGRAM", script_.path("as_nobody").c_str(), 1);
    script_.write("as_nobody", "#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups " UNKNOT_BIN_DIR "/unknot \"$@\"\n");
    fs::permissions(script_.path("as_nobody"), fs::perms::all);
  }
  void TearDown() override {
    if (::geteuid() == 0) ::unsetenv("UNKNOT_PROGRAM");
  }
  /// Everyone may look into the project.
  static void open_up(const Project& project) {
    for (fs::path at = project.root(); at != fs::temp_directory_path(); at = at.parent_path()) fs::permissions(at, fs::perms::all);
  }
  Project script_;
};

TEST_F(Unprivileged, WhatMayNotBeReadIsNamed) {
  Project project(with_healthy({{"secret.h", ""}, {"closed/in.h", ""}, {"blind/x.h", ""}, {"u.cpp", "#include \"secret.h\"\n#include \"closed/in.h\"\n"}}));
  project.write_commands();
  open_up(project);
  fs::permissions(project.path("secret.h"), fs::perms::none);
  fs::permissions(project.path("closed"), fs::perms::none);
  fs::permissions(project.path("blind"), fs::perms::owner_read | fs::perms::others_read);  // may be listed, not entered
  const auto report = check_hostile(project, {.exit_code = 3, .said = {"secret.h: cannot be read", "closed: this folder cannot be read", "blind/x.h: cannot be read"}});
  EXPECT_TRUE(names_problem(report, "u.cpp", "closed/in.h"));
  fs::permissions(project.path("closed"), fs::perms::all);
  fs::permissions(project.path("blind"), fs::perms::all);
}

TEST_F(Unprivileged, DatabasesAndConfigurationsToo) {
  Project project(with_healthy({}));
  project.write_commands();
  open_up(project);
  fs::permissions(project.path("compile_commands.json"), fs::perms::none);
  check_hostile(project, {.exit_code = 3, .said = {"compile_commands.json: cannot be read; search folders are inferred"}});
  check_refused(project, {.exit_code = 2, .said = {"compile_commands.json: cannot be read"}, .arguments = {"-p", "."}});
  project.write("unknot.json", "{}");
  fs::permissions(project.path("unknot.json"), fs::perms::none);
  check_refused(project, {.exit_code = 2, .said = {"unknot.json: cannot be read"}});
}

/// unknot-clang with a moment before it starts, in which `script` changes the tree that was walked already.
std::string slow_extractor(Project& tools, const std::string& script) {
  tools.write("slow", "#!/bin/sh\n" + script + "\nexec " UNKNOT_BIN_DIR "/unknot-clang\n");
  fs::permissions(tools.path("slow"), fs::perms::all);
  return tools.path("slow");
}

TEST(MovingGround, AFileVanishesBetweenWalkAndRead) {
  Project tools;
  Project project(with_healthy({{"gone.h", ""}, {"u.cpp", "#include \"gone.h\"\n"}}));
  const auto extractor = slow_extractor(tools, "sleep 0.5; rm -f " + project.path("gone.h"));
  const auto report = check_hostile(project, {.exit_code = 3, .said = {"gone.h: vanished while it was looked at"}, .arguments = {"--extractor", extractor, "-j", "1"}});
  EXPECT_EQ(report.problems.size(), 1U);
}

/// unknot-clang behind a pipe whose keeper runs `command` between the scan and the preprocessing.
std::string interrupted_extractor(Project& tools, const std::string& command) {
  tools.write("between.py", R"(import os, subprocess, sys, struct
child = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def frame(source):
    head = source.read(4)
    return head + source.read(struct.unpack('<I', head)[0]) if len(head) == 4 else b''
os.write(1, frame(child.stdout))
while True:
    request = frame(os.fdopen(0, 'rb', buffering=0, closefd=False))
    if not request: break
    child.stdin.write(request); child.stdin.flush()
    reply = frame(child.stdout)
    if request[4] == 0: subprocess.run(['sh', '-c', sys.argv[2]])
    while reply: reply = reply[os.write(1, reply):]
)");
  tools.write("slow", "#!/bin/sh\nexec python3 " + tools.path("between.py") + " " UNKNOT_BIN_DIR "/unknot-clang '" + command + "'\n");
  fs::permissions(tools.path("slow"), fs::perms::all);
  return tools.path("slow");
}

TEST(MovingGround, AFileChangesBehindItsReading) {
  for (const std::string change : {"truncate -s 0 F", "echo >> F", "echo > F.new; mv F.new F", "rm F"}) {
    SCOPED_TRACE(change);
    Project tools;
    auto files = undecided();
    files["u.cpp"] = "#define D\n#include \"c.h\"\n#include \"moved.h\"\n";
    files["moved.h"] = "#pragma once\n";
    Project project(files);
    project.write_commands();
    std::string command = change;
    for (auto at = command.find('F'); at != std::string::npos; at = command.find('F', at + 1)) command.replace(at, 1, project.path("moved.h")), at += project.root().size();
    const std::string what = change == "rm F" ? "vanished while it was looked at" : "changed while it was read; run again";
    check_hostile(project, {.exit_code = 3, .said = {"moved.h: " + what}, .also = kUndecided, .arguments = {"--extractor", interrupted_extractor(tools, command), "-j", "1"}});
  }
}

/// The answer that was kept is one of the database that was read, not of the one that is there now.
TEST(MovingGround, ADatabaseChangesBehindItsReading) {
  Project tools;
  auto files = undecided();
  files["u.cpp"] = "#include \"c.h\"\n";
  Project project(files);
  project.write_commands();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // what changed just now is not kept
  const std::string cache = project.path("../cache");
  // In its place, so that its folder stays as it was.
  const std::string file = project.path("compile_commands.json");
  const auto extractor = interrupted_extractor(
      tools, "sleep 0.2; sed \"s/\\\"-c/\\\"-DD\\\", \\\"-c/\" " + file + " > " + tools.path("new") + "; cat " + tools.path("new") + " > " + file + "; sleep 0.2");
  check_hostile(project, {.exit_code = 0, .also = "c.h:3 include-cycle/not-shown note\n", .arguments = {"--extractor", extractor, "-j", "1", "--cache", cache}});
  ASSERT_THAT(project.read("compile_commands.json"), HasSubstr("-DD"));
  check_hostile(project, {.exit_code = 0, .also = kUndecided, .arguments = {"--cache", cache}});
}

TEST(MovingGround, AFileThatIsRewrittenAllTheTime) {
  Project project(with_healthy({{"busy.h", "#pragma once\n"}, {"u.cpp", "#include \"busy.h\"\n"}}));
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      std::ofstream out(project.path("busy.h"), std::ios::trunc);
      for (int line = 0; line < i % 500; ++line) out << "#include \"healthy/a.h\"\n";
    }
  });
  for (int i = 0; i < 5; ++i) {
    const auto run = run_unknot({"check", ".", "--cache", project.path("../cache"), "--format", "json", "--fail-on", "never"}, {.cwd = project.root(), .env = {}, .kill_after = std::chrono::seconds(30)});
    EXPECT_THAT(run.exit_code, testing::AnyOf(0, 3)) << run.err;
    EXPECT_THAT(overview(read_report(run.out)), HasSubstr(kHealthy));
  }
  stop = true;
  writer.join();
  project.write("busy.h", "#pragma once\n");
  check_hostile(project, {.exit_code = 0, .arguments = {"--cache", project.path("../cache")}});
}

}  // namespace
}  // namespace unknot::test
