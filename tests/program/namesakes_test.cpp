// One name in several programs of a build: what is never linked together is not one symbol. CMake says what is linked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Joined by name alone, `ping` and `pong` need each other: the client's ping calls pong, the server's pong calls ping.
class Namesakes : public testing::Test {
 protected:
  Namesakes()
      : project_({{"client/ping.cpp", "int pong();\nint ping() { return pong(); }\nint main() { return ping(); }\n"},
                  {"client/pong.cpp", "int pong() { return 1; }\n"},
                  {"server/pong.cpp", "int ping();\nint pong() { return ping(); }\nint main() { return pong(); }\n"},
                  {"server/ping.cpp", "int ping() { return 1; }\n"}}) {}
  void configure(const std::string& targets) {
    project_.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.20)\nproject(sample CXX)\n" + targets);
    project_.write("build/.cmake/api/v1/query/codemodel-v2", "");
    const auto cmake = run_program("/usr/bin/env", {"cmake", "-G", "Ninja", "-S", ".", "-B", "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                                                    "-DCMAKE_CXX_COMPILER=" UNKNOT_CXX, "-DCMAKE_CXX_COMPILER_FORCED=TRUE"},
                                   {.cwd = project_.root(), .env = {}});
    ASSERT_EQ(cmake.exit_code, 0) << cmake.out << cmake.err;
  }
  std::string graph() {
    const auto run = run_unknot({"graph", ".", "--level", "symbol", "--format", "dot", "--cache", "off"}, {.cwd = project_.root(), .env = {}});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.out;
  }
  Project project_;
};

TEST_F(Namesakes, OfTwoExecutablesAreTwoSymbols) {
  configure("add_executable(client client/ping.cpp client/pong.cpp)\nadd_executable(server server/ping.cpp server/pong.cpp)\n");
  const auto check = run_unknot({"check", ".", "--checks", "-*,symbol-cycle", "--cache", "off"}, {.cwd = project_.root(), .env = {}});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  const std::string drawn = graph();
  EXPECT_THAT(drawn, HasSubstr("ping (client/ping.cpp)"));
  EXPECT_THAT(drawn, HasSubstr("ping (server/ping.cpp)"));
  EXPECT_THAT(drawn, Not(HasSubstr("ambiguous")));
}

TEST_F(Namesakes, ThatALibraryDefinesMayBeMeantByAnybody) {
  configure("add_executable(client client/ping.cpp client/pong.cpp)\nadd_library(server STATIC server/ping.cpp server/pong.cpp)\nadd_executable(other server/pong.cpp)\n");
  EXPECT_THAT(graph(), HasSubstr("ping (ambiguous)"));
}

TEST_F(Namesakes, InOneProgramIsOneSymbol) {
  project_.write("server/pong.cpp", "int ping();\nint pong() { return ping(); }\n");
  project_.write("client/pong.cpp", "int unrelated() { return 1; }\n");
  project_.write("server/ping.cpp", "int another() { return 1; }\n");
  configure("add_executable(both client/ping.cpp server/pong.cpp)\nadd_executable(rest server/ping.cpp client/ping.cpp)\n");
  const auto check = run_unknot({"check", ".", "--checks", "-*,symbol-cycle", "--cache", "off"}, {.cwd = project_.root(), .env = {}});
  EXPECT_THAT(check.out, HasSubstr("[symbol-cycle]")) << check.err;
}

}  // namespace
}  // namespace unknot::test
