// A file system that notes what was opened and what was asked for in vain, so that an answer can be kept exactly as long as
// it holds. Only regular files are opened: a FIFO or a device would hang the process or never end.
#pragma once

#include <set>
#include <string>

#include "analyzer/source_tree/source_tree.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace unknot {

class RecordingFileSystem final : public llvm::vfs::ProxyFileSystem {
 public:
  explicit RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> base) : ProxyFileSystem(std::move(base)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override {
    auto result = ProxyFileSystem::status(path);
    if (!result) missing.insert(absolute(path));
    else if (result->isDirectory()) probed.insert(absolute(path));
    return result;
  }
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override {
    const auto named = ProxyFileSystem::status(path);
    if (named && !named->isRegularFile()) return std::make_error_code(std::errc::invalid_argument);
    if (named && named->getSize() > kLargestFile) return std::make_error_code(std::errc::file_too_large);
    auto result = ProxyFileSystem::openFileForRead(path);
    (result ? read : missing).insert(absolute(path));
    return result;
  }
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine& path, std::error_code& error) override {
    probed.insert(absolute(path));
    return ProxyFileSystem::dir_begin(path, error);
  }
  bool exists(const llvm::Twine& path) override { return static_cast<bool>(status(path)); }

  std::set<std::string> read, missing, probed;

 private:
  std::string absolute(const llvm::Twine& path) {
    llvm::SmallString<256> out;
    path.toVector(out);
    if (makeAbsolute(out)) return {};
    return std::string(out);
  }
};

}  // namespace unknot
