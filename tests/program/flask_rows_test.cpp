// What unknot knows of Flask, its extensions and its servers, row by row: what goes wrong, how it is found, which fixtures show it, which
// are near to it and clean, and which test has seen it on the real library. docs/flask.md is made from it (UPDATE_GOLDEN=1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "analyzer/models/models.h"
#include "checks/registry.h"
#include "tests/support/expectations.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

struct Row {
  std::string row;       ///< CTX: contexts and hooks, WS: sockets, EXT: extensions, SRV: servers
  std::string what;
  std::string found;     ///< check/case; empty: it is no mistake, and nothing is said
  std::string severity;  ///< E, W and I (a note), the worst first; of several what the findings may have
  std::string bad;       ///< folders of fixtures/checks with such a finding
  std::string good;      ///< folders without; `*`: it is there too, in another place or a lower voice
  std::string proof{};   ///< a test that has seen it
  std::string versions{};
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows{
      {.row = "CTX01", .what = "a context is pushed when a module is imported and never popped, so that requests share it", .found = "context-leak/pushed-context", .severity = "W",
       .bad = "context-leak/flask-pushed context-leak/flask-pushed-factory context-leak/flask-pushed-fixed context-leak/flask-pushed-sync",
       .good = "context-leak/flask-pushed-clean context-leak/flask-pushed-threads* context-leak/flask-pushed-traps*",
       .proof = "FlaskProof.APushedContextIsTheStoreOfAllRequests", .versions = "an error before Flask 3.2 or where nobody pins it"},
      {.row = "CTX02", .what = "a connection or a file in `g` that nothing closes", .found = "context-leak/resource-in-g", .severity = "E",
       .bad = "context-leak/flask-resource context-leak/flask-resource-unregistered",
       .good = "context-leak/flask-resource-clean context-leak/flask-resource-traps context-leak/flask-resource-handed-on",
       .proof = "FlaskProof.AConnectionInTheStoreIsLeftOpen"},
      {.row = "CTX03", .what = "it is closed in `after_request`, or at the end of the view", .found = "teardown-skipped/release-outside-teardown", .severity = "W",
       .bad = "teardown-skipped/flask-after",
       .good = "teardown-skipped/flask-after-clean",
       .proof = "FlaskProof.AnAfterHookIsNotRunWhenTheViewRaises"},
      {.row = "CTX04", .what = "a hook of the application opens, and a blueprint's closes", .found = "teardown-skipped/narrower-scope", .severity = "E",
       .bad = "teardown-skipped/flask-blueprint",
       .good = "teardown-skipped/flask-blueprint-clean",
       .proof = "FlaskProof.ABlueprintsTeardownIsNotRunForOthers"},
      {.row = "CTX05", .what = "a teardown uses a value of `g` without a look whether it is there", .found = "teardown-unguarded/store", .severity = "W",
       .bad = "teardown-unguarded/flask",
       .good = "teardown-unguarded/flask-clean teardown-unguarded/flask-getattr-clean",
       .proof = "FlaskProof.ATeardownThatRaisesKeepsTheOthersFromRunning"},
      {.row = "CTX06", .what = "what comes from one request is kept in a global, a `threading.local` or a `ContextVar`", .found = "context-leak/outlives-request", .severity = "W",
       .bad = "context-leak/flask-outlives context-leak/flask-views",
       .good = "context-leak/flask-outlives-clean context-leak/flask-outlives-traps context-leak/flask-views-clean",
       .proof = "FlaskProof.WhatOutlivesARequestIsSeenByTheNext", .versions = "an error where a name tells of somebody"},
      {.row = "CTX07", .what = "plain values in `g`: no leak", .found = "context-leak/plain-value", .severity = "I",
       .bad = "context-leak/flask-plain-values context-leak/flask-user",
       .good = "context-leak/flask-resource-clean",
       .proof = "FlaskProof.APushedContextIsTheStoreOfAllRequests", .versions = "an error where a context is pushed and stays"},
      {.row = "CTX08", .what = "`request`, `g`, `current_app` or `current_user` in a thread, an executor or a task", .found = "context-outside/thread-or-task", .severity = "E",
       .bad = "context-outside/flask-thread context-outside/flask-task context-outside/flask-login context-outside/flask-twice",
       .good = "context-outside/flask-thread-clean context-outside/flask-task-clean context-outside/flask-task-base context-outside/flask-login-clean",
       .proof = "FlaskProof.AThreadHasNoRequest"},
      {.row = "CTX09", .what = "a generator that is sent when the request is over", .found = "context-outside/generator", .severity = "E",
       .bad = "context-outside/flask-generator",
       .good = "context-outside/flask-generator-clean",
       .proof = "FlaskProof.AGeneratorsBodyRunsBehindTheRequest"},
      {.row = "CTX10", .what = "a stream reads what a teardown has closed", .found = "context-outside/stream-order", .severity = "W",
       .bad = "context-outside/flask-stream",
       .good = "context-outside/flask-stream-clean",
       .versions = "Flask 3.1.2 and 3.1.3"},
      {.row = "CTX11", .what = "`g` in a function of `copy_current_request_context`", .found = "context-outside/copied-request", .severity = "W",
       .bad = "context-outside/flask-thread",
       .good = "context-outside/flask-thread-clean",
       .proof = "FlaskProof.ACopiedRequestHasAStoreOfItsOwn"},
      {.row = "CTX12", .what = "a request or an application is asked for when a module is imported", .found = "context-outside/import-time", .severity = "E",
       .bad = "context-outside/flask-import",
       .good = "context-outside/flask-import-clean",
       .proof = "FlaskProof.AnImportHasNothingCurrent"},
      {.row = "CTX13", .what = "a name that the pinned version no longer has", .found = "removed-api/removed-name", .severity = "E",
       .bad = "removed-api/removed-name",
       .good = "removed-api/removed-name-clean removed-api/removed-name-shim*",
       .versions = "Flask 2.3, 3.0"},
      {.row = "CTX13", .what = "a setting that the pinned version no longer reads", .found = "removed-api/removed-setting", .severity = "W",
       .bad = "removed-api/removed-setting",
       .good = "removed-api/removed-setting-clean",
       .versions = "Flask 2.3"},
      {.row = "CTX14", .what = "a value of `g` in a handler of a socket or a command, which only `before_request` sets", .found = "context-outside/unset-in-handler", .severity = "E",
       .bad = "context-outside/flask-handler",
       .good = "context-outside/flask-handler-clean",
       .proof = "FlaskProof.AHandlerRunsWithoutTheHooksBeforeARequest"},
      {.row = "CTX15", .what = "a hook is registered while a request is served", .found = "hook-misplaced/registered-in-request", .severity = "E",
       .bad = "hook-misplaced/flask",
       .good = "hook-misplaced/flask-clean",
       .proof = "FlaskProof.HooksAreRefusedOnceARequestWasServed"},
      {.row = "CTX16", .what = "a factory makes one application, and the module has another with the routes", .found = "hook-misplaced/second-app", .severity = "W",
       .bad = "hook-misplaced/flask hook-misplaced/flask-factory",
       .good = "hook-misplaced/flask-clean",
       .proof = "FlaskProof.ASecondApplicationHasNotTheRoutesOfTheFirst"},
      {.row = "CTX17", .what = "`before_request` returns something that is no response", .found = "hook-misplaced/returns-value", .severity = "E",
       .bad = "hook-misplaced/flask",
       .good = "hook-misplaced/flask-clean",
       .proof = "FlaskProof.WhatAHookBeforeTheRequestReturnsIsTheAnswer"},
      {.row = "CTX18", .what = "a teardown uses what a hook sets that an earlier one may keep from running", .found = "teardown-unguarded/store", .severity = "W",
       .bad = "teardown-unguarded/flask",
       .good = "teardown-unguarded/flask-clean",
       .proof = "FlaskProof.ATeardownThatRaisesKeepsTheOthersFromRunning"},
      {.row = "WS01", .what = "an option of `SocketIO()` is given to `run()`", .found = "socket-settings/option-in-run", .severity = "E",
       .bad = "socket-settings/option-in-run socket-settings/option-in-run-elsewhere",
       .good = "socket-settings/option-in-run-clean",
       .proof = "SettingProof.RunGivesOptionsToTheWebServer"},
      {.row = "WS02", .what = "an option that `SocketIO()` swallows", .found = "socket-settings/unknown-option", .severity = "W",
       .bad = "socket-settings/unknown-option",
       .good = "socket-settings/unknown-option-clean",
       .proof = "SettingProof.UnknownOptionsAreSwallowed"},
      {.row = "WS03", .what = "what a client leaves behind in a container", .found = "connection-leak", .severity = "E",
       .bad = "connection-leak/socketio",
       .good = "connection-leak/socketio-clean connection-leak/socketio-traps",
       .proof = "FlaskProof.EntriesOfConnectionsStay"},
      {.row = "WS03", .what = "it is looked for under another key", .found = "connection-leak/other-key", .severity = "W",
       .bad = "connection-leak/socketio-key",
       .good = "connection-leak/socketio-key-clean",
       .proof = "FlaskProof.AnEntryUnderAnotherKeyIsNotFound"},
      {.row = "WS04", .what = "something is put in for a client that is then refused", .found = "connection-leak/refused", .severity = "W",
       .bad = "connection-leak/socketio-refused",
       .good = "connection-leak/socketio-refused-clean",
       .proof = "FlaskProof.ARefusedConnectionHasNoDisconnect"},
      {.row = "WS05", .what = "a disconnect handler that may raise before it has cleaned up", .found = "teardown-unguarded/missing-entry", .severity = "W",
       .bad = "teardown-unguarded/socketio",
       .good = "teardown-unguarded/socketio-clean",
       .proof = "FlaskProof.ADisconnectHandlerThatRaisesCleansUpNothing"},
      {.row = "WS06", .what = "`leave_room()` of a client that disconnects", .found = "socket-settings/leaves-anyway", .severity = "I",
       .bad = "socket-settings/leaves-anyway",
       .good = "socket-settings/leaves-anyway-clean",
       .proof = "SettingProof.RoomsAreLeftByThemselves"},
      {.row = "WS07", .what = "handlers that keep nothing: no finding", .found = "", .severity = "",
       .bad = "",
       .good = "connection-leak/socketio-clean"},
      {.row = "WS08", .what = "a disconnect handler takes a reason that the pinned version does not give", .found = "removed-api/disconnect-reason", .severity = "E",
       .bad = "removed-api/disconnect-reason",
       .good = "removed-api/disconnect-reason-clean",
       .proof = "SettingProof.TheReasonOfADisconnectNeedsANewerVersion", .versions = "Flask-SocketIO before 5.5"},
      {.row = "WS09", .what = "a handler blocks every client", .found = "socket-settings/blocking-handler", .severity = "E",
       .bad = "socket-settings/blocking-handler",
       .good = "socket-settings/blocking-handler-clean"},
      {.row = "WS10", .what = "endless work is started for each client", .found = "connection-leak/work-per-connection", .severity = "E",
       .bad = "connection-leak/socketio",
       .good = "connection-leak/socketio-clean",
       .proof = "FlaskProof.WorkThatIsStartedForEachConnectionGoesOn"},
      {.row = "WS11", .what = "several workers of gunicorn for an application with sockets", .found = "socket-settings/several-workers", .severity = "E",
       .bad = "socket-settings/several-workers socket-settings/several-workers-places",
       .good = "socket-settings/several-workers-clean socket-settings/several-workers-unknown socket-settings/plain-app",
       .proof = "SettingProof.SeveralWorkersForgetTheSession"},
      {.row = "WS12", .what = "tasks in other processes emit, and there is no message queue", .found = "socket-settings/no-message-queue", .severity = "W",
       .bad = "socket-settings/no-message-queue",
       .good = "socket-settings/no-message-queue-clean"},
      {.row = "WS13", .what = "`allow_unsafe_werkzeug=True`", .found = "socket-settings/unsafe-server", .severity = "W",
       .bad = "socket-settings/unsafe-server",
       .good = "socket-settings/unsafe-server-clean",
       .proof = "SettingProof.TheDevelopmentServerRefusesAServiceUnlessItIsToldTo"},
      {.row = "WS14", .what = "`socketio.run(debug=True)` where others reach it", .found = "socket-settings/debug-in-run", .severity = "E",
       .bad = "socket-settings/debug-in-run socket-settings/debug-in-run-started",
       .good = "socket-settings/debug-in-run-clean"},
      {.row = "WS15", .what = "every origin may connect", .found = "socket-settings/any-origin", .severity = "WI",
       .bad = "socket-settings/any-origin socket-settings/any-origin-open",
       .good = "socket-settings/any-origin-clean"},
      {.row = "WS16", .what = "`async_mode` and the server's kind of worker do not go together", .found = "socket-settings/mode-and-worker", .severity = "E",
       .bad = "socket-settings/mode-and-worker",
       .good = "socket-settings/mode-and-worker-clean"},
      {.row = "WS17", .what = "a message queue with greenlets and nothing patched", .found = "socket-settings/queue-without-patch", .severity = "W",
       .bad = "socket-settings/queue-without-patch",
       .good = "socket-settings/queue-without-patch-clean socket-settings/helper-process"},
      {.row = "WS18", .what = "`@login_required` on a handler of a socket", .found = "hook-misplaced/login-required", .severity = "W",
       .bad = "hook-misplaced/flask",
       .good = "hook-misplaced/flask-clean"},
      {.row = "EXT01", .what = "`get_debug_queries`, which has another name now", .found = "removed-api/debug-queries", .severity = "EW",
       .bad = "removed-api/debug-queries removed-api/debug-queries-deprecated",
       .good = "removed-api/debug-queries-clean",
       .proof = "SettingProof.TheOldNameOfRecordedQueriesIsDeprecated", .versions = "Flask-SQLAlchemy 3.0, gone in 3.1"},
      {.row = "EXT02", .what = "queries are asked for that nobody records", .found = "extension-settings/queries-not-recorded", .severity = "W",
       .bad = "extension-settings/queries-not-recorded",
       .good = "extension-settings/queries-not-recorded-clean",
       .proof = "SettingProof.QueriesAreRecordedOnlyWhereSomebodyAsks", .versions = "Flask-SQLAlchemy 3"},
      {.row = "EXT03", .what = "every query is logged or kept, in production too", .found = "extension-settings/debugging-in-production", .severity = "W",
       .bad = "extension-settings/debugging-in-production",
       .good = "extension-settings/debugging-in-production-clean"},
      {.row = "EXT04", .what = "modifications are tracked, or the line says the default", .found = "extension-settings/track-modifications", .severity = "WI",
       .bad = "extension-settings/track-modifications extension-settings/track-modifications-redundant",
       .good = "extension-settings/track-modifications-clean extension-settings/track-modifications-unknown-yet",
       .proof = "SettingProof.ModificationsAreNotTrackedByDefault", .versions = "on by default before Flask-SQLAlchemy 3"},
      {.row = "EXT05", .what = "a key that is set behind `SQLAlchemy(app)` or `init_app`", .found = "extension-settings/late-assignment", .severity = "E",
       .bad = "extension-settings/late-assignment",
       .good = "extension-settings/late-assignment-clean extension-settings/conditional",
       .proof = "SettingProof.LateAssignmentsAreIgnored"},
      {.row = "EXT06", .what = "a key of the pool that the pinned version does not read", .found = "extension-settings/ignored-pool-key", .severity = "W",
       .bad = "extension-settings/ignored-pool-key",
       .good = "extension-settings/ignored-pool-key-clean",
       .proof = "SettingProof.PoolKeysOfVersionTwoAreNotRead", .versions = "Flask-SQLAlchemy 3"},
      {.row = "EXT07", .what = "options of a pool for SQLite", .found = "extension-settings/pool-of-sqlite", .severity = "E",
       .bad = "extension-settings/pool-of-sqlite extension-settings/pool-of-sqlite-file",
       .good = "extension-settings/pool-of-sqlite-clean extension-settings/pool-of-sqlite-file-clean",
       .proof = "SettingProof.ADatabaseInMemoryHasNoPoolToSize", .versions = "a file only before SQLAlchemy 2"},
      {.row = "EXT08", .what = "a relationship is a query for each row of a loop", .found = "query-in-loop/lazy-relationship", .severity = "W",
       .bad = "query-in-loop/lazy query-in-loop/template query-in-loop/commits query-in-loop/known",
       .good = "query-in-loop/lazy-clean query-in-loop/traps",
       .proof = "QueryProof.ARelationshipThatIsLoadedOnAccessIsAQueryForEachRow"},
      {.row = "EXT08", .what = "a query for each row of a loop", .found = "query-in-loop/query-in-body", .severity = "W",
       .bad = "query-in-loop/query",
       .good = "query-in-loop/query-clean",
       .proof = "QueryProof.AQueryInTheBodyIsRunForEachRow"},
      {.row = "EXT09", .what = "a transaction for each round of a loop", .found = "query-in-loop/commit-in-loop", .severity = "I",
       .bad = "query-in-loop/commit query-in-loop/commits",
       .good = "query-in-loop/commit-clean",
       .proof = "QueryProof.ACommitInTheLoopIsATransactionForEachRound", .versions = "a note: of 36 on real applications one in four was meant, as where a round sends a mail"},
      {.row = "EXT10", .what = "one session for each thread, or for all, that nobody removes", .found = "context-leak/thread-registry", .severity = "E",
       .bad = "context-leak/sqlalchemy context-leak/sqlalchemy-shared context-leak/sqlalchemy-unregistered",
       .good = "context-leak/sqlalchemy-clean context-leak/sqlalchemy-shared-clean",
       .proof = "FlaskProof.ARegistryOfThreadsGoesOnWithTheLastSession"},
      {.row = "EXT10", .what = "a session for each request that nobody closes", .found = "context-leak/unclosed-session", .severity = "E",
       .bad = "context-leak/sqlalchemy-session",
       .good = "context-leak/sqlalchemy-session-clean context-leak/sqlalchemy-session-traps",
       .proof = "FlaskProof.ASessionThatNobodyClosesKeepsItsConnection"},
      {.row = "EXT11", .what = "an engine for each request", .found = "context-leak/made-per-request", .severity = "E",
       .bad = "context-leak/sqlalchemy",
       .good = "context-leak/sqlalchemy-clean",
       .proof = "FlaskProof.AnEngineForEachRequestIsAPoolForEach"},
      {.row = "EXT12", .what = "more threads or greenlets of a worker than its pool has connections", .found = "extension-settings/pool-too-small", .severity = "W",
       .bad = "extension-settings/pool-too-small extension-settings/pool-too-small-greenlets extension-settings/pool-too-small-waitress",
       .good = "extension-settings/pool-too-small-clean extension-settings/pool-too-small-greenlets-clean extension-settings/pool-too-small-waitress-clean",
       .proof = "SettingProof.APoolGivesFifteenConnectionsAndNoMore"},
      {.row = "EXT13", .what = "more connections in all workers than the database gives", .found = "extension-settings/too-many-connections", .severity = "I",
       .bad = "extension-settings/too-many-connections extension-settings/too-many-connections-set extension-settings/too-many-connections-processes",
       .good = "extension-settings/too-many-connections-clean extension-settings/too-many-connections-set-clean extension-settings/too-many-connections-traps",
       .proof = "WorkerProof.EachWorkerHasAPoolOfItsOwn"},
      {.row = "EXT14", .what = "`SQLALCHEMY_COMMIT_ON_TEARDOWN`", .found = "removed-api/commit-on-teardown", .severity = "W",
       .bad = "removed-api/commit-on-teardown removed-api/commit-on-teardown-gone",
       .good = "removed-api/commit-on-teardown-clean",
       .proof = "SettingProof.CommitOnTeardownIsDeprecated", .versions = "Flask-SQLAlchemy 2.4.3, gone in 3.1"},
      {.row = "EXT15", .what = "a `user_loader` that raises where the user is gone, or reads more than the user", .found = "extension-settings/user-loader", .severity = "I",
       .bad = "extension-settings/user-loader extension-settings/user-loader-more",
       .good = "extension-settings/user-loader-clean extension-settings/user-loader-traps",
       .proof = "FlaskProof.AUserWhoIsGoneIsNoError"},
      {.row = "EXT15", .what = "a transaction in a hook before each request, also for a static file", .found = "extension-settings/static-too", .severity = "I",
       .bad = "extension-settings/static-too",
       .good = "extension-settings/static-too-clean",
       .proof = "QueryProof.AStaticFileIsATransactionToo"},
      {.row = "SRV01", .what = "`run(debug=True)` where others reach it", .found = "server-settings/debug-in-run", .severity = "EI",
       .bad = "server-settings/python-debug server-settings/python-debug-started server-settings/python-debug-desk server-settings/python-debug-loopback server-settings/python-debug-main-function",
       .good = "server-settings/python-debug-clean"},
      {.row = "SRV02", .what = "the development server as a service", .found = "server-settings/development-server", .severity = "W",
       .bad = "server-settings/development-server",
       .good = "server-settings/development-server-clean server-settings/development-server-desk"},
      {.row = "SRV03", .what = "gunicorn's worker class eventlet", .found = "server-settings/eventlet-worker", .severity = "E",
       .bad = "server-settings/eventlet-worker",
       .good = "server-settings/eventlet-worker-clean",
       .versions = "gone in gunicorn 26"},
      {.row = "SRV04", .what = "greenlets with a database driver in C", .found = "server-settings/blocking-driver", .severity = "W",
       .bad = "server-settings/blocking-driver",
       .good = "server-settings/blocking-driver-clean server-settings/blocking-driver-for-tests"},
      {.row = "SRV05", .what = "a setting that the chosen kind of worker passes over", .found = "server-settings/no-effect", .severity = "I",
       .bad = "server-settings/no-effect",
       .good = "server-settings/no-effect-clean",
       .proof = "SettingProof.ThreadsMakeSyncWorkersThreadedAndDoNothingForOthers"},
      {.row = "SRV06", .what = "a worker that hangs is replaced late or never", .found = "server-settings/long-timeout", .severity = "W",
       .bad = "server-settings/long-timeout",
       .good = "server-settings/long-timeout-clean"},
      {.row = "SRV07", .what = "a thread that is started before the workers are forked", .found = "server-settings/preload-fork", .severity = "E",
       .bad = "server-settings/preload-fork",
       .good = "server-settings/preload-fork-clean"},
      {.row = "SRV08", .what = "a name that gunicorn passes over", .found = "server-settings/unknown-name", .severity = "W",
       .bad = "server-settings/unknown-name",
       .good = "server-settings/unknown-name-clean",
       .proof = "SettingProof.NamesThatTheServerDoesNotKnowAreSkipped"},
      {.row = "SRV09", .what = "the function that makes the application stands for the application", .found = "server-settings/factory-not-called", .severity = "E",
       .bad = "server-settings/factory-not-called",
       .good = "server-settings/factory-not-called-clean",
       .proof = "SettingProof.AFactoryIsTakenForTheApplication"},
      {.row = "SRV10", .what = "one sync worker without threads", .found = "server-settings/single-worker", .severity = "W",
       .bad = "server-settings/single-worker",
       .good = "server-settings/single-worker-clean"},
      {.row = "SRV11", .what = "uWSGI without threads, for an application that has some", .found = "server-settings/no-threads", .severity = "W",
       .bad = "server-settings/no-threads",
       .good = "server-settings/no-threads-clean",
       .proof = "WorkerProof.ThreadsStandStillBetweenRequests"},
      {.row = "SRV11", .what = "uWSGI without a master", .found = "server-settings/no-master", .severity = "W",
       .bad = "server-settings/no-master",
       .good = "server-settings/no-master-clean",
       .proof = "WorkerProof.WithoutAMasterNobodyReplacesAWorker"},
      {.row = "SRV11", .what = "uWSGI forks with connections that are open", .found = "server-settings/no-lazy-apps", .severity = "W",
       .bad = "server-settings/no-lazy-apps",
       .good = "server-settings/no-lazy-apps-clean",
       .proof = "WorkerProof.AConnectionFromBeforeTheForkIsAnothersToo"},
      {.row = "SRV11", .what = "uWSGI never ends a request that hangs", .found = "server-settings/no-harakiri", .severity = "I",
       .bad = "server-settings/no-harakiri",
       .good = "server-settings/no-harakiri-clean"},
      {.row = "SRV12", .what = "waitress for an application with sockets", .found = "socket-settings/no-websockets", .severity = "W",
       .bad = "socket-settings/no-websockets socket-settings/no-websockets-serve",
       .good = "socket-settings/no-websockets-clean",
       .proof = "SettingProof.WaitressKnowsNoWebsockets"},
      {.row = "SRV13", .what = "all workers restart together", .found = "server-settings/no-jitter", .severity = "I",
       .bad = "server-settings/no-jitter",
       .good = "server-settings/no-jitter-clean"}};
  return kRows;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}
