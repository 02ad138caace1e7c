// Runs the program under test as a person would: arguments in, exit code and both outputs back.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace unknot::test {

struct RunOptions {
  std::string cwd;                           ///< empty: the test's own
  std::map<std::string, std::string> env;    ///< added to the environment
  std::chrono::milliseconds kill_after{0};   ///< SIGKILL after that time; 0: never
};

struct RunResult {
  int exit_code = -1;  ///< 128 + N where signal N ended it
  std::string out;
  std::string err;
  std::chrono::milliseconds took{0};
  std::uint64_t peak_mib = 0;  ///< of memory in use at once, by the largest of the process and those it waited for
};

/// Runs `program` (a path) and waits. A run of more than five minutes is killed: a loaded machine takes two for a build.
RunResult run_program(const std::string& program, const std::vector<std::string>& arguments, const RunOptions& = {});

/// `unknot` of this build, or the one that $UNKNOT_PROGRAM names. Its default cache folder is a place that does not exist, so only --cache gives it one.
RunResult run_unknot(const std::vector<std::string>& arguments, const RunOptions& = {});

}  // namespace unknot::test
