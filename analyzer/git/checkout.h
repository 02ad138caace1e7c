// The checkout that a project stands in: which commit to compare with, and the index or a commit as a source tree.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/git/git.h"
#include "analyzer/source_tree/overlay.h"

namespace unknot {

struct Checkout {
  Git git;
  std::string top;         ///< of the working tree; absolute, without links
  std::string index_file;  ///< as git names it: relative to git.folder
  bool shallow = false;
};

/// The checkout that `folder` (absolute) is in. An error says why there is none: no git, no repository, a bare one.
std::expected<Checkout, std::string> open_checkout(const std::string& folder);

/// What findings are compared with.
struct BaseCommit {
  std::string commit;  ///< the full name; empty: there is no commit yet, so everything is new
  std::string remark;  ///< for a person: which commit it is, and what was wrong on the way
};
/// HEAD.
BaseCommit head_commit(const Checkout&);
/// The merge base of `revision` and HEAD, as a pull request has it; without one the revision itself. An error where nobody
/// knows the revision: one line with the command that fetches it.
std::expected<BaseCommit, std::string> base_commit(const Checkout&, const std::string& revision);

/// The configuration and the databases that a commit's tree has: today's, as they are on disk or in the index.
enum class Settings : std::uint8_t { of_disk, of_index };

struct TreeOptions {
  /// Is the file (absolute) to be as on disk, whatever git says of it?
  std::function<bool(std::string_view path)> as_on_disk;
  /// Are the bytes of this file wanted? A file with others is there and cannot be read.
  std::function<bool(std::string_view path, std::uint64_t size)> wanted;
};
/// Differences of the index, or of the commits' trees, from the files on disk. Files that git ignores are seen as they are on
/// disk; those that it neither tracks nor ignores are gone, but for build folders, databases and configuration; submodules and
/// what a sparse checkout leaves out are as on disk.
class CheckoutTrees {
 public:
  /// Asks git what it tracks and what it does not.
  static std::expected<CheckoutTrees, std::string> read(Checkout, TreeOptions);
  ~CheckoutTrees();
  CheckoutTrees(CheckoutTrees&&) noexcept;

  std::expected<std::shared_ptr<const Overlay>, std::string> index() const;
  std::expected<std::shared_ptr<const Overlay>, std::string> commit(const std::string& commit, Settings) const;

 private:
  struct State;
  explicit CheckoutTrees(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unknot
