// The working tree: plain POSIX reads. Only regular files are opened, so that a FIFO or a device cannot hang a run.
#include <climits>
#include <cstdlib>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "analyzer/source_tree/posix_stat.h"

namespace unknot {
namespace {

/// Closes a file descriptor at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

class WorkingTree final : public SourceTree {
 public:
  ReadStatus read(const std::string& path, SourceFile& into) const override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.get() < 0) return status_of_errno();
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return ReadStatus::unreadable;
    if (!S_ISREG(info.st_mode)) return ReadStatus::not_a_file;
    if (static_cast<std::uint64_t>(info.st_size) > kLargestFile) return ReadStatus::too_large;
    into.signature = signature_of(info);
    std::size_t size = 0;
    into.bytes.resize(static_cast<std::size_t>(info.st_size) + 1);  // one more, so that the usual file ends in one read
    while (true) {
      if (size > kLargestFile) return ReadStatus::too_large;
      if (size == into.bytes.size()) into.bytes.resize(size * 2);
      const ssize_t got = ::read(file.get(), into.bytes.data() + size, into.bytes.size() - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return ReadStatus::unreadable;
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
      if (size == static_cast<std::size_t>(info.st_size)) break;
    }
    into.bytes.resize(size);
    return ReadStatus::ok;
  }

  std::expected<Listing, ReadStatus> list(const std::string& folder) const override {
    Descriptor file(::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
    if (file.get() < 0) return std::unexpected(status_of_errno());
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return std::unexpected(ReadStatus::unreadable);
    Listing listing{.signature = signature_of(info), .entries = {}};
    DIR* stream = ::fdopendir(file.release());
    if (stream == nullptr) return std::unexpected(ReadStatus::unreadable);
    while (const dirent* entry = ::readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      listing.entries.push_back({std::string(name), entry_type(::dirfd(stream), *entry)});
    }
    ::closedir(stream);
    return listing;
  }

  std::expected<FileSignature, ReadStatus> stat(const std::string& path) const override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::unexpected(status_of_errno());
    return signature_of(info);
  }

  std::expected<EntryType, ReadStatus> type(const std::string& path) const override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::unexpected(status_of_errno());
    return type_of(info.st_mode);
  }

  std::expected<std::string, ReadStatus> real_path(const std::string& path) const override {
    char buffer[PATH_MAX];
    if (::realpath(path.c_str(), buffer) == nullptr) return std::unexpected(status_of_errno());
    return std::string(buffer);
  }

 private:
  static EntryType entry_type(int folder, const dirent& entry) {
    switch (entry.d_type) {
      case DT_REG: return EntryType::file;
      case DT_DIR: return EntryType::folder;
      case DT_LNK: return EntryType::link;
      case DT_UNKNOWN: {  // some file systems do not say
        struct stat info {};
        if (::fstatat(folder, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return EntryType::other;
        return type_of(info.st_mode);
      }
      default: return EntryType::other;
    }
  }
};

}  // namespace

std::unique_ptr<SourceTree> working_tree() { return std::make_unique<WorkingTree>(); }

}  // namespace unknot
