// What POSIX's stat says, in the words of source_tree.h.
#pragma once

#include <cerrno>

#include <sys/stat.h>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// The reason behind errno.
inline ReadStatus status_of_errno() {
  return errno == ENOENT || errno == ENOTDIR ? ReadStatus::missing : ReadStatus::unreadable;
}

inline std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000LL + time.tv_nsec; }

inline FileSignature signature_of(const struct stat& info) {
  return {.device = info.st_dev,
          .inode = info.st_ino,
          .size = static_cast<std::uint64_t>(info.st_size),
          .mtime_ns = nanoseconds(info.st_mtim),
          .ctime_ns = nanoseconds(info.st_ctim)};
}

inline EntryType type_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryType::file;
  if (S_ISDIR(mode)) return EntryType::folder;
  if (S_ISLNK(mode)) return EntryType::link;
  return EntryType::other;
}

}  // namespace unknot
