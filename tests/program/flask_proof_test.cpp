// What the checks say of fixtures for Python is so: the bad ones are run on the real library and fail or leak, the good ones are not.
#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/python_probe.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

/// The class of the exception behind what a request raises, or its status.
const std::string kAsk = R"(
from app import app
def ask(path, **more):
    app.testing = True
    try:
        response = app.test_client().get(path, **more)
        response.get_data()
        return str(response.status_code)
    except Exception as error:
        return type(error).__name__
)";

TEST(FlaskProof, APushedContextIsTheStoreOfAllRequests) {
  const std::string two = R"(
from app import app
def get(path):
    body = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": path, "SERVER_NAME": "x", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.errors": None, "wsgi.input": None}
    return b"".join(app(environ, lambda status, headers: None)).decode()
print(get("user=alice"), get(""))
)";
  EXPECT_EQ(quiet_probe("context-leak/flask-pushed", two), "alice alice\n");
  EXPECT_EQ(quiet_probe("context-leak/flask-pushed-clean", two), "alice nobody\n");
}

TEST(FlaskProof, AFactorysContextStays) {
  EXPECT_EQ(quiet_probe("context-leak/flask-pushed-factory", "import wsgi\nfrom flask import has_app_context\nprint(has_app_context())\n"), "True\n");
}

TEST(FlaskProof, AConnectionInTheStoreIsLeftOpen) {
  const std::string open = R"(
import gc, os, app
count = lambda: sum("data.db" in os.readlink("/proc/self/fd/" + f) for f in os.listdir("/proc/self/fd") if os.path.islink("/proc/self/fd/" + f))
import sqlite3
kept = []
connect = sqlite3.connect
class Kept(sqlite3.Connection):
    def __init__(self, *a, **k): super().__init__(*a, **k); kept.append(self)
sqlite3.connect = lambda *a: connect(*a, factory=Kept)
for i in range(3): app.app.test_client().get("/")
closed = 0
for one in kept:
    try: one.execute("select 1")
    except sqlite3.ProgrammingError: closed += 1
print(len(kept), closed)
)";
  EXPECT_EQ(quiet_probe("context-leak/flask-resource", open), "3 0\n");
  EXPECT_EQ(quiet_probe("context-leak/flask-resource-clean", open), "3 3\n");
}

TEST(FlaskProof, AnAfterHookIsNotRunWhenTheViewRaises) {
  const std::string raises = R"(
import sqlite3, app
kept = []
connect = sqlite3.connect
class Kept(sqlite3.Connection):
    def __init__(self, *a, **k): super().__init__(*a, **k); kept.append(self)
sqlite3.connect = lambda *a: connect(*a, factory=Kept)
@app.app.route("/raise")
def fail(): raise LookupError
app.app.testing = True
try: app.app.test_client().get("/raise")
except LookupError: pass
try: kept[0].execute("select 1"); print("open")
except sqlite3.ProgrammingError: print("closed")
)";
  EXPECT_EQ(quiet_probe("teardown-skipped/flask-after", raises), "open\n");
  EXPECT_EQ(quiet_probe("teardown-skipped/flask-after-clean", raises), "closed\n");
}

TEST(FlaskProof, ABlueprintsTeardownIsNotRunForOthers) {
  const std::string other = "import app\nc = app.app.test_client()\nc.get('/pages/')\nprint(app.current is None, end=' ')\nc.get('/')\nprint(app.current is None)\n";
  EXPECT_EQ(quiet_probe("teardown-skipped/flask-blueprint", other), "True False\n");
  EXPECT_EQ(quiet_probe("teardown-skipped/flask-blueprint-clean", other), "True True\n");
}

TEST(FlaskProof, ATeardownThatRaisesKeepsTheOthersFromRunning) {
  const std::string early = kAsk + "import app as module\nask('/?bad=1')\nprint(ask('/?bad=1'), len(module.released))\n";
  const auto bad = quiet_probe("teardown-unguarded/flask", early);
  EXPECT_NE(bad.find("Error 0"), std::string::npos) << bad;
  EXPECT_EQ(quiet_probe("teardown-unguarded/flask-clean", early), "403 2\n");
}

