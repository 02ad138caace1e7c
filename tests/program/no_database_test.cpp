// Projects without compile commands, whole: what is found, what is said, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

RunResult run(const Project& project, const std::string& command = "check") {
  std::vector<std::string> arguments{command, ".", "--cache", "off"};
  if (command == "check") arguments.insert(arguments.end(), {"--format", "json"});
  return run_unknot(arguments, {.cwd = project.root(), .env = {}});
}

/// The findings, a line each, after the exit code was compared.
std::string found(const Files& files, int exit_code) {
  const Project project(files);
  const auto result = run(project);
  EXPECT_EQ(result.exit_code, exit_code) << result.err;
  return overview(read_report(result.out));
}

const Files kUnconfigured{{"configure", ""},
                          {"config.h.in", "#undef HAVE_X\n"},
                          {"include/a.h", "#pragma once\n#include \"config.h\"\n"},
                          {"src/a.c", "#include \"a.h\"\n#include \"other_package.h\"\n"}};

TEST(NoDatabase, AHeaderThatIsNotThereIsNoProblem) { EXPECT_EQ(found(kUnconfigured, 0), ""); }

TEST(NoDatabase, IsSaidWithWhatHelps) {
  const Project project(kUnconfigured);
  EXPECT_THAT(run(project).err, HasSubstr("no compile_commands.json found: 1 include folder was inferred from the tree (unknot doctor lists "
                                          "them); exact answers: ./configure && bear -- make\n"));
  const auto doctor = run(project, "doctor");
  EXPECT_EQ(doctor.exit_code, 0);
  for (const char* part : {"inferred search folders: 1\n  include\n", "yet to write: 1\n  config.h\n", "not found: 1\n  other_package.h\n"})
    EXPECT_THAT(doctor.out, HasSubstr(part));
}

TEST(NoDatabase, AMissingHeaderIsOneWhereADatabaseSaysWhereToLook) {
  Project project(kUnconfigured);
  project.write_commands({"-Iinclude"});
  const auto result = run(project);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("other_package.h"));
  EXPECT_THAT(result.err, Not(HasSubstr("config.h\" is not found"))) << "its template is there";
}

TEST(NoDatabase, ANameInABuildFileExcusesNothingWhereADatabaseIs) {
  Project project({{"a.c", "#include \"gone.h\"\n"}, {"CMakeLists.txt", "add_executable(a a.c gone.h)\n"}});
  EXPECT_EQ(run(project).exit_code, 0);
  project.write_commands();
  EXPECT_EQ(run(project).exit_code, 3) << "the file was taken away, and the build file is stale";
}

TEST(NoDatabase, AGeneratedHeaderIsANodeWithItsName) {
  const Project project(kUnconfigured);
  const auto graph = run_unknot({"graph", ".", "--all", "--format", "json", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  EXPECT_THAT(graph.out, testing::ContainsRegex("\"name\": *\"config.h\"[^}]*\"origin\": *\"generated\""));
}

TEST(NoDatabase, CyclesAcrossLibraries) {
  const Files files{{"one/include/one/a.h", "#pragma once\n#include \"two/b.h\"\n"},
                    {"two/include/two/b.h", "#pragma once\n#include \"one/a.h\"\n"},
                    {"one/src/a.cpp", "#include \"one/a.h\"\n"}};
  EXPECT_EQ(found(files, 1), "one/include/one/a.h:2 include-cycle warning\ntwo/include/two/b.h:2 folder-cycle note\n");
}

/// Each library has a util.h; only that of `two` is in a cycle.
TEST(NoDatabase, SameNamesInTwoLibraries) {
  const Files files{{"one/include/util.h", "#pragma once\n"},
                    {"one/src/part/x.h", "#pragma once\n#include \"util.h\"\n"},
                    {"one/src/x.cpp", "#include \"part/x.h\"\n"},
                    {"two/include/util.h", "#pragma once\n#include \"part/y.h\"\n"},
                    {"two/src/part/y.h", "#pragma once\n#include \"util.h\"\n"},
                    {"two/src/y.cpp", "#include \"part/y.h\"\n"}};
  EXPECT_EQ(found(files, 1), "two/src/part/y.h:2 include-cycle warning\n");
}

TEST(NoDatabase, SourcesDecideTheirConditions) {
  const Files files{{"a.h", "#pragma once\n#ifdef WITH_B\n#include \"b.h\"\n#endif\n"},
                    {"b.h", "#pragma once\n#include \"a.h\"\n"},
                    {"main.cpp", "#define WITH_B\n#include \"a.h\"\n"}};
  EXPECT_EQ(found(files, 1), "a.h:3 include-cycle warning\n");
  auto without = files;
  without["main.cpp"] = "#include \"a.h\"\n";
  EXPECT_EQ(found(without, 0), "a.h:3 include-cycle/not-shown note\n");
}

/// -DBOARD_H='"board.h"' stands in a Makefile.
TEST(NoDatabase, AMacroThatOnlyTheBuildSetsIsNoProblem) {
  EXPECT_EQ(found({{"main.c", "#include BOARD_H\n"}, {"board.h", "#pragma once\n"}}, 0), "");
}

TEST(NoDatabase, HeadersOfAnotherPlatformAreEntries) {
  const Files files{{"win.h", "#pragma once\n#include \"win_gui.h\"\n"},
                    {"win_gui.h", "#pragma once\n#include \"win.h\"\n"},
                    {"win.c", "#ifdef MY_WINDOWS\n#include \"win.h\"\n#endif\n"}};
  EXPECT_EQ(found(files, 1), "win.h:2 include-cycle warning\n");
}

TEST(NoDatabase, HeadersAlone) {
  EXPECT_EQ(found({{"include/lib/a.hpp", "#include <lib/b.hpp>\n"}, {"include/lib/b.hpp", "#pragma once\n#include <lib/a.hpp>\n"}}, 1),
            "include/lib/b.hpp:2 include-cycle warning\n");
}

/// The tests of a target that was not configured: their headers are found where the tree has them.
TEST(PartialDatabase, FilesThatNoUnitReachesFindMoreThanTheNearestUnit) {
  Project project({{"src/main.cpp", "#include \"lib.h\"\n"},
                   {"include/lib.h", "#pragma once\n"},
                   {"tests/support/a.h", "#pragma once\n#include \"b.h\"\n"},
                   {"tests/more/b.h", "#pragma once\n#include \"support/a.h\"\n"},
                   {"tests/unit/t.cpp", "#include \"a.h\"\n#include \"lib.h\"\n"}});
  project.write_commands(std::vector<Compile>{{.file = "src/main.cpp", .flags = {"-Iinclude"}, .directory = ""}});
  const auto result = run(project);
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_EQ(overview(read_report(result.out)), "tests/support/a.h:2 folder-cycle note\ntests/support/a.h:2 include-cycle warning\n");
  const auto doctor = run(project, "doctor");
  EXPECT_THAT(doctor.out, HasSubstr("includes resolved: 5 of 5"));
}

}  // namespace
}  // namespace unknot::test
