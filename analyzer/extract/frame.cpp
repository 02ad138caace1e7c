// Blocking frames.
#include "analyzer/extract/frame.h"

#include <array>
#include <cerrno>
#include <cstdint>

#include <sys/uio.h>
#include <unistd.h>

namespace unknot {
namespace {

bool read_all(int fd, char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(fd, into, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(int fd, const char* from, std::size_t size) {
  while (size > 0) {
    const ssize_t put = ::write(fd, from, size);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

}  // namespace

bool write_frame(int fd, std::string_view bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const std::array<char, 4> head{static_cast<char>(size), static_cast<char>(size >> 8), static_cast<char>(size >> 16),
                                 static_cast<char>(size >> 24)};
  return write_all(fd, head.data(), head.size()) && write_all(fd, bytes.data(), bytes.size());
}

bool read_frame(int fd, std::string& bytes) {
  std::array<unsigned char, 4> head{};
  if (!read_all(fd, reinterpret_cast<char*>(head.data()), head.size())) return false;
  const std::uint32_t size = static_cast<std::uint32_t>(head[0]) | static_cast<std::uint32_t>(head[1]) << 8 |
                             static_cast<std::uint32_t>(head[2]) << 16 | static_cast<std::uint32_t>(head[3]) << 24;
  bytes.resize(size);
  return read_all(fd, bytes.data(), size);
}

}  // namespace unknot
