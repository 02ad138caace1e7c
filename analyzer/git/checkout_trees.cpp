// What git tracks, compared with the disk: by what stat said when the index was written, never by content, since that would
// run the filters that a repository may name.
#include <algorithm>
#include <array>
#include <charconv>
#include <future>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "analyzer/git/checkout.h"
#include "analyzer/source_tree/posix_stat.h"
#include "graph/text_map.h"

namespace unknot {
namespace {

/// What a tree or the index has at a path. Objects are named as git prints them.
struct TrackedFile {
  std::string mode;  ///< "100644", "100755", "120000" (a link), "160000" (a submodule)
  std::string object;
  bool as_on_disk = false;  ///< of the index: the file on disk is this object
  bool seen_on_disk = false;  ///< whatever is on disk counts
  friend bool operator==(const TrackedFile& a, const TrackedFile& b) { return a.mode == b.mode && a.object == b.object; }
  bool is_submodule() const { return mode == "160000"; }
  bool is_link() const { return mode == "120000"; }
};
using TrackedFiles = std::unordered_map<std::string, TrackedFile>;  ///< by path in the repository

std::string_view take_until(std::string_view& text, char end) {
  const auto at = std::min(text.find(end), text.size());
  const auto out = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return out;
}

std::uint64_t number_behind(std::string_view text, std::string_view label, int base = 10) {
  const auto at = text.find(label);
  if (at == std::string_view::npos) return ~std::uint64_t{0};
  const char* begin = text.data() + at + label.size();
  std::uint64_t out = ~std::uint64_t{0};
  std::from_chars(begin, text.data() + text.size(), out, base);
  return out;
}

/// "123:456", seconds and nanoseconds; some programs that write an index leave the latter out.
bool is_time(std::string_view text, std::string_view label, const timespec& now, const timespec& index_written) {
  const auto seconds = number_behind(text, label);
  const auto at = text.find(label);
  if (at == std::string_view::npos) return false;
  const auto nanoseconds = number_behind(text.substr(at + label.size()), ":");
  if (seconds != static_cast<std::uint32_t>(now.tv_sec)) return false;
  // A file that changed when the index was just written may have changed again since (git's "racy" entries).
  if (nanoseconds == 0) return now.tv_sec < index_written.tv_sec;
  if (nanoseconds != static_cast<std::uint64_t>(now.tv_nsec)) return false;
  return now.tv_sec < index_written.tv_sec || (now.tv_sec == index_written.tv_sec && now.tv_nsec < index_written.tv_nsec);
}

/// `debug`: what `git ls-files --debug` prints below an entry. Where its form is another one, nothing is as on disk: slower,
/// and as right.
bool is_as_on_disk(const std::string& path, const TrackedFile& file, std::string_view debug, const timespec& index_written) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return false;
  if (file.is_link() ? !S_ISLNK(info.st_mode) : !S_ISREG(info.st_mode)) return false;
  return number_behind(debug, "size: ") == static_cast<std::uint32_t>(info.st_size) &&
         number_behind(debug, "ino: ") == static_cast<std::uint32_t>(info.st_ino) &&
         is_time(debug, "mtime: ", info.st_mtim, index_written) && is_time(debug, "ctime: ", info.st_ctim, index_written);
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool any_folder_above(std::string_view path, const auto& wanted) {
  for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder))
    if (wanted(folder)) return true;
  return false;
}

/// Files that a person made for this checkout and need not track: no tree is without them.
constexpr std::array<std::string_view, 4> kAlwaysSeen{"compile_commands.json", "unknot.json", "unknot-baseline.json",
                                                      "pyproject.toml"};
/// What stands at the top of a folder that a build made.
constexpr std::array<std::string_view, 4> kOfBuilds{"CMakeCache.txt", "build.ninja", "CACHEDIR.TAG", "compile_commands.json"};

bool is_one_of(std::string_view name, const auto& names) { return std::ranges::find(names, name) != names.end(); }

}  // namespace

struct CheckoutTrees::State {
  Checkout checkout;
  TreeOptions options;
  TrackedFiles index;
  std::set<std::string> left_out;  ///< tracked, and by the wish of a person not on disk
  std::vector<std::string> untracked;
  TextSet untracked_names{};

  std::string path(std::string_view name) const { return (checkout.top == "/" ? "" : checkout.top) + "/" + std::string(name); }

