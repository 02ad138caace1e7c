// What test-state-leak says of tests in Python is seen by the next test: those of the bad fixtures leave what the clean ones do not,
// in the real unittest and the real pytest.
#include <gtest/gtest.h>

#include "tests/support/python_probe.h"

namespace unknot::test {
namespace {

/// What is not as it was, as a later test sees it.
const std::string kSeen = R"(
import io, logging, os, sys, unittest
from unittest import mock
import app
home, plain = os.getcwd(), app.reset
def seen():
    out = []
    if app.mode != "plain": out.append("mode")
    if "APP_MODE" in os.environ: out.append("environment")
    if "plugins" in sys.path: out.append("path")
    if os.getcwd() != home: out.append("folder")
    if logging.root.manager.disable: out.append("logging")
    if isinstance(app.reset, mock.Mock): out.append("patched")
    return " ".join(out)
)";

const std::string kUnittest = kSeen + R"(
import test_state
class Next(unittest.TestCase):
    def test_next(self):
        Next.saw = seen()
loader = unittest.TestLoader()
def run(*cases):
    unittest.TextTestRunner(stream=io.StringIO()).run(unittest.TestSuite([loader.loadTestsFromTestCase(c) for c in cases] + [Next("test_next")]))
    return Next.saw
)";

TEST(PythonTestsProof, OfUnittest) {
  const std::string all = kUnittest + "print(run(test_state.SetsAndForgets), '|', run(test_state.Restores), '|', run(test_state.Process))\n";
  EXPECT_EQ(probe("test-state-leak/unittest", all), "mode |  | path folder logging patched\n");
  EXPECT_EQ(probe("test-state-leak/unittest-clean", all), " |  | \n");
  const std::string one = kUnittest + R"(
unittest.TextTestRunner(stream=io.StringIO()).run(unittest.TestSuite([test_state.Process("test_environment"), Next("test_next")]))
print(Next.saw)
)";
  EXPECT_EQ(probe("test-state-leak/unittest", one), "environment\n");
  EXPECT_EQ(probe("test-state-leak/unittest-clean", one), "\n");
}

TEST(PythonTestsProof, ATearDownIsNotRunBehindASetUpThatRaisesAndACleanUpIs) {
  const std::string skipped = kUnittest + "print(run(test_state.SkipsBehindIt))\n";
  EXPECT_EQ(probe("test-state-leak/unittest-setup", skipped), "mode\n");
  EXPECT_EQ(probe("test-state-leak/unittest-setup-clean", skipped), "\n");
}

TEST(PythonTestsProof, OfPytest) {
  const std::string next = R"(
import sys
open("test_zz_next.py", "w").write(TEXT)
import pytest
pytest.main(["-q", "-p", "no:cacheprovider", "test_state.py", "test_zz_next.py"])
)";
  const std::string text = "TEXT = '''" + kSeen + R"(
home = os.environ["HOME_FOLDER"]
def test_next():
    sys.__stdout__.flush()
    open(os.path.join(home, "seen.txt"), "w").write(seen())
'''
import os
os.environ["HOME_FOLDER"] = os.getcwd()
)";
  const std::string print = "print('seen:', open(os.path.join(os.environ['HOME_FOLDER'], 'seen.txt')).read())\n";
  const auto last = [](const std::string& out) { return out.substr(out.rfind("seen:")); };
  EXPECT_EQ(last(probe("test-state-leak/pytest", text + next + print)), "seen: mode environment path folder\n");
  EXPECT_EQ(last(probe("test-state-leak/pytest-clean", text + next + print)), "seen: \n");
}

/// What stands behind a fixture's `yield` is run when the test fails, with and without `try`.
TEST(PythonTestsProof, AFixturesEndIsRunWhenTheTestFails) {
  const std::string text = R"(
open("test_fails.py", "w").write('''
import pytest
@pytest.fixture
def held():
    yield 1
    print("released")
def test_fails(held):
    assert held == 2
''')
import pytest
pytest.main(["-q", "-s", "-p", "no:cacheprovider", "test_fails.py"])
)";
  EXPECT_NE(probe("test-state-leak/pytest", text).find("released"), std::string::npos);
}

}  // namespace
}  // namespace unknot::test
