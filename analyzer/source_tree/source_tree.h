// The only door to source bytes. What stands behind it (the working tree, the git index, a commit; unsaved buffers later) is
// nobody's business above it.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// What stat says of a file: where all of it is unchanged, so is the content (as git's index assumes).
struct FileSignature {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  friend bool operator==(const FileSignature&, const FileSignature&) = default;
};

/// The device of what is on no disk: its signature is made from its path and its content, and no clock is in it. The time of
/// its change counts as later than any other.
constexpr std::uint64_t kNoDevice = ~std::uint64_t{0};
constexpr bool is_by_content(const FileSignature& signature) { return signature.device == kNoDevice; }

enum class ReadStatus : std::uint8_t { ok, missing, unreadable, not_a_file, too_large };

/// Bytes of the largest file that is read: a sparse file of a terabyte costs its author nothing.
constexpr std::uint64_t kLargestFile = 1ULL << 30;

/// What is wrong with a file, as the end of a sentence; "" for ok.
constexpr std::string_view in_words(ReadStatus status) {
  switch (status) {
    case ReadStatus::ok: return "";
    case ReadStatus::missing: return "does not exist";
    case ReadStatus::unreadable: return "cannot be read";
    case ReadStatus::not_a_file: return "is not a regular file";
    case ReadStatus::too_large: return "is larger than 1 GiB";
  }
  return "";
}

struct SourceFile {
  std::string bytes;
  FileSignature signature;
};

enum class EntryType : std::uint8_t { file, folder, link, other };
struct DirectoryEntry {
  std::string name;
  EntryType type = EntryType::file;
};
struct Listing {
  FileSignature signature;  ///< of the folder: changes whenever an entry comes or goes
  std::vector<DirectoryEntry> entries;  ///< in no order
};

struct Overlay;

/// Reads of one tree. Every function may be called from several threads at once.
class SourceTree {
 public:
  virtual ~SourceTree() = default;
  /// The whole content of a regular file, links followed. `into` keeps its capacity from call to call.
  virtual ReadStatus read(const std::string& path, SourceFile& into) const = 0;
  /// The entries of a folder without "." and "..".
  virtual std::expected<Listing, ReadStatus> list(const std::string& folder) const = 0;
  /// Links followed.
  virtual std::expected<FileSignature, ReadStatus> stat(const std::string& path) const = 0;
  /// What the path names, links followed; `missing` where nothing is there.
  virtual std::expected<EntryType, ReadStatus> type(const std::string& path) const = 0;
  /// Absolute, without links, "." and ".."; `missing` where nothing is there.
  virtual std::expected<std::string, ReadStatus> real_path(const std::string& path) const = 0;
  /// What of the tree is not on disk as it is here (overlay.h), for another process that has to see the same; nullptr: nothing.
  virtual std::shared_ptr<const Overlay> overlay() const { return nullptr; }
};

/// The files as they stand on disk.
std::unique_ptr<SourceTree> working_tree();

}  // namespace unknot
