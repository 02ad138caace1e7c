// A SourceTree as the file system of Clang, so that it reads the bytes that everything else reads, staged ones for instance.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace unknot {

class TreeFileSystem final : public llvm::vfs::FileSystem {
 public:
  explicit TreeFileSystem(const SourceTree& tree) : tree_(tree) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override { return status_of(path.str(), absolute(path)); }

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override {
    const std::string full = absolute(path);
    auto status = status_of(path.str(), full);
    if (!status) return status.getError();
    SourceFile file;
    if (tree_.read(full, file) != ReadStatus::ok) return std::make_error_code(std::errc::io_error);
    return std::make_unique<OpenFile>(std::move(*status), std::move(file.bytes));
  }

  llvm::vfs::directory_iterator dir_begin(const llvm::Twine& path, std::error_code& error) override {
    const auto listing = tree_.list(absolute(path));
    error = listing ? std::error_code() : std::make_error_code(std::errc::no_such_file_or_directory);
    if (!listing) return {};
    std::vector<llvm::vfs::directory_entry> entries;
    for (const auto& entry : listing->entries) {
      llvm::SmallString<256> name;
      path.toVector(name);
      llvm::sys::path::append(name, entry.name);
      entries.emplace_back(std::string(name), llvm_type(entry.type));
    }
    return llvm::vfs::directory_iterator(std::make_shared<Entries>(std::move(entries)));
  }

  llvm::ErrorOr<std::string> getCurrentWorkingDirectory() const override { return directory_; }
  std::error_code setCurrentWorkingDirectory(const llvm::Twine& path) override {
    directory_ = absolute(path);
    return {};
  }
  std::error_code getRealPath(const llvm::Twine& path, llvm::SmallVectorImpl<char>& out) override {
    const auto real = tree_.real_path(absolute(path));
    if (!real) return std::make_error_code(std::errc::no_such_file_or_directory);
    out.assign(real->begin(), real->end());
    return {};
  }

 private:
  class OpenFile final : public llvm::vfs::File {
   public:
    OpenFile(llvm::vfs::Status status, std::string bytes) : status_(std::move(status)), bytes_(std::move(bytes)) {}
    llvm::ErrorOr<llvm::vfs::Status> status() override { return status_; }
    llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine& name, std::int64_t, bool, bool) override {
      return llvm::MemoryBuffer::getMemBufferCopy(bytes_, name);
    }
    std::error_code close() override { return {}; }

   private:
    llvm::vfs::Status status_;
    std::string bytes_;
  };

  class Entries final : public llvm::vfs::detail::DirIterImpl {
   public:
    explicit Entries(std::vector<llvm::vfs::directory_entry> entries) : entries_(std::move(entries)) { show(); }
    std::error_code increment() override {
      ++at_;
      show();
      return {};
    }

   private:
    void show() { CurrentEntry = at_ < entries_.size() ? entries_[at_] : llvm::vfs::directory_entry(); }
    std::vector<llvm::vfs::directory_entry> entries_;
    std::size_t at_ = 0;
  };

  static llvm::sys::fs::file_type llvm_type(EntryType type) {
    switch (type) {
      case EntryType::file: return llvm::sys::fs::file_type::regular_file;
      case EntryType::folder: return llvm::sys::fs::file_type::directory_file;
      case EntryType::link: return llvm::sys::fs::file_type::symlink_file;
      case EntryType::other: break;
    }
    return llvm::sys::fs::file_type::type_unknown;
  }

  llvm::ErrorOr<llvm::vfs::Status> status_of(const std::string& name, const std::string& full) {
    const auto type = tree_.type(full);
    const auto signature = tree_.stat(full);
    if (!type || !signature) return std::make_error_code(std::errc::no_such_file_or_directory);
    return llvm::vfs::Status(name, {signature->device, signature->inode}, {}, 0, 0, signature->size, llvm_type(*type),
                             llvm::sys::fs::perms::all_read);
  }

  std::string absolute(const llvm::Twine& path) const {
    std::string out = path.str();
    return out.starts_with('/') || directory_.empty() ? out : directory_ + "/" + out;
  }

  const SourceTree& tree_;
  std::string directory_;
};

}  // namespace unknot
