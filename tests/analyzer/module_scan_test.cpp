// What is read of P1689 files.
#include <gtest/gtest.h>

#include "analyzer/project/module_scan.h"

namespace unknot::test {
namespace {

using Names = std::vector<std::string>;

TEST(ModuleScanFile, NamesWhatIsProvidedAndRequired) {
  const auto scan = parse_module_scan(R"({"version": 1, "revision": 0, "rules": [{"primary-output": "a.o",
    "provides": [{"logical-name": "a:p", "is-interface": true, "source-path": "a.cppm"}],
    "requires": [{"logical-name": "c"}, {"logical-name": "b", "source-path": "b.cppm"}, {"logical-name": "c"}]}]})");
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->provides, "a:p");
  EXPECT_EQ(scan->requires_, (Names{"b", "c"}));
}

TEST(ModuleScanFile, MayNameNothing) {
  const auto scan = parse_module_scan(R"({"version": 1, "rules": [{"primary-output": "a.o"}]})");
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->provides, "");
  EXPECT_EQ(scan->requires_, Names{});
}

TEST(ModuleScanFile, OfSeveralUnitsOrNoneIsNotTaken) {
  for (const char* text : {"", "[]", "{", R"({"rules": 1})", R"({"rules": []})", R"({"rules": [{}, {}]})"})
    EXPECT_FALSE(parse_module_scan(text)) << text;
}

TEST(ModuleScanFile, OddEntriesAreLeftOut) {
  const auto scan = parse_module_scan(R"({"rules": [{"provides": [7], "requires": [{"logical-name": 1}, {}, "x", {"logical-name": "b"}]}]})");
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->requires_, Names{"b"});
}

}  // namespace
}  // namespace unknot::test
