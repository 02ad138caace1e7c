// Writing, and the progress bar.
#include "analyzer/cli/terminal.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include "reporters/escape.h"

namespace unknot {
namespace {

bool bar_shown = false;
bool pipes_may_break = false;  ///< who started us ignores SIGPIPE

std::string_view phase_words(Phase phase) {
  switch (phase) {
    case Phase::scan: return "reading";
    case Phase::preprocess: return "preprocessing";
    case Phase::parse: return "parsing";
  }
  return "";
}

}  // namespace

void take_write_errors() {
  struct sigaction now {};
  pipes_may_break = ::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

bool write_output(const std::string& file, std::string_view text, std::string& why) {
  std::FILE* out = file.empty() ? stdout : std::fopen(file.c_str(), "wb");
  if (out == nullptr) {
    why = file + ": " + std::strerror(errno);
    return false;
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  const bool closed = (file.empty() ? std::fflush(out) : std::fclose(out)) == 0;
  if ((!written || !closed) && file.empty() && errno == EPIPE && !pipes_may_break) {
    ::signal(SIGPIPE, SIG_DFL);
    ::raise(SIGPIPE);
  }
  if (!written || !closed) why = (file.empty() ? "standard output" : file) + ": " + std::strerror(errno);
  return written && closed;
}

void say(std::string_view text) {
  clear_progress_bar();
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out += "unknot: " + visible(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::fputs(out.c_str(), stderr);
}

bool wants_color(Color color) {
  if (color != Color::automatic) return color == Color::always;
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr && term != nullptr && std::strcmp(term, "dumb") != 0;
}

ProgressListener progress_bar() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  const auto start = std::chrono::steady_clock::now();
  return [start, last = start](Phase phase, std::size_t done, std::size_t total) mutable {
    const auto now = std::chrono::steady_clock::now();
    if (now - start < std::chrono::milliseconds(500) || total == 0) return;
    if (now - last < std::chrono::milliseconds(80) && done < total) return;
    last = now;
    constexpr std::size_t kWidth = 30;
    const std::size_t filled = done * kWidth / total;
    std::fprintf(stderr, "\r\033[K%s [%s%s] %zu/%zu", std::string(phase_words(phase)).c_str(), std::string(filled, '#').c_str(),
                 std::string(kWidth - filled, ' ').c_str(), done, total);
    std::fflush(stderr);
    bar_shown = true;
  };
}

void clear_progress_bar() {
  if (!bar_shown) return;
  std::fputs("\r\033[K", stderr);
  bar_shown = false;
}

}  // namespace unknot
