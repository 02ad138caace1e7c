// Options -> git -> trees.
#include "analyzer/project_trees.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/includes/project_files.h"
#include "analyzer/project/path_text.h"

namespace unknot {
namespace {

/// Images, archives and the like that differ are not held in memory: nobody includes them.
bool is_wanted(std::string_view path, std::uint64_t size) {
  constexpr std::uint64_t kLargestSource = 64 << 20;
  constexpr std::uint64_t kLargestOther = 64 << 10;
  const auto name = name_part(path);
  return size <= (is_source_name(name) || name.find('.') == std::string_view::npos ? kLargestSource : kLargestOther);
}

}  // namespace

std::expected<ProjectTrees, std::string> ProjectTrees::open(const AnalysisOptions& options, const std::string& root) {
  ProjectTrees out;
  out.root_ = root;
  out.changed_since_ = options.changed_since;
  for (const auto& build : options.builds) out.databases_->push_back(std::filesystem::absolute(build).lexically_normal());
  if (options.content == Content::working_tree) return out;
  out.settings_ = Settings::of_index;
  if (auto done = out.read_checkout(); !done) return std::unexpected(done.error());
  auto index = out.trees_->index();
  if (!index) return std::unexpected(index.error());
  out.judged_ = overlay_tree(std::move(*index));
  return out;
}

std::expected<void, std::string> ProjectTrees::read_checkout() {
  if (trees_) return {};
  auto checkout = open_checkout(root_);
  if (!checkout) return std::unexpected(checkout.error());
  checkout_ = std::move(*checkout);
  auto trees = CheckoutTrees::read(*checkout_, {.as_on_disk = [databases = databases_](std::string_view path) {
                                                  return std::ranges::find(*databases, path) != databases->end();
                                                },
                                                .wanted = is_wanted});
  if (!trees) return std::unexpected(trees.error());
  trees_.emplace(std::move(*trees));
  return {};
}

std::expected<ProjectTrees::Base, std::string> ProjectTrees::base(const std::vector<std::string>& databases) {
  databases_->insert(databases_->end(), databases.begin(), databases.end());
  if (auto done = read_checkout(); !done) return std::unexpected(done.error());
  const auto commit = changed_since_ ? base_commit(*checkout_, *changed_since_) : head_commit(*checkout_);
  if (!commit) return std::unexpected(commit.error());
  Base out{.tree = nullptr, .remark = commit->remark};
  if (commit->commit.empty()) return out;
  auto overlay = trees_->commit(commit->commit, settings_);
  if (!overlay) return std::unexpected(overlay.error());
  out.tree = overlay_tree(std::move(*overlay));
  return out;
}

}  // namespace unknot
