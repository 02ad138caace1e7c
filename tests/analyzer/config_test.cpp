// unknot.json: what it says, what is wrong with it and where; globs, nearest names and --checks beside it.
#include "analyzer/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "analyzer/config/config_keys.h"
#include "analyzer/config/config_schema.h"
#include "analyzer/config/glob.h"
#include "analyzer/config/json_tree.h"
#include "graph/nearest_name.h"
#include "analyzer/config/select_checks.h"

namespace unknot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr CaseInfo kCycleCases[] = {{"own-implementation", Severity::note, "a header and its own source"},
                                    {"not-shown", Severity::note, "not shown to be entered"}};
constexpr OptionSpec kCycleOptions[] = {
    {"largest", OptionType::integer, "12", "The largest tangle."},
    {"tests", OptionType::boolean, "true", "Look at tests."},
    {"style", OptionType::text, "short", "A style."},
    {"skip", OptionType::text_list, "a\nb", "Names to skip."},
};
constexpr CheckInfo kCycle{
    .id = "include-cycle", .summary = "Headers in a ring.", .doc = "", .cases = kCycleCases, .options = kCycleOptions};
constexpr CheckInfo kSelf{.id = "self-include", .summary = "A file that includes itself.", .doc = ""};
constexpr CheckInfo kUnused{.id = "unused-include", .summary = "Off unless asked.", .doc = "", .on_by_default = false};
constexpr const CheckInfo* kChecks[] = {&kCycle, &kSelf, &kUnused};

/// The configuration of valid text.
Config read(std::string_view text) {
  auto config = parse_config(text, "unknot.json", kChecks);
  if (config) return *config;
  for (const ConfigProblem& problem : config.error()) ADD_FAILURE() << to_text(problem);
  return default_config(kChecks);
}

/// Text must have exactly these problems.
void check(std::string_view text, const std::vector<std::string>& expected) {
  SCOPED_TRACE(text.substr(0, 200));
  const auto config = parse_config(text, "unknot.json", kChecks);
  std::vector<std::string> problems;
  if (!config) {
    for (const ConfigProblem& problem : config.error()) problems.push_back(to_text(problem));
  }
  EXPECT_THAT(problems, testing::ElementsAreArray(expected));
}

TEST(Config, EmptyObjectGivesTheDefaults) {
  const Config config = read("{}");
  EXPECT_THAT(config.roots, IsEmpty());
  EXPECT_EQ(config.system_headers, SystemHeaders::leaves);
  EXPECT_EQ(config.fail_on, Severity::warning);
  ASSERT_EQ(config.checks.size(), 3u);
  EXPECT_TRUE(config.checks.at("include-cycle").enabled());
  EXPECT_FALSE(config.checks.at("unused-include").enabled());
  EXPECT_EQ(config.checks.at("include-cycle").options.text("largest"), "12");
  EXPECT_EQ(config.checks.at("include-cycle").options.text("skip"), "a\nb");
  EXPECT_TRUE(config.checks.at("include-cycle").options.flag("tests"));
  EXPECT_EQ(config.checks.at("include-cycle").cases.size(), 3u);
}

TEST(Config, EveryKeyIsRead) {
  const Config config = read(R"(
    // comments of both kinds
    {
      "$schema": "x", "roots": ["../shared", "lib"], "ignore": ["third_party/", "*.gen.h"], /* in between */
      "build": ["out"], "system_headers": "follow", "fail_on": "never", "python_roots": ["src"], "python_version": "3.10",
      "suppressions": [{"check": "include-cycle/not-shown", "file": "a/**", "from": "a.h", "to": "b.h", "reason": "agreed"},
                       {"check": "*", "reason": "legacy"}]
    })");
  EXPECT_THAT(config.roots, ElementsAre("../shared", "lib"));
  EXPECT_THAT(config.ignore, ElementsAre("third_party/", "*.gen.h"));
  EXPECT_THAT(config.build, ElementsAre("out"));
  EXPECT_EQ(config.system_headers, SystemHeaders::follow);
  EXPECT_EQ(config.fail_on, std::nullopt);
  EXPECT_THAT(config.python_roots, ElementsAre("src"));
  EXPECT_EQ(config.python_minor, 10U);
  ASSERT_EQ(config.suppressions.size(), 2u);
  const ConfigSuppression& first = config.suppressions[0];
  EXPECT_EQ(first.check + "|" + first.file + "|" + first.from + "|" + first.to + "|" + first.reason,
            "include-cycle/not-shown|a/**|a.h|b.h|agreed");
  EXPECT_EQ(first.at, (Position{6, 24}));
  EXPECT_EQ(config.suppressions[1].check + config.suppressions[1].file, "*");
}

