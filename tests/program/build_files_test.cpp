// A project that real CMake configured: headers that the build writes, and headers that it only copies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kLists = R"(cmake_minimum_required(VERSION 3.20)
project(sample CXX)
set(out ${CMAKE_BINARY_DIR})
add_custom_command(OUTPUT ${out}/gen/config.h BYPRODUCTS ${out}/gen/extra.h
  COMMAND ${CMAKE_COMMAND} -E make_directory ${out}/gen
  COMMAND ${CMAKE_COMMAND} -E touch ${out}/gen/config.h ${out}/gen/extra.h)
add_custom_command(OUTPUT "${out}/my gen/two.h" COMMAND ${CMAKE_COMMAND} -E make_directory "${out}/my gen"
  COMMAND ${CMAKE_COMMAND} -E touch "${out}/my gen/two.h" VERBATIM)
foreach(name a b)
  add_custom_command(OUTPUT ${out}/include/lib/${name}.h DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}.h
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${CMAKE_SOURCE_DIR}/src/${name}.h ${out}/include/lib/${name}.h)
endforeach()
add_executable(app src/main.cpp ${out}/gen/config.h "${out}/my gen/two.h" ${out}/include/lib/a.h ${out}/include/lib/b.h)
target_include_directories(app PRIVATE ${out}/gen ${out}/include "${out}/my gen")
)";

class BuildFiles : public testing::TestWithParam<const char*> {
 protected:
  BuildFiles()
      : project_({{"CMakeLists.txt", kLists},
                  {"src/main.cpp", "#include \"config.h\"\n#include \"two.h\"\n#include <lib/a.h>\nint main() {}\n"},
                  {"src/a.h", "#pragma once\n#include <lib/b.h>\n"},
                  {"src/b.h", "#pragma once\n#include \"a.h\"\n"}}) {
    project_.write("build/.cmake/api/v1/query/codemodel-v2", "");
    std::vector<std::string> arguments{"-G", GetParam(), "-S", ".", "-B", "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DCMAKE_CXX_COMPILER=" UNKNOT_CXX, "-DCMAKE_CXX_COMPILER_FORCED=TRUE"};
    if (!is_ninja()) arguments.emplace_back("-DCMAKE_MAKE_PROGRAM=/bin/true");  // make itself may not be installed
    cmake(arguments);
  }
  static bool is_ninja() { return std::string_view(GetParam()) == "Ninja"; }
  void cmake(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "cmake");
    const auto run = run_program("/usr/bin/env", arguments, {.cwd = project_.root(), .env = {}});
    ASSERT_EQ(run.exit_code, 0) << run.out << run.err;
  }
  RunResult run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--cache", project_.path("../cache")});
    return run_unknot(arguments, {.cwd = project_.root(), .env = {}});
  }
  void check_cycle(const std::string& when) {
    const auto got = run({"check", ".", "--format", "json"});
    EXPECT_EQ(got.exit_code, 1) << when << got.err;
    const auto report = read_report(got.out);
    EXPECT_TRUE(report.complete) << when;
    ASSERT_EQ(report.findings.size(), 1U) << when << overview(report);
    EXPECT_EQ(report.findings[0].severity, "warning") << when;
    EXPECT_EQ(report.findings[0].units, (std::vector<std::string>{"src/a.h", "src/b.h"})) << when;
  }

  Project project_;
};

TEST_P(BuildFiles, WhatIsNotBuiltYetHasANameAndIsNoProblem) {
  const auto got = run({"check", "."});
  EXPECT_EQ(got.exit_code, 1) << got.err;
  EXPECT_THAT(got.err, Not(HasSubstr("not found")));
  EXPECT_THAT(got.out, HasSubstr("2 generated headers not yet built"));
  const auto graph = nlohmann::json::parse(run({"graph", ".", "--format", "json"}).out);
  std::vector<std::string> generated;
  for (const auto& node : graph["nodes"])
    if (node["origin"] == "generated") generated.push_back(node["name"]);
  EXPECT_EQ(generated, (std::vector<std::string>{"build/gen/config.h", "build/my gen/two.h"}));
  EXPECT_EQ(run({"why", "src/main.cpp", "build/gen/config.h"}).out, "src/main.cpp:1:10: include build/gen/config.h\n");
  const auto doctor = run({"doctor"}).out;
  EXPECT_THAT(doctor, HasSubstr("headers that the build has yet to write: 2\n  build/gen/config.h\n  build/my gen/two.h\n"));
  EXPECT_THAT(doctor, HasSubstr("headers not found: 0\n"));
  EXPECT_THAT(doctor, HasSubstr("targets: 1\n  app (EXECUTABLE, "));
  EXPECT_THAT(doctor, HasSubstr("copies made by the build, taken for their sources: 2\n"));
}

TEST_P(BuildFiles, ACycleThroughACopyIsThatOfItsSource) {
  check_cycle("before the build");
  if (!is_ninja()) return;
  cmake({"--build", "build"});
  check_cycle("after the build");
  EXPECT_THAT(run({"check", "."}).out, Not(HasSubstr("not yet built")));
  EXPECT_EQ(read_report(run({"check", ".", "--format", "json"}).out).units, 6U) << "three sources, three generated headers, and the copies are no files of their own";
}

INSTANTIATE_TEST_SUITE_P(Generators, BuildFiles, testing::Values("Ninja", "Unix Makefiles"),
                         [](const auto& info) { return std::string(info.param) == "Ninja" ? "Ninja" : "Make"; });

}  // namespace
}  // namespace unknot::test
