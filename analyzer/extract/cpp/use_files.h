// The project files of a unit, and where in them a location stands. It knows nothing of declarations.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

namespace unknot {

/// A place in a file of the project.
struct FilePlace {
  std::uint32_t file = 0;    ///< as UnitFiles counts them
  std::uint32_t offset = 0;  ///< bytes
};

class UnitFiles {
 public:
  static constexpr std::uint32_t kOutside = 0xffffffff;

  /// `roots`, `directory`: as for UseCollector.
  UnitFiles(const clang::SourceManager&, const std::vector<std::string>& roots, const std::string& directory);

  /// The project file behind it, or kOutside. A file that is entered twice is one.
  std::uint32_t of(clang::FileID);
  std::uint32_t size() const { return static_cast<std::uint32_t>(files_.size()); }
  /// As Clang spells it, made absolute.
  const std::string& path(std::uint32_t file) const { return files_[file].path; }
  /// As it stands in USRs: from the first root on.
  const std::string& relative(std::uint32_t file) const { return files_[file].relative; }
  clang::FileID id(std::uint32_t file) const { return files_[file].id; }

  /// Where the text stands that says it: a macro's argument where it is written, what a macro's body says in that body, and what
  /// is pasted together at the expansion. False outside of the project.
  bool spelled(clang::SourceLocation, FilePlace&);
  /// Where the text stands from which it comes: as `spelled`, but what a macro's body says is at the expansion.
  bool expanded(clang::SourceLocation, FilePlace&);
  /// The path of the file in which the text stands, absolute; empty: in none.
  std::string path_of(clang::SourceLocation) const;

  const clang::SourceManager& sources() const { return sources_; }

 private:
  struct File {
    std::string path, relative;
    clang::FileID id;
  };

  const clang::SourceManager& sources_;
  const std::vector<std::string>& roots_;
  const std::string& directory_;
  std::vector<File> files_;
  llvm::DenseMap<clang::FileID, std::uint32_t> by_id_;
  llvm::DenseMap<const clang::FileEntry*, std::uint32_t> by_entry_;
  clang::FileID last_;
  std::uint32_t last_file_ = kOutside;
};

}  // namespace unknot
