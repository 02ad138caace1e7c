// Processes, pipes and deadlines.
#include "analyzer/extract/workers.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/extract/frame.h"

extern char** environ;  // NOLINT: POSIX names it so

namespace unknot {
namespace {

using Clock = std::chrono::steady_clock;

/// What the environment may not tell Clang: search folders and driver options that no command names.
constexpr std::array<std::string_view, 8> kHiddenVariables{
    "CPATH=", "C_INCLUDE_PATH=", "CPLUS_INCLUDE_PATH=", "OBJC_INCLUDE_PATH=", "OBJCPLUS_INCLUDE_PATH=", "SDKROOT=",
    "CCC_OVERRIDE_OPTIONS=", "COMPILER_PATH="};

std::vector<char*> clean_environment() {
  std::vector<char*> out;
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (std::ranges::none_of(kHiddenVariables, [&](std::string_view hidden) {
          return std::string_view(*variable).starts_with(hidden);
        }))
      out.push_back(*variable);
  out.push_back(nullptr);
  return out;
}

}  // namespace

/// One running unknot-clang. Its first frame is its version.
class Workers::Process {
 public:
  static constexpr std::size_t kIdle = static_cast<std::size_t>(-1);

  Process(pid_t pid, int in, int out) : pid_(pid), in_(in), out_(out) {}
  ~Process() {
    ::close(in_);
    ::close(out_);
    // It ends by itself at end of input, unless it hangs; nobody waits for that.
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool send(std::size_t request, std::string_view bytes, Clock::time_point deadline) {
    busy = request;
    deadline_ = deadline;
    return write_frame(in_, bytes);
  }
  int output() const { return out_; }
  Clock::time_point deadline() const { return deadline_; }

  enum class Read { more, frame, closed };
  /// Reads what is there; `frame`: `frame_bytes` holds one whole message.
  Read read_some() {
    std::array<char, 1 << 16> chunk{};
    const ssize_t got = ::read(out_, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) return Read::more;
    if (got <= 0) return Read::closed;
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    return take_frame() ? Read::frame : Read::more;
  }
  bool take_frame() {
    if (buffer_.size() < 4) return false;
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(buffer_[i])); };
    const std::size_t size = byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
    if (buffer_.size() - 4 < size) return false;
    frame_bytes.assign(buffer_, 4, size);
    buffer_.erase(0, size + 4);
    return true;
  }
  /// How it ended: "crashed (signal 6)".
  std::string epitaph() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      if (WIFSIGNALED(status)) return "crashed (signal " + std::to_string(WTERMSIG(status)) + ")";
      if (WIFEXITED(status)) return "ended with exit code " + std::to_string(WEXITSTATUS(status));
    }
    ::kill(pid_, SIGKILL);
    if (::waitpid(pid_, &status, 0) == pid_ && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
      return "crashed (signal " + std::to_string(WTERMSIG(status)) + ")";
    return "crashed";
  }

  std::size_t busy = kIdle;
  bool greeted = false;
  std::string frame_bytes;

 private:
  pid_t pid_;
  int in_;
  int out_;
  std::string buffer_;
  Clock::time_point deadline_{};
};

Workers::Workers(WorkerOptions options) : options_(std::move(options)) {
  ::signal(SIGPIPE, SIG_IGN);
  for (unsigned i = 0; i < std::max(1U, options_.jobs); ++i) {
    auto process = start();
    if (process == nullptr) break;
    processes_.push_back(std::move(process));
  }
}

Workers::~Workers() = default;

std::unique_ptr<Workers::Process> Workers::start() {
  std::array<int, 2> to{-1, -1};
  std::array<int, 2> from{-1, -1};
  if (::pipe2(to.data(), O_CLOEXEC) != 0 || ::pipe2(from.data(), O_CLOEXEC) != 0) {
    unavailable_ = std::string("no pipe: ") + std::strerror(errno);
    return nullptr;
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
  auto environment = clean_environment();
  std::array<char*, 2> arguments{options_.program.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, options_.program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(to[0]);
  ::close(from[1]);
  if (error != 0) {
    unavailable_ = options_.program + ": " + std::strerror(error);
    ::close(to[1]);
    ::close(from[0]);
    return nullptr;
  }
  return std::make_unique<Process>(pid, to[1], from[0]);
}

void Workers::run(const std::vector<Request>& requests, const std::function<void(std::size_t, Answer)>& done) {
  std::size_t next = 0;
  std::size_t open = requests.size();
  const auto finish = [&](std::size_t i, Answer answer) {
    --open;
    done(i, std::move(answer));
  };
  // A process that failed is replaced; `false`: there is no replacement.
  const auto fail = [&](std::unique_ptr<Process>& process, const std::string& why) {
    const std::size_t request = process->busy;
    process = start();
    if (request != Process::kIdle) finish(request, {.reply = std::nullopt, .failure = why});
    return process != nullptr;
  };
  int starts_left = 16 + static_cast<int>(std::min<std::size_t>(requests.size(), 100'000));  // a program that never greets must not loop
  while (open > 0) {
    for (auto& process : processes_) {
      while (process != nullptr && process->busy == Process::kIdle && next < requests.size()) {
        const std::size_t request = next++;
        if (process->send(request, encode_request(requests[request]), Clock::now() + options_.timeout)) break;
        if (--starts_left < 0 || !fail(process, process->epitaph())) break;
      }
    }
    std::erase(processes_, nullptr);
    if (processes_.empty()) {
      while (next < requests.size()) finish(next++, {.reply = std::nullopt, .failure = unavailable_});
      return;
    }
    std::vector<pollfd> polled;
    auto deadline = Clock::time_point::max();
    for (const auto& process : processes_) {
      polled.push_back({.fd = process->output(), .events = POLLIN, .revents = 0});
      if (process->busy != Process::kIdle) deadline = std::min(deadline, process->deadline());
    }
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<long long>(wait + 1, 0, 60'000)));
    for (std::size_t i = 0; i < polled.size(); ++i) {
      auto& process = processes_[i];
      if (polled[i].revents != 0) {
        auto state = process->read_some();
        while (state == Process::Read::frame) {
          if (!process->greeted) {
            if (process->frame_bytes != kExtractorVersion) {
              unavailable_ = options_.program + " is of another version than unknot";
              state = Process::Read::closed;
              starts_left = 0;
              break;
            }
            process->greeted = true;
          } else if (process->busy != Process::kIdle) {
            Reply reply;
            const bool sound = decode_reply(process->frame_bytes, reply);
            const std::size_t request = std::exchange(process->busy, Process::kIdle);
            if (sound) finish(request, {.reply = std::move(reply), .failure = {}});
            else finish(request, {.reply = std::nullopt, .failure = "gave an answer that cannot be read"});
          }
          state = process->take_frame() ? Process::Read::frame : Process::Read::more;
        }
        if (state == Process::Read::closed) {
          const auto why = process->epitaph();
          if (--starts_left < 0) {
            if (unavailable_.empty()) unavailable_ = options_.program + " " + why;
            const std::size_t request = process->busy;
            process.reset();
            if (request != Process::kIdle) finish(request, {.reply = std::nullopt, .failure = unavailable_});
          } else {
            fail(process, why);
          }
        }
      } else if (process->busy != Process::kIdle && Clock::now() >= process->deadline()) {
        fail(process, "did not answer within " + std::to_string(options_.timeout.count() / 1000) + " s");
      }
    }
    std::erase(processes_, nullptr);
  }
}

}  // namespace unknot