TEST(Config, TheNearerSettingGoesFirstWhateverTheOrder) {
  const Config config = read(R"({"checks": {
    "include-cycle/not-shown": "off", "include-cycle": {"severity": "error", "options": {"largest": -3, "skip": [], "tests": false}},
    "unused-include": true, "*": "note", "self-include": {"enabled": false}}})");
  const CheckSettings& cycle = config.checks.at("include-cycle");
  EXPECT_EQ(cycle.cases.at("").severity, Severity::error);
  EXPECT_EQ(cycle.cases.at("own-implementation").severity, std::nullopt);  // a note by design
  EXPECT_FALSE(cycle.cases.at("not-shown").enabled);
  EXPECT_TRUE(cycle.cases.at("").enabled);
  EXPECT_EQ(cycle.options.text("largest"), "-3");
  EXPECT_EQ(cycle.options.text("skip"), "");
  EXPECT_FALSE(cycle.options.flag("tests"));
  EXPECT_EQ(cycle.options.text("style"), "short");
  EXPECT_TRUE(config.checks.at("unused-include").enabled());
  EXPECT_EQ(config.checks.at("unused-include").cases.at("").severity, Severity::note);
  EXPECT_FALSE(config.checks.at("self-include").enabled());
}

TEST(Config, ACaseAloneCanBeOn) {
  const Config config = read(R"({"checks": {"include-cycle": false, "include-cycle/not-shown": true}})");
  EXPECT_TRUE(config.checks.at("include-cycle").enabled());
  EXPECT_FALSE(config.checks.at("include-cycle").cases.at("").enabled);
}

TEST(ConfigProblems, UnknownNamesGetTheNearest) {
  check("{\n  \"fail_on\": \"never\",\n      \"roots2\": []\n}",
        {"unknot.json:3:7: unknown key 'roots2' (did you mean 'roots'?)"});
  check(R"({"zzzzzz": 1})", {"unknot.json:1:2: unknown key 'zzzzzz'"});
  check(R"({"checks": {"inclde-cycle": true}})",
        {"unknot.json:1:13: unknown check 'inclde-cycle' (did you mean 'include-cycle'?)"});
  check(R"({"checks": {"include-cycle/not-shwon": true}})",
        {"unknot.json:1:13: check 'include-cycle' has no case 'not-shwon' (did you mean 'not-shown'?)"});
  check(R"({"checks": {"include-cycle": {"options": {"larges": 1}}}})",
        {"unknot.json:1:43: check 'include-cycle' has no option 'larges' (did you mean 'largest'?)"});
  check(R"({"checks": {"include-cycle": "eror"}})",
        {"unknot.json:1:30: a setting must be 'off', 'note', 'warning' or 'error', not 'eror' (did you mean 'error'?)"});
  check(R"({"system_headers": "leafs"})",
        {"unknot.json:1:20: 'system_headers' must be 'leaves' or 'follow', not 'leafs' (did you mean 'leaves'?)"});
  check(R"({"python_version": "3"})", {"unknot.json:1:20: 'python_version' is not a version like '3.10'"});
}

TEST(ConfigProblems, WrongTypesStandAtTheValue) {
  check(R"({"roots": "src"})", {"unknot.json:1:11: 'roots' must be a list, not text"});
  check(R"({"roots": ["a", 1, ""]})", {"unknot.json:1:17: an item of 'roots' must be text, not an integer",
                                       "unknot.json:1:20: an item of 'roots' must not be empty"});
  check(R"({"checks": {"self-include": 3}})",
        {"unknot.json:1:29: a setting must be true, false, 'off', 'note', 'warning' or 'error' or an object, not an integer"});
  check(R"({"checks": {"include-cycle": {"options": {"largest": 1.5, "tests": "yes", "skip": ["a\nb"]}}}})",
        {"unknot.json:1:54: option 'largest' must be an integer, not a number",
         "unknot.json:1:68: option 'tests' must be true or false, not text",
         "unknot.json:1:84: an item of option 'skip' must not hold a line break"});
  check(R"({"checks": {"include-cycle": {"options": {"largest": 99999999999999999999}}}})",
        {"unknot.json:1:54: option 'largest' must be an integer, not a number"});
  check("[]", {"unknot.json:1:1: the configuration must be an object, not a list"});
  check("\n null", {"unknot.json:2:2: the configuration must be an object, not null"});
}

