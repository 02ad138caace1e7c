// Runs `dot -Tsvg` with files in memory for its input and outputs: no pipe that could fill up, nothing left behind.
#include "analyzer/cli/graphviz.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/project/path_text.h"

namespace unknot {
namespace {

class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("unknot", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int fd() const { return fd_; }
  bool fill(const std::string& text) const {
    for (std::size_t done = 0; done < text.size();) {
      const auto n = ::write(fd_, text.data() + done, text.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      done += static_cast<std::size_t>(n);
    }
    return ::lseek(fd_, 0, SEEK_SET) == 0;
  }
  std::string text() const {
    std::string out;
    std::array<char, 65536> buffer{};
    off_t at = 0;
    for (;;) {
      const auto n = ::pread(fd_, buffer.data(), buffer.size(), at);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return out;
      out.append(buffer.data(), static_cast<std::size_t>(n));
      at += n;
    }
  }

 private:
  int fd_;
};

std::unexpected<std::string> failure(const std::string& why) { return std::unexpected("dot (Graphviz): " + why); }

}  // namespace

std::expected<std::string, std::string> draw_svg(const std::string& dot_text) {
  std::string program = find_in_path("dot", [](const std::string& candidate) { return ::access(candidate.c_str(), X_OK) == 0; });
  if (program.empty())
    return std::unexpected("svg needs Graphviz, and no folder of PATH has its program 'dot': install graphviz, or write --format dot");
  const MemoryFile input;
  const MemoryFile output;
  const MemoryFile messages;
  if (input.fd() < 0 || output.fd() < 0 || messages.fd() < 0 || !input.fill(dot_text)) return failure(std::strerror(errno));

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.fd(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.fd(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, messages.fd(), STDERR_FILENO);
  ::posix_spawn_file_actions_addchdir_np(&actions, "/");  // nothing of the project is beside it
  std::string format = "-Tsvg";
  std::array<char*, 3> arguments{program.data(), format.data(), nullptr};
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return failure(std::strerror(failed));
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  std::string svg = output.text();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && svg.contains("</svg>")) return svg;
  const std::string said = messages.text();
  return failure(said.empty() ? "drew nothing" : said.substr(0, said.find('\n')));
}

}  // namespace unknot
