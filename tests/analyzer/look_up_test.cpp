// From a spelled name to a file: folders and links by identity, search lists, the rules of "..." and <...>.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/includes/folders.h"
#include "analyzer/source_tree/manifest.h"
#include "analyzer/includes/resolver.h"
#include "analyzer/includes/search_list.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/settings_files.h"
#include "tests/support/memory_tree.h"

namespace unknot::test {
namespace {

using testing::ElementsAre;

std::string path_of(const Folders& folders, AccessId id) {
  return id == AccessId::none ? "none" : folders.path(folders.access(id).file);
}

TEST(Folders, OneFileUnderManyNames) {
  MemoryTree tree({{"/p/a/x.h", ""}, {"/p/b/y.h", ""}});
  tree.link("/p/b/x.h", "/p/a/x.h");
  tree.link("/p/l", "/p/a");
  tree.link("/p/dead.h", "/p/gone.h");
  Folders folders(tree);
  const FolderId p = folders.open("/p");
  const AccessId direct = folders.find(p, "a/x.h");
  ASSERT_EQ(path_of(folders, direct), "/p/a/x.h");
  for (const char* name : {"b/x.h", "l/x.h", "./a/./x.h", "b/../a/x.h", "l/../a/x.h", "a//x.h"}) {
    const AccessId other = folders.find(p, name);
    ASSERT_NE(other, AccessId::none) << name;
    EXPECT_EQ(folders.access(other).file, folders.access(direct).file) << name;
  }
  EXPECT_NE(folders.access(folders.find(p, "b/x.h")).folder, folders.access(direct).folder) << "quoted includes look beside the link";
  for (const char* name : {"a", "gone.h", "dead.h", "a/gone.h", "gone/x.h", "a/x.h/y", "", "/"})
    EXPECT_EQ(folders.find(p, name), AccessId::none) << name;
  EXPECT_EQ(folders.open("/p/gone"), FolderId::none);
  EXPECT_THAT(folders.missing(), ElementsAre("/p/gone"));
}

TEST(Folders, AboveTheTop) {
  MemoryTree tree({{"/x.h", ""}, {"/p/a.h", ""}});
  Folders folders(tree);
  EXPECT_EQ(path_of(folders, folders.find(folders.open("/p"), "../../../x.h")), "/x.h");
  EXPECT_EQ(path_of(folders, folders.find_path("/p/../x.h")), "/x.h");
  EXPECT_EQ(path_of(folders, folders.find_path("/x.h")), "/x.h");
  EXPECT_EQ(path_of(folders, folders.find_path("relative.h")), "none");
}

TEST(Folders, AreListedOnce) {
  MemoryTree tree({{"/p/a.h", ""}, {"/p/q/b.h", ""}});
  Folders folders(tree);
  const FolderId p = folders.open("/p");
  for (int i = 0; i < 100; ++i) folders.find(p, "gone" + std::to_string(i) + ".h");
  folders.find(p, "a.h");
  folders.find(p, "q/b.h");
  EXPECT_EQ(tree.lists, 2);
  std::vector<std::string> listed;
  for (const auto& [path, signature] : folders.listed()) listed.push_back(path);
  EXPECT_THAT(listed, ElementsAre("/p", "/p/q"));
}

/// The folders of a search list made of these entries, as text: quoted ones, "|", the others.
std::string list_of(const std::vector<DriverEntry>& entries) {
  MemoryTree tree;
  for (const char* folder : {"/a", "/b", "/c", "/s"}) tree.add_folder(folder);
  tree.link("/l", "/a");
  Folders folders(tree);
  const auto list = make_search_list(entries, folders);
  std::string out;
  for (std::size_t i = 0; i <= list.folders.size(); ++i) {
    if (i == list.angled_begin) out += "|";
    if (i < list.folders.size()) out += folders.path(list.folders[i]);
  }
  return out;
}

TEST(SearchList, IsWhatClangMakesOfIt) {
  using enum SearchGroup;
  EXPECT_EQ(list_of({}), "|");
  EXPECT_EQ(list_of({{"/a", angled}, {"/b", quoted}, {"/c", system}}), "/b|/a/c");
  EXPECT_EQ(list_of({{"/a", angled}, {"/gone", angled}, {"/b", angled}, {"/a", angled}}), "|/a/b");
  EXPECT_EQ(list_of({{"/a", angled}, {"/l", angled}, {"/b", angled}}), "|/a/b");
  EXPECT_EQ(list_of({{"/a", angled}, {"/b", angled}, {"/a", system}}), "|/b/a");  // a user folder that is a system folder, too
  EXPECT_EQ(list_of({{"/s", system}, {"/b", system}, {"/s", system}}), "|/s/b");
  EXPECT_EQ(list_of({{"/a", quoted}, {"/a", angled}}), "/a|/a");
}

class Resolving : public testing::Test {
 protected:
  Resolving()
      : tree_({{"/p/x.h", ""}, {"/p/sub/x.h", ""}, {"/p/sub/only.h", ""}, {"/i/x.h", ""}, {"/i/y.h", ""}, {"/j/x.h", ""}, {"/j/y.h", ""}, {"/q/z.h", ""}, {"/q/x.h", ""}}),
        folders_(tree_), nearby_(folders_),
        list_(make_search_list({{"/q", SearchGroup::quoted}, {"/i", SearchGroup::angled}, {"/j", SearchGroup::system}}, folders_)),
        resolver_(list_, nearby_) {}

