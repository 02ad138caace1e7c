// Places in a search list that are no plain folders, and names that differ in case only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "analyzer/includes/folders.h"
#include "analyzer/includes/search_list.h"
#include "tests/support/memory_tree.h"

namespace unknot {
namespace {

using test::MemoryTree;

void put(std::string& out, std::uint32_t value, int size, bool big_endian) {
  for (int i = 0; i < size; ++i) out += static_cast<char>(value >> 8 * (big_endian ? size - 1 - i : i) & 0xff);
}

/// A header map as Xcode writes it; the place of an entry in its table is not looked at by a reader that takes all of them.
std::string header_map(const std::vector<std::array<std::string, 3>>& entries, bool big_endian = false) {
  std::string pool(1, '\0');
  std::string table;
  const auto text = [&](const std::string& value) {
    const auto at = static_cast<std::uint32_t>(pool.size());
    pool += value + '\0';
    return at;
  };
  for (const auto& entry : entries)
    for (const auto& part : entry) put(table, text(part), 4, big_endian);
  put(table, 0, 4, big_endian), put(table, 0, 4, big_endian), put(table, 0, 4, big_endian);  // an empty bucket
  std::string out;
  put(out, 0x686d6170, 4, big_endian), put(out, 1, 2, big_endian), put(out, 0, 2, big_endian);
  put(out, static_cast<std::uint32_t>(24 + table.size()), 4, big_endian),
      put(out, static_cast<std::uint32_t>(entries.size()), 4, big_endian);
  put(out, static_cast<std::uint32_t>(table.size() / 12), 4, big_endian), put(out, 64, 4, big_endian);
  return out + table + pool;
}

TEST(HeaderMap, IsRead) {
  for (const bool big_endian : {false, true}) {
    const auto map = parse_header_map(header_map({{"Foo.h", "/src/", "Foo.h"}, {"Bar.h", "Kit/", "Bar.h"}}, big_endian));
    ASSERT_TRUE(map);
    EXPECT_EQ(map->size(), 2U);
    EXPECT_EQ(map->at("foo.h"), "/src/Foo.h");
    EXPECT_EQ(map->at("bar.h"), "Kit/Bar.h");
  }
  EXPECT_FALSE(parse_header_map(""));
  EXPECT_FALSE(parse_header_map("not a header map at all, whatever it says"));
}

TEST(HeaderMap, BrokenBytesAreHarmless) {
  const std::string whole = header_map({{"Foo.h", "/src/", "Foo.h"}});
  EXPECT_TRUE(rc::check([&] {
    std::string broken = whole;
    const auto at = *rc::gen::inRange<std::size_t>(0, broken.size());
    broken[at] = *rc::gen::arbitrary<char>();
    broken.resize(*rc::gen::inRange<std::size_t>(0, broken.size() + 1));
    parse_header_map(broken);
  }));
}

TEST(Folders, HeaderMapsArePlaces) {
  const MemoryTree tree({{"/a.hmap", header_map({{"Foo.h", "/src/", "Foo.h"}})}, {"/b.hmap", "no map"}, {"/src/Foo.h", ""}});
  Folders folders(tree);
  const FolderId map = folders.open_header_map("/a.hmap");
  ASSERT_NE(map, FolderId::none);
  EXPECT_TRUE(folders.is_header_map(map));
  ASSERT_NE(folders.mapped(map, "fOO.h"), nullptr);
  EXPECT_EQ(*folders.mapped(map, "Foo.h"), "/src/Foo.h");
  EXPECT_EQ(folders.mapped(map, "Bar.h"), nullptr);
  EXPECT_EQ(folders.open_header_map("/b.hmap"), FolderId::none);
  EXPECT_EQ(folders.open_header_map("/c.hmap"), FolderId::none);
}

TEST(Folders, FrameworksArePlaces) {
  const MemoryTree tree({{"/f/Kit.framework/Headers/A.h", ""}, {"/f/Kit.framework/PrivateHeaders/P.h", ""}, {"/f/Plain.h", ""}});
  Folders folders(tree);
  const FolderId place = folders.open_frameworks("/f");
  const auto path = [&](const char* name) {
    const AccessId found = folders.find(place, name);
    return found == AccessId::none ? "none" : folders.path(folders.access(found).file);
  };
  EXPECT_EQ(path("Kit/A.h"), "/f/Kit.framework/Headers/A.h");
  EXPECT_EQ(path("Kit/P.h"), "/f/Kit.framework/PrivateHeaders/P.h");
  EXPECT_EQ(path("Kit/B.h"), "none");
  EXPECT_EQ(path("Plain.h"), "none");
  EXPECT_NE(folders.open("/f"), place);
  EXPECT_EQ(folders.open_frameworks("/g"), FolderId::none);
}

TEST(Folders, NamesInAnyCaseWhereAsked) {
  const MemoryTree tree({{"/p/Include/Foo.h", ""}, {"/p/Include/sub/Bar.H", ""}, {"/p/Include/foo.H", ""}});
  Folders folders(tree);
  const FolderId folder = folders.open("/p/INCLUDE", NameCase::folded);
  ASSERT_NE(folder, FolderId::none);
  EXPECT_EQ(folders.open("/p/INCLUDE"), FolderId::none);
  const auto path = [&](const char* name) {
    const AccessId found = folders.find(folder, name, NameCase::folded);
    return found == AccessId::none ? "none" : folders.path(folders.access(found).file);
  };
  EXPECT_EQ(path("SUB/bar.h"), "/p/Include/sub/Bar.H");
  EXPECT_EQ(path("foo.H"), "/p/Include/foo.H") << "the exact one first";
  EXPECT_EQ(path("FOO.H"), "/p/Include/Foo.h") << "else the first by its bytes";
  EXPECT_EQ(folders.find(folder, "SUB/bar.h"), AccessId::none);
  EXPECT_NE(folders.find_path("/P/Include/Foo.h", NameCase::folded), AccessId::none);
}

TEST(SearchList, HoldsFrameworksAndHeaderMaps) {
  const MemoryTree tree({{"/a.hmap", header_map({{"Foo.h", "/src/", "Foo.h"}})}, {"/f/x.h", ""}, {"/no.hmap", ""}});
  Folders folders(tree);
  const SearchList list = make_search_list({{"/a.hmap", SearchGroup::quoted, PlaceKind::folder},
                                            {"/no.hmap", SearchGroup::quoted, PlaceKind::folder},
                                            {"/f", SearchGroup::angled, PlaceKind::folder},
                                            {"/f", SearchGroup::system, PlaceKind::frameworks}},
                                           folders);
  ASSERT_EQ(list.folders.size(), 3U) << "a folder and the frameworks in it are two places";
  EXPECT_EQ(list.angled_begin, 1U);
}

}  // namespace
}  // namespace unknot
