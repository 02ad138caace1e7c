// An error is earned: what rests on a hook that no test of ours has run is a warning, though the pair is proved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

/// `after`: what is called behind each request; "": nothing.
std::string severity_of_leak_in(const std::string& hook, const std::string& after = "") {
  const std::string behind = after.empty() ? "" : "  server.set_post_routing_handler([](const httplib::Request&, httplib::Response&) { " + after + "(); });\n";
  Project project({{"main.cpp", "#include <httplib.h>\n#include <string>\nstd::string user;\nvoid forget();\nvoid log() {}\nvoid f(httplib::Server& server) {\n  server." + hook +
                                    "([](const httplib::Request& request, httplib::Response&) {\n"
                                    "    if (request.path == \"/\") user = request.path;\n"
                                    "    return httplib::Server::HandlerResponse::Unhandled;\n  });\n" + behind + "}\n"}});
  project.write_commands(std::vector<std::string>{"-std=c++17", "-I" UNKNOT_SOURCE_DIR "/fixtures/frameworks/cpp-httplib"});
  const auto run = run_unknot({"check", project.root(), "--cache", "off", "--format", "json", "--checks", "context-leak"});
  const auto findings = read_report(run.out).findings;
  if (findings.size() != 1) return run.out + run.err;
  return findings.front().severity;
}

TEST(ErrorSeverity, IsEarnedByEachHook) {
  EXPECT_EQ(severity_of_leak_in("set_pre_routing_handler"), "error");
  EXPECT_EQ(severity_of_leak_in("set_pre_request_handler"), "warning");
}

TEST(ErrorSeverity, IsAStepLessWhereACallIsNotKnown) {
  EXPECT_EQ(severity_of_leak_in("set_pre_routing_handler", "log"), "error");
  EXPECT_EQ(severity_of_leak_in("set_pre_routing_handler", "forget"), "warning");
  EXPECT_EQ(severity_of_leak_in("set_pre_request_handler", "forget"), "note");
}

}  // namespace
}  // namespace unknot::test
