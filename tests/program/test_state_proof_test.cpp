// What test-state-leak says of the fixtures is seen in running tests: a later test sees what an earlier one left, and not what its
// twin restored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

const std::string kFixtures = UNKNOT_SOURCE_DIR "/fixtures/checks/test-state-leak/";

/// The fixture with a test behind it that looks at what is left, as a program.
std::string build(Project& project, const std::string& before, const std::string& fixture, const std::string& probe, const std::vector<std::string>& libraries) {
  project.write("probe.cpp", before + "#include \"" + kFixtures + fixture + "\"\n" + probe);
  std::vector<std::string> words{UNKNOT_CXX, "-std=c++17", "-w", "-O0", project.path("probe.cpp"), "-o", project.path("probe")};
  words.insert(words.end(), libraries.begin(), libraries.end());
  const auto compiled = run_program("/usr/bin/env", words);
  EXPECT_EQ(compiled.exit_code, 0) << compiled.err;
  return project.path("probe");
}

TEST(TestStateProof, OfGoogleTest) {
  Project project;
  const std::string probe = R"(
TEST(Probe, Mode) { EXPECT_EQ(mode, ""); }
TEST(Probe, Verbosity) { EXPECT_EQ(verbosity, 0); }
TEST(Probe, Level) { EXPECT_EQ(Registry::instance().level(), 0); }
)";
  const auto program = build(project, "", "googletest/state_test.cpp", probe, {"-lgtest", "-lgtest_main", "-pthread"});
  const auto run = [&](const std::string& filter) { return run_program(program, {"--gtest_filter=" + filter}); };
  EXPECT_EQ(run("Probe.*").exit_code, 0) << "alone they pass";
  EXPECT_EQ(run("Fixture.Restores:Plain.Restores:Probe.*").exit_code, 0);
  const auto mode = run("Fixture.SetsAndForgets:Probe.*");
  EXPECT_EQ(mode.exit_code, 1);
  EXPECT_THAT(mode.out, HasSubstr("[  FAILED  ] Probe.Mode"));
  const auto plain = run("Plain.Forgets:Probe.*");
  EXPECT_EQ(plain.exit_code, 1);
  EXPECT_THAT(plain.out, HasSubstr("[  FAILED  ] Probe.Verbosity"));
  EXPECT_THAT(plain.out, HasSubstr("[  FAILED  ] Probe.Level"));
}

TEST(TestStateProof, OfBoostTest) {
  Project project;
  const std::string probe = R"(
BOOST_AUTO_TEST_CASE(probe_mode) { BOOST_TEST(boost_state::mode == ""); }
BOOST_AUTO_TEST_CASE(probe_level) { BOOST_TEST(boost_state::level == 1); }
BOOST_AUTO_TEST_CASE(probe_loud) { BOOST_TEST(!boost_state::loud); }
)";
  const auto program = build(project, "#define BOOST_TEST_MODULE proof\n", "frameworks/boost_test.cpp", probe, {"-lboost_unit_test_framework"});
  const auto run = [&](const std::string& cases) { return run_program(program, {"--run_test=" + cases}); };
  EXPECT_EQ(run("probe_*").exit_code, 0) << "alone they pass";
  EXPECT_EQ(run("state/sets_and_restores,fixture_restores,sets_up_and_tears_down:probe_*").exit_code, 0);
  const auto bad = run("state/sets_and_forgets,fixture_leaves,sets_up:probe_*");
  EXPECT_NE(bad.exit_code, 0);
  for (const char* probed : {"probe_mode", "probe_level", "probe_loud"}) EXPECT_THAT(bad.out + bad.err, HasSubstr(probed));
}

/// What the fixture leaves where the questions of its set-up are answered so, in this order: "level depth width height".
std::string left_by_qt_test(const std::string& program, const std::string& answers) {
  const std::string out = run_program(program, {answers}).out;
  const auto at = out.rfind("left ");
  return at == std::string::npos ? out : out.substr(at + 5);
}

TEST(TestStateProof, OfQtTest) {
  const std::string fixture = kFixtures + "qt-setup-ends/tst_level.cpp";
  Project project;
  const auto made = run_program("/usr/lib/qt5/bin/moc", {"-DPROBE", fixture, "-o", project.path("level.moc")});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  project.write("probe.cpp", "#define PROBE\n#include \"" + fixture + "\"\n#include \"level.moc\"\n" + R"(
#include <cstdio>
const char* answers = "";
bool is_there() { return *answers++ == 'y'; }
int main(int, char** argv) {
  answers = argv[1];
  TestLevel tests;
  QTest::qExec(&tests, 1, argv);
  std::printf("left %d %d %d %d\n", level, depth, width, height);
}
)");
  std::vector<std::string> words{UNKNOT_CXX, project.path("probe.cpp"), "-o", project.path("probe"), "-w", "-O0", "-lQt5Test", "-lQt5Core"};
  std::istringstream flags(read_file(kFixtures + "qt-setup-ends/flags.txt"));
  words.insert(words.begin() + 1, std::istream_iterator<std::string>(flags), {});
  const auto compiled = run_program("/usr/bin/env", words);
  ASSERT_EQ(compiled.exit_code, 0) << compiled.err;
  const std::string program = project.path("probe");
  EXPECT_EQ(left_by_qt_test(program, "yy"), "0 0 0 0\n");
  EXPECT_EQ(left_by_qt_test(program, "n"), "1 0 0 0\n") << "a set-up that skips is followed by no cleanup()";
  EXPECT_EQ(left_by_qt_test(program, "yn"), "1 1 0 0\n") << "nor is one that fails; cleanupTestCase() is run";
}

}  // namespace
}  // namespace unknot::test
