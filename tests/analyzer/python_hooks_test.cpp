// The engine that finds hooks in C++ finds those of Python in its facts: Flask's, by its shipped model, with what they leave behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/extract/python/functions.h"
#include "analyzer/models/models.h"
#include "analyzer/python/link_names.h"
#include "graph/hook_context.h"

namespace unknot::test {
namespace {

struct PythonText {
  std::string module, text;
};

HookContext context_of(const std::vector<PythonText>& files) {
  std::vector<FileFunctions> facts;
  std::vector<UnitId> units;
  python::Parser parser;
  for (const auto& [module, text] : files) {
    facts.push_back(python::functions_of(parser.parse(text), {.module = module}));
    units.push_back(UnitId{static_cast<std::uint32_t>(units.size())});
  }
  python::link_names(facts);
  std::vector<Model> models;
  for (const auto& model : shipped_python_models([](std::string_view) { return true; }))
    if (model.name == "Flask" || model.name == "Python") models.push_back(model);
  return HookContext(std::move(facts), std::move(units), std::move(models));
}

/// "before_request app.load @4" for each hook.
std::vector<std::string> hooks_of(const HookContext& context) {
  std::vector<std::string> out;
  for (const auto& hook : context.hooks()) out.push_back(hook.what->id + " " + hook.name + " @" + std::to_string(hook.registered.line) + " of " + hook.owner);
  return out;
}

/// What stands in a slot at the return of the hook with this function.
const SlotChange* change(const HookContext& context, const std::string& function, const std::string& slot) {
  for (const auto& hook : context.hooks())
    if (hook.name == function)
      for (const auto& [key, found] : context.changes_of(hook))
        if (found.slot.name == slot) return &found;
  return nullptr;
}

TEST(PythonHooks, OfFlaskAreFoundHoweverTheyAreRegistered) {
  const auto context = context_of({{"app", R"(
from flask import Flask, Blueprint, g
app = Flask(__name__)
bp = Blueprint("b", __name__)
current = None

@app.before_request
def load():
    global current
    current = g.name

def forget(error):
    global current
    current = None
app.teardown_request(forget)

@bp.before_app_request
def admin():
    g.admin = True

class Extension:
    def __init__(self, app: Flask):
        self.seen = None
        app.before_request(self.start)
    def start(self):
        self.seen = g.name

def create_app():
    made = Flask("made")
    @made.before_request
    def begin(): made.count = 1
    made.after_request(lambda response: response)
    return made
)"}});
  EXPECT_THAT(hooks_of(context), testing::UnorderedElementsAre("before_request app.load @7 of py:app.app", "teardown_request app.forget @15 of py:app.app",
                                                              "before_app_request app.admin @17 of py:app.bp",
                                                              "before_request app.Extension.start @24 of py:app.Extension.__init__$0",
                                                              "before_request app.create_app @30 of py:app.create_app~0",
                                                              "after_request app.create_app @32 of py:app.create_app~0"));
  ASSERT_EQ(context.groups().size(), 4U);
  const auto group = std::ranges::find(context.groups(), "py:app.app", &HookGroup::owner);
  ASSERT_NE(group, context.groups().end());
  EXPECT_EQ(group->befores.size(), 1U);
  EXPECT_EQ(group->afters.size(), 2U);  // those of all applications
  const auto* set = change(context, "app.load", "app.current");
  ASSERT_NE(set, nullptr);
  EXPECT_TRUE(set->at_return.set);
  EXPECT_FALSE(set->at_return.unchanged);
  EXPECT_EQ(set->at_return.set_at.line, 10U);
  const auto* cleared = change(context, "app.forget", "app.current");
  ASSERT_NE(cleared, nullptr);
  EXPECT_TRUE(cleared->at_return.cleared);
  EXPECT_FALSE(cleared->at_return.set);
  EXPECT_NE(change(context, "app.admin", "flask.g.admin"), nullptr);
  const auto* initial = context.initial_of("py:app.current");
  ASSERT_NE(initial, nullptr);
  EXPECT_EQ(initial->value, ValueKind::null);
}

TEST(PythonHooks, ChangeWhatOtherModulesHold) {
  const auto context = context_of({{"web.state", "user = None\ndef reset():\n    global user\n    user = None\n"},
                                   {"web.app", R"(
import flask
import web.state
from web.state import reset
app = flask.Flask(__name__)
@app.before_request
def load():
    web.state.user = flask.request.user
@app.teardown_appcontext
def unload(error):
    reset()
)"}});
  const auto* set = change(context, "web.app.load", "web.state.user");
  ASSERT_NE(set, nullptr);
  EXPECT_TRUE(set->at_return.set);
  const auto* cleared = change(context, "web.app.unload", "web.state.user");
  ASSERT_NE(cleared, nullptr);
  EXPECT_TRUE(cleared->at_return.cleared);
}

TEST(PythonHooks, AreFoundOnApplicationsOfOtherModules) {
  const auto context = context_of({{"web.app", "import flask\nclass App(flask.Flask):\n    pass\napp = App('a')\n"},
                                   {"web.hooks", "from web.app import app\n@app.before_request\ndef load(): pass\n"},
                                   {"web.more", "import web.app as a\n@a.app.teardown_request\ndef unload(error): pass\n"}});
  EXPECT_THAT(hooks_of(context), testing::UnorderedElementsAre("before_request web.hooks.load @2 of py:web.app.app", "teardown_request web.more.unload @2 of py:web.app.app"));
  EXPECT_EQ(context.groups().size(), 1U);
}

TEST(PythonHooks, FillAndEmptyContainers) {
  const auto context = context_of({{"app", R"(
from flask import Flask
app = Flask(__name__)
seen = []
users = {}
@app.before_request
def load():
    seen.append(1)
    users["a"] = 1
@app.teardown_request
def unload(error):
    global users
    seen.clear()
    users = {}
@app.teardown_appcontext
def refill(error):
    global seen
    seen = []
    seen.append(2)
)"}});
  for (const char* name : {"app.seen", "app.users"}) {
    const auto* grown = change(context, "app.load", name);
    ASSERT_NE(grown, nullptr) << name;
    EXPECT_TRUE(grown->at_return.grown) << name;
    EXPECT_EQ(grown->slot.kind, SlotKind::container) << name;
    const auto* cleared = change(context, "app.unload", name);
    ASSERT_NE(cleared, nullptr) << name;
    EXPECT_TRUE(cleared->at_return.cleared) << name;
    EXPECT_FALSE(cleared->at_return.is_set()) << name;
    EXPECT_EQ(cleared->slot.key, grown->slot.key);
  }
  const auto* refilled = change(context, "app.refill", "app.seen");
  ASSERT_NE(refilled, nullptr);
  EXPECT_TRUE(refilled->at_return.grown);
}

TEST(PythonHooks, OfOthersThatAreCalledAlikeAreNone) {
  const auto context = context_of({{"app", R"(
from tools import Flask
app = Flask(__name__)
@app.before_request
def load(): pass
def later(app):
    @app.before_request
    def inner(): pass
)"}});
  EXPECT_THAT(hooks_of(context), testing::IsEmpty());
}

}  // namespace
}  // namespace unknot::test
