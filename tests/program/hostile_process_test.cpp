// What befalls the processes: signals, a disk that is full, streams that are closed, and a cache that somebody else wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/hostile.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Files undecided() {
  return with_healthy({{"c.h", "#pragma once\n#ifdef D\n#include \"d.h\"\n#endif\n"}, {"d.h", "#pragma once\n#include \"c.h\"\n"}, {"u.cpp", "#define D\n#include \"c.h\"\n"}});
}

/// Runs a shell script in the project; $UNKNOT is the program.
RunResult shell(const Project& project, const std::string& script) {
  return run_program("/bin/bash", {"-c", script}, {.cwd = project.root(), .env = {{"UNKNOT", UNKNOT_BIN_DIR "/unknot"}}, .kill_after = std::chrono::seconds(60)});
}

/// Processes of unknot-clang that work in the project.
const std::string kWorkers = "workers() { for p in $(ls -l /proc/[0-9]*/exe 2>/dev/null | sed -n 's|.*/proc/\\([0-9]*\\)/exe -> " UNKNOT_BIN_DIR
                             "/unknot-clang$|\\1|p'); do [ \"$(readlink /proc/$p/cwd)\" = \"$PWD\" ] && echo $p; done; }; ";

TEST(Signals, EndTheRunAndLeaveNoOrphans) {
  Project project(undecided());
  project.write_commands();
  for (const auto& [name, code] : std::map<std::string, int>{{"TERM", 143}, {"INT", 130}, {"HUP", 129}, {"KILL", 137}}) {
    SCOPED_TRACE(name);
    // A worker that hangs keeps the run alive until the signal comes.
    const auto run = shell(project, kWorkers + "set -m; UNKNOT_CLANG_FAULT=hang:u.cpp $UNKNOT check . --cache ../cache -j 2 & pid=$!; "
                                    "for i in $(seq 200); do [ -n \"$(workers)\" ] && break; sleep 0.02; done; [ -n \"$(workers)\" ] && echo started; "
                                    "kill -" + name + " $pid; wait $pid; echo code $?; "
                                    "for i in $(seq 100); do [ -z \"$(workers)\" ] && break; sleep 0.02; done; echo left $(workers)");
    EXPECT_EQ(run.out, "started\ncode " + std::to_string(code) + "\nleft\n") << run.err;
  }
  // The cache that they left is whole.
  check_hostile(project, {.exit_code = 0, .also = "c.h:3 include-cycle warning\n", .arguments = {"--cache", project.path("../cache")}});
}

TEST(Signals, AWorkerThatIsKilledCostsItsRequest) {
  Project project(undecided());
  project.write_commands();
  const auto run = shell(project, kWorkers + "UNKNOT_CLANG_FAULT=hang:u.cpp $UNKNOT check . --cache off -j 1 --timeout 20 --fail-on never 2>err >out & "
                                  "for i in $(seq 300); do sleep 0.1; for w in $(workers); do grep -q '^State:.S' /proc/$w/status 2>/dev/null && kill -KILL $w; done; kill -0 $! 2>/dev/null || break; done; wait $!; echo code $?; cat err out");
  EXPECT_THAT(run.out, HasSubstr("code 3"));
  EXPECT_THAT(run.out, HasSubstr("u.cpp: its includes are unknown: unknot-clang crashed (signal 9)"));
}

TEST(Streams, AReaderThatLeavesEndsTheRunAsItEndsOthers) {
  Project project(undecided());
  project.write_commands();
  EXPECT_EQ(shell(project, "$UNKNOT check . --cache off --format json | head -c 1 >/dev/null; true").err.find("Broken pipe"), std::string::npos);
  const auto gone = shell(project, "mkfifo ../pipe; (exec 3<../pipe) & $UNKNOT check . --cache off --format json 2>../err >../pipe; echo $?; cat ../err");
  EXPECT_EQ(gone.out, "141\nunknot: database: compile_commands.json\n");
  // Who ignores the signal wants the error.
  const auto told = shell(project, "trap '' PIPE; rm -f ../pipe; mkfifo ../pipe; (exec 3<../pipe) & $UNKNOT check . --cache off --format json 2>../err >../pipe; echo $?; cat ../err");
  EXPECT_THAT(told.out, HasSubstr("2\n"));
  EXPECT_THAT(told.out, HasSubstr("standard output: Broken pipe"));
}

TEST(Streams, ThatAreClosedStayClosed) {
  Project project(undecided());
  project.write_commands();
  const auto closed = shell(project, "$UNKNOT check . --cache ../cache >&- 2>../err; echo $?; cat ../err");
  EXPECT_THAT(closed.out, HasSubstr("2\n"));
  EXPECT_THAT(closed.out, HasSubstr("standard output: Bad file descriptor"));
  EXPECT_EQ(shell(project, "$UNKNOT check . --cache ../cache <&- 2>&- >../out; echo $?; grep -c include-cycle ../out").out, "1\n2\n");
  EXPECT_EQ(shell(project, "$UNKNOT check . --cache ../cache <&- 2>&- >&-; echo $?").out, "2\n");
}

