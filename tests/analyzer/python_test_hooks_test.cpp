// Hooks of tests in Python: by their names, by what their class is, and what fixtures do behind their `yield`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzer/extract/python/functions.h"
#include "analyzer/models/models.h"
#include "analyzer/python/link_names.h"
#include "graph/hook_context.h"

namespace unknot::test {
namespace {

HookContext context_of(const std::string& module, const std::string& text) {
  std::vector<FileFunctions> facts;
  python::Parser parser;
  facts.push_back(python::functions_of(parser.parse(text), {.module = module}));
  std::vector<Model> models;
  python::KnownNames known;
  for (const auto& model : shipped_python_models([](std::string_view) { return true; }))
    if (model.of_tests || (model.hooks.empty() && !model.modules.empty())) {
      models.push_back(model);
      known.handed_on.insert(model.same_as.begin(), model.same_as.end());
    }
  python::link_names(facts, known);
  std::vector<UnitId> units(facts.size(), UnitId{0});
  return HookContext(std::move(facts), std::move(units), std::move(models));
}

std::vector<std::string> hooks_of(const HookContext& context) {
  std::vector<std::string> out;
  for (const auto& hook : context.hooks()) out.push_back(hook.model->name + " " + hook.what->id + " " + hook.name + (hook.every ? " every" : ""));
  return out;
}

/// "set cleared unchanged" for what a hook leaves of a slot.
std::string left(const HookContext& context, const std::string& hook, const std::string& slot) {
  for (const auto& known : context.hooks())
    if (known.what->id == hook)
      for (const auto& [key, change] : context.changes_of(known))
        if (change.slot.name == slot) {
          const Standing& s = change.at_return;
          return std::string(s.changed ? "changed " : "") + (s.restored ? "restored " : "") + (s.takes_down() ? "down" : "");
        }
  return "nothing";
}

TEST(PythonTestHooks, AreFoundByClassAndByName) {
  const auto context = context_of("tests.test_a", R"(
import unittest
from django.test import TestCase
import pytest
class A(unittest.TestCase):
    @classmethod
    def setUpClass(cls): pass
    def setUp(self): pass
    def test_one(self): pass
    def helper(self): pass
    def tearDown(self): pass
class B(TestCase):
    def test_two(self): pass
class TestPlain:
    def setup_method(self): pass
    def test_three(self): pass
class Other:
    def test_none(self): pass
def test_four(): pass
def helper(): pass
@pytest.fixture
def plain(): return 1
@pytest.fixture(scope="session")
def whole(): yield
@pytest.fixture(autouse=True)
def held():
    yield
)");
  EXPECT_THAT(hooks_of(context),
              testing::UnorderedElementsAre("unittest setUpClass tests.test_a.A.setUpClass", "unittest setUp tests.test_a.A.setUp", "unittest test tests.test_a.A.test_one",
                                            "unittest tearDown tests.test_a.A.tearDown", "unittest test tests.test_a.B.test_two",
                                            "pytest setup_method tests.test_a.TestPlain.setup_method", "pytest test method tests.test_a.TestPlain.test_three",
                                            "pytest test tests.test_a.test_four", "pytest fixture tests.test_a.plain", "pytest fixture() tests.test_a.held every",
                                            "pytest fixture()'s end tests.test_a.held every"));
}

TEST(PythonTestHooks, AFixturesEndIsWhatStandsBehindItsYield) {
  const auto context = context_of("tests.test_a", R"(
import os
import pytest
@pytest.fixture
def one():
    os.environ["A"] = "1"
    os.environ["B"] = "1"
    try:
        yield
    finally:
        del os.environ["A"]
)");
  EXPECT_EQ(left(context, "fixture", "os.environ[A]"), "restored down");
  EXPECT_EQ(left(context, "fixture", "os.environ[B]"), "changed down");
  EXPECT_EQ(left(context, "fixture's end", "os.environ[A]"), "down");
  EXPECT_EQ(left(context, "fixture's end", "os.environ[B]"), "nothing");
}

TEST(PythonTestHooks, WhatIsGivenAwayToBeRunTakesDown) {
  const auto context = context_of("tests.test_a", R"(
import os
import sys
import unittest
import app
class A(unittest.TestCase):
    def setUp(self):
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir("/")
        self.addCleanup(setattr, app, "mode", app.mode)
        app.mode = 1
        app.other = 1
        sys.path.append("x")
        self.addCleanup(self.restore)
    def restore(self):
        sys.path.remove("x")
)");
  EXPECT_EQ(left(context, "setUp", "the working directory"), "restored down");
  EXPECT_EQ(left(context, "setUp", "app.mode"), "restored down");
  EXPECT_EQ(left(context, "setUp", "app.other"), "changed down");
  EXPECT_EQ(left(context, "setUp", "sys.path"), "restored down");
}

}  // namespace
}  // namespace unknot::test
