// A source tree in memory: files, folders and links as a map, for what reads through SourceTree.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/source_tree/source_tree.h"

namespace unknot::test {

class MemoryTree final : public SourceTree {
 public:
  /// Absolute path -> text. Folders are those that the paths need.
  explicit MemoryTree(std::map<std::string, std::string> files = {}) {
    folders_.insert("/");
    for (auto& [path, text] : files) write(path, text);
  }
  void write(const std::string& path, std::string text) {
    add_folders_above(path);
    files_[path] = {std::move(text), ++clock_};
  }
  void remove(const std::string& path) {
    files_.erase(path);
    folder_times_[parent(path)] = ++clock_;
  }
  void add_folder(const std::string& path) { add_folders_above(path + "/x"); }
  /// `target`: absolute.
  void link(const std::string& path, const std::string& target) {
    add_folders_above(path);
    links_[path] = target;
  }

  ReadStatus read(const std::string& path, SourceFile& into) const override {
    const std::string real = resolved(path);
    if (folders_.contains(real)) return ReadStatus::not_a_file;
    const auto found = files_.find(real);
    if (found == files_.end()) return ReadStatus::missing;
    into.bytes = found->second.text;
    into.signature = signature(real);
    return ReadStatus::ok;
  }
  std::expected<Listing, ReadStatus> list(const std::string& folder) const override {
    const std::string real = resolved(folder);
    if (!folders_.contains(real)) return std::unexpected(ReadStatus::missing);
    ++lists;
    Listing out{.signature = signature(real), .entries = {}};
    const auto add = [&](const std::string& path, EntryType type) {
      if (path != "/" && parent(path) == real) out.entries.push_back({path.substr(path.rfind('/') + 1), type});
    };
    for (const auto& [path, file] : files_) add(path, EntryType::file);
    for (const auto& path : folders_) add(path, EntryType::folder);
    for (const auto& [path, target] : links_) add(path, EntryType::link);
    return out;
  }
  std::expected<FileSignature, ReadStatus> stat(const std::string& path) const override {
    const std::string real = resolved(path);
    if (!files_.contains(real) && !folders_.contains(real)) return std::unexpected(ReadStatus::missing);
    return signature(real);
  }
  std::expected<EntryType, ReadStatus> type(const std::string& path) const override {
    const std::string real = resolved(path);
    if (folders_.contains(real)) return EntryType::folder;
    if (files_.contains(real)) return EntryType::file;
    return std::unexpected(ReadStatus::missing);
  }
  std::expected<std::string, ReadStatus> real_path(const std::string& path) const override {
    const std::string real = resolved(path);
    if (!files_.contains(real) && !folders_.contains(real)) return std::unexpected(ReadStatus::missing);
    return real;
  }

  mutable int lists = 0;  ///< how often a folder was listed

 private:
  struct File {
    std::string text;
    std::int64_t time = 0;
  };
  static std::string parent(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
  }
  void add_folders_above(const std::string& path) {
    folder_times_[parent(path)] = ++clock_;
    for (std::string at = parent(path); folders_.insert(at).second && at != "/";) at = parent(at);
  }
  /// The path without links, ".", ".." and doubled slashes; "" where a link leads nowhere.
  std::string resolved(const std::string& path, int depth = 0) const {
    std::string out;
    for (std::string_view rest = path; !rest.empty();) {
      rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
      const auto name = rest.substr(0, std::min(rest.find('/'), rest.size()));
      rest.remove_prefix(name.size());
      if (name.empty() || name == ".") continue;
      if (name == "..") {
        out.resize(out.empty() ? 0 : out.rfind('/'));
        continue;
      }
      out += '/';
      out += name;
      if (const auto link = links_.find(out); link != links_.end()) {
        if (depth > 20) return {};
        out = resolved(link->second, depth + 1);
        if (out == "/") out.clear();
      }
    }
    return out.empty() ? "/" : out;
  }
  FileSignature signature(const std::string& real) const {
    FileSignature out{.device = 1, .inode = std::hash<std::string>{}(real), .size = 0, .mtime_ns = 0, .ctime_ns = 0};
    if (const auto file = files_.find(real); file != files_.end()) {
      out.size = file->second.text.size();
      out.mtime_ns = file->second.time;
    } else if (const auto time = folder_times_.find(real); time != folder_times_.end()) {
      out.mtime_ns = time->second;
    }
    out.ctime_ns = out.mtime_ns;
    return out;
  }

  std::map<std::string, File> files_;
  std::set<std::string> folders_;
  std::map<std::string, std::string> links_;
  std::map<std::string, std::int64_t> folder_times_;
  std::int64_t clock_ = 0;
};

}  // namespace unknot::test