std::string check_of(const Row& row) { return row.found.substr(0, row.found.find('/')); }
std::string case_of(const Row& row) { return row.found.find('/') == std::string::npos ? "" : row.found.substr(row.found.find('/') + 1); }

/// Does a fixture mark a finding of the row? That the marks are what a run finds, fixtures_test says.
bool marks(const std::string& folder, const Row& row) {
  std::vector<std::string> problems;
  const auto all = marks_below(UNKNOT_SOURCE_DIR "/fixtures/checks/" + folder, problems);
  return std::ranges::any_of(all, [&](const Mark& mark) { return mark.kind == MarkKind::expect && mark.check == check_of(row) && mark.case_name == case_of(row); });
}

std::string letter(Severity severity) { return severity == Severity::error ? "E" : severity == Severity::warning ? "W" : "I"; }
std::string letter(std::string_view severity) { return severity == "error" ? "E" : severity == "warning" ? "W" : "I"; }

/// E, W and I as the models' rules of the row have them, or the case itself.
std::string severity_of(const Row& row, const SettingModels& models) {
  std::set<std::string> found;
  for (const auto& rule : models.rules)
    if (rule.row == row.row && rule.check == check_of(row) && rule.case_name == case_of(row)) found.insert(letter(rule.severity));
  if (found.empty()) {
    const CheckInfo& info = find_check(check_of(row))->info;
    const auto known = std::ranges::find(info.cases, case_of(row), &CaseInfo::name);
    return known == info.cases.end() ? letter(info.severity) : letter(known->severity);
  }
  std::string out;
  for (const char* one : {"E", "W", "I"})
    if (found.contains(one)) out += one;
  return out;
}

