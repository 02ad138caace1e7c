// unknot untangle from the command line: what a script that shares no code with it and the compiler say of its plans.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// base/ and util/ and app/ in one knot: text.h sits in the wrong folder, log.h needs a line cut, and names are spelled beside the
/// includer, by search folder and with brackets.
const Files kKnot{{"src/base/text.h", "#pragma once\n#include <vector>\nstruct Text {};\n"},
                  {"src/base/text.cpp", "#include \"text.h\"\nint text;\n"},
                  {"src/base/app.h", "#pragma once\n#include \"util/io.h\"\n#include \"util/log.h\"\n"},
                  {"src/base/run.h", "#pragma once\n#include \"util/io.h\"\n#include \"util/net.h\"\n"},
                  {"src/util/io.h", "#pragma once\n#include \"base/text.h\"\n"},
                  {"src/util/net.h", "#pragma once\n#include <base/text.h>\n"},
                  {"src/util/log.h", "#pragma once\n#include \"../base/text.h\"\n#include \"../app/window.h\" // soon gone\n"},
                  {"src/app/window.h", "#pragma once\nstruct Window {};\n"},
                  {"src/app/main.cpp", "#include \"base/app.h\"\n#include \"base/text.h\"\n#include \"util/net.h\"\nint main() {}\n"}};

class Untangle : public testing::Test {
 protected:
  Untangle() : project_(kKnot) { project_.write_commands({"-I" + project_.path("src")}); }
  RunResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"untangle", ".", "--cache", "off"});
    return run_unknot(arguments, {.cwd = project_.root(), .env = {}});
  }
  RunResult compare(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"python3", UNKNOT_SOURCE_DIR "/tests/differential/untangle", project_.root(), "--unknot", UNKNOT_BIN_DIR "/unknot"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program("/usr/bin/env", arguments);
  }
  Project project_;
};

TEST_F(Untangle, SaysTheWayOut) {
  const auto result = run({});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("folder tangle of 3 folders"));
  EXPECT_THAT(result.out, HasSubstr("move src/base/text.cpp, src/base/text.h to src/util/: 3 lines less to cut"));
  EXPECT_THAT(result.out, HasSubstr("cut src/util/ -> src/app/: 1 line"));
  EXPECT_THAT(result.out, HasSubstr("src/util/log.h:3: src/app/window.h"));
  EXPECT_THAT(result.out, HasSubstr("nothing is knotted any more"));
  EXPECT_THAT(result.out, HasSubstr("layers, top first:\n  src/app/\n  src/base/\n  src/util/\n"));
}

TEST_F(Untangle, AScriptCarriesThePlanOutOnTheFacts) {
  const auto result = compare({});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("differences 0"));
}

TEST_F(Untangle, TheCompilerFollowsTheCopy) {
  const auto result = compare({"--apply", "9"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("2 units preprocessed before and after, 2 files moved, 1 lines taken out"));
}

TEST_F(Untangle, RewritesWhatNamesAMovedFile) {
  const std::string copy = project_.root() + "-copy";
  const auto result = run({"--apply-to", copy});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  Project moved;
  moved.copy_from(copy);
  EXPECT_EQ(moved.read("src/util/io.h"), "#pragma once\n#include \"util/text.h\"\n");
  EXPECT_EQ(moved.read("src/util/net.h"), "#pragma once\n#include <util/text.h>\n");
  EXPECT_EQ(moved.read("src/util/log.h"), "#pragma once\n#include \"text.h\"\n // soon gone\n");
  EXPECT_EQ(moved.read("src/util/text.cpp"), kKnot.at("src/base/text.cpp"));
  EXPECT_FALSE(moved.has("src/base/text.h"));
  EXPECT_THAT(moved.read("compile_commands.json"), HasSubstr("src/util/text.cpp"));
  EXPECT_THAT(moved.read("compile_commands.json"), Not(HasSubstr(project_.path("src"))));
  EXPECT_EQ(project_.read("src/util/io.h"), kKnot.at("src/util/io.h")) << "the project itself stays as it is";

  // In a copy that differs nothing is done.
  moved.write("src/util/io.h", "#pragma once\n");
  const auto before = moved.read("src/util/net.h");
  const auto refused = run({"--apply-to", moved.root()});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(moved.read("src/util/net.h"), before);
  EXPECT_EQ(run({"--apply-to", "."}).exit_code, 2);
  EXPECT_EQ(run({"--apply-to", "src/copy"}).exit_code, 2);
  EXPECT_EQ(std::system(("rm -rf " + copy).c_str()), 0);
}

TEST_F(Untangle, NothingIsWrittenOutsideTheCopy) {
  // The other root's file has a line that the plan takes out.
  Project whole;
  whole.write("app/unknot.json", R"({"roots": ["../shared"]})");
  whole.write("app/a/x.h", "#pragma once\n#include \"../../shared/s/y.h\"\n");
  whole.write("shared/s/y.h", "#pragma once\n#include \"../../app/a/z.h\"\n");
  whole.write("app/a/z.h", "#pragma once\n");
  whole.write("app/main.cpp", "#include \"a/x.h\"\n");
  const auto result = run_unknot({"untangle", "app", "--cache", "off", "--remove", "../shared/..a/", "--apply-to", "copy"}, {.cwd = whole.root(), .env = {}});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("../shared/s/y.h: stands outside the copy; change it by hand"));
  EXPECT_EQ(whole.read("shared/s/y.h"), "#pragma once\n#include \"../../app/a/z.h\"\n");
}

