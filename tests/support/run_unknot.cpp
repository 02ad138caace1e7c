// Processes with posix_spawn, both outputs read together.
#include "tests/support/run_unknot.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT: POSIX names it so

namespace unknot::test {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> out;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!added.contains(text.substr(0, text.find('=')))) out.push_back(text);
  }
  for (const auto& [name, value] : added) out.push_back(name + "=" + value);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

void read_outputs(pid_t pid, int out, int err, Clock::time_point deadline, RunResult& result) {
  std::array<pollfd, 2> polled{{{.fd = out, .events = POLLIN, .revents = 0}, {.fd = err, .events = POLLIN, .revents = 0}}};
  const std::array<std::string*, 2> texts{&result.out, &result.err};
  int open = 2;
  while (open > 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      ::kill(pid, SIGKILL);
      return;
    }
    ::poll(polled.data(), polled.size(), static_cast<int>(left));
    for (std::size_t i = 0; i < 2; ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0) continue;
      std::array<char, 1 << 16> chunk{};
      const ssize_t got = ::read(polled[i].fd, chunk.data(), chunk.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        polled[i].fd = -1;
        --open;
      } else {
        texts[i]->append(chunk.data(), static_cast<std::size_t>(got));
      }
    }
  }
}

}  // namespace

RunResult run_program(const std::string& program, const std::vector<std::string>& arguments, const RunOptions& options) {
  const auto start = Clock::now();
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  if (!options.cwd.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, options.cwd.c_str());
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto environment = environment_with(options.env);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers(words).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]);
  ::close(err[1]);
  if (failed != 0) throw std::runtime_error(program + ": " + std::strerror(failed));

  constexpr std::chrono::minutes kLongest{5};
  const auto deadline = Clock::now() + (options.kill_after.count() > 0 ? options.kill_after : kLongest);
  RunResult result;
  read_outputs(pid, out[0], err[0], deadline, result);
  ::close(out[0]);
  ::close(err[0]);
  int status = 0;
  rusage used{};
  while (::wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {
  }
  result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  result.peak_mib = static_cast<std::uint64_t>(used.ru_maxrss) / 1024;
  result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

RunResult run_unknot(const std::vector<std::string>& arguments, const RunOptions& options) {
  RunOptions with_defaults = options;
  with_defaults.env.try_emplace("XDG_CACHE_HOME", "/dev/null/cache");
  const char* other = std::getenv("UNKNOT_PROGRAM");
  return run_program(other != nullptr ? other : UNKNOT_BIN_DIR "/unknot", arguments, with_defaults);
}

}  // namespace unknot::test