TEST(FlaskProof, WhatOutlivesARequestIsSeenByTheNext) {
  const std::string next = R"(
from app import app
c = app.test_client()
c.get("/", headers={"X-User": "alice", "X-Tenant": "acme", "X-Account": "7"})
print(c.get("/").text)
)";
  EXPECT_EQ(quiet_probe("context-leak/flask-outlives", next), "['alice', 'acme', '7']\n");
  EXPECT_EQ(quiet_probe("context-leak/flask-outlives-clean", next), "[None, None, None]\n");
}

TEST(FlaskProof, ViewsOfClassesAndWrappedOnesKeepItToo) {
  const std::string next = R"(
from app import app
c = app.test_client()
paths = ["/users", "/last", "/some"]
for path in paths: c.get(path, headers={"X-User": "alice"})
print([c.get(path).text for path in paths])
)";
  EXPECT_EQ(quiet_probe("context-leak/flask-views", next), "['alice', 'alice', 'alice']\n");
  EXPECT_EQ(quiet_probe("context-leak/flask-views-clean", next), "['None', 'None', 'None']\n");
}

TEST(FlaskProof, AThreadHasNoRequest) {
  const std::string failed = R"(
import builtins, threading, app
say, builtins.print = print, lambda *text: None
seen = []
threading.excepthook = lambda a: seen.append(a.exc_type.__name__)
app.app.test_client().get("/")
for t in threading.enumerate():
    if t is not threading.main_thread() and not t.name.startswith("ThreadPool"): t.join()
app.executor.shutdown()
say(sorted(seen))
)";
  EXPECT_EQ(quiet_probe("context-outside/flask-thread", failed), "['AttributeError', 'RuntimeError']\n");
  EXPECT_EQ(quiet_probe("context-outside/flask-thread-clean", failed), "[]\n");
}

TEST(FlaskProof, AGeneratorsBodyRunsBehindTheRequest) {
  const std::string stream = kAsk + "print(ask('/?name=x'), ask('/rows'))\n";
  EXPECT_EQ(quiet_probe("context-outside/flask-generator", stream), "RuntimeError RuntimeError\n");
  EXPECT_EQ(quiet_probe("context-outside/flask-generator-clean", stream), "200 200\n");
}

TEST(FlaskProof, AnImportHasNothingCurrent) {
  const std::string load = "try:\n    import app\n    print('loaded')\nexcept RuntimeError as error: print('RuntimeError')\n";
  EXPECT_EQ(quiet_probe("context-outside/flask-import", load), "RuntimeError\n");
  EXPECT_EQ(quiet_probe("context-outside/flask-import-clean", load), "loaded\n");
}

TEST(FlaskProof, AHandlerRunsWithoutTheHooksBeforeARequest) {
  const std::string emit = R"(
import app
app.app.config["SECRET_KEY"] = "x"
client = app.socketio.test_client(app.app)
try: client.emit("message", "hello"); print("handled")
except AttributeError: print("AttributeError")
)";
  EXPECT_EQ(quiet_probe("context-outside/flask-handler", emit), "AttributeError\n");
  EXPECT_EQ(quiet_probe("context-outside/flask-handler-clean", emit), "somebody None hello\nhandled\n");
}

TEST(FlaskProof, AnEngineForEachRequestIsAPoolForEach) {
  const std::string count = R"(
import sqlalchemy
made, create = [], sqlalchemy.create_engine
sqlalchemy.create_engine = lambda *a: made.append(create(*a)) or made[-1]
import app
before = len(made)
for i in range(3): app.app.test_client().get("/")
print(len(made) - before)
)";
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy", count), "3\n");
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy-clean", count), "2\n");
}

TEST(FlaskProof, ARegistryOfThreadsGoesOnWithTheLastSession) {
  const std::string same = "import app\napp.app.test_client().get('/')\nprint(app.session.registry.has())\n";
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy", same), "True\n");
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy-clean", same), "False\n");
}

/// Its decorators are not installed.
const std::string kLogin = "import sys, types\nsys.modules['flask_login'] = types.SimpleNamespace(login_required=lambda f: f)\n";

