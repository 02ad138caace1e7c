// Which files a CMake build installs, by the install scripts that it leaves in the build folder. Nothing of them is run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// A folder that is installed with what is below it.
struct InstalledFolder {
  std::string path;                  ///< absolute, with a slash at its end
  std::vector<std::string> endings;  ///< of the files that are taken; empty: all
};

class InstalledFiles {
 public:
  /// Reads cmake_install.cmake of the folder and of those that it includes. A rule that is not understood installs nothing.
  static InstalledFiles read(const SourceTree&, const std::string& build_folder);
  /// `path`: absolute.
  bool contains(std::string_view path) const;

 private:
  void read_script(std::string_view text, std::vector<std::string>& more);

  std::vector<std::string> files_;  ///< sorted
  std::vector<InstalledFolder> folders_;
};

}  // namespace unknot