TEST(Config, ModelsAreFilesOrStandInIt) {
  const Config config = read(R"({"models": ["tools/server.json", {"name": "ours", "headers": ["ours.h"]}]})");
  ASSERT_EQ(config.models.size(), 2u);
  EXPECT_EQ(config.models[0].path, "tools/server.json");
  EXPECT_EQ(config.models[1].path, "");
  EXPECT_EQ(config.models[1].text, R"({"headers":["ours.h"],"name":"ours"})");
}

TEST(ConfigProblems, ModelsAreHeldAgainstTheirSchema) {
  check(R"({"models": [1]})", {"unknot.json:1:13: an item of 'models' is the path of a model, or a model"});
  check(R"({"models": [{"name": "ours", "hook": {}}]})", {"unknot.json:1:13: model.hook: not known"});
  check(R"({"models": [{"name": "ours", "pairs": [{"before": ["a"], "after": [], "scope": "request"}]}]})",
        {"unknot.json:1:13: model.pairs: no hook \"a\""});
}

TEST(ConfigProblems, OptionsBelongToWholeChecks) {
  check(R"({"checks": {"*": {"options": {}}}})", {"unknot.json:1:19: 'options' belong to a check as a whole, not to '*'"});
}

TEST(ConfigProblems, SuppressionsNeedAReason) {
  check(R"({"suppressions": [{"check": "*"}, {"check": "*", "reason": " "}, 7]})",
        {"unknot.json:1:19: key 'reason' is missing", "unknot.json:1:60: 'reason' must not be empty",
         "unknot.json:1:66: a suppression must be an object, not an integer"});
  check(R"({"suppressions": [{"check": "self-includ", "reason": "r", "form": "a"}]})",
        {"unknot.json:1:29: unknown check 'self-includ' (did you mean 'self-include'?)",
         "unknot.json:1:59: unknown key 'form' (did you mean 'from'?)"});
}

TEST(Config, ContractsAndComponents) {
  const Config config = read(R"({
    "components": {"core": ["src/core/", "include/core/"]},
    "contracts": [
      {"kind": "layers", "layers": ["app/", ["ui/", "net/"]], "strict": true, "reason": "r", "severity": "note",
       "exceptions": [{"from": "a.h", "to": "b/**"}]},
      {"kind": "forbidden", "name": "no ui", "from": ["core/"], "to": ["ui/"], "indirect": true, "reason": "s"}]})");
  ASSERT_EQ(config.components.size(), 1u);
  EXPECT_THAT(config.components[0].paths, ElementsAre("src/core/", "include/core/"));
  ASSERT_EQ(config.contracts.size(), 2u);
  const auto& layers = config.contracts[0];
  EXPECT_EQ(layers.name, "layers");
  EXPECT_THAT(layers.layers, ElementsAre(ElementsAre("app/"), ElementsAre("ui/", "net/")));
  EXPECT_TRUE(layers.strict);
  EXPECT_EQ(layers.severity, Severity::note);
  EXPECT_EQ(layers.at.line, 4u);
  ASSERT_EQ(layers.exceptions.size(), 1u);
  EXPECT_EQ(layers.exceptions[0].to, "b/**");
  EXPECT_EQ(layers.exceptions[0].at.line, 5u);
  EXPECT_TRUE(config.contracts[1].indirect);
}

TEST(ConfigProblems, ContractsSayWhatTheyNeed) {
  check(R"({"contracts": [{"kind": "layer", "reason": "r", "layers": ["a/"]}]})",
        {"unknot.json:1:25: 'kind' must be 'layers', 'forbidden', 'independent', 'protected', 'allowed-only' or 'acyclic-siblings', not 'layer' "
         "(did you mean 'layers'?)"});
  check(R"({"contracts": [{"kind": "layers", "reason": "r"}]})", {"unknot.json:1:16: a contract of kind 'layers' needs 'layers'"});
  check(R"({"contracts": [{"kind": "forbidden", "from": ["a/"], "to": ["b/"], "strict": true, "reason": "r"}]})",
        {"unknot.json:1:68: 'strict' says nothing in a contract of kind 'forbidden'"});
  check(R"({"contracts": [{"kind": "independent", "units": ["a/"]}]})", {"unknot.json:1:16: key 'reason' is missing"});
  check(R"({"contracts": [{"kind": "independent", "units": ["a/"], "reason": "r"}, {"kind": "independent", "units": ["b/"], "reason": "r"}]})",
        {"unknot.json:1:73: a contract 'independent' stands already in line 1; give it a 'name'"});
  check(R"({"contracts": [{"kind": "layers", "layers": ["a/", [1]], "reason": "r"}]})",
        {"unknot.json:1:53: an item of a layer must be text, not an integer"});
  check(R"({"components": {"core": "src/"}})", {"unknot.json:1:25: component 'core' must be a list of globs"});
  check(R"({"contracts": [{"kind": "layers", "layers": ["a/"], "reason": "r", "exceptions": [{"from": "x"}]}]})",
        {"unknot.json:1:83: key 'to' is missing"});
}