TEST(FlaskProof, HooksAreRefusedOnceARequestWasServed) {
  const std::string asks = kLogin + R"(
from app import app
app.before_request_funcs.clear()
def ask():
    app.testing = True
    try: return str(app.test_client().get("/").status_code)
    except AssertionError: return "AssertionError"
print(ask(), ask())
)";
  EXPECT_EQ(quiet_probe("hook-misplaced/flask", asks), "AssertionError AssertionError\n");
  EXPECT_EQ(quiet_probe("hook-misplaced/flask-clean", asks), "200 200\n");
}

TEST(FlaskProof, ASecondApplicationHasNotTheRoutesOfTheFirst) {
  EXPECT_EQ(quiet_probe("hook-misplaced/flask", kLogin + "import app\nprint(app.create_app().test_client().get('/').status_code)\n"), "404\n");
  EXPECT_EQ(quiet_probe("hook-misplaced/flask-clean", kLogin + "import app\nprint(app.create_app().test_client().get('/').status_code)\n"), "200\n");
}

TEST(FlaskProof, WhatAHookBeforeTheRequestReturnsIsTheAnswer) {
  const std::string asks = kLogin + R"(
from app import app
app.before_request_funcs = {k: v[:1] for k, v in app.before_request_funcs.items()}
print(app.test_client().get("/?user=alice").text)
)";
  EXPECT_EQ(quiet_probe("hook-misplaced/flask", asks), "alice\n");
  EXPECT_EQ(quiet_probe("hook-misplaced/flask-clean", asks), "hello\n");
}

const std::string kSocket = "import app\napp.app.config['SECRET_KEY'] = 'x'\nask = lambda **k: app.socketio.test_client(app.app, **k)\n";

TEST(FlaskProof, EntriesOfConnectionsStay) {
  const std::string gone = kSocket + R"(
app.socketio.start_background_task = lambda *a: None
for i in range(3):
    client = ask()
    client.emit("subscribe", {})
    client.disconnect()
print(len(app.clients), len(app.names))
)";
  EXPECT_EQ(quiet_probe("connection-leak/socketio", gone), "gone\ngone\ngone\n3 3\n");
  EXPECT_EQ(quiet_probe("connection-leak/socketio-clean", gone), "0 0\n");
}

TEST(FlaskProof, AnEntryUnderAnotherKeyIsNotFound) {
  const std::string gone = kSocket + R"(
for i in range(3):
    client = ask()
    client.emit("login", "user %d" % i)
    client.disconnect()
print(len(app.online))
)";
  EXPECT_EQ(quiet_probe("connection-leak/socketio-key", gone), "3\n");
  EXPECT_EQ(quiet_probe("connection-leak/socketio-key-clean", gone), "0\n");
}

TEST(FlaskProof, ARefusedConnectionHasNoDisconnect) {
  const std::string refused = kSocket + "ask()\nask(namespace='/admin')\nprint(len(app.clients), len(app.waiting))\n";
  EXPECT_EQ(quiet_probe("connection-leak/socketio-refused", refused), "1 1\n");
  EXPECT_EQ(quiet_probe("connection-leak/socketio-refused-clean", refused), "0 0\n");
}

TEST(FlaskProof, ADisconnectHandlerThatRaisesCleansUpNothing) {
  const std::string none = kSocket + R"(
client = ask()
app.rooms["left"] = 1
try: client.disconnect(); print("handled")
except KeyError: print("KeyError")
)";
  EXPECT_EQ(quiet_probe("teardown-unguarded/socketio", none), "KeyError\n");
  EXPECT_EQ(quiet_probe("teardown-unguarded/socketio-clean", none), "handled\n");
}

TEST(FlaskProof, WorkThatIsStartedForEachConnectionGoesOn) {
  const std::string started = kSocket + R"(
started = []
app.socketio.start_background_task = lambda target, *a: started.append(target) or target
for i in range(3): ask().disconnect()
print(len(started))
)";
  EXPECT_EQ(quiet_probe("connection-leak/socketio", started), "gone\ngone\ngone\n3\n");
  EXPECT_EQ(quiet_probe("connection-leak/socketio-clean", started), "1\n");
}