/// A disk that is full, or a limit on the size of files, in the place of one.
TEST(FullDisk, ForTheReportIsAMistake) {
  Project project(undecided());
  project.write_commands();
  const auto run = shell(project, "ulimit -f 1; $UNKNOT check . --cache off --format json:../report.json --format text 2>../err; echo $?; cat ../err");
  EXPECT_THAT(run.out, HasSubstr("2\n"));
  EXPECT_THAT(run.out, HasSubstr("../report.json: File too large"));
}

TEST(FullDisk, ForTheCacheCostsTheCache) {
  Files files = undecided();
  for (int i = 0; i < 300; ++i) files["many/file" + std::to_string(i) + ".h"] = "#pragma once\n#include \"file" + std::to_string(i + 1) + ".h\"\n";
  files["many/file300.h"] = "#pragma once\n";
  Project project(files);
  project.write_commands();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // what changed just now is not kept
  // 40 KiB: room for the tables, not for what goes into them.
  const auto run = shell(project, "ulimit -f 40; $UNKNOT check . --cache ../cache --fail-on never >../out 2>../err; echo $?; cat ../err");
  EXPECT_THAT(run.out, testing::StartsWith("0\n"));
  EXPECT_THAT(run.out, testing::AnyOf(HasSubstr("the cache was not written: "), HasSubstr("no cache: ")));
  EXPECT_THAT(project.read("../out"), HasSubstr("include-cycle"));
  check_hostile(project, {.exit_code = 0, .also = "c.h:3 include-cycle warning\n", .arguments = {"--cache", project.path("../cache")}});
  if (::geteuid() != 0 || run_program("/bin/sh", {"-c", "unshare -m true 2>/dev/null"}).exit_code != 0) GTEST_SKIP() << "only root may mount a small disk";
  const auto disk = shell(project, "mkdir ../disk; unshare -m sh -c 'mount -t tmpfs -o size=64k none ../disk && $UNKNOT check . --cache ../disk --fail-on never >../out 2>../err; echo $?'; cat ../err");
  EXPECT_THAT(disk.out, testing::StartsWith("0\n"));
  EXPECT_THAT(disk.out, testing::AllOf(HasSubstr("cache"), HasSubstr("full")));
}

/// A cache that somebody else filled: in a shared folder, or restored in a pipeline.
class ForeignCache : public testing::Test {
 protected:
  ForeignCache() : project_(undecided()) {
    project_.write_commands();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    check();
    for (const auto& entry : fs::directory_iterator(project_.path("../cache")))
      if (entry.path().extension() == ".db") database_ = entry.path();
  }
  void check(std::vector<std::string> said = {}) {
    check_hostile(project_, {.exit_code = 0, .said = std::move(said), .also = "c.h:3 include-cycle warning\n", .arguments = {"--cache", project_.path("../cache")}});
  }
  std::string execute(const std::string& file, const std::string& sql) {
    sqlite3* handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    std::string out;
    const auto take = [](void* into, int, char** values, char**) { return *static_cast<std::string*>(into) += values[0] == nullptr ? "NULL" : values[0], 0; };
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), take, &out, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
    return out;
  }
  Project project_;
  std::string database_;
};

TEST_F(ForeignCache, EndlessViewsAndTriggersAreNotAsked) {
  execute(database_, "DROP TABLE file; CREATE VIEW file AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS path, x AS value, x AS sum FROM n;");
  check({"cache"});
  fs::remove(database_);
  check();
  execute(database_, "CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM file; INSERT INTO answer SELECT randomblob(1000000), 1, 1, 1; END;");
  project_.write("new.h", "");
  check({"cache"});
}

TEST_F(ForeignCache, ALinkLeadsNowhere) {
  const std::string theirs = project_.path("../theirs.sqlite");
  execute(theirs, "CREATE TABLE answer(x); INSERT INTO answer VALUES('theirs');");
  const auto bytes = read_file(theirs);
  fs::remove(database_);
  fs::create_symlink(theirs, database_);
  check({"no cache: "});
  EXPECT_EQ(read_file(theirs), bytes);
  // A folder that is a link is the user's own way of saying where.
  fs::rename(project_.path("../cache"), project_.path("../real"));
  fs::remove_all(project_.path("../real"));
  fs::create_directory(project_.path("../real"));
  fs::create_symlink(project_.path("../real"), project_.path("../cache"));
  check();
  EXPECT_FALSE(fs::is_empty(project_.path("../real")));
}

TEST_F(ForeignCache, SumsThatFitProveNothing) {
  // Sound bytes under a right sum, but of a program whose ids name nothing: as a forger would write them.
  execute(database_, "UPDATE answer SET value = substr(value, 1, 40) || x'ffffff7f' || substr(value, 45)");
  check();
  execute(database_, "UPDATE answer SET manifest = x'00000000', value = x'000000010000000000', sum = (SELECT sum FROM answer)");
  check();
  execute(database_, "UPDATE file SET value = zeroblob(100000000)");
  check();
}

TEST_F(ForeignCache, GarbageOfEveryLengthIsNoCache) {
  for (const std::uintmax_t size : {0U, 1U, 15U, 16U, 100U, 511U, 4'096U}) {
    SCOPED_TRACE(size);
    fs::resize_file(database_, size);
    for (const char* more : {"-wal", "-shm"}) fs::remove(database_ + more);
    check();
  }
}

}  // namespace
}  // namespace unknot::test