  std::expected<void, std::string> read_index() {
    struct stat info {};
    const std::string file = checkout.index_file.starts_with('/') || checkout.git.folder.empty()
                                 ? checkout.index_file : checkout.git.folder + "/" + checkout.index_file;
    timespec written{};
    if (::stat(file.c_str(), &info) == 0) written = info.st_mtim;
    const auto answer = checkout.git.run({"ls-files", "--stage", "-t", "--debug", "--full-name", "-z", "--", ":/"});
    if (!answer.ok()) return std::unexpected("git: " + answer.complaint());
    // "H 100644 OBJECT STAGE\tPATH\0" and five lines about it
    for (std::string_view rest = answer.out; !rest.empty();) {
      std::string_view entry = take_until(rest, '\0');
      const auto tag = take_until(entry, ' ');
      TrackedFile found{.mode = std::string(take_until(entry, ' ')), .object = std::string(take_until(entry, ' '))};
      const auto stage = take_until(entry, '\t');
      std::string name(entry);
      const auto all = rest;
      while (rest.starts_with(' ')) take_until(rest, '\n');
      const auto debug = all.substr(0, all.size() - rest.size());
      constexpr std::uint64_t kIntentToAdd = 0x20000000;  // `git add -N`: a promise, no content
      if (const auto flags = number_behind(debug, "flags: ", 16); flags != ~std::uint64_t{0} && (flags & kIntentToAdd) != 0) {
        untracked.push_back(std::move(name));
        continue;
      }
      if (stage == "0") found.as_on_disk = !found.is_submodule() && is_as_on_disk(path(name), found, debug, written);
      if (tag == "S" && ::lstat(path(name).c_str(), &info) != 0) left_out.insert(name);
      // Of an unmerged file the first side counts that is there: ours before theirs.
      if (stage != "1") index.try_emplace(std::move(name), std::move(found));
    }
    return {};
  }

  std::expected<void, std::string> read_untracked(const GitAnswer& answer) {
    if (!answer.ok()) return std::unexpected("git: " + answer.complaint());
    std::vector<std::string> all = std::move(untracked);
    untracked.clear();
    TextSet built;
    for (std::string_view rest = answer.out; !rest.empty();) {
      std::string_view name = take_until(rest, '\0');
      if (name.ends_with('/')) name.remove_suffix(1);  // a repository of its own
      if (is_one_of(name_of(name), kOfBuilds) && !folder_of(name).empty()) built.emplace(folder_of(name));
      all.emplace_back(name);
    }
    // A folder that holds tracked files is a source folder, whatever was built in it.
    if (!built.empty())
      for (const auto& [name, file] : index)
        any_folder_above(name, [&](std::string_view folder) {
          if (const auto found = built.find(folder); found != built.end()) built.erase(found);
          return built.empty();
        });
    for (auto& name : all) {
      if (is_one_of(name_of(name), kAlwaysSeen) || options.as_on_disk(path(name))) continue;
      if (!built.empty() && any_folder_above(name, [&](std::string_view folder) { return built.contains(folder); })) continue;
      untracked_names.insert(name);
      untracked.push_back(std::move(name));
    }
    return {};
  }

  std::expected<TrackedFiles, std::string> files_of(const std::string& commit) const {
    const auto answer = checkout.git.run({"ls-tree", "-r", "-z", "--full-tree", commit});
    if (!answer.ok()) return std::unexpected("git: " + answer.complaint());
    TrackedFiles out;
    // "100644 blob OBJECT\tPATH\0"
    for (std::string_view rest = answer.out; !rest.empty();) {
      std::string_view entry = take_until(rest, '\0');
      TrackedFile file{.mode = std::string(take_until(entry, ' ')), .object = {}};
      take_until(entry, ' ');
      file.object = take_until(entry, '\t');
      out.emplace(entry, std::move(file));
    }
    return out;
  }

  /// `revision`: as `git diff` takes it, for a person.
  std::expected<std::shared_ptr<const Overlay>, std::string> overlay(std::string name, const TrackedFiles& wanted,
                                                                     const std::string& revision) const {
    Overlay out{.name = std::move(name), .top = checkout.top, .paths = {}};
    std::map<std::string, const TrackedFile*> differing;
    for (const auto& [file, tracked] : wanted) {
      if (tracked.is_submodule() || tracked.seen_on_disk || left_out.contains(file) || options.as_on_disk(path(file))) continue;
      const auto here = index.find(file);
      const bool same = here != index.end() && here->second.as_on_disk && here->second == tracked;
      // What is below a link or a file that git does not know is reached through it, and is not the tracked file.
      const bool covered = !untracked_names.empty() &&
                           any_folder_above(file, [&](std::string_view folder) { return untracked_names.contains(folder); });
      if (!same || covered) differing.emplace(path(file), &tracked);
    }
    for (const auto& [file, tracked] : index)
      if (!tracked.is_submodule() && !wanted.contains(file) && !options.as_on_disk(path(file))) out.paths[path(file)] = {};
    for (const auto& file : untracked)
      if (!wanted.contains(file)) out.paths[path(file)] = {};
    if (auto read = read_objects(differing, out, revision); !read) return std::unexpected(read.error());
    return std::make_shared<const Overlay>(std::move(out));
  }

