// What a model says of a framework, seen in real servers: fixtures are compiled, serve on a port of this machine and are asked.
#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

/// What the fixture's program prints.
std::string run_fixture(const std::string& name, const std::string& libraries) {
  const Project out;
  const auto built = run_program("/bin/sh", {"-c", std::string(UNKNOT_CXX) + " -w -std=c++17 -O0 " + UNKNOT_SOURCE_DIR "/fixtures/checks/" + name +
                                                       "/main.cpp -o " + out.path("server") + " " + libraries + " -pthread"});
  EXPECT_EQ(built.exit_code, 0) << built.err;
  const auto run = run_program(out.path("server"), {}, {.cwd = {}, .env = {}, .kill_after = std::chrono::seconds(60)});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return run.out;
}

/// As the library of the package was built.
const std::string kHttplib = "$(pkg-config --cflags cpp-httplib) -lcpp-httplib -lssl -lcrypto";

TEST(RunTimeProof, ThePreRoutingHandlersValueIsThereForTheNextRequest) {
  EXPECT_EQ(run_fixture("context-leak/httplib-server", kHttplib), "user=alice user=alice\n");
  EXPECT_EQ(run_fixture("context-leak/httplib-server-clean", kHttplib), "user=alice user=\n");
}

TEST(RunTimeProof, ThePostRoutingHandlerIsRunBehindAHandlerThatThrowsAndAloneForWhatCannotBeParsed) {
  EXPECT_EQ(run_fixture("context-leak/httplib-counts", kHttplib), "answers 1/1 throws 1/1 unparsable 0/1 \n");
}

TEST(RunTimeProof, AWebsocketWithoutATimeoutKeepsAClientThatSaysNothing) {
  EXPECT_EQ(run_fixture("server-settings/beast-server", ""), "connected\n");
  EXPECT_EQ(run_fixture("server-settings/beast-server-clean", ""), "dropped\n");
}

TEST(RunTimeProof, TheCloseHandlerIsNotRunWhenAHandshakeFails) {
  EXPECT_EQ(run_fixture("teardown-skipped/websocketpp-server", ""), "2 left\n");
  EXPECT_EQ(run_fixture("teardown-skipped/websocketpp-server-clean", ""), "0 left\n");
}

}  // namespace
}  // namespace unknot::test