/// What a run says of a fixture.
std::string severity_in(const std::string& folder, const Row& row) {
  Project project;
  project.copy_from(UNKNOT_SOURCE_DIR "/fixtures/checks/" + folder);
  const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project.root(), .env = {}});
  for (const auto& finding : read_report(run.out).findings)
    if (finding.check == check_of(row) && finding.case_name == case_of(row)) return letter(finding.severity);
  return {};
}

TEST(FlaskRows, AreFoundWhereTheFixturesSay) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.row + " " + row.found);
    EXPECT_EQ(row.found.empty(), row.bad.empty());
    EXPECT_FALSE(row.good.empty());
    for (const auto& folder : words(row.bad)) EXPECT_TRUE(marks(folder, row)) << folder;
    for (const auto& folder : words(row.good)) {
      const bool is_there = folder.ends_with('*');
      EXPECT_EQ(marks(folder.substr(0, folder.size() - (is_there ? 1 : 0)), row), is_there && !row.found.empty()) << folder;
    }
  }
}

TEST(FlaskRows, HaveTheirSeverity) {
  const auto models = setting_models_of(shipped_python_models([](std::string_view) { return true; }));
  for (const Row& row : rows()) {
    if (row.found.empty()) continue;
    ASSERT_NE(find_check(check_of(row)), nullptr) << row.found;
    // The plain case of a check is an error where its model says that a test has seen it.
    EXPECT_EQ(case_of(row).empty() ? severity_in(words(row.bad).front(), row) : severity_of(row, *models), row.severity) << row.row << " " << row.found;
  }
}

