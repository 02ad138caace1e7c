// Options of a Socket.IO server, and the server around it, that do not go together.
#include <array>

#include "checks/registry.h"
#include "checks/setting_findings.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"any-origin", Severity::warning, "any web site may talk to the server; a note where nobody is known to it by a cookie"},
    CaseInfo{"blocking-handler", Severity::error, "a handler that blocks every client"},
    CaseInfo{"debug-in-run", Severity::error, "a debugger in a server that others reach"},
    CaseInfo{"leaves-anyway", Severity::note, "a room is left in a handler behind which all are"},
    CaseInfo{"mode-and-worker", Severity::error, "an asynchronous mode that the server's workers do not have"},
    CaseInfo{"no-message-queue", Severity::warning, "what other processes emit reaches nobody"},
    CaseInfo{"no-websockets", Severity::warning, "a web server that knows no websockets"},
    CaseInfo{"option-in-run", Severity::error, "an option of the constructor that is given to run()"},
    CaseInfo{"queue-without-patch", Severity::warning, "waiting for the message queue stops everything"},
    CaseInfo{"several-workers", Severity::error, "several workers without sticky sessions"},
    CaseInfo{"unknown-option", Severity::warning, "an option that the constructor swallows"},
    CaseInfo{"unsafe-server", Severity::warning, "the development server in production"}};

constexpr std::array kExamples{Example{.language = "python",
                                       .bad = R"(// file: app.py
from flask import Flask
from flask_socketio import SocketIO
app = Flask(__name__)
socketio = SocketIO(app)
socketio.run(app, ping_interval=25, ping_timeout=60)
)",
                                       .good = R"(// file: app.py
from flask import Flask
from flask_socketio import SocketIO
app = Flask(__name__)
socketio = SocketIO(app, ping_interval=25, ping_timeout=60)
socketio.run(app)
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Options that are given to the wrong function, that no version knows, and combinations of what the code says with how the server is
started: several workers, kinds of workers that the asynchronous mode does not go with, a message queue that nobody can wait for. How
the server is started is read as `server-settings` reads it.

## Why it matters
Clients are refused with 400 (Invalid session) by chance, `run()` raises TypeError on the day of the deployment, an option that was
meant to keep connections alive does nothing.

## How to fix it
The finding names the option and where it belongs, or the command that fits.

## Known limits
A value that is computed or comes from a variable of the environment is unknown and makes no finding; `os.environ.get("X", 4)` is 4 where
X is not set. An object of a class that the project derives from the library's is not known to be one. Files of tests are left out.

## Cost
Files that hold a name of a model are looked at once more, on the tree that is parsed for the imports.
)";

void run(const CheckContext& ctx, const FindingSink& report) { report_settings(checks::socket_settings.info, ctx, report); }

}  // namespace

constinit const Check checks::socket_settings{.info = {.id = "socket-settings",
    .summary = "Options of a Socket.IO server that fail, that nobody reads, or that the web server around it contradicts.",
    .doc = kDoc,
    .kind = FindingKind::setting,
    .severity = Severity::warning,
    .reads_imports = true,
    .cases = kCases,
    .examples = kExamples},
    .run = run};

}  // namespace unknot
