// Runs requests on unknot-clang processes, side by side. A process that crashes or hangs costs its one request and is
// replaced.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/extract/protocol.h"

namespace unknot {

struct WorkerOptions {
  std::string program;  ///< path of unknot-clang
  unsigned jobs = 1;
  std::chrono::milliseconds timeout{60'000};  ///< for one request
  std::shared_ptr<const Overlay> overlay{};   ///< what they shall read in place of what is on disk; nullptr: nothing
};

struct Answer {
  std::optional<Reply> reply;
  std::string failure;  ///< why there is no reply: "crashed (signal 6)"
};

class Workers {
 public:
  /// Starts the processes at once, so that their loading goes on while the caller does other work.
  explicit Workers(WorkerOptions);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Empty, or why no process can be started.
  const std::string& unavailable() const { return unavailable_; }

  /// `done(i, answer)` is called on this thread once for each request, in the order in which answers come.
  void run(const std::vector<Request>& requests, const std::function<void(std::size_t, Answer)>& done);

 private:
  class Process;
  class Dispatch;
  std::unique_ptr<Process> start();
  void share_overlay();

  WorkerOptions options_;
  int overlay_ = -1;  ///< a file in memory that every process reads
  std::string unavailable_;
  std::vector<std::unique_ptr<Process>> processes_;
};

}  // namespace unknot