TEST(FlaskRows, AreAllThereAndSoAreTheRulesOfModels) {
  const std::map<std::string, int> kTables{{"CTX", 18}, {"WS", 18}, {"EXT", 15}, {"SRV", 13}};
  for (const auto& [table, count] : kTables)
    for (int number = 1; number <= count; ++number) {
      const std::string name = table + (number < 10 ? "0" : "") + std::to_string(number);
      EXPECT_NE(std::ranges::find(rows(), name, &Row::row), rows().end()) << name;
    }
  const auto models = setting_models_of(shipped_python_models([](std::string_view) { return true; }));
  for (const auto& rule : models->rules)
    EXPECT_TRUE(rule.row.empty() || std::ranges::any_of(rows(), [&](const Row& row) { return row.row == rule.row && row.found == rule.check + "/" + rule.case_name; })) << rule.row << " " << rule.check << "/" << rule.case_name;
}

TEST(FlaskRows, AreSeenOnTheRealLibrary) {
  std::set<std::string> tests;
  const auto& all = *testing::UnitTest::GetInstance();
  for (int suite = 0; suite < all.total_test_suite_count(); ++suite)
    for (int test = 0; test < all.GetTestSuite(suite)->total_test_count(); ++test)
      tests.insert(std::string(all.GetTestSuite(suite)->name()) + "." + all.GetTestSuite(suite)->GetTestInfo(test)->name());
  std::set<std::string> seen;
  for (const Row& row : rows()) {
    if (row.proof.empty()) continue;
    EXPECT_TRUE(tests.contains(row.proof)) << row.row << " " << row.proof;
    seen.insert(row.row);
  }
  std::cout << seen.size() << " of the rows are seen on the real library\n";
  EXPECT_GE(seen.size(), 25U);
}

