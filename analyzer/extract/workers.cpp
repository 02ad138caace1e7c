// Processes, pipes and deadlines.
#include "analyzer/extract/workers.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/extract/frame.h"
#include "analyzer/extract/overlay_bytes.h"

extern char** environ;  // NOLINT: POSIX names it so

namespace unknot {
namespace {

using Clock = std::chrono::steady_clock;

/// All that the extractor sees of the environment. Search folders, driver options and files to write, which no command names
/// (CPATH, SDKROOT, CCC_OVERRIDE_OPTIONS, DEPENDENCIES_OUTPUT, INCLUDE, ...), are not among it: the answer must not depend on
/// who asks.
constexpr std::array<std::string_view, 9> kPassedOn{
    "PATH=",         "LD_LIBRARY_PATH=", "UNKNOT_CLANG_FAULT=", "ASAN_OPTIONS=",      "UBSAN_OPTIONS=",
    "TSAN_OPTIONS=", "LSAN_OPTIONS=",    "LLVM_PROFILE_FILE=",  "ASAN_SYMBOLIZER_PATH="};

std::vector<char*> clean_environment() {
  std::vector<char*> out;
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (std::ranges::any_of(kPassedOn, [&](std::string_view name) { return std::string_view(*variable).starts_with(name); }))
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
    if (reaped_) return;
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
    // The pipe closes a moment before the exit can be read.
    bool ended = false;
    for (int i = 0; i < 500 && !ended; ++i) {
      ended = ::waitpid(pid_, &status, WNOHANG) == pid_;
      if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    reaped_ = ended;
    if (ended && WIFSIGNALED(status)) return "crashed (signal " + std::to_string(WTERMSIG(status)) + ")";
    if (ended && WIFEXITED(status)) return "ended with exit code " + std::to_string(WEXITSTATUS(status));
    return "closed its output";
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
  bool reaped_ = false;
};

Workers::Workers(WorkerOptions options) : options_(std::move(options)) {
  ::signal(SIGPIPE, SIG_IGN);
  if (options_.overlay != nullptr) share_overlay();
  for (unsigned i = 0; i < std::max(1U, options_.jobs); ++i) {
    auto process = start();
    if (process == nullptr) break;
    processes_.push_back(std::move(process));
  }
}

Workers::~Workers() {
  if (overlay_ >= 0) ::close(overlay_);
}

/// One copy for all processes, however many there are.
void Workers::share_overlay() {
  overlay_ = ::memfd_create("overlay", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  const std::string bytes = encode_overlay(*options_.overlay);
  for (std::size_t done = 0; overlay_ >= 0 && done < bytes.size();) {
    const ssize_t wrote = ::write(overlay_, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) ::close(std::exchange(overlay_, -1));
    else done += static_cast<std::size_t>(wrote);
  }
  if (overlay_ >= 0) ::fcntl(overlay_, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  else unavailable_ = std::string("no memory for what differs from the disk: ") + std::strerror(errno);
}

std::unique_ptr<Workers::Process> Workers::start() {
  if (options_.program.empty()) {
    unavailable_ = "it is neither beside unknot nor in PATH; install it, or name it with --extractor";
    return nullptr;
  }
  if (options_.overlay != nullptr && overlay_ < 0) return nullptr;
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
  if (overlay_ >= 0) ::posix_spawn_file_actions_adddup2(&actions, overlay_, kOverlayDescriptor);
  std::string overlay_option(kOverlayOption);
  std::array<char*, 3> arguments{options_.program.data(), overlay_ >= 0 ? overlay_option.data() : nullptr, nullptr};
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

/// One call of Workers::run: what is asked, what is open, and what becomes of processes that fail.
class Workers::Dispatch {
 public:
  Dispatch(Workers& workers, const std::vector<Request>& requests, const std::function<void(std::size_t, Answer)>& done)
      : workers_(workers), requests_(requests), done_(done), open_(requests.size()),
        starts_left_(16 + requests.size()) {}

  void run() {
    auto& processes = workers_.processes_;
    while (open_ > 0) {
      for (auto& process : processes) feed(process);
      std::erase(processes, nullptr);
      if (processes.empty()) {
        while (next_ < requests_.size()) finish(next_++, {.reply = std::nullopt, .failure = workers_.unavailable_});
        return;
      }
      wait();
    }
  }

 private:
  void finish(std::size_t request, Answer answer) {
    --open_;
    done_(request, std::move(answer));
  }

  void feed(std::unique_ptr<Process>& process) {
    while (process != nullptr && process->busy == Process::kIdle && next_ < requests_.size()) {
      const std::size_t request = next_++;
      if (process->send(request, encode_request(requests_[request]), Clock::now() + workers_.options_.timeout)) return;
      replace(process, process->epitaph());
    }
  }

  /// The request that the process was busy with is lost; another process takes its place, if one can be started.
  void replace(std::unique_ptr<Process>& process, const std::string& why) {
    const std::size_t request = process->busy;
    // What ends before it says a word will not do better the next time.
    if (!process->greeted) starts_left_ = std::min<std::size_t>(starts_left_, 2) / 2;
    if (starts_left_ == 0) {
      if (workers_.unavailable_.empty()) workers_.unavailable_ = workers_.options_.program + " " + why;
      process.reset();
    } else {
      --starts_left_;
      process = workers_.start();
    }
    if (request != Process::kIdle) finish(request, {.reply = std::nullopt, .failure = why});
  }

  void wait() {
    auto& processes = workers_.processes_;
    std::vector<pollfd> polled;
    auto deadline = Clock::time_point::max();
    for (const auto& process : processes) {
      polled.push_back({.fd = process->output(), .events = POLLIN, .revents = 0});
      if (process->busy != Process::kIdle) deadline = std::min(deadline, process->deadline());
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<long long>(left + 1, 0, 60'000)));
    for (std::size_t i = 0; i < polled.size(); ++i) {
      auto& process = processes[i];
      if (polled[i].revents != 0) {
        receive(process);
      } else if (process->busy != Process::kIdle && Clock::now() >= process->deadline()) {
        replace(process, "did not answer within " + std::to_string(workers_.options_.timeout.count() / 1000) + " s");
      }
    }
    std::erase(processes, nullptr);
  }

  void receive(std::unique_ptr<Process>& process) {
    auto state = process->read_some();
    while (state == Process::Read::frame) {
      if (!process->greeted && process->frame_bytes != kExtractorVersion) {
        workers_.unavailable_ = workers_.options_.program + " is of another version than unknot";
        starts_left_ = 0;
        return replace(process, workers_.unavailable_);
      }
      if (process->greeted && process->busy != Process::kIdle) take_reply(*process);
      process->greeted = true;
      state = process->take_frame() ? Process::Read::frame : Process::Read::more;
    }
    if (state == Process::Read::closed) replace(process, process->epitaph());
  }

  void take_reply(Process& process) {
    Reply reply;
    const bool sound = decode_reply(process.frame_bytes, reply);
    const std::size_t request = std::exchange(process.busy, Process::kIdle);
    if (sound) finish(request, {.reply = std::move(reply), .failure = {}});
    else finish(request, {.reply = std::nullopt, .failure = "gave an answer that cannot be read"});
  }

  Workers& workers_;
  const std::vector<Request>& requests_;
  const std::function<void(std::size_t, Answer)>& done_;
  std::size_t next_ = 0;
  std::size_t open_;
  std::size_t starts_left_;
};

void Workers::run(const std::vector<Request>& requests, const std::function<void(std::size_t, Answer)>& done) {
  Dispatch(*this, requests, done).run();
}

}  // namespace unknot
