// One process, two pipes, one deadline.
#include "analyzer/project/ask_compiler.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "analyzer/config/glob.h"
#include "analyzer/project/database.h"

namespace unknot {
namespace {

using Clock = std::chrono::steady_clock;

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Reads both pipes until they close; false where the time is over or more comes than any compiler says.
bool read_both(std::array<int, 2> pipes, std::array<std::string, 2>& texts, Clock::time_point deadline) {
  constexpr std::size_t kMostBytes = 16U << 20;
  std::array<pollfd, 2> polled{{{pipes[0], POLLIN, 0}, {pipes[1], POLLIN, 0}}};
  for (int open = 2; open > 0;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    if (::poll(polled.data(), polled.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].fd < 0 || polled[i].revents == 0) continue;
      std::array<char, 1 << 14> chunk{};
      const ssize_t got = ::read(polled[i].fd, chunk.data(), chunk.size());
      if (got > 0) {
        texts[i].append(chunk.data(), static_cast<std::size_t>(got));
        if (texts[i].size() > kMostBytes) return false;
      } else if (got == 0 || errno != EINTR) {
        polled[i].fd = -1;
        --open;
      }
    }
  }
  return true;
}

}  // namespace

bool is_allowed(std::span<const std::string> globs, const std::string& program) {
  const std::string slashed = program + "/";
  if (!program.starts_with('/') || slashed.find("/../") != std::string::npos || slashed.find("/./") != std::string::npos)
    return false;
  return std::ranges::any_of(globs,
                             [&](const std::string& glob) { return glob_matches(glob, std::string_view(program).substr(1)); });
}

std::vector<std::string> flags_to_ask_with(std::span<const std::string> flags) {
  constexpr auto kBegins =
      std::to_array<std::string_view>({"-std=", "--sysroot=", "--target=", "-stdlib=", "-march=", "-mcpu=", "-mtune=", "-mfpu=",
                                       "-mfloat-abi=", "-mabi=", "-mcmodel=", "-mmcu=", "-mavx", "-msse"});
  constexpr auto kWhole = std::to_array<std::string_view>({"-m32",
                                                           "-m64",
                                                           "-mx32",
                                                           "-m16",
                                                           "-mthumb",
                                                           "-marm",
                                                           "-mlongcalls",
                                                           "-msoft-float",
                                                           "-mhard-float",
                                                           "-nostdinc",
                                                           "-nostdinc++",
                                                           "-ansi",
                                                           "-pthread",
                                                           "-fopenmp",
                                                           "-fno-exceptions",
                                                           "-fno-rtti",
                                                           "-funsigned-char",
                                                           "-fshort-enums",
                                                           "-fPIC",
                                                           "-fpic",
                                                           "-fPIE",
                                                           "-O0",
                                                           "-O1",
                                                           "-O2",
                                                           "-O3",
                                                           "-Os",
                                                           "-Og",
                                                           "-Oz"});
  constexpr auto kWithValue = std::to_array<std::string_view>({"--sysroot", "-isysroot", "-target"});
  std::vector<std::string> out;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const std::string& flag = flags[i];
    const auto begins = [&](std::string_view begin) { return flag.starts_with(begin); };
    if (std::ranges::find(kWhole, std::string_view(flag)) != kWhole.end() || std::ranges::any_of(kBegins, begins)) {
      out.push_back(flag);
    } else if (std::ranges::find(kWithValue, std::string_view(flag)) != kWithValue.end() && i + 1 < flags.size()) {
      out.push_back(flag);
      out.push_back(flags[++i]);
    }
  }
  return out;
}

std::vector<std::string> folders_in(std::string_view said) {
  std::vector<std::string> out;
  bool inside = false;
  while (!said.empty()) {
    std::string_view line = next_line(said);
    if (line.starts_with("#include <...> search starts here:")) inside = true;
    else if (line.starts_with("End of search list")) return out;
    else if (inside && line.starts_with(' ') && line.find("(framework directory)") == std::string_view::npos)
      out.push_back(join_path("/", line.substr(1, line.find_last_not_of(" \r"))));
  }
  return {};  // the list did not end: not a compiler that is understood
}

std::expected<CompilerAnswer, std::string> ask_compiler(const std::string& program, std::span<const std::string> flags,
                                                        Language language, std::chrono::milliseconds limit) {
  std::vector<std::string> words{program};
  words.insert(words.end(), flags.begin(), flags.end());
  for (const char* word : {"-x", language == Language::c ? "c" : "c++", "-E", "-dM", "-v", "/dev/null"}) words.emplace_back(word);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const char* path = std::getenv("PATH");
  std::string path_variable = std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path);
  std::string locale = "LC_ALL=C";
  std::array<char*, 3> environment{path_variable.data(), locale.data(), nullptr};

  std::array<int, 2> out{-1, -1};
  std::array<int, 2> err{-1, -1};
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return std::unexpected(std::string("no pipe: ") + std::strerror(errno));
  if (::pipe2(err.data(), O_CLOEXEC) != 0) {
    ::close(out[0]), ::close(out[1]);
    return std::unexpected(std::string("no pipe: ") + std::strerror(errno));
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  ::posix_spawn_file_actions_addchdir_np(&actions, "/");  // nothing of the project is beside it
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]), ::close(err[1]);
  std::array<std::string, 2> texts;
  const bool whole = failed == 0 && read_both({out[0], err[0]}, texts, Clock::now() + limit);
  ::close(out[0]), ::close(err[0]);
  if (failed != 0) return std::unexpected(std::strerror(failed));
  if (!whole) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole) return std::unexpected("did not answer within " + std::to_string(limit.count() / 1000) + " s");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::unexpected("did not take the question");
  CompilerAnswer answer{.folders = folders_in(texts[1]), .macros = std::move(texts[0])};
  const bool wants_none = std::ranges::find(flags, "-nostdinc") != flags.end();
  if (answer.folders.empty() && !wants_none) return std::unexpected("did not say where it looks for headers");
  return answer;
}

}  // namespace unknot