TEST(ConfigProblems, DuplicateKeysAreNamed) {
  check("{\"roots\": [],\n \"roots\": []}", {"unknot.json:2:2: key 'roots' stands already in line 1"});
  check(R"({"checks": {"self-include": true, "self-include": false}})",
        {"unknot.json:1:35: key 'self-include' stands already in line 1"});
}

TEST(ConfigProblems, AllAreCollectedInOrder) {
  check("{\"x1\": 1,\n\"checks\": {\"nope\": 1},\n\"roots\": 2}",
        {"unknot.json:1:2: unknown key 'x1'", "unknot.json:2:12: unknown check 'nope'",
         "unknot.json:3:10: 'roots' must be a list, not an integer"});
}

TEST(ConfigProblems, BrokenTextHasAPlace) {
  check("", {"unknot.json:1:1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal"});
  check("{\n  \"roots\": [],\n}",
        {"unknot.json:3:1: syntax error while parsing object key - unexpected '}'; expected string literal"});
  check("{\"roots\": tru}", {"unknot.json:1:14: syntax error while parsing value - invalid literal"});
  check(std::string("{}\0 x", 5), {"unknot.json:1:3: NUL byte in the text"});
  check("{} {}", {"unknot.json:1:4: syntax error while parsing value - unexpected '{'; expected end of input"});
  check("{ /* open", {"unknot.json:1:10: syntax error while parsing object key - invalid comment; missing closing '*/'; expected "
                      "string literal"});
  check("{\"a\xff\": 1}", {"unknot.json:1:4: syntax error while parsing object key - invalid string: ill-formed UTF-8 byte; "
                           "expected string literal"});
  check(R"({"roots": ["a\u0000b"]})", {"unknot.json:1:12: an item of 'roots' must not hold a NUL byte"});
}

TEST(ConfigProblems, DeepAndHugeTextIsRefused) {
  check(std::string(100'000, '['), {"unknot.json:1:201: nested deeper than 200 levels"});
  check(std::string(std::size_t{17} << 20, ' '), {"unknot.json:1:1: not shorter than 16 MiB"});
}

TEST(ConfigProblems, LongKeysAreCutAndControlBytesEscaped) {
  check("{\"" + std::string(500, 'x') + "\": 1, \"a\\n\": 1}",
        {"unknot.json:1:2: unknown key '" + std::string(60, 'x') + "...'", "unknot.json:1:509: unknown key 'a\\x0a'"});
  EXPECT_EQ(in_quotes(std::string(59, 'x') + "\xC3\xA9"), "'" + std::string(59, 'x') + "...'");
}

TEST(Config, AByteOrderMarkAndOtherLineEndsAreFine) {
  EXPECT_THAT(read("\xEF\xBB\xBF{\r\n\"roots\": [\"a\"]\r\n}").roots, ElementsAre("a"));
}

TEST(ConfigRobustness, CutAnywhereItNeverCrashes) {
  const std::string text =
      R"({"roots": ["a\u00e9", "b"], /* c */ "checks": {"include-cycle": {"options": {"largest": 1}}}} // end)";
  ASSERT_TRUE(parse_config(text, "unknot.json", kChecks));
  for (std::size_t size = 0; size < text.find("//"); ++size) {
    const auto config = parse_config(text.substr(0, size), "unknot.json", kChecks);
    EXPECT_EQ(config.has_value(), size > text.rfind('}')) << size;
  }
}

TEST(ConfigRobustness, RandomBytesNeverCrash) {
  EXPECT_TRUE(rc::check([](const std::vector<char>& bytes) {
    const std::string noise(bytes.begin(), bytes.end());
    const auto config = parse_config("{\"roots\": [" + noise + "]}", "unknot.json", kChecks);
    if (!config) RC_ASSERT(!config.error().empty() && config.error()[0].line >= 1);
  }));
}

TEST(JsonTree, PlacesAreThoseOfTheTokens) {
  const auto tree = parse_json_tree("{ \"a\\\"\" :\t[ -1.5e3 , // c \"x\"\n  true, \"\xC3\xA9\" , null ] }");
  ASSERT_TRUE(tree);
  const JsonNode& list = tree->children.at(0);
  EXPECT_EQ(list.key_at, (Position{1, 3}));
  EXPECT_EQ(list.at, (Position{1, 11}));
  EXPECT_EQ(list.children.at(0).at, (Position{1, 13}));
  EXPECT_EQ(list.children.at(1).at, (Position{2, 3}));
  EXPECT_EQ(list.children.at(2).at, (Position{2, 9}));
  EXPECT_EQ(list.children.at(3).at, (Position{2, 16}));  // columns are bytes
}

TEST(NearestName, FindsTyposAndNothingElse) {
  constexpr std::string_view kNames[] = {"roots", "ignore", "build", "checks"};
  EXPECT_EQ(nearest_name("root", kNames), "roots");
  EXPECT_EQ(nearest_name("ignroe", kNames), "ignore");
  EXPECT_EQ(nearest_name("check", kNames), "checks");
  EXPECT_EQ(nearest_name("banana", kNames), "");
  EXPECT_EQ(nearest_name("", kNames), "");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'x'), kNames), "");
}

