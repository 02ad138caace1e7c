// Which trees an analysis reads: the one that is judged, and the one that it is compared with.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/analyze.h"
#include "analyzer/git/checkout.h"

namespace unknot {

class ProjectTrees {
 public:
  /// The tree that the options name: the working tree or the index. `root` is absolute. An error where git has none.
  static std::expected<ProjectTrees, std::string> open(const AnalysisOptions&, const std::string& root);

  const std::shared_ptr<const SourceTree>& judged() const { return judged_; }

  struct Base {
    std::shared_ptr<const SourceTree> tree;  ///< nullptr: there is no commit yet
    std::string remark;                      ///< for a person: which one it is
  };
  /// The tree to compare with, if the options ask for one. `databases` (absolute) count as they are on disk.
  std::expected<Base, std::string> base(const std::vector<std::string>& databases);

 private:
  std::expected<void, std::string> read_checkout();

  std::string root_;
  std::optional<std::string> changed_since_;
  Settings settings_ = Settings::of_disk;
  std::shared_ptr<std::vector<std::string>> databases_ = std::make_shared<std::vector<std::string>>();
  std::optional<Checkout> checkout_;
  std::optional<CheckoutTrees> trees_;
  std::shared_ptr<const SourceTree> judged_ = working_tree();
};

}  // namespace unknot
