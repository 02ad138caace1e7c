// Whatever is wrong with the cache, the answer is right, and one line says why the cache was not used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include <sqlite3.h>
#include <unistd.h>

#include "tests/program/random_project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Cache : public testing::Test {
 protected:
  Cache() : random_(11, 30, 6), project_(random_.files()) {
    project_.write_commands(random_.commands());
    cold_ = run("off");
  }
  RunResult run(const std::string& cache, std::chrono::milliseconds kill_after = {}) {
    return run_unknot({"check", ".", "--cache", cache, "--format", "json"},
                      {.cwd = project_.root(), .env = {}, .kill_after = kill_after});
  }
  std::string folder() const { return project_.path("../cache"); }
  std::string database() const {
    for (const auto& entry : fs::directory_iterator(folder()))
      if (entry.path().extension() == ".db") return entry.path();
    return {};
  }
  /// A run with this cache must give the cold answer and say one line more, with `why` in it ("": nothing more).
  void check(const std::string& cache, const std::string& why) {
    const auto warm = run(cache);
    EXPECT_EQ(warm.exit_code, cold_.exit_code) << warm.err;
    EXPECT_EQ(warm.out, cold_.out);
    const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
    if (why.empty()) {
      EXPECT_THAT(warm.err, testing::Not(HasSubstr("cache")));
    } else {
      EXPECT_THAT(warm.err, HasSubstr("cache"));
      EXPECT_THAT(warm.err, HasSubstr(why));
      EXPECT_EQ(lines(warm.err), lines(cold_.err) + 1) << warm.err;
    }
  }
  void execute(const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(database().c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }
  int number(const std::string& sql) {
    sqlite3* handle = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open(database().c_str(), &handle);
    sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
    const int out = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return out;
  }

  RandomProject random_;
  Project project_;
  RunResult cold_;
};

TEST_F(Cache, KeepsFilesAndTheAnswer) {
  check(folder(), "");
  EXPECT_GE(number("SELECT count(*) FROM file"), 30);
  EXPECT_EQ(number("SELECT count(*) FROM answer"), 1);
  check(folder(), "");
}

TEST_F(Cache, IsUsed) {
  check(folder(), "");
  // With a program that is no extractor only what is kept can answer.
  const auto warm = run_unknot({"check", ".", "--cache", folder(), "--extractor", "/nonexistent", "--format", "json"}, {.cwd = project_.root(), .env = {}});
  EXPECT_EQ(warm.out, cold_.out);
}

TEST_F(Cache, CorruptFile) {
  check(folder(), "");
  const auto file = database();
  const auto size = fs::file_size(file);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << std::string(size, 'x');
  check(folder(), "not a database");
  fs::remove(file);
  check(folder(), "");
}

TEST_F(Cache, CorruptPages) {
  check(folder(), "");
  const auto file = database();
  for (const double part : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(static_cast<double>(fs::file_size(file)) * part));
    out << "these bytes do not belong here, not at all";
    out.close();
    const auto warm = run(folder());
    EXPECT_EQ(warm.out, cold_.out) << part;
    EXPECT_EQ(warm.exit_code, cold_.exit_code) << part << warm.err;
  }
}

TEST_F(Cache, CorruptValues) {
  check(folder(), "");
  execute("UPDATE answer SET value = substr(value, 1, length(value) / 2)");
  execute("UPDATE file SET value = x'ffffffffffffffffffff00' WHERE length(path) % 2 = 0");
  check(folder(), "");
  execute("UPDATE answer SET manifest = x'ff', value = x''");
  check(folder(), "");
}

TEST_F(Cache, NotAFolder) {
  project_.write("../file", "no folder");
  check(project_.path("../file"), "file");
  check("/proc/nowhere", "/proc/nowhere");
}

TEST_F(Cache, Unwritable) {
  if (::geteuid() == 0) return check("/proc/self", "/proc/self");  // root may write anywhere but there
  fs::create_directories(folder());
  fs::permissions(folder(), fs::perms::owner_read | fs::perms::owner_exec);
  check(folder(), folder());
  fs::permissions(folder(), fs::perms::owner_all);
}

TEST_F(Cache, Locked) {
  check(folder(), "");
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  check(folder(), "locked");
  sqlite3_close(handle);
  check(folder(), "");
}

TEST_F(Cache, LockedForWriting) {
  check(folder(), "");
  project_.write("src/new.cpp", "#include \"u0.cpp\"\n");
  cold_ = run("off");
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto warm = run(folder());
  EXPECT_EQ(warm.out, cold_.out);
  EXPECT_EQ(warm.exit_code, cold_.exit_code) << warm.err;
  sqlite3_close(handle);
  check(folder(), "");
}

TEST_F(Cache, OlderSchema) {
  check(folder(), "");
  execute("UPDATE meta SET value = 'ancient' WHERE key = 'version'");
  const auto first = run(folder());
  EXPECT_EQ(first.out, cold_.out);
  EXPECT_THAT(first.err, HasSubstr("cache"));
  check(folder(), "");
}

TEST_F(Cache, SomebodyElsesDatabase) {
  check(folder(), "");
  execute("DROP TABLE file; DROP TABLE answer; DROP TABLE meta; CREATE TABLE theirs(x)");
  const auto first = run(folder());
  EXPECT_EQ(first.out, cold_.out);
  EXPECT_EQ(first.exit_code, cold_.exit_code) << first.err;
  EXPECT_THAT(first.err, HasSubstr("cache"));
}

TEST_F(Cache, KilledWhileItIsWritten) {
  const auto start = std::chrono::steady_clock::now();
  run("off");
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  constexpr int kTimes = 25;
  for (int i = 0; i < kTimes; ++i) {
    if (i % 5 == 0) project_.write("core/h0.h", "// " + std::to_string(i) + "\n");
    run(folder(), std::max(std::chrono::milliseconds(1), whole * (i + 5) / kTimes));
  }
  cold_ = run("off");
  check(folder(), "");
  check(folder(), "");
}

TEST_F(Cache, TwoRunsAtOnce) {
  // The second starts while the first is at work; both must be right.
  const std::string script = "cd " + project_.root() + " && for i in 1 2 3 4; do " UNKNOT_BIN_DIR "/unknot check . --cache " + folder() +
                             " --format json > ../$i.json 2>/dev/null & done; wait";
  run_program("/bin/sh", {"-c", script});
  for (const char* file : {"../1.json", "../2.json", "../3.json", "../4.json"}) EXPECT_EQ(project_.read(file), cold_.out) << file;
}

}  // namespace
}  // namespace unknot::test
