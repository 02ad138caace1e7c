// A tree with differences laid over it is, in every answer, the tree that they make. The oracle is that tree on disk.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "analyzer/extract/overlay_bytes.h"
#include "analyzer/source_tree/overlay.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

struct Leaf {
  bool link = false;
  std::string text;
  friend bool operator==(const Leaf&, const Leaf&) = default;
};
using Leaves = std::map<std::string, Leaf>;

class RandomTrees {
 public:
  explicit RandomTrees(std::uint64_t seed) : random_(seed) {}

  Leaves tree() {
    Leaves out;
    for (std::size_t n = 3 + below(10); n > 0; --n) put(out, some_path(), some_leaf());
    return out;
  }
  Leaves changed(Leaves leaves) {
    for (std::size_t n = 1 + below(6); n > 0; --n) {
      if (below(3) == 0 && leaves.size() > 1) leaves.erase(std::next(leaves.begin(), static_cast<std::ptrdiff_t>(below(leaves.size()))));
      else put(leaves, some_path(), some_leaf());
    }
    return leaves;
  }
  std::string some_path() {
    std::string out;
    for (std::size_t n = 1 + below(3); n > 0; --n) out += (out.empty() ? "" : "/") + std::string(1, static_cast<char>('a' + below(3)));
    return out;
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  Leaf some_leaf() {
    if (below(4) != 0) return {.link = false, .text = std::to_string(below(4))};
    constexpr const char* kTargets[] = {"a", "../b", "b/c", "../a/b", ".", "..", "nowhere", "c/../a"};
    return {.link = true, .text = kTargets[below(8)]};
  }
  /// What is in the way, above or below, goes.
  static void put(Leaves& leaves, const std::string& path, const Leaf& leaf) {
    std::erase_if(leaves, [&](const auto& other) { return other.first.starts_with(path + "/") || path.starts_with(other.first + "/"); });
    leaves[path] = leaf;
  }
  std::mt19937_64 random_;
};

void write(const std::string& root, const Leaves& leaves) {
  fs::create_directories(root);
  for (const auto& [path, leaf] : leaves) {
    fs::create_directories(fs::path(root + "/" + path).parent_path());
    if (leaf.link) fs::create_symlink(leaf.text, root + "/" + path);
    else std::ofstream(root + "/" + path) << leaf.text;
  }
}

Overlay differences(const std::string& top, const Leaves& disk, const Leaves& wanted) {
  Overlay out{.name = "test", .top = top, .paths = {}};
  for (const auto& [path, leaf] : disk)
    if (!wanted.contains(path)) out.paths[top + "/" + path] = {};
  for (const auto& [path, leaf] : wanted)
    if (const auto here = disk.find(path); here == disk.end() || here->second != leaf)
      out.paths[top + "/" + path] = {.kind = leaf.link ? OverlaidKind::link : OverlaidKind::file, .bytes = leaf.text};
  return out;
}

/// All that a tree says of a path, without the root's own name.
std::string said(const SourceTree& tree, const std::string& root, const std::string& path) {
  std::string out;
  const std::string full = root + "/" + path;
  SourceFile file;
  const auto status = tree.read(full, file);
  out += "read " + (status == ReadStatus::ok ? file.bytes : "-");
  const auto type = tree.type(full);
  out += " type " + (type ? std::to_string(static_cast<int>(*type)) : "-");
  const auto real = tree.real_path(full);
  out += " real " + (real ? real->starts_with(root) ? real->substr(root.size()) : "outside" : "-");
  out += tree.stat(full) ? " there" : " gone";
  if (auto listing = tree.list(full)) {
    std::ranges::sort(listing->entries, {}, &DirectoryEntry::name);
    // A link may lead up to the folder of temporary files, which other programs change between two looks.
    const bool ours = real && real->starts_with(fs::path(root).parent_path().string());
    if (ours)
      for (const auto& entry : listing->entries) out += " " + entry.name + ":" + std::to_string(static_cast<int>(entry.type));
    if (real && real->starts_with(root)) {
      // A folder has one signature, however it is asked for.
      EXPECT_EQ(listing->signature, *tree.stat(full));
    }
  }
  return out;
}

TEST(Overlay, IsTheTreeThatItsDifferencesMake) {
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE(seed);
    RandomTrees random(seed);
    const std::string folder = new_folder();
    const Leaves disk = random.tree();
    const Leaves wanted = random.changed(disk);
    const std::string here = fs::canonical(folder).string() + "/here";
    const std::string there = fs::canonical(folder).string() + "/there";
    write(here, disk);
    write(there, wanted);
    const Overlay overlay = differences(here, disk, wanted);
    const auto tree = overlay_tree(std::make_shared<Overlay>(*decode_overlay(encode_overlay(overlay))));
    const auto oracle = working_tree();
    std::vector<std::string> paths{"", ".", "..", "a/..", "./a"};
    for (int i = 0; i < 60; ++i) paths.push_back(random.some_path() + (i % 7 == 0 ? "/../" + random.some_path() : i % 5 == 0 ? "/" + random.some_path() : ""));
    for (const auto& path : paths)
      if (path != "..") ASSERT_EQ(said(*tree, here, path), said(*oracle, there, path)) << path;
    fs::remove_all(folder);
  }
}

TEST(Overlay, SignaturesAreOfPathAndContent) {
  const std::string folder = fs::canonical(new_folder()).string();
  write(folder, {{"x", {}}});
  const auto stat = [&](const std::string& path, const std::string& text) {
    Overlay overlay{.name = "test", .top = folder, .paths = {}};
    for (const char* name : {"a", "b"}) overlay.paths[folder + "/" + name] = {.kind = OverlaidKind::file, .bytes = text};
    return *overlay_tree(std::make_shared<Overlay>(overlay))->stat(folder + "/" + path);
  };
  EXPECT_EQ(stat("a", "1"), stat("a", "1"));
  EXPECT_NE(stat("a", "1"), stat("a", "2"));
  EXPECT_NE(stat("a", "1").inode, stat("b", "1").inode) << "Clang takes files of one inode for one";
  EXPECT_TRUE(is_by_content(stat("a", "1")));
  EXPECT_FALSE(is_by_content(stat("x", "1")));
  EXPECT_NE(stat("", "1").ctime_ns, working_tree()->stat(folder)->ctime_ns);
  fs::remove_all(folder);
}

TEST(Overlay, BytesThatAreNoneAreRefused) {
  const std::string bytes = encode_overlay({.name = "n", .top = "/t", .paths = {{"/t/a", {.kind = OverlaidKind::file, .bytes = "x"}}}});
  EXPECT_TRUE(decode_overlay(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_overlay(bytes.substr(0, size))) << size;
  EXPECT_FALSE(decode_overlay(bytes + "x"));
}

}  // namespace
}  // namespace unknot::test
