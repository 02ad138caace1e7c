// No compiler that a database names is run; --query-driver, on the command line or in the user's own configuration, allows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "analyzer/project/ask_compiler.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A compiler of this project: it leaves a mark when it is run, and says that it defines MY_CPU and looks in sdk/.
void add_compiler(Project& project, const std::string& name, const std::string& body) {
  project.write(name, "#!/bin/sh\n" + body);
  std::filesystem::permissions(project.path(name), std::filesystem::perms::owner_all);
}
void add_good_compiler(Project& project, const std::string& name = "bin/my-g++") {
  add_compiler(project, name,
               "echo \"$@ CPATH=$CPATH\" >> '" + project.path("../runs") +
                   "'\n"
                   "echo '#define MY_CPU 7'\necho '#define TWICE(x) ((x) + (x))'\n"
                   "echo '#include <...> search starts here:' >&2\necho ' " +
                   project.path("sdk") + "' >&2\necho 'End of search list.' >&2\n");
}

/// A cycle that is there only where MY_CPU is 7, by a header that only the compiler's own folder has.
Files files() {
  return {{"main.cpp", "#include \"a.h\"\n"},
          {"a.h", "#pragma once\n#if TWICE(MY_CPU) == 14 && !defined(__clang__)\n#include <b.h>\n#endif\n"},
          {"sdk/b.h", "#pragma once\n#include <a.h>\n"},
          {"sdk/unused.h", ""}};
}

struct Case {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> env;
};

/// Exit code, and whether the compiler was run.
std::pair<int, bool> check(Project& project, const Case& wanted) {
  std::filesystem::remove(project.path("../runs"));
  std::vector<std::string> arguments{"check", ".", "--cache", "off"};
  arguments.insert(arguments.end(), wanted.arguments.begin(), wanted.arguments.end());
  auto env = wanted.env;
  env.try_emplace("XDG_CONFIG_HOME", project.path("../config"));
  const auto run = run_unknot(arguments, {.cwd = project.root(), .env = env});
  return {run.exit_code, project.has("../runs")};
}

TEST(QueryDriver, NothingIsRunUnlessAllowed) {
  Project project(files());
  add_good_compiler(project);
  project.write_commands({{.file = "main.cpp", .flags = {"-I."}, .directory = "", .compiler = project.path("bin/my-g++")}});
  EXPECT_EQ(check(project, {}), std::pair(0, false));
  EXPECT_EQ(check(project, {.arguments = {"--query-driver", "/usr/bin/*"}, .env = {}}), std::pair(0, false));
  EXPECT_EQ(check(project, {.arguments = {"--query-driver", project.path("bin/*-g++")}, .env = {}}), std::pair(1, true));
  EXPECT_THAT(project.read("../runs"), HasSubstr("-x c++ -E -dM -v /dev/null CPATH=\n"));
}

TEST(QueryDriver, IsForTheUserAndNotForTheRepository) {
  Project project(files());
  add_good_compiler(project);
  project.write_commands({{.file = "main.cpp", .flags = {"-I."}, .directory = "", .compiler = project.path("bin/my-g++")}});
  project.write("../config/unknot/config.json", "{\"query_driver\": [" + json_quoted(project.path("bin/**")) + "]}");
  EXPECT_EQ(check(project, {}), std::pair(1, true));
  project.write("../config/unknot/config.json", "{\"query_driver\": [\"my-g++\"]}");
  EXPECT_EQ(check(project, {}), std::pair(2, false)) << "a name without a folder would match any program";
  project.write("../config/unknot/config.json", "{\"query_drivers\": []}");
  EXPECT_EQ(check(project, {}), std::pair(2, false));
  project.remove("../config/unknot/config.json");

  project.write("unknot.json", "{\"query_driver\": [\"**/my-g++\"]}");
  const auto run = run_unknot({"check", ".", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("unknot.json:1:2: 'query_driver' says which compilers may be run"));
}

TEST(QueryDriver, ACompilerThatFailsIsNoted) {
  Project project(files());
  const std::vector<std::pair<std::string, std::string>> bodies{
      {"exit 1\n", "did not take the question"}, {"echo '#define X 1'\n", "did not say where it looks for headers"}};
  for (const auto& [body, why] : bodies) {
    add_compiler(project, "bin/my-g++", body);
    project.write_commands({{.file = "main.cpp", .flags = {"-I."}, .directory = "", .compiler = project.path("bin/my-g++")}});
    const auto run =
        run_unknot({"doctor", ".", "--cache", "off", "--query-driver", "/**/my-g++"}, {.cwd = project.root(), .env = {}});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("bin/my-g++ " + why));
  }
}