struct GlobCase {
  std::string_view pattern, path;
  bool matches;
};
class Glob : public testing::TestWithParam<GlobCase> {};
TEST_P(Glob, Matches) {
  EXPECT_EQ(glob_matches(GetParam().pattern, GetParam().path), GetParam().matches)
      << GetParam().pattern << " " << GetParam().path;
}
INSTANTIATE_TEST_SUITE_P(
    Paths, Glob,
    testing::Values(GlobCase{"*.gen.h", "a/b/x.gen.h", true}, GlobCase{"*.gen.h", "x.gen.hpp", false},
                    GlobCase{"x.h", "a/x.h", true}, GlobCase{"x.h", "x.h/y.h", false},
                    GlobCase{"third_party/", "third_party/a/b.h", true}, GlobCase{"third_party/", "third_party", false},
                    GlobCase{"third_party/", "src/third_party/a.h", false},
                    GlobCase{"**/third_party/", "src/third_party/a.h", true},
                    GlobCase{"**/third_party/", "third_party/a.h", true}, GlobCase{"src/*.h", "src/a.h", true},
                    GlobCase{"src/*.h", "src/a/b.h", false}, GlobCase{"src/**.h", "src/a/b.h", true},
                    GlobCase{"src/**/b.h", "src/b.h", true}, GlobCase{"src/**/b.h", "src/x/y/b.h", true},
                    GlobCase{"src/**/b.h", "src/xb.h", false}, GlobCase{"src/**", "src/a/b", true},
                    GlobCase{"src/**", "srcs/a", false}, GlobCase{"a?c/x", "abc/x", true}, GlobCase{"a?c/x", "a/c/x", false},
                    GlobCase{"./a/b", "a/b", true}, GlobCase{"/a/b", "a/b", true}, GlobCase{"/", "anything", true},
                    GlobCase{"", "a", false}, GlobCase{"*a*b/c*", "xaxxb/cc", true}, GlobCase{"**/a*/**/z*", "q/a1/b/c/z9", true},
                    GlobCase{"**/a*/**/z*", "q/a1/b/c/y9", false}));

bool slow_match(std::string_view pattern, std::string_view path, bool at_segment) {
  if (pattern.empty()) return path.empty();
  if (pattern.starts_with("**/") && at_segment) {
    if (slow_match(pattern.substr(3), path, true)) return true;
    const std::size_t slash = path.find('/');
    return slash != std::string_view::npos && slow_match(pattern, path.substr(slash + 1), true);
  }
  if (pattern.starts_with("**")) {
    for (std::size_t i = 0; i <= path.size(); ++i) {
      if (slow_match(pattern.substr(2), path.substr(i), false)) return true;
    }
    return false;
  }
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= path.size(); ++i) {
      if (slow_match(pattern.substr(1), path.substr(i), false)) return true;
      if (i < path.size() && path[i] == '/') return false;
    }
    return false;
  }
  if (path.empty()) return false;
  if (pattern[0] != path[0] && !(pattern[0] == '?' && path[0] != '/')) return false;
  return slow_match(pattern.substr(1), path.substr(1), pattern[0] == '/');
}