  std::expected<void, std::string> read_objects(const std::map<std::string, const TrackedFile*>& files, Overlay& into,
                                                const std::string& revision) const {
    if (files.empty()) return {};
    std::string names;
    for (const auto& [path, file] : files) names += file->object + "\n";
    const auto sizes = checkout.git.run({"cat-file", "--batch-check=%(objectsize)"}, names);
    if (!sizes.ok()) return std::unexpected("git: " + sizes.complaint());
    std::string_view rest = sizes.out;
    std::vector<std::string> read;
    std::uint64_t missing = 0;
    names.clear();
    for (const auto& [path, file] : files) {
      const auto said = take_until(rest, '\n');
      Overlaid& here = into.paths[path];
      here = {.kind = OverlaidKind::unreadable, .bytes = {}};
      std::uint64_t size = 0;
      const char* end = said.data() + said.size();
      const bool known = !said.empty() && std::from_chars(said.data(), end, size).ptr == end;
      if (!options.wanted(path, known ? size : 0)) continue;
      if (!known) {
        ++missing;
        continue;
      }
      here.kind = file->is_link() ? OverlaidKind::link : OverlaidKind::file;
      read.push_back(path);
      names += file->object + "\n";
    }
    if (missing > 0)
      return std::unexpected(std::to_string(missing) + (missing == 1 ? " file of it is" : " files of it are") +
                             " not in this partial clone; fetch first: git diff --stat " + revision);
    if (read.empty()) return {};
    const auto objects = checkout.git.run({"cat-file", "--batch"}, names);
    if (!objects.ok()) return std::unexpected("git: " + objects.complaint());
    rest = objects.out;
    for (const auto& path : read) {
      std::string_view header = take_until(rest, '\n');  // "OBJECT blob SIZE", then the bytes and the end of a line
      const std::uint64_t size = number_behind(header, " blob ");
      if (size >= rest.size()) return std::unexpected("git cat-file ended early");
      into.paths[path].bytes = rest.substr(0, size);
      rest.remove_prefix(size + 1);
    }
    return {};
  }
};

CheckoutTrees::CheckoutTrees(std::unique_ptr<State> state) : state_(std::move(state)) {}
CheckoutTrees::~CheckoutTrees() = default;
CheckoutTrees::CheckoutTrees(CheckoutTrees&&) noexcept = default;

std::expected<CheckoutTrees, std::string> CheckoutTrees::read(Checkout checkout, TreeOptions options) {
  auto state = std::make_unique<State>(
      State{.checkout = std::move(checkout), .options = std::move(options), .index = {}, .left_out = {}, .untracked = {}});
  // git walks the tree while the index is compared with it.
  auto others = std::async(std::launch::async, [git = state->checkout.git] {
    return git.run({"ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"});
  });
  auto done = state->read_index();
  const auto untracked = others.get();
  if (done) done = state->read_untracked(untracked);
  if (!done) return std::unexpected(done.error());
  return CheckoutTrees(std::move(state));
}

std::expected<std::shared_ptr<const Overlay>, std::string> CheckoutTrees::index() const {
  return state_->overlay("index", state_->index, "--cached");
}

std::expected<std::shared_ptr<const Overlay>, std::string> CheckoutTrees::commit(const std::string& commit,
                                                                                Settings settings) const {
  auto files = state_->files_of(commit);
  if (!files) return std::unexpected(files.error());
  // What is as on disk is what the index says and what no tree is without.
  std::erase_if(*files, [](const auto& file) { return is_one_of(name_of(file.first), kAlwaysSeen); });
  for (const auto& [name, file] : state_->index) {
    if (!is_one_of(name_of(name), kAlwaysSeen)) continue;
    TrackedFile there = file;
    there.seen_on_disk = settings == Settings::of_disk;
    files->insert_or_assign(name, std::move(there));
  }
  auto out = state_->overlay("commit", *files, commit);
  if (!out) return std::unexpected(commit.substr(0, 12) + ": " + out.error());
  return out;
}

}  // namespace unknot