/// The page for a person: without the rows' own names.
std::string page() {
  const std::vector<std::pair<std::string, std::string>> kTables{{"CTX", "Contexts and hooks"}, {"WS", "Flask-SocketIO"}, {"EXT", "Flask-SQLAlchemy, SQLAlchemy and Flask-Login"}, {"SRV", "Servers"}};
  std::string out = R"(# What unknot knows of Flask

`unknot check .` in the repository of an application, without configuration. Versions are read from requirements files, pyproject.toml,
Pipfile, lock files and setup files; how it is started, from Procfile, Dockerfile, compose files, render.yaml, shell scripts, units of systemd and
supervisor, gunicorn.conf.py and uwsgi.ini. What is not known fulfils no condition.

*Seen*: a test runs the mistake on the real library and sees the leak, the exception or the option that is ignored, and runs the way
out and does not. Import cycles are another matter: [import-cycle](checks/import-cycle.md) simulates what comes of importing each module.
This page is made from tests/program/flask_rows_test.cpp, which also names the fixtures.
)";
  const std::map<char, std::string> kWords{{'E', "error"}, {'W', "warning"}, {'I', "note"}};
  for (const auto& [table, title] : kTables) {
    out += "\n## " + title + "\n| what goes wrong | found by | as | versions | seen |\n|---|---|---|---|---|\n";
    for (const Row& row : rows()) {
      if (!row.row.starts_with(table)) continue;
      std::string severity;
      for (const char c : row.severity) severity += (severity.empty() ? "" : ", ") + kWords.at(c);
      out += "| " + row.what + " | " + (row.found.empty() ? "" : "[" + row.found + "](checks/" + check_of(row) + ".md)") + " | " + severity + " | " + row.versions + " | " + (row.proof.empty() ? "" : "yes") + " |\n";
    }
  }
  return out;
}

TEST(FlaskDocs, ThePageIsThatOfTheRows) {
  const std::string file = UNKNOT_SOURCE_DIR "/docs/flask.md";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << page();
  EXPECT_EQ(read_file(file), page()) << "run with UPDATE_GOLDEN=1 and read the diff";
}

}  // namespace
}  // namespace unknot::test
