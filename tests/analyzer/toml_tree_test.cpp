// [tool.unknot] in pyproject.toml: the same keys as in unknot.json, the same problems, at their places.
#include "analyzer/config/toml_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/config/written_config.h"
#include "checks/registry.h"

namespace unknot {
namespace {

/// The text must have exactly these problems.
void check(std::string_view text, const std::vector<std::string>& expected) {
  const auto config = read_config_file(text, "pyproject.toml", all_check_infos());
  std::vector<std::string> problems;
  if (!config)
    for (const auto& problem : config.error()) problems.push_back(to_text(problem));
  EXPECT_THAT(problems, testing::ElementsAreArray(expected)) << text.substr(0, 200);
}

TEST(TomlTree, EveryKeyIsRead) {
  const auto written = read_config_file(R"([project]
name = "x"
[tool.unknot]
ignore = ["third_party/", 'lib\x']
fail_on = "error"
[tool.unknot.checks]
include-cycle = {severity = "error", options = {implementation-suffixes = [".inl"]}}
"self-include/x-macro" = "off"
suppression.enabled = false
[[tool.unknot.suppressions]]
check = "*"
file = "a/**"
reason = "agreed"
[[tool.unknot.suppressions]]
check = "self-include"
reason = "agreed, too"
)", "pyproject.toml", all_check_infos());
  ASSERT_TRUE(written && *written);
  const Config config = resolve_config(**written, all_check_infos());
  EXPECT_THAT(config.ignore, testing::ElementsAre("third_party/", "lib\\x"));
  EXPECT_EQ(config.fail_on, Severity::error);
  EXPECT_EQ(config.checks.at("include-cycle").cases.at("").severity, Severity::error);
  EXPECT_EQ(config.checks.at("include-cycle").options.text("implementation-suffixes"), ".inl");
  EXPECT_FALSE(config.checks.at("self-include").cases.at("x-macro").enabled);
  EXPECT_FALSE(config.checks.at("suppression").enabled());
  ASSERT_EQ(config.suppressions.size(), 2U);
  EXPECT_EQ(config.suppressions[0].file, "a/**");
  EXPECT_EQ(config.suppressions[0].at, (Position{10, 1}));
  EXPECT_EQ(config.suppressions[1].check, "self-include");
}

TEST(TomlTree, OtherTablesAreNotOurs) {
  for (const char* text : {"", "[tool.other]\nunknown = 1\n", "[project]\nname = 'unknot'\n", "[broken", "tool = 3\n# unknot\n"}) {
    const auto table = parse_tool_table(text);
    ASSERT_TRUE(table) << text;
    EXPECT_FALSE(*table) << text;
  }
}

TEST(TomlTree, ProblemsHaveTheirPlaces) {
  check("[tool.unknot]\n  igno = []\n", {"pyproject.toml:2:3: unknown key 'igno' (did you mean 'ignore'?)"});
  check("[tool.unknot]\nignore = 'a'\n", {"pyproject.toml:2:10: 'ignore' must be a list, not text"});
  check("[tool.unknot]\nignore = [\"\xC3\xA9\", 2020-01-01]\n", {"pyproject.toml:2:17: an item of 'ignore' must be text, not a date"});
  check("[tool.unknot.checks]\n\"\xC3\xA9\" = true\nself-include = 1.5\n",
        {"pyproject.toml:2:1: unknown check '\xC3\xA9'",
         "pyproject.toml:3:16: a setting must be true, false, 'off', 'note', 'warning' or 'error' or an object, not a number"});
  check("[[tool.unknot.suppressions]]\ncheck = '*'\n", {"pyproject.toml:1:1: key 'reason' is missing"});
  check("tool.unknot = 3\n", {"pyproject.toml:1:15: the configuration must be an object, not an integer"});
  check("[tool.unknot]\nsubtree = true\nbuild = ['b']\n",
        {"pyproject.toml:3:1: 'build' belongs into the file of the root: this one says that it speaks for a subtree"});
}

TEST(TomlTree, BrokenTextIsAnErrorWhereItNamesUnknot) {
  const auto broken = parse_tool_table("[tool.unknot]\nignore = [\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().at.line, 2U);
  const auto twice = parse_tool_table("[tool.unknot]\nignore = []\nignore = []\n");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().at.line, 3U);
}

TEST(TomlTree, DeepAndHugeTextIsRefused) {
  const auto dotted = [](int count, const std::string& part) {
    std::string out = part;
    for (int i = 0; i < count; ++i) out += "." + part;
    return out;
  };
  for (const char* part : {"a", "'a b'", "\"a # \\\" b\""}) {
    EXPECT_FALSE(parse_tool_table("[tool.unknot]\n" + dotted(100'000, part) + " = 1\n")) << part;
    EXPECT_FALSE(parse_tool_table("[" + dotted(100'000, part) + "]\n# unknot\n")) << part;
    EXPECT_FALSE(parse_tool_table("a = '''\n' \" # \n''' # unknot\nb = [{" + dotted(100'000, part) + " = 1}]\n")) << part;
  }
  std::string nested = "[tool.unknot]\nx = ";  // as deep as both limits let it be
  for (int i = 0; i < 250; ++i) nested += "{" + dotted(16, "a") + " = ";
  nested += "1" + std::string(250, '}');
  EXPECT_TRUE(parse_tool_table(nested)) << parse_tool_table(nested).error().message;
  EXPECT_TRUE(parse_tool_table("[project]\ndescription = \"" + std::string(5'000, '.') + "\" # " + std::string(500, '.') + "\n[tool.unknot]\n"));
  EXPECT_FALSE(parse_tool_table("[tool.unknot]\na = " + std::string(100'000, '[') + "\n"));
  EXPECT_FALSE(parse_tool_table("[tool.unknot]\n" + std::string(std::size_t{5} << 20, '\n')));
}

TEST(TomlTree, CutAnywhereItNeverCrashes) {
  const std::string text = "[tool.unknot]\nignore = ['a', \"b\\u00e9\"] # \xC3\xA9\nchecks.'*' = {severity = 'error'}\n[[tool.unknot.suppressions]]\ncheck = '*'\n";
  for (std::size_t size = 0; size <= text.size(); ++size) (void)parse_tool_table(text.substr(0, size));
}

}  // namespace
}  // namespace unknot
