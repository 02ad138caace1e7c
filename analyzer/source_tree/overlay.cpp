// Folders that hold a difference are listed once at the start; everything else is a look-up, and then the disk.
#include "analyzer/source_tree/overlay.h"

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <shared_mutex>

#include <unistd.h>

#include "analyzer/source_tree/posix_stat.h"
#include "graph/text_map.h"
#include "xxhash.h"

namespace unknot {

namespace {

constexpr int kMostLinks = 40;  // in one path, as Linux has it

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos || slash == 0 ? std::string_view("/") : path.substr(0, slash);
}
std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }
std::string below(std::string_view folder, std::string_view name) {
  return (folder == "/" ? std::string() : std::string(folder)) + "/" + std::string(name);
}

FileSignature content_signature(std::string_view path, std::string_view bytes) {
  return {.device = kNoDevice,
          .inode = XXH3_64bits(path.data(), path.size()),
          .size = bytes.size(),
          .mtime_ns = std::numeric_limits<std::int64_t>::max(),
          .ctime_ns = static_cast<std::int64_t>(XXH3_64bits(bytes.data(), bytes.size()))};
}

/// A path that the overlay speaks of: a difference, or a folder above one.
struct Node {
  const Overlaid* difference = nullptr;
  bool is_folder = false;    ///< there is something in it
  bool hides_disk = false;   ///< what the disk has here and below is not in the tree
  std::vector<std::string> children{};     ///< names of nodes directly below
  std::vector<DirectoryEntry> entries{};   ///< of a folder, sorted by name
  FileSignature signature{};
};

class OverlayTree final : public SourceTree {
 public:
  explicit OverlayTree(std::shared_ptr<const Overlay> overlay) : overlay_(std::move(overlay)), disk_(working_tree()) {
    for (const auto& [path, difference] : overlay_->paths) {
      Node& node = nodes_[path];
      node.difference = &difference;
      node.hides_disk = true;
      add_above(path);
    }
    if (nodes_.contains(overlay_->top)) settle(overlay_->top, Disk::seen);
  }

  ReadStatus read(const std::string& path, SourceFile& into) const override {
    const Found found = find(path);
    if (found.node == nullptr) return found.status == ReadStatus::ok ? disk_->read(found.path, into) : found.status;
    if (found.node->is_folder) return ReadStatus::not_a_file;
    if (found.node->difference->kind == OverlaidKind::unreadable) return ReadStatus::unreadable;
    into.bytes = found.node->difference->bytes;
    into.signature = found.node->signature;
    return ReadStatus::ok;
  }
  std::expected<Listing, ReadStatus> list(const std::string& folder) const override {
    const Found found = find(folder);
    if (found.status != ReadStatus::ok) return std::unexpected(found.status);
    if (found.node == nullptr) return disk_->list(found.path);
    if (!found.node->is_folder) return std::unexpected(ReadStatus::missing);
    return Listing{.signature = found.node->signature, .entries = found.node->entries};
  }
  std::expected<FileSignature, ReadStatus> stat(const std::string& path) const override {
    const Found found = find(path);
    if (found.status != ReadStatus::ok) return std::unexpected(found.status);
    return found.node != nullptr ? found.node->signature : signature_of(found.info);
  }
  std::expected<EntryType, ReadStatus> type(const std::string& path) const override {
    const Found found = find(path);
    if (found.status != ReadStatus::ok) return std::unexpected(found.status);
    if (found.node != nullptr) return found.node->is_folder ? EntryType::folder : EntryType::file;
    return type_of(found.info.st_mode);
  }
  std::expected<std::string, ReadStatus> real_path(const std::string& path) const override {
    Found found = find(path);
    if (found.status != ReadStatus::ok) return std::unexpected(found.status);
    return std::move(found.path);
  }
  std::shared_ptr<const Overlay> overlay() const override { return overlay_; }

 private:
  /// A path without links, and what is there: a node, or what the disk says.
  struct Found {
    ReadStatus status = ReadStatus::ok;
    std::string path{};
    const Node* node = nullptr;
    struct stat info {};
  };
  enum class Disk : std::uint8_t { seen, hidden };

  void add_above(std::string path) {
    while (path.size() > overlay_->top.size()) {
      std::string folder(folder_of(path));
      const bool known = nodes_.contains(folder);
      Node& node = nodes_[folder];
      const std::string name(name_of(path));
      if (known && std::ranges::find(node.children, name) != node.children.end()) return;
      node.children.push_back(name);
      path = std::move(folder);
    }
  }