TEST_F(Untangle, TheContractHoldsThePresentState) {
  const auto contract = run({"--format", "contract"});
  EXPECT_EQ(contract.exit_code, 0) << contract.err;
  project_.write("unknot.json", contract.out);
  const auto check = [&] { return run_unknot({"check", ".", "--cache", "off", "--checks", "-*,layer-violation"}, {.cwd = project_.root(), .env = {}}); };
  EXPECT_EQ(check().exit_code, 0) << check().out;
  project_.write("src/util/io.h", "#pragma once\n#include \"base/text.h\"\n#include \"app/window.h\"\n");
  EXPECT_EQ(check().exit_code, 1);
  EXPECT_THAT(check().out, HasSubstr("src/util/io.h:3:10: error: 'src/util/io.h' depends on 'src/app/window.h'"));
  project_.write("src/util/log.h", "#pragma once\n");
  EXPECT_THAT(check().out, HasSubstr("layer-violation/stale-exception"));
}

TEST_F(Untangle, PinsAreTakenAtTheirWord) {
  EXPECT_THAT(run({"--no-moves", "--keep", "src/util/..src/base/"}).out, HasSubstr("cut src/base/ -> src/util/: 4 lines"));
  const auto knot = run({"--keep", "src/util/..src/base/", "--keep", "src/base/..src/util/"});
  EXPECT_EQ(knot.exit_code, 2);
  EXPECT_THAT(knot.err, HasSubstr("what is kept is a cycle itself"));
  EXPECT_EQ(run({"--keep", "src"}).exit_code, 2);
  EXPECT_THAT(run({"--keep", "src/utl/..src/base/"}).err, HasSubstr("no line leads from 'src/utl/' to 'src/base/'"));
}

TEST_F(Untangle, ContractsPinToo) {
  project_.write("unknot.json", R"({"contracts": [{"kind": "layers", "layers": ["src/util/", "src/base/"], "reason": "base stands alone"}]})");
  EXPECT_THAT(run({"--no-moves"}).out, HasSubstr("cut src/base/ -> src/util/: 4 lines"));
  EXPECT_THAT(run({"--no-moves", "--keep", "src/base/..src/util/", "--remove", "src/util/..src/base/"}).out, HasSubstr("cut src/util/ -> src/base/: 3 lines"));
}

TEST_F(Untangle, JsonKeepsItsSchema) {
  project_.write("plan.json", run({"--format", "json"}).out);
  const auto result = run_program("/usr/bin/env", {"node", UNKNOT_SOURCE_DIR "/tests/reporters/validate.mjs", UNKNOT_SOURCE_DIR "/docs/plan.schema.json",
                                                   project_.path("plan.json")});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

TEST_F(Untangle, ComponentsOfTheConfiguration) {
  EXPECT_EQ(run({"--view", "components"}).exit_code, 2);
  project_.write("unknot.json", R"({"components": {"low": ["src/util/"], "high": ["src/base/", "src/app/"]}})");
  const auto result = run({"--view", "components"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("component tangle of 2 components"));
}

/// unknot's own tree keeps unknot's own contract, and a line that breaks it is seen.
TEST(OwnContract, HoldsAndBites) {
  Project copy;
  for (const char* part : {"analyzer", "checks", "graph", "reporters"}) {
    const std::string from = std::string(UNKNOT_SOURCE_DIR) + "/" + part;
    ASSERT_EQ(std::system(("cp -r " + from + " " + copy.root()).c_str()), 0);
  }
  copy.write("unknot.json", run_program("/bin/cat", {UNKNOT_SOURCE_DIR "/unknot.json"}).out);
  const auto check = [&] {
    return run_unknot({"check", ".", "--cache", "off", "--checks", "-layer-violation/no-unit"}, {.cwd = copy.root(), .env = {}});
  };
  const auto clean = check();
  EXPECT_EQ(clean.exit_code, 0) << clean.out << clean.err;
  copy.write("graph/bad.cpp", "#include \"checks/check.h\"\n#include <sqlite3.h>\n");
  const auto broken = check();
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.out, HasSubstr("graph/bad.cpp:1:10: error: 'graph/bad.cpp' depends on 'checks/check.h'"));
  EXPECT_THAT(broken.out, HasSubstr("contract 'one cache'"));
}

}  // namespace
}  // namespace unknot::test
