// A file system that notes what was opened and what was asked for in vain, so that an answer can be kept exactly as long as
// it holds. Only regular files are opened: a FIFO or a device would hang the process or never end.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace unknot {

class RecordingFileSystem final : public llvm::vfs::ProxyFileSystem {
 public:
  explicit RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> base) : ProxyFileSystem(std::move(base)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override {
    auto result = ProxyFileSystem::status(path);
    if (!result && fold_case) {
      result = ProxyFileSystem::status(on_disk(absolute(path)));
      if (result) return llvm::vfs::Status::copyWithNewName(*result, path);
    }
    if (!result) missing.insert(absolute(path));
    else if (result->isDirectory()) probed.insert(absolute(path));
    return result;
  }
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override {
    const std::string wanted = fold_case ? on_disk(absolute(path)) : path.str();
    const auto named = ProxyFileSystem::status(wanted);
    if (named && !named->isRegularFile()) return std::make_error_code(std::errc::invalid_argument);
    if (named && named->getSize() > kLargestFile) return std::make_error_code(std::errc::file_too_large);
    auto result = ProxyFileSystem::openFileForRead(wanted);
    (result ? read : missing).insert(absolute(path));
    return result;
  }
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine& path, std::error_code& error) override {
    probed.insert(absolute(path));
    return ProxyFileSystem::dir_begin(path, error);
  }
  bool exists(const llvm::Twine& path) override { return static_cast<bool>(status(path)); }

  /// The path by the names that are on disk, where they differ in case only; else as it is.
  std::string on_disk(const std::string& path) {
    if (path.size() <= 1 || ProxyFileSystem::exists(path)) return path;
    const std::string folder = on_disk(llvm::sys::path::parent_path(path).str());
    const auto [known, fresh] = names_.try_emplace(folder);
    std::error_code error;
    if (fresh)
      for (auto at = ProxyFileSystem::dir_begin(folder, error); !error && at != llvm::vfs::directory_iterator(); at.increment(error)) {
        std::string name = llvm::sys::path::filename(at->path()).str();
        const auto [entry, first] = known->second.emplace(llvm::StringRef(name).lower(), name);
        if (!first && name < entry->second) entry->second = name;
      }
    const auto found = known->second.find(llvm::sys::path::filename(path).lower());
    return found == known->second.end() ? path : folder + "/" + found->second;
  }

  std::set<std::string> read, missing, probed;
  bool fold_case = false;  ///< for commands of Windows: names that differ in case only are one

 private:
  std::string absolute(const llvm::Twine& path) {
    llvm::SmallString<256> out;
    path.toVector(out);
    if (makeAbsolute(out)) return {};
    return std::string(out);
  }

  std::map<std::string, std::map<std::string, std::string>> names_;  ///< by folder: lower case -> name on disk
};

/// The names so far, sorted; the next ones begin anew.
inline std::vector<std::string> drain(std::set<std::string>& names) {
  std::vector<std::string> out(names.begin(), names.end());
  names.clear();
  return out;
}

}  // namespace unknot
