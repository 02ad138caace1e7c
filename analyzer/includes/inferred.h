// Search folders for files that no compile command speaks of: those folders of the tree that make their includes resolve,
// the nearest first.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "analyzer/includes/folders.h"
#include "analyzer/includes/nearness.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/includes/source_files.h"

namespace unknot {

/// Each include that is found neither beside its file nor in `known` votes for the nearest folder that holds what it names,
/// or for all that are as many steps up (see nearness.h). So files in different places may see different files under one
/// name, as they do where each target of a build has its own -I. Folders in which every name means the same form a group.
class InferredSearch {
 public:
  /// `tree`: every folder of the project, the root first. `files`: those whose includes vote.
  InferredSearch(Folders&, const std::vector<FolderId>& tree, const std::vector<FileId>& files, const SourceFiles&,
                 const SearchList& known);

  /// The topmost folder of the group that `folder`, an absolute path, belongs to.
  FolderId group(std::string_view folder) const;
  /// The voted folders around those that the compiler looks into by itself. One that holds a standard header's name comes
  /// behind them for <...>: <string.h> is never a project's own string.h by guess.
  SearchList around(const SearchList& system, FolderId group) const;
  /// The voted folders behind those of `known`.
  SearchList behind(const SearchList& known, FolderId group) const;
  /// Sorted by path.
  const std::vector<VotedFolder>& voted() const { return voted_; }

 private:
  std::vector<VotedFolder> nearest_first(FolderId group) const;

  Folders& folders_;
  FolderId root_;
  std::vector<VotedFolder> voted_;
  std::unique_ptr<const Nearness> nearness_;  ///< of `voted_`
  std::shared_ptr<HoldersByName> holders_;
  std::unordered_set<std::string_view> borders_;  ///< the topmost folders of groups, but for the root
};

}  // namespace unknot