TEST(QueryDriver, AnotherCompilerIsAnotherAnswer) {
  Project project(files());
  add_good_compiler(project);
  project.write_commands({{.file = "main.cpp", .flags = {"-I."}, .directory = "", .compiler = project.path("bin/my-g++")}});
  const std::vector<std::string> arguments{"check", ".", "--cache", project.path("../cache"), "--query-driver", "/**/my-g++"};
  EXPECT_EQ(run_unknot(arguments, {.cwd = project.root(), .env = {}}).exit_code, 1);
  EXPECT_EQ(run_unknot({"check", ".", "--cache", project.path("../cache")}, {.cwd = project.root(), .env = {}}).exit_code, 0);
  add_compiler(project, "bin/my-g++", "exit 1\n");
  EXPECT_EQ(run_unknot(arguments, {.cwd = project.root(), .env = {}}).exit_code, 0);
}

TEST(Environment, AddsNoSearchFoldersAndNoOptions) {
  Project project({{"main.cpp", "#include <a.h>\n"}, {"elsewhere/a.h", "#pragma once\n"}});
  project.write_commands();
  for (const char* name :
       {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH", "INCLUDE", "EXTERNAL_INCLUDE"}) {
    const auto run =
        run_unknot({"doctor", ".", "--cache", "off"}, {.cwd = project.root(), .env = {{name, project.path("elsewhere")}}});
    EXPECT_THAT(run.out, HasSubstr("headers not found: 1\n  a.h\n")) << name;
  }
  project.write("cfg/clang++.cfg", "-I" + project.path("elsewhere") + "\n");
  const std::string folder = "-I" + project.path("elsewhere");
  for (const auto& [name, value] : std::map<std::string, std::string>{{"CCC_OVERRIDE_OPTIONS", "+" + folder},
                                                                      {"QA_OVERRIDE_GCC3_OPTIONS", "+" + folder},
                                                                      {"CLANG_CONFIG_FILE_USER_DIR", project.path("cfg")},
                                                                      {"CL", folder}}) {
    const auto run = run_unknot({"doctor", ".", "--cache", "off"}, {.cwd = project.root(), .env = {{name, value}}});
    EXPECT_THAT(run.out, HasSubstr("headers not found: 1\n  a.h\n")) << name;
  }
}

TEST(AskCompiler, OnlyHarmlessFlagsArePassedOn) {
  const std::vector<std::string> flags{"-std=c++20",
                                       "-O2",
                                       "-DX",
                                       "-Ifoo",
                                       "-fplugin=evil.so",
                                       "-wrapper",
                                       "evil",
                                       "-B.",
                                       "-specs=evil",
                                       "-mllvm",
                                       "-load=evil.so",
                                       "--sysroot",
                                       "/s",
                                       "-march=armv7",
                                       "-isysroot",
                                       "/i",
                                       "-o",
                                       "x",
                                       "-Xclang",
                                       "-load",
                                       "-m32",
                                       "-include",
                                       "x.h",
                                       "@x"};
  EXPECT_THAT(flags_to_ask_with(flags),
              ElementsAre("-std=c++20", "-O2", "--sysroot", "/s", "-march=armv7", "-isysroot", "/i", "-m32"));
}

TEST(AskCompiler, AGlobMatchesTheWholePath) {
  const std::vector<std::string> globs{"/usr/bin/*-g++", "/opt/**"};
  EXPECT_TRUE(is_allowed(globs, "/usr/bin/arm-none-eabi-g++"));
  EXPECT_TRUE(is_allowed(globs, "/opt/a/b/cc"));
  for (const char* program : {"/usr/bin/x/y-g++", "/home/usr/bin/x-g++", "usr/bin/x-g++", "/opt/../home/x", "/opt/./x", ""})
    EXPECT_FALSE(is_allowed(globs, program)) << program;
}

TEST(AskCompiler, ReadsTheListOfFolders) {
  EXPECT_THAT(folders_in("x\n#include \"...\" search starts here:\n /q\n#include <...> search starts here:\n /a/b/../c\n /L/F "
                         "(framework directory)\n "
                         "/d\nEnd of search list.\n /e\n"),
              ElementsAre("/a/b/../c", "/d"));
  EXPECT_THAT(folders_in("#include <...> search starts here:\n /a\n"), IsEmpty());
  EXPECT_THAT(folders_in(""), IsEmpty());
}

TEST(AskCompiler, RealOnesAnswer) {
  for (const char* program : {"/usr/bin/g++", "/usr/bin/clang++"}) {
    if (!std::filesystem::exists(program)) continue;
    const std::vector<std::string> flags{"-std=c++20"};
    const auto answer = ask_compiler(program, flags, Language::cpp, std::chrono::seconds(30));
    ASSERT_TRUE(answer) << program << " " << answer.error();
    EXPECT_THAT(answer->folders, Not(IsEmpty()));
    EXPECT_THAT(answer->macros, HasSubstr("#define __cplusplus 2020"));
  }
}

TEST(AskCompiler, ASlowOneIsEnded) {
  Project project;
  add_compiler(project, "slow-g++", "exec sleep 60\n");
  const auto answer = ask_compiler(project.path("slow-g++"), {}, Language::cpp, std::chrono::milliseconds(200));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error(), HasSubstr("did not answer within"));
}

}  // namespace
}  // namespace unknot::test