  /// The entries of a node and of those below it. Is anything there?
  bool settle(const std::string& path, Disk disk) {
    Node& node = nodes_.at(path);
    if (node.hides_disk) disk = Disk::hidden;
    std::vector<DirectoryEntry> entries;
    bool was_folder = false;
    if (disk == Disk::seen) {
      if (auto listing = lists(path)) {
        was_folder = true;
        entries = std::move(listing->entries);
      }
      node.hides_disk = !was_folder;
    } else {
      node.hides_disk = true;
    }
    const bool was_empty = entries.empty();
    std::ranges::sort(node.children);
    std::erase_if(entries, [&](const DirectoryEntry& entry) { return std::ranges::binary_search(node.children, entry.name); });
    for (const auto& name : node.children) {
      const std::string child = below(path, name);
      if (!settle(child, node.hides_disk ? Disk::hidden : Disk::seen)) continue;
      const Node& there = nodes_.at(child);
      const bool link = !there.is_folder && there.difference->kind == OverlaidKind::link;
      entries.push_back({.name = name, .type = there.is_folder ? EntryType::folder : link ? EntryType::link : EntryType::file});
    }
    node.is_folder = !entries.empty() || (was_folder && was_empty) || path == overlay_->top;
    if (!node.is_folder) {
      if (node.difference == nullptr || node.difference->kind == OverlaidKind::gone) return false;
      node.signature = content_signature(path, node.difference->bytes);
      return true;
    }
    std::ranges::sort(entries, {}, &DirectoryEntry::name);
    std::string said;
    for (const auto& entry : entries) said += entry.name + '\0' + static_cast<char>('0' + static_cast<int>(entry.type));
    node.signature = content_signature(path, said);
    node.entries = std::move(entries);
    return true;
  }
  /// The listing of what is a folder on disk by itself, not through a link.
  std::expected<Listing, ReadStatus> lists(const std::string& path) const {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return std::unexpected(ReadStatus::missing);
    return disk_->list(path);
  }

  Found find(std::string_view path, int links = 0) const {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (path.empty() || path.front() != '/') return {.status = ReadStatus::missing};
    if (path == "/") return on_disk("/", links);
    const std::string_view name = name_of(path);
    Found folder = find_folder(folder_of(path), links);
    if (folder.status != ReadStatus::ok || name.empty() || name == ".") return folder;
    if (name == "..") return find_folder(folder_of(folder.path), links);
    std::string at = below(folder.path, name);
    if (const auto node = nodes_.find(at); node != nodes_.end()) return on_node(std::move(at), node->second, links);
    if (folder.node != nullptr && folder.node->hides_disk) return {.status = ReadStatus::missing};
    return on_disk(std::move(at), links);
  }
  Found on_node(std::string path, const Node& node, int links) const {
    if (node.is_folder) return {.path = std::move(path), .node = &node};
    if (node.difference == nullptr || node.difference->kind == OverlaidKind::gone) return {.status = ReadStatus::missing};
    if (node.difference->kind == OverlaidKind::link) return follow(path, node.difference->bytes, links);
    return {.path = std::move(path), .node = &node};
  }
  Found on_disk(std::string path, int links) const {
    Found out{.path = std::move(path)};
    if (::lstat(out.path.c_str(), &out.info) != 0) return {.status = status_of_errno()};
    if (!S_ISLNK(out.info.st_mode)) return out;
    std::array<char, 4096> target{};
    const ssize_t size = ::readlink(out.path.c_str(), target.data(), target.size());
    if (size <= 0) return {.status = ReadStatus::unreadable};
    return follow(out.path, {target.data(), static_cast<std::size_t>(size)}, links);
  }
  Found follow(std::string_view link, std::string_view target, int links) const {
    if (links == kMostLinks || target.empty()) return {.status = ReadStatus::unreadable};
    return find(target.front() == '/' ? std::string(target) : below(folder_of(link), target), links + 1);
  }
  /// As `find`, where the path has to be a folder. Each is looked for once.
  Found find_folder(std::string_view path, int links) const {
    {
      const std::shared_lock lock(mutex_);
      if (const auto known = folders_.find(path); known != folders_.end()) return known->second;
    }
    Found found = find(path, links);
    const bool is_folder = found.node != nullptr ? found.node->is_folder : S_ISDIR(found.info.st_mode);
    if (found.status == ReadStatus::ok && !is_folder) found = {.status = ReadStatus::missing};
    if (links > 0 && found.status != ReadStatus::ok) return found;  // it may be that too many links came before
    const std::unique_lock lock(mutex_);
    folders_.emplace(path, found);
    return found;
  }

  std::shared_ptr<const Overlay> overlay_;
  std::unique_ptr<SourceTree> disk_;
  TextMap<Node> nodes_;
  mutable std::shared_mutex mutex_;
  mutable TextMap<Found> folders_;  ///< as spelled
};

}  // namespace

std::unique_ptr<SourceTree> overlay_tree(std::shared_ptr<const Overlay> overlay) {
  return std::make_unique<OverlayTree>(std::move(overlay));
}

}  // namespace unknot
