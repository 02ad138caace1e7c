// Which files belong to the project, and which of them the tree holds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/includes/folders.h"

namespace unknot {

/// Files outside the roots: the system's headers and installed libraries.
enum class Outside : std::uint8_t { leaves, followed };

class ProjectFiles {
 public:
  /// `roots`: absolute, without links; the first is the root. `ignored` takes a shown path.
  ProjectFiles(Folders& folders, std::vector<std::string> roots, std::function<bool(const std::string&)> ignored, Outside outside)
      : folders_(folders), roots_(std::move(roots)), ignored_(std::move(ignored)), outside_(outside) {}

  /// C and C++ files below the roots, by path. Hidden folders, build trees and links to folders are not entered.
  std::vector<FileId> walk();
  /// Is there no such file? If so, all folders have been entered.
  bool is_empty();
  /// Below a root, or followed outside, and not ignored. Files that the walk passes over (generated ones in a build tree) belong too.
  bool contains(FileId);
  std::string shown(FileId) const;
  /// The folders that the walk entered, parents before children, the root first.
  const std::vector<FolderId>& folders() const { return entered_; }

 private:
  enum class Until : std::uint8_t { end, first_file };
  std::vector<FileId> walk(Until);
  void walk_folder(FolderId, Until, std::vector<FileId>& out);

  Folders& folders_;
  std::vector<std::string> roots_;
  std::function<bool(const std::string&)> ignored_;
  Outside outside_;
  std::vector<FolderId> entered_;
  std::vector<std::int8_t> known_;  ///< by file: 0 not asked, 1 yes, -1 no
};

/// By the file's extension: something that a compiler may read as C or C++.
bool is_source_name(std::string_view name);
/// Only files that are compiled by themselves.
bool is_unit_name(std::string_view name);

}  // namespace unknot