TEST(FlaskProof, AFunctionThatNobodyRegistersClosesNothing) {
  const std::string open = R"(
import sqlite3
kept, connect = [], sqlite3.connect
class Kept(sqlite3.Connection):
    def __init__(self, *a, **k): super().__init__(*a, **k); kept.append(self)
sqlite3.connect = lambda *a: connect(*a, factory=Kept)
open("log.txt", "w").close()
import app
app.app.test_client().get("/")
try: kept[0].execute("select 1"); print("open")
except sqlite3.ProgrammingError: print("closed")
)";
  EXPECT_EQ(quiet_probe("context-leak/flask-resource-unregistered", open), "open\n");
  EXPECT_EQ(quiet_probe("context-leak/flask-resource-clean", open), "closed\n");
}

TEST(FlaskProof, ASessionThatNobodyClosesKeepsItsConnection) {
  // What holds itself is gone with the next collection, whenever that is.
  const std::string three = kAsk + "import gc\ngc.disable()\nprint(ask('/'), ask('/'), ask('/'))\n";
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy-session", three), "200 200 TimeoutError\n");
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy-session-clean", three), "200 200 200\n");
}

TEST(FlaskProof, ASessionOfAllRequestsStaysBroken) {
  const std::string three = R"(
from app import app
def add(name):
    app.testing = True
    try: return app.test_client().post("/users?name=" + name).text
    except Exception as error: return type(error).__name__
print(add("alice"), add("alice"), add("bob"))
)";
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy-shared", three), "added IntegrityError PendingRollbackError\n");
  EXPECT_EQ(quiet_probe("context-leak/sqlalchemy-shared-clean", three), "added IntegrityError added\n");
}

TEST(FlaskProof, AThreadDoesNotKnowWhoIsThere) {
  const std::string seen = R"(
import threading, app
threading.excepthook = lambda a: print(a.exc_type.__name__, end=" ")
app.app.test_client().get("/")
print(app.seen)
)";
  EXPECT_EQ(quiet_probe("context-outside/flask-login", seen), "AttributeError []\n");
  EXPECT_EQ(quiet_probe("context-outside/flask-login-clean", seen), "['7']\n");
}

TEST(FlaskProof, AUserWhoIsGoneIsNoError) {
  const std::string gone = R"(
from app import app, db, User
with app.app_context():
    db.create_all()
    db.session.add(User(name="alice"))
    db.session.commit()
    client = app.test_client()
    client.get("/login/1")
with app.app_context():
    db.session.delete(db.session.get(User, 1))
    db.session.commit()
print(client.get("/").status_code, client.get("/").text.split()[-1])
)";
  EXPECT_EQ(quiet_probe("extension-settings/user-loader", gone).substr(0, 3), "404");
  EXPECT_EQ(quiet_probe("extension-settings/user-loader-clean", gone), "200 stranger\n");
}

TEST(FlaskProof, AUserLoaderReadsItsRolesForEachRequest) {
  const std::string asked = R"(
from sqlalchemy import event
from app import app, db, User
seen = []
with app.app_context():
    db.create_all()
    db.session.add(User(name="alice"))
    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append("JOIN" in a[2]))
client = app.test_client()
client.get("/login/1")
del seen[:]
client.get("/")
print(seen)
)";
  EXPECT_EQ(quiet_probe("extension-settings/user-loader-more", asked), "[True]\n");
  EXPECT_EQ(quiet_probe("extension-settings/user-loader-clean", asked), "[False]\n");
}

TEST(FlaskProof, ACopiedRequestHasAStoreOfItsOwn) {
  Project project({{"app.py", R"(import threading
from flask import Flask, copy_current_request_context, g, request
app = Flask("app")
seen = []
@app.before_request
def before(): g.user = "alice"
@app.route("/")
def index():
    @copy_current_request_context
    def task(): seen.append((request.path, "user" in g))
    thread = threading.Thread(target=task)
    thread.start()
    thread.join()
    return str(seen[0])
print(app.test_client().get("/").text)
)"}});
  const auto run = run_program("/usr/bin/python3", {"-B", "-W", "ignore", "app.py"}, {.cwd = project.root(), .env = {}, .kill_after = std::chrono::seconds(60)});
  EXPECT_EQ(run.out, "('/', False)\n") << run.err;
}

}  // namespace
}  // namespace unknot::test
