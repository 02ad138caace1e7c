// Folders and files by identity: every path that a search list or a directive spells ends at one folder or file, whatever
// links lead there. Folders are listed once; each look-up after that is a table look-up.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/includes/header_map.h"
#include "analyzer/source_tree/source_tree.h"
#include "graph/text_map.h"

namespace unknot {

enum class FolderId : std::uint32_t { none = 0xffffffff };
/// A file by identity: its path without links.
enum class FileId : std::uint32_t {};
/// A way to a file: the folder through which it was found and its name there. Quoted includes look beside that place.
enum class AccessId : std::uint32_t { none = 0xffffffff };

constexpr std::uint32_t index(FolderId id) { return static_cast<std::uint32_t>(id); }
constexpr std::uint32_t index(FileId id) { return static_cast<std::uint32_t>(id); }
constexpr std::uint32_t index(AccessId id) { return static_cast<std::uint32_t>(id); }

struct Access {
  FolderId folder{};
  FileId file{};
};

/// Do names that differ in case only name one file? Where several do, the exact one counts, else the first by its bytes.
enum class NameCase : std::uint8_t { exact, folded };

class Folders {
 public:
  explicit Folders(const SourceTree& tree) : tree_(tree) {}

  /// The folder at an absolute path; `none` where there is none.
  FolderId open(const std::string& path, NameCase = NameCase::exact);
  /// A folder of frameworks: below it, Foo/Bar.h is Foo.framework/Headers/Bar.h, or that of its PrivateHeaders.
  FolderId open_frameworks(const std::string& path);
  /// The header map at an absolute path, as a place in a search list; `none` where the file is none.
  FolderId open_header_map(const std::string& path);
  bool is_header_map(FolderId id) const { return folders_[index(id)].map.has_value(); }
  /// What the header map puts for a name; nullptr where nothing.
  const std::string* mapped(FolderId map, std::string_view name) const;
  /// Neither frameworks nor a header map: `entries` tells all that can be found in it.
  bool is_plain(FolderId id) const { return !is_header_map(id) && folders_[index(id)].frameworks_of == FolderId::none; }
  /// The file `relative` (it may hold slashes and "..") below a folder.
  AccessId find(FolderId folder, std::string_view relative, NameCase = NameCase::exact);
  /// The file at an absolute path.
  AccessId find_path(const std::string& path, NameCase = NameCase::exact);

  const Access& access(AccessId id) const { return accesses_[index(id)]; }
  const std::string& path(FileId id) const { return file_paths_[index(id)]; }
  const std::string& path(FolderId id) const { return folders_[index(id)].path; }
  std::size_t file_count() const { return file_paths_.size(); }
  std::size_t access_count() const { return accesses_.size(); }
  FileId file(const std::string& real_path);
  /// From now on every way to `copy` leads to `source`. Quoted includes still look beside the copy.
  void join(FileId copy, FileId source);

  struct Entry {
    std::string name;
    EntryType type = EntryType::file;
  };
  const std::vector<Entry>& entries(FolderId);
  FolderId child(FolderId, std::string_view name, NameCase = NameCase::exact);

  /// Every folder that was listed, with its signature: while these hold, so does every look-up, found or failed.
  std::vector<std::pair<std::string, FileSignature>> listed() const;
  /// Paths that lead to a folder of another name, by links or "..", with that folder; sorted.
  std::vector<std::pair<std::string, std::string>> redirected() const;
  /// Folders that are there and cannot be listed, with the reason; what they hold counts as missing. In order of asking.
  const std::vector<std::pair<FolderId, ReadStatus>>& unlisted() const { return unlisted_; }
  /// Header maps that were read.
  const std::vector<std::string>& read() const { return read_; }
  /// Paths that were asked for and are not there.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  struct Folder {
    std::string path;
    bool listed = false;
    FileSignature signature;
    std::vector<Entry> entries;
    TextMap<std::uint32_t> by_name;
    TextMap<FolderId> children;   ///< memo of `child`, "a/b" too
    TextMap<AccessId> files;      ///< memo of `find` for plain names
    TextMap<std::string> by_folded_name;  ///< lower case -> the name on disk; made when it is first asked
    FolderId frameworks_of = FolderId::none;
    std::optional<HeaderMap> map;
  };

  FolderId intern(std::string real_path);
  Folder& list(FolderId);
  FolderId walk(FolderId from, std::string_view relative, NameCase);
  /// The name on disk that is this one but for case; the name itself where there is none.
  std::string on_disk(FolderId, std::string_view name);
  AccessId find_in_frameworks(FolderId, std::string_view relative);
  AccessId find_here(FolderId folder, std::string_view name);

  const SourceTree& tree_;
  std::deque<Folder> folders_;  ///< a deque: entries stay in place while others come
  TextMap<FolderId> by_real_path_;
  TextMap<FolderId> by_spelling_;
  std::vector<std::string> file_paths_;
  TextMap<FileId> files_;
  std::vector<Access> accesses_;
  std::vector<std::pair<FolderId, ReadStatus>> unlisted_;
  std::vector<std::string> missing_;
  std::vector<std::string> read_;
};

}  // namespace unknot
