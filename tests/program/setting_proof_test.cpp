// What models say of settings, seen in the real packages: each rule's mistake fails or does nothing, and its way out works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "analyzer/models/models.h"
#include "checks/registry.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

const std::string kSockets = "from flask import Flask\nfrom flask_socketio import SocketIO\napp = Flask('app')\n";
const std::string kDatabase = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask('app')\n"
                              "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'\n";

/// What a script prints, or the last line of what it raises.
std::string python(const std::string& script, const std::string& folder = {}) {
  const Project place;
  const auto run = run_program("/bin/sh", {"-c", "exec /usr/bin/python3 -W ignore -c \"$0\" </dev/null", script},
                               {.cwd = folder.empty() ? place.root() : UNKNOT_SOURCE_DIR "/fixtures/checks/" + folder,
                                .env = {{"PYTHONDONTWRITEBYTECODE", "1"}}, .kill_after = std::chrono::seconds(60)});
  std::string text = run.exit_code == 0 ? run.out : run.err;
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}
/// The value that the server takes in the end.
std::string server_setting(const std::string& name, const std::string& folder, const std::string& before = {}, const std::string& arguments = {}) {
  const auto run = run_program("/bin/sh", {"-c", before + " exec gunicorn --print-config " + arguments + " app:app | sed -n 's/^" + name + " *= //p'"},
                               {.cwd = folder, .env = {{"PYTHONDONTWRITEBYTECODE", "1"}}, .kill_after = std::chrono::seconds(60)});
  return run.out;
}
/// The status codes with which a Socket.IO server behind it answers clients that poll: sixteen of them at least, and as many
/// more within thirty seconds as it takes to see `codes` different ones, since the first worker that is up may answer a while alone.
std::string polled(const std::string& folder, const std::string& arguments, int codes) {
  return python(R"(import json, socket, subprocess, time, urllib.error, urllib.request
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
server = subprocess.Popen(["gunicorn", "--graceful-timeout", "1", "-b", "127.0.0.1:%d" % port] + ")" +
                    arguments + R"(".split(), stderr=subprocess.DEVNULL)
def ask(path, data=None):
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), data, 10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
try:
    for _ in range(400):
        try:
            ask("/")
            break
        except OSError:
            time.sleep(0.05)
    codes, asked, end = set(), 0, time.monotonic() + 30
    while asked < 16 or len(codes) < )" + std::to_string(codes) + R"( and time.monotonic() < end:
        asked += 1
        sid = json.loads(ask("/socket.io/?EIO=4&transport=polling")[1][1:])["sid"]
        codes.add(ask("/socket.io/?EIO=4&transport=polling&sid=" + sid, b"40")[0])
    print(sorted(codes))
finally:
    server.terminate()
    server.wait()
)",
                folder);
}

