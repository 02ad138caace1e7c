// What the build's own files beside a database say: which headers the build writes, which of them are copies of a source
// file, and which targets there are. build.ninja, the Makefiles and CMake's File API are read; nothing is run.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/project/build_step.h"
#include "analyzer/project/file_api.h"
#include "analyzer/source_tree/source_tree.h"

namespace unknot {

class BuildFiles {
 public:
  /// `folder`: that of the database, absolute; empty: there is none.
  BuildFiles(const SourceTree& tree, std::string folder) : tree_(tree), folder_(std::move(folder)) {}

  void read();

  /// The file that the build has yet to write where a directive says `spelling`: the one at that place below one of
  /// `folders`, else the only kind of place that ends so. Absolute; empty where the build writes no such file, or has
  /// written it.
  std::string output(const std::string& spelling, std::span<const std::string> folders) const;

  /// (copy, source), absolute, sorted: files that a step only copies. Neither has to be there.
  const std::vector<std::pair<std::string, std::string>>& copies() const { return copies_; }
  /// What the copy is a copy of; empty: it is none.
  std::string source_of(const std::string& copy) const;
  const std::vector<BuildTarget>& targets() const { return targets_; }

  /// What was read, and what was asked for in vain.
  const std::vector<std::string>& read_paths() const { return read_; }
  const std::vector<std::string>& missing_paths() const { return missing_; }

 private:
  std::optional<std::string> text(const std::string& path);
  void add_steps(const std::vector<BuildStep>& steps);
  void add_output(std::string path);
  void read_ninja();
  void read_makefiles();
  void read_file_api();

  const SourceTree& tree_;
  std::string folder_;
  std::map<std::string, std::vector<std::string>, std::less<>> outputs_;  ///< by file name, absolute, sorted
  std::vector<std::pair<std::string, std::string>> copies_;
  std::vector<BuildTarget> targets_;
  /// File names in a Makefile that no generator wrote: what variables make of its rules is not known.
  std::set<std::string, std::less<>> other_names_;
  std::vector<std::string> read_, missing_;
};

}  // namespace unknot