TEST(GlobProperty, EqualsTheObviousRecursiveMatcher) {
  EXPECT_TRUE(rc::check([] {
    constexpr int kLongest = 12;
    const auto text = [](rc::Gen<char> byte) {
      return rc::gen::resize(kLongest, rc::gen::container<std::string>(std::move(byte)));
    };
    const auto pattern = "a/" + *text(rc::gen::element('a', 'b', '/', '*', '*', '?')) + *rc::gen::element('a', '*');
    const auto path = "a/" + *text(rc::gen::element('a', 'b', '/'));
    RC_CLASSIFY(slow_match(pattern, path, true));
    RC_ASSERT(glob_matches(pattern, path) == slow_match(pattern, path, true));
  }));
}

TEST(GlobProperty, ManyStarsStayCheap) {
  std::string stars, double_stars;
  for (int i = 0; i < 50; ++i) {
    stars += "*a";
    double_stars += "**a*b/";
  }
  EXPECT_FALSE(glob_matches("x/" + stars + "c", "x/" + std::string(5000, 'a')));
  EXPECT_FALSE(glob_matches(double_stars + "c", std::string(2000, 'a')));
}

/// The cases that `globs` leave on, as "id" and "id/case".
std::string selected(std::string_view globs) {
  const auto selection = select_checks(globs, kChecks, default_config(kChecks));
  if (!selection) return "error: " + selection.error();
  std::string names;
  for (const auto& [id, cases] : selection->cases) {
    for (const auto& [case_name, wanted] : cases) {
      if (wanted) names += (names.empty() ? "" : " ") + id + (case_name.empty() ? "" : "/" + case_name);
    }
  }
  return names;
}

TEST(SelectChecks, AppliesItemsInOrder) {
  const std::string all_cycles = "include-cycle include-cycle/not-shown include-cycle/own-implementation";
  EXPECT_EQ(selected(""), all_cycles + " self-include");
  EXPECT_EQ(selected("-*,include-cycle"), all_cycles);
  EXPECT_EQ(selected("-*, include-cycle/not-shown ,"), "include-cycle/not-shown");
  EXPECT_EQ(selected("*,-*-include,-include-cycle/*"), "include-cycle");
  EXPECT_EQ(selected("-*,u*"), "unused-include");
  EXPECT_EQ(selected("self-inclde"), "error: no check matches 'self-inclde' (did you mean 'self-include'?)");
  EXPECT_EQ(selected("-include-cycle/not-shwn"),
            "error: no check matches 'include-cycle/not-shwn' (did you mean 'include-cycle/not-shown'?)");
  EXPECT_EQ(selected("zz*"), "error: no check matches 'zz*'");
}

TEST(SelectChecks, ACheckRunsForOneOfItsCases) {
  const auto selection = select_checks("-*,include-cycle/not-shown", kChecks, default_config(kChecks));
  ASSERT_TRUE(selection);
  EXPECT_TRUE(selection->runs("include-cycle"));
  EXPECT_FALSE(selection->runs("self-include"));
  EXPECT_TRUE(selection->reports("include-cycle", "not-shown"));
  EXPECT_FALSE(selection->reports("include-cycle", ""));
  EXPECT_FALSE(selection->reports("no-such-check", ""));
}

TEST(ConfigSchema, IsMadeOfTheSameTables) {
  const std::string text = config_schema(kChecks);
  EXPECT_TRUE(text.ends_with("}\n"));
  const auto schema = nlohmann::json::parse(text, nullptr, false);
  ASSERT_TRUE(schema.is_object());
  for (const ConfigKey& key : kFileKeys) EXPECT_TRUE(schema["properties"].contains(key.name)) << key.name;
  EXPECT_EQ(schema["properties"].size(), kFileKeys.size());
  const auto& checks = schema["properties"]["checks"]["properties"];
  EXPECT_EQ(checks.size(), 6u);
  const auto& options = checks["include-cycle"]["anyOf"][2]["properties"]["options"]["properties"];
  EXPECT_EQ(options["largest"]["default"], 12);
  EXPECT_EQ(options["skip"]["default"], nlohmann::json::array({"a", "b"}));
  EXPECT_FALSE(checks["include-cycle/not-shown"]["anyOf"][2]["properties"].contains("options"));
  EXPECT_EQ(schema["properties"]["suppressions"]["items"]["required"], nlohmann::json::array({"check", "reason"}));
}

}  // namespace
}  // namespace unknot