  /// From this file, found at this entry, the directive must find that file.
  void check(const std::string& from, std::uint32_t entry, DependencyKind kind, const std::string& spelled, const std::string& expected) {
    IncludeFact include{.kind = kind, .form = spelled[0] == '<' ? Spelled::angled : Spelled::quoted, .spelling = spelled.substr(1, spelled.size() - 2)};
    const auto [known, fresh] = spellings_.try_emplace(include.spelling, static_cast<SpellingId>(spellings_.size()));
    const Access access = folders_.access(folders_.find_path(from));
    for (int again = 0; again < 2; ++again)  // the second time from the memo
      EXPECT_EQ(path_of(folders_, resolver_.resolve(access, entry, include, known->second).access), expected) << from << " " << spelled;
  }

  MemoryTree tree_;
  Folders folders_;
  NearbyLookups nearby_;
  SearchList list_;
  Resolver resolver_;
  std::map<std::string, SpellingId> spellings_;
};

TEST_F(Resolving, QuotedLooksBesideFirst) {
  using enum DependencyKind;
  check("/p/x.h", kNoEntry, include, "\"sub/x.h\"", "/p/sub/x.h");
  check("/p/sub/x.h", kNoEntry, include, "\"x.h\"", "/p/sub/x.h");
  check("/p/x.h", kNoEntry, include, "\"only.h\"", "none");
  check("/p/x.h", kNoEntry, include, "\"z.h\"", "/q/z.h");
  check("/p/x.h", kNoEntry, include, "\"y.h\"", "/i/y.h");
  check("/p/sub/x.h", kNoEntry, include, "\"../x.h\"", "/p/x.h");
}

TEST_F(Resolving, AngledLooksOnlyInTheList) {
  using enum DependencyKind;
  check("/p/x.h", kNoEntry, include, "<x.h>", "/i/x.h");
  check("/p/x.h", kNoEntry, include, "<z.h>", "none");  // quoted folders are not for it
  check("/p/x.h", kNoEntry, import, "<y.h>", "/i/y.h");
}

TEST_F(Resolving, NextGoesOnBehindItsOwnEntry) {
  using enum DependencyKind;
  check("/i/x.h", 1, include_next, "<x.h>", "/j/x.h");
  check("/q/x.h", 0, include_next, "\"x.h\"", "/i/x.h");
  check("/j/x.h", 2, include_next, "<x.h>", "none");
  check("/p/x.h", kNoEntry, include_next, "<x.h>", "/i/x.h");  // not found through the list: a plain #include
}

TEST_F(Resolving, AbsoluteAndComputed) {
  using enum DependencyKind;
  check("/p/x.h", kNoEntry, include, "\"/j/y.h\"", "/j/y.h");
  check("/p/x.h", kNoEntry, include, "</j/gone.h>", "none");
  IncludeFact computed{.kind = include, .form = Spelled::computed, .spelling = "HEADER"};
  EXPECT_EQ(resolver_.resolve(folders_.access(folders_.find_path("/p/x.h")), kNoEntry, computed, SpellingId{900}).access, AccessId::none);
}

TEST(ManifestHolds, WhileNothingChanges) {
  MemoryTree tree({{"/p/a.h", "a"}, {"/p/b.h", "b"}, {"/r/e.h", "e"}});
  tree.link("/l", "/r");
  const Manifest manifest{.files = {{"/p/a.h", *tree.stat("/p/a.h")}},
                          .folders = {{"/p", *tree.stat("/p")}},
                          .redirected = {{"/l", "/r"}},
                          .missing = {"/p/c.h"}};
  EXPECT_TRUE(holds(manifest, tree, 1));
  EXPECT_TRUE(holds(manifest, tree, 8));
  auto changed = tree;
  changed.write("/p/a.h", "A");
  EXPECT_FALSE(holds(manifest, changed, 1));
  auto gone = tree;
  gone.remove("/p/a.h");
  EXPECT_FALSE(holds(manifest, gone, 1));
  auto come = tree;
  come.write("/p/c.h", "");
  EXPECT_FALSE(holds(manifest, come, 1));
  auto folder = tree;
  folder.write("/p/d.h", "");
  EXPECT_FALSE(holds(manifest, folder, 1));
  auto redirected = tree;
  redirected.link("/l", "/p");
  EXPECT_FALSE(holds(manifest, redirected, 1));
  auto elsewhere = tree;
  elsewhere.write("/q/d.h", "");
  EXPECT_TRUE(holds(manifest, elsewhere, 1));
}

TEST(ManifestHolds, WithManyFilesOnManyThreads) {
  MemoryTree tree;
  Manifest manifest;
  for (int i = 0; i < 2'000; ++i) {
    const std::string path = "/p/f" + std::to_string(i) + ".h";
    tree.write(path, std::to_string(i));
    manifest.files.emplace_back(path, *tree.stat(path));
  }
  EXPECT_TRUE(holds(manifest, tree, 4));
  tree.write("/p/f1999.h", "changed");
  EXPECT_FALSE(holds(manifest, tree, 4));
}

TEST(Discover, TheRoot) {
  MemoryTree tree({{"/h/p/src/a.h", ""}, {"/h/p/sub/unknot.json", "{}"}, {"/h/p/sub/deep/b.h", ""}});
  const auto configured = [&](const std::string& folder) { return is_configured(tree, folder); };
  EXPECT_EQ(find_root(tree, "/h/p/src", configured), "/h/p/src") << "nothing above says more";
  EXPECT_EQ(find_root(tree, "/h/p/src/a.h", configured), "/h/p/src");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep/b.h", configured), "/h/p/sub");
  tree.add_folder("/h/p/.git");
  EXPECT_EQ(find_root(tree, "/h/p/src/a.h", configured), "/h/p");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep", configured), "/h/p/sub") << "unknot.json is nearer";
  tree.write("/h/unknot.json", "{}");
  EXPECT_EQ(find_root(tree, "/h/p/src/a.h", configured), "/h") << "unknot.json goes before a checkout";
  tree.write("/h/p/sub/unknot.json", R"({"subtree": true})");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep", configured), "/h") << "it says that it is no root";
  tree.write("/h/p/pyproject.toml", "[tool.unknot]\n");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep", configured), "/h/p");
  tree.write("/h/p/pyproject.toml", "[tool.other]\nname = 'unknot'\n");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep", configured), "/h") << "not our table";
  tree.write("/h/p/pyproject.toml", "[tool.unknot\n");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep", configured), "/h/p") << "broken, so that somebody says so";
  tree.write("/h/p/sub/unknot.json", "{");
  EXPECT_EQ(find_root(tree, "/h/p/sub/deep", configured), "/h/p/sub");
}

TEST(Discover, Databases) {
  MemoryTree tree({{"/p/a.h", ""}});
  EXPECT_TRUE(find_databases(tree, "/p").empty());
  for (const char* folder : {"out/build/x64", "build-release", "cmake-build-debug", "build/dev", "build", "elsewhere"})
    tree.write("/p/" + std::string(folder) + "/compile_commands.json", "[]");
  EXPECT_THAT(find_databases(tree, "/p"),
              ElementsAre("/p/build/compile_commands.json", "/p/build-release/compile_commands.json", "/p/cmake-build-debug/compile_commands.json",
                          "/p/build/dev/compile_commands.json", "/p/out/build/x64/compile_commands.json"));
  tree.link("/p/compile_commands.json", "/p/build/dev/compile_commands.json");
  const auto found = find_databases(tree, "/p");
  EXPECT_EQ(found.front(), "/p/compile_commands.json");
  EXPECT_EQ(found.size(), 5U) << "one database under two names is one";
}

TEST(Discover, ShownPaths) {
  EXPECT_EQ(shown_path("/p", "/p"), ".");
  EXPECT_EQ(shown_path("/p", "/p/src/a.h"), "src/a.h");
  EXPECT_EQ(shown_path("/p", "/pq/a.h"), "../pq/a.h");
  EXPECT_EQ(shown_path("/", "/a.h"), "a.h");
  EXPECT_EQ(shown_path("/p", "/p/\xC3\xA9\xFF.h"), "\xC3\xA9%FF.h");
  EXPECT_TRUE(is_below("/p", "/p/a"));
  EXPECT_FALSE(is_below("/p", "/pq"));
}

}  // namespace
}  // namespace unknot::test
