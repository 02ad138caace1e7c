// HEAD as a tree laid over the disk: what is in it differs.
#include "analyzer/fix/uncommitted.h"

#include <algorithm>
#include <set>

#include "analyzer/git/checkout.h"

namespace unknot {

std::expected<std::vector<std::string>, std::string> uncommitted(const std::string& root, const std::vector<std::string>& files) {
  auto checkout = open_checkout(root);
  if (!checkout) return std::unexpected(checkout.error());
  const auto head = head_commit(*checkout);
  if (head.commit.empty()) return files;
  std::vector<std::string> arguments{"ls-files", "-z", "--full-name", "--"};
  for (const auto& file : files)
    arguments.push_back(":(literal,top)" + (root == checkout->top ? file : root.substr(checkout->top.size() + 1) + "/" + file));
  const auto tracked = checkout->git.run(arguments);
  if (!tracked.ok()) return std::unexpected(tracked.complaint());
  std::set<std::string> known;
  for (std::string_view rest = tracked.out; !rest.empty();) {
    const auto end = std::min(rest.find('\0'), rest.size());
    known.insert(checkout->top + "/" + std::string(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  auto trees = CheckoutTrees::read(std::move(*checkout), {.as_on_disk = [](std::string_view) { return false; },
                                                          .wanted = [](std::string_view, std::uint64_t) { return true; }});
  if (!trees) return std::unexpected(trees.error());
  const auto overlay = trees->commit(head.commit, Settings::of_disk);
  if (!overlay) return std::unexpected(overlay.error());
  std::vector<std::string> out;
  for (const auto& file : files)
    if (!known.contains(root + "/" + file) || (*overlay)->paths.contains(root + "/" + file)) out.push_back(file);
  std::ranges::sort(out);
  return out;
}

}  // namespace unknot