const SettingModels& shipped() {
  static const auto kModels = setting_models_of(shipped_python_models([](std::string_view) { return true; }));
  return *kModels;
}
const ConfiguredModel& configured(const std::string& id) {
  static const ConfiguredModel kNone{};
  const auto& all = shipped().configured;
  const auto found = std::ranges::find(all, id, &ConfiguredModel::id);
  EXPECT_NE(found, all.end()) << id;
  return found == all.end() ? kNone : *found;
}
/// Words that a script prints on its last line.
std::vector<std::string> words(const std::string& script) {
  std::istringstream in(python(script));
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

TEST(SettingModel, NamesAndFlagsOfTheServerAreThoseOfItsPackage) {
  const auto& options = configured("gunicorn").options;
  const auto known = words("from gunicorn.config import KNOWN_SETTINGS\nprint(*[','.join([s.name] + list(s.cli or [])) for s in KNOWN_SETTINGS])");
  EXPECT_GT(known.size(), 60U);
  for (const auto& one : known) {
    std::istringstream in(one);
    std::string name, flag;
    std::getline(in, name, ',');
    const auto option = std::ranges::find(options, name, &OptionModel::name);
    ASSERT_NE(option, options.end()) << name;
    while (std::getline(in, flag, ',')) EXPECT_NE(std::ranges::find(option->flags, flag), option->flags.end()) << name << " " << flag;
  }
}

TEST(SettingModel, OptionsOfTheSocketServerAreThoseOfItsPackages) {
  const auto& options = configured("SocketIO").options;
  const auto known = words("import inspect, engineio, socketio\nprint(*[p for c in (engineio.Server, socketio.Server) for p in inspect.signature(c.__init__).parameters if p not in ('self', 'kwargs')])");
  EXPECT_GT(known.size(), 15U);
  for (const auto& name : known) EXPECT_NE(std::ranges::find(options, name, &OptionModel::name), options.end()) << name;
}

TEST(SettingModel, KeysOfTheDatabaseAreThoseOfItsPackage) {
  const auto& options = configured("Flask-SQLAlchemy configuration").options;
  const auto known = words("import re, inspect, flask_sqlalchemy.extension as e\nprint(*sorted(set(re.findall(r'SQLALCHEMY_[A-Z_]+', inspect.getsource(e)))))");
  EXPECT_GT(known.size(), 5U);
  for (const auto& name : known) EXPECT_NE(std::ranges::find(options, name, &OptionModel::name), options.end()) << name;
}

TEST(SettingModel, EachRuleSaysWhatItsCheckListsAndHasASource) {
  for (const auto& rule : shipped().rules) {
    const Check* check = find_check(rule.check);
    ASSERT_NE(check, nullptr) << rule.check;
    // How a server runs requests is no finding: the check asks for it.
    const bool is_asked = rule.check == "context-leak" && (rule.case_name == "served-apart" || rule.case_name == "served-together");
    if (!is_asked) EXPECT_NE(std::ranges::find(check->info.cases, rule.case_name, &CaseInfo::name), check->info.cases.end()) << rule.check << "/" << rule.case_name;
    EXPECT_NE(rule.source.find('@'), std::string::npos) << rule.case_name;
    for (const auto& condition : rule.when)
      if (!condition.of.empty()) configured(condition.of);
  }
}

TEST(SettingProof, SeveralWorkersForgetTheSession) {
  EXPECT_EQ(polled("socket-settings/several-workers", "-w 4 app:app", 2), "[200, 400]");
  EXPECT_EQ(polled("socket-settings/several-workers-clean", "-w 1 --threads 100 app:app", 1), "[200]");
}

TEST(SettingProof, RunGivesOptionsToTheWebServer) {
  EXPECT_THAT(python(kSockets + "SocketIO(app).run(app, port=0, allow_unsafe_werkzeug=True, ping_interval=25)"), HasSubstr("TypeError: run_simple() got an unexpected keyword argument 'ping_interval'"));
  EXPECT_EQ(python(kSockets + "print(SocketIO(app, ping_interval=9).server.eio.ping_interval)"), "9");
}

TEST(SettingProof, UnknownOptionsAreSwallowed) {
  EXPECT_EQ(python(kSockets + "print(SocketIO(app, engineio_options={'ping_timeout': 5}).server.eio.ping_timeout)"), "20");
  EXPECT_EQ(python(kSockets + "print(SocketIO(app, ping_timeout=5).server.eio.ping_timeout)"), "5");
}

TEST(SettingProof, TheDevelopmentServerRefusesAServiceUnlessItIsToldTo) {
  EXPECT_THAT(python(kSockets + "SocketIO(app).run(app, port=0)"), HasSubstr("RuntimeError: The Werkzeug web server is not designed to run in production"));
}

TEST(SettingProof, TheReasonOfADisconnectNeedsANewerVersion) {
  const std::string handler = "(): print('left')\nclient = s.test_client(app)\nclient.disconnect()";
  EXPECT_THAT(python(kSockets + "s = SocketIO(app)\n@s.on('disconnect')\ndef left(reason): print(reason)\nclient = s.test_client(app)\nclient.disconnect()"), HasSubstr("TypeError: left() missing 1 required positional argument"));
  EXPECT_EQ(python(kSockets + "s = SocketIO(app)\n@s.on('disconnect')\ndef left" + handler), "left");
}

TEST(SettingProof, LateAssignmentsAreIgnored) {
  const std::string ask = "with app.app_context(): print(db.engine.echo)";
  EXPECT_EQ(python(kDatabase + "db = SQLAlchemy(app)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'echo': True}\n" + ask), "False");
  EXPECT_EQ(python(kDatabase + "app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'echo': True}\ndb = SQLAlchemy(app)\n" + ask), "True");
}

TEST(SettingProof, PoolKeysOfVersionTwoAreNotRead) {
  const std::string pool = "from sqlalchemy.pool import QueuePool\n", ask = "db = SQLAlchemy(app)\nwith app.app_context(): print(db.engine.pool.size())";
  EXPECT_EQ(python(kDatabase + pool + "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///x.db'\napp.config['SQLALCHEMY_POOL_SIZE'] = 20\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'poolclass': QueuePool}\n" + ask), "5");
  EXPECT_EQ(python(kDatabase + pool + "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///x.db'\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'poolclass': QueuePool, 'pool_size': 20}\n" + ask), "20");
}

TEST(SettingProof, ADatabaseInMemoryHasNoPoolToSize) {
  EXPECT_THAT(python(kDatabase + "app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_size': 20}\nSQLAlchemy(app)"), HasSubstr("TypeError: Invalid argument(s) 'pool_size' sent to create_engine()"));
  EXPECT_EQ(python(kDatabase + "SQLAlchemy(app)\nprint('made')"), "made");
}

TEST(SettingProof, AFileOfSqliteHasNoPoolInVersionOne) {
  EXPECT_THAT(python(kDatabase + "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///x.db'\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'max_overflow': 20}\ndb = SQLAlchemy(app)\nwith app.app_context(): db.engine"),
              HasSubstr("TypeError: Invalid argument(s) 'max_overflow'"));
}

TEST(SettingProof, QueriesAreRecordedOnlyWhereSomebodyAsks) {
  const std::string ask = "from flask_sqlalchemy.record_queries import get_recorded_queries\ndb = SQLAlchemy(app)\nwith app.app_context():\n  db.session.execute(db.text('select 1'))\n  print(len(get_recorded_queries()))";
  EXPECT_EQ(python(kDatabase + ask), "0");
  EXPECT_EQ(python(kDatabase + "app.config['SQLALCHEMY_RECORD_QUERIES'] = True\n" + ask), "1");
}

TEST(SettingProof, ModificationsAreNotTrackedByDefault) {
  EXPECT_EQ(python(kDatabase + "SQLAlchemy(app)\nprint(app.config['SQLALCHEMY_TRACK_MODIFICATIONS'])"), "False");
}

TEST(SettingProof, TheOldNameOfRecordedQueriesIsDeprecated) {
  EXPECT_THAT(python("import warnings\nwarnings.simplefilter('error')\nfrom flask_sqlalchemy import get_debug_queries"), HasSubstr("removed in Flask-SQLAlchemy 3.1"));
}

TEST(SettingProof, CommitOnTeardownIsDeprecated) {
  EXPECT_THAT(python(kDatabase + "import warnings\nwarnings.simplefilter('error')\napp.config['SQLALCHEMY_COMMIT_ON_TEARDOWN'] = True\nSQLAlchemy(app)"), HasSubstr("deprecated"));
}

TEST(SettingProof, AFactoryIsTakenForTheApplication) {
  EXPECT_THAT(python("from gunicorn.util import import_app\nimport_app('web:create_app')({}, None)", "server-settings/factory-not-called"), HasSubstr("TypeError"));
  EXPECT_EQ(python("from gunicorn.util import import_app\nprint(type(import_app('web:create_app()')).__name__)", "server-settings/factory-not-called-clean"), "Flask");
}

TEST(SettingProof, ThreadsMakeSyncWorkersThreadedAndDoNothingForOthers) {
  const std::string set = "from gunicorn.config import Config\nc = Config()\nc.set('threads', 4)\n";
  EXPECT_EQ(python(set + "print(c.worker_class_str)"), "threads");
  EXPECT_EQ(python(set + "c.set('worker_class', 'gevent')\nprint(c.worker_class_str)"), "gevent");
}

TEST(SettingProof, NamesThatTheServerDoesNotKnowAreSkipped) {
  const Project wrong({{"gunicorn.conf.py", "worker = 3\n"}, {"app.py", "def app(environ, start_response): pass\n"}});
  EXPECT_EQ(server_setting("workers", wrong.root()), "1\n");
  const Project right({{"gunicorn.conf.py", "workers = 3\n"}, {"app.py", "def app(environ, start_response): pass\n"}});
  EXPECT_EQ(server_setting("workers", right.root()), "3\n");
}

TEST(SettingProof, TheCommandLineIsStrongerThanTheEnvironmentAndThatThanTheFile) {
  const Project with_file({{"gunicorn.conf.py", "workers = 5\n"}, {"app.py", "def app(environ, start_response): pass\n"}});
  EXPECT_EQ(server_setting("workers", with_file.root(), "WEB_CONCURRENCY=7"), "5\n");
  EXPECT_EQ(server_setting("workers", with_file.root(), "GUNICORN_CMD_ARGS='--workers 3'"), "3\n");
  EXPECT_EQ(server_setting("workers", with_file.root(), "GUNICORN_CMD_ARGS='--workers 3'", "-w 2"), "2\n");
  const Project without({{"app.py", "def app(environ, start_response): pass\n"}});
  EXPECT_EQ(server_setting("workers", without.root(), "WEB_CONCURRENCY=7"), "7\n");
}

TEST(SettingProof, APoolGivesFifteenConnectionsAndNoMore) {
  const std::string take = R"(from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool
pool = create_engine("sqlite:///x.db", poolclass=QueuePool, pool_timeout=0.1, %s).pool
taken = []
try:
    for i in range(40): taken.append(pool.connect())
except Exception as error: print(len(taken), type(error).__name__)
else: print(len(taken)))";
  const auto with = [&](const std::string& options) { return std::string(take).replace(take.find("%s"), 2, options); };
  EXPECT_EQ(python(with("")), "15 TimeoutError");
  EXPECT_EQ(python(with("pool_size=20, max_overflow=20")), "40");
}

