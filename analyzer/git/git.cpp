// One process for each question: a fixed program, fixed words, no shell.
#include "analyzer/git/git.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/project/path_text.h"

extern char** environ;  // NOLINT: POSIX names it so

namespace unknot {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::minutes kPatience{5};

/// What says which repository is meant; a hook has them set.
constexpr std::array<std::string_view, 9> kOfRepository{"GIT_DIR=",          "GIT_WORK_TREE=",
                                                        "GIT_INDEX_FILE=",   "GIT_COMMON_DIR=",
                                                        "GIT_OBJECT_DIRECTORY=", "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
                                                        "GIT_PREFIX=",       "GIT_NAMESPACE=",
                                                        "GIT_SHALLOW_FILE="};

/// Nothing is written, fetched or asked. No transport has the name "none": what a partial clone lacks stays away, whatever its
/// configuration says about how to get it.
constexpr std::array<std::string_view, 5> kAlways{"GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
                                                  "GIT_TERMINAL_PROMPT=0", "LC_ALL=C"};

bool sets_any_of(std::string_view variable, const auto& names) {
  const auto is_it = [&](std::string_view name) { return variable.starts_with(name.substr(0, name.find('=') + 1)); };
  return std::ranges::any_of(names, is_it);
}

std::vector<std::string> environment_for(GitEnvironment kind) {
  std::vector<std::string> out;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (sets_any_of(*variable, kAlways)) continue;
    if (kind == GitEnvironment::dropped && sets_any_of(*variable, kOfRepository)) continue;
    out.emplace_back(*variable);
  }
  for (const auto variable : kAlways) out.emplace_back(variable);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

class Pipe {
 public:
  Pipe() { if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1}; }
  ~Pipe() { close(0), close(1); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int end(std::size_t which) const { return ends_[which]; }
  void close(std::size_t which) {
    if (ends_[which] >= 0) ::close(ends_[which]);
    ends_[which] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// Writes `input` and reads both outputs side by side until they end. False where that takes too long.
bool converse(Pipe& in, Pipe& out, Pipe& err, std::string_view input, GitAnswer& answer) {
  const auto deadline = Clock::now() + kPatience;
  ::fcntl(in.end(1), F_SETFL, O_NONBLOCK);
  std::array<char, 1 << 16> chunk{};
  const auto take = [&](Pipe& from, std::string& into) {
    const ssize_t got = ::read(from.end(0), chunk.data(), chunk.size());
    if (got > 0) into.append(chunk.data(), static_cast<std::size_t>(got));
    else if (got == 0 || errno != EINTR) from.close(0);
  };
  while (out.end(0) >= 0 || err.end(0) >= 0) {
    if (input.empty()) in.close(1);
    std::array<pollfd, 3> polled{pollfd{in.end(1), POLLOUT, 0}, pollfd{out.end(0), POLLIN, 0}, pollfd{err.end(0), POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    if (::poll(polled.data(), polled.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    if (polled[0].revents != 0) {
      const ssize_t wrote = ::write(in.end(1), input.data(), input.size());
      if (wrote > 0) input.remove_prefix(static_cast<std::size_t>(wrote));
      else if (wrote < 0 && errno != EINTR && errno != EAGAIN) input = {};
    }
    if (polled[1].revents != 0) take(out, answer.out);
    if (polled[2].revents != 0) take(err, answer.err);
  }
  return true;
}

}  // namespace

std::string GitAnswer::line() const { return out.ends_with('\n') ? out.substr(0, out.size() - 1) : out; }

std::string GitAnswer::complaint() const {
  std::string_view text = err;
  text = text.substr(0, text.find('\n'));
  for (const std::string_view begin : {"fatal: ", "error: "})
    if (text.starts_with(begin)) text.remove_prefix(begin.size());
  return text.empty() ? "git ended with exit code " + std::to_string(exit_code) : std::string(text);
}

std::expected<Git, std::string> Git::find() {
  Git git;
  git.program_ = find_in_path("git", [](const std::string& candidate) { return ::access(candidate.c_str(), X_OK) == 0; });
  if (git.program_.empty()) return std::unexpected("git is not in PATH");
  return git;
}

GitAnswer Git::run(const std::vector<std::string>& arguments, std::string_view input) const {
  std::vector<std::string> words{"git",           "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c",
                                 "protocol.allow=never", "--no-pager"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto variables = environment_for(environment);
  const auto word_pointers = pointers(words);
  const auto variable_pointers = pointers(variables);
  GitAnswer answer;
  Pipe in, out, err;
  if (in.end(0) < 0 || out.end(0) < 0 || err.end(0) < 0) {
    answer.err = std::string("no pipe: ") + std::strerror(errno);
    return answer;
  }
  ::signal(SIGPIPE, SIG_IGN);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.end(0), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out.end(1), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.end(1), STDERR_FILENO);
  if (!folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program_.c_str(), &actions, nullptr, word_pointers.data(), variable_pointers.data());
  ::posix_spawn_file_actions_destroy(&actions);
  in.close(0), out.close(1), err.close(1);
  if (failed != 0) {
    answer.err = program_ + ": " + std::strerror(failed);
    return answer;
  }
  const bool whole = converse(in, out, err, input, answer);
  if (!whole) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole) answer.err = "git did not answer within " + std::to_string(kPatience.count()) + " minutes";
  else if (WIFEXITED(status)) answer.exit_code = WEXITSTATUS(status);
  return answer;
}

bool names_repository_in_environment() {
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (sets_any_of(*variable, kOfRepository) && !std::string_view(*variable).starts_with("GIT_PREFIX=")) return true;
  return false;
}

}  // namespace unknot
