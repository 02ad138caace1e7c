// Defaults of servers that bite.
#include <array>

#include "checks/loose_ends.h"
#include "checks/registry.h"
#include "checks/setting_findings.h"

namespace unknot {
namespace {

constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>
using Server = websocketpp::server<websocketpp::config::asio>;
int main() {
  Server server;
  server.start_accept();
  server.run();
}
)",
                                       .good = R"(#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>
using Server = websocketpp::server<websocketpp::config::asio>;
int main() {
  Server server;
  server.set_open_handler([&server](websocketpp::connection_hdl connection) { server.ping(connection, ""); });
  server.start_accept();
  server.run();
}
)"},
                               Example{.language = "python", .bad = R"(// file: web.py
from flask import Flask
def create_app():
    app = Flask(__name__)
    return app
// file: Procfile
web: gunicorn --workers 3 web:create_app
)",
                                       .good = R"(// file: web.py
from flask import Flask
def create_app():
    app = Flask(__name__)
    return app
// file: Procfile
web: gunicorn --workers 3 'web:create_app()'
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A server whose framework has a default that bites in production, in a program that never sets it: one thread, no ping, no idle
timeout, payloads without a limit. The model of the framework says which, with the line of its source.

Of a Python project the commands that start it (Procfile, Dockerfile, compose files, render.yaml, shell scripts, units of systemd and supervisor)
are read with what they bring along: the server's own settings file, variables of the environment that stand beside them, .ini
files. What holds is found out as the server does it: the command line is stronger than the environment, which is stronger than the
file. A finding stands where the value does and names the others that make it one.

## Why it matters
It works on the laptop, with one client that behaves well.

## How to fix it
The finding names the call.

## Known limits
In C++ a setting counts as made wherever the program makes it, whatever the value and the server. Of a Python project a value
that is computed, or that a variable gives which nobody sets, is unknown and makes no finding; `${X:-4}` is 4 where X is not set.
Loops, functions and arrays of shell scripts are not followed, and Makefiles and charts are not read.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
)";

/// Calls that a program of C++ never makes.
void report_unset(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.context == nullptr) return;
  const LooseEnds ends(ctx.program);
  const HookContext& context = ends.context();
  for (const auto& model : context.models())
    for (const auto& setting : model.settings) {
      bool is_set = false;
      for (const auto& function : setting.set_by) is_set |= context.calls(function);
      if (is_set || !context.calls(setting.if_used)) continue;
      // The first place that uses it.
      for (std::uint32_t f = 0; f < context.files().size(); ++f) {
        const OperationFact* first = nullptr;
        for (const auto& function : context.files()[f].functions)
          for (const auto& block : function.blocks)
            for (const auto& operation : block.operations)
              if (operation.callee != kNone && context.files()[f].entities[operation.callee].name == setting.if_used &&
                  (first == nullptr || std::pair(operation.line, operation.column) < std::pair(first->line, first->column)))
                first = &operation;
        if (first == nullptr) continue;
        Finding out;
        out.check = checks::server_settings.info.id;
        out.kind = checks::server_settings.info.kind;
        out.severity = checks::server_settings.info.severity;
        out.at = ends.place({f, first->line, first->column});
        out.language = ctx.program.unit(context.unit_of(f)).language;
        out.message = setting.message;
        out.notes.push_back({out.at, setting.fix});
        out.fingerprint = fingerprint(out.check, model.name + "\n" + setting.id, out.at.file);
        report(std::move(out));
      }
    }
}

void run(const CheckContext& ctx, const FindingSink& report) {
  report_unset(ctx, report);
  report_settings(checks::server_settings.info, ctx, report);
}

constexpr std::array kCases{
    CaseInfo{"blocking-driver", Severity::warning, "workers of greenlets with a database driver in C, which stops them all"},
    CaseInfo{"debug-in-run", Severity::error, "a debugger in a server that others reach; a note below `if __name__ == \"__main__\"` in a file that no service starts, or without a host"},
    CaseInfo{"development-server", Severity::warning, "the development server as a service"},
    CaseInfo{"eventlet-worker", Severity::error, "a class of workers that the server no longer has"},
    CaseInfo{"factory-not-called", Severity::error, "the server is told the function that makes the application, and not to call it"},
    CaseInfo{"long-timeout", Severity::warning, "a worker that hangs is replaced late or never"},
    CaseInfo{"no-effect", Severity::note, "a setting that the chosen kind of worker passes over"},
    CaseInfo{"no-harakiri", Severity::note, "a request that hangs keeps its worker"},
    CaseInfo{"no-lazy-apps", Severity::warning, "connections that are opened before the workers are forked"},
    CaseInfo{"no-jitter", Severity::note, "all workers restart together"},
    CaseInfo{"no-master", Severity::warning, "a worker that dies is not replaced"},
    CaseInfo{"no-threads", Severity::warning, "threads of the application never run"},
    CaseInfo{"preload-fork", Severity::error, "a thread that is started before the workers are forked exists in none of them"},
    CaseInfo{"single-worker", Severity::warning, "one request at a time"},
    CaseInfo{"unknown-name", Severity::warning, "a name that the server passes over, and that is nearly one of its own"}};

}  // namespace

constinit const Check checks::server_settings{.info = {.id = "server-settings",
                                                       .summary = "How a server is started and configured, where that bites in production.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::setting,
                                                       .severity = Severity::note,
                                                       .reads_hooks = true,
                                                       .cases = kCases,
                                                       .examples = kExamples},
                                              .run = run};

}  // namespace unknot