TEST(SettingProof, RoomsAreLeftByThemselves) {
  EXPECT_EQ(python(kSockets + "from flask_socketio import join_room\ns = SocketIO(app)\n@s.on('connect')\ndef come(): join_room('all')\nclient = s.test_client(app)\n"
                              "there = 'all' in s.server.manager.rooms['/']\nclient.disconnect()\nprint(there, 'all' in s.server.manager.rooms.get('/', {}))"),
            "True False");
}

TEST(SettingProof, WaitressKnowsNoWebsockets) {
  // A server that knows them answers 101.
  EXPECT_EQ(python(R"(import socket, threading
from waitress import create_server
from flask import Flask
from flask_socketio import SocketIO
app = Flask("app")
SocketIO(app)
server = create_server(app, host="127.0.0.1", port=0)
threading.Thread(target=server.run, daemon=True).start()
with socket.create_connection(("127.0.0.1", server.effective_port), 20) as s:
    s.sendall(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    answer = s.recv(100).decode()
with socket.create_connection(("127.0.0.1", server.effective_port), 20) as s:
    s.sendall(b"GET /socket.io/?EIO=4&transport=polling HTTP/1.0\r\nHost: x\r\n\r\n")
    print(answer.split()[1] == "101", s.recv(100).decode().split()[1]))"),
            "False 200");
}

}  // namespace
}  // namespace unknot::test
