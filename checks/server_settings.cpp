// Defaults of servers that bite.
#include <array>

#include "checks/loose_ends.h"
#include "checks/registry.h"

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
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A server whose framework has a default that bites in production, in a program that never sets it: one thread, no ping, no idle
timeout, payloads without a limit. The model of the framework says which, with the line of its source.

## Why it matters
It works on the laptop, with one client that behaves well.

## How to fix it
The finding names the call.

## Known limits
A setting counts as made wherever the program makes it, whatever the value and the server.

## Cost
Files that reach a header of a modelled framework and say one of its names are parsed, with those that define what they
call; the answers are kept, so that later runs parse only what changed.
)";

void run(const CheckContext& ctx, const FindingSink& report) {
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

}  // namespace

constinit const Check checks::server_settings{.info = {.id = "server-settings",
                                                       .summary = "A server's default that bites in production and that nobody sets.",
                                                       .doc = kDoc,
                                                       .kind = FindingKind::setting,
                                                       .severity = Severity::note,
                                                       .reads_hooks = true,
                                                       .examples = kExamples},
                                              .run = run};

}  // namespace unknot
