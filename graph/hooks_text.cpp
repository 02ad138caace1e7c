// HookContext -> lines.
#include "graph/hooks_text.h"

#include <string_view>

namespace unknot {
namespace {

void add_standing(std::string& out, std::string_view exit, const Standing& standing, const auto& place) {
  out += "    ";
  out += exit;
  const auto add = [&](bool holds, std::string_view word) {
    if (!holds) return;
    out += ' ';
    out += word;
  };
  add(standing.unchanged, "unchanged");
  add(standing.nothing, "nothing");
  add(standing.set, "set");
  add(standing.cleared, "cleared");
  add(standing.grown, "grown");
  add(standing.shrunk, "shrunk");
  add(standing.counted, "counted");
  add(standing.unknown, "unknown");
  add(standing.once, "once");
  add(standing.changed, "changed");
  add(standing.restored, "restored");
  const auto add_place = [&](std::string_view word, const FactPlace& at) {
    if (at.line == 0) return;
    out += ' ';
    out += word;
    out += '@';
    out += place(at);
  };
  add_place("set", standing.set_at);
  add_place("cleared", standing.cleared_at);
  add_place("changed", standing.changed_at);
  add_place("restored", standing.restored_at);
  out += '\n';
}

}  // namespace

std::string hooks_text(const HookContext& context, const std::function<std::string(std::uint32_t)>& path_of) {
  const auto place = [&](const FactPlace& at) {
    return path_of(at.file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  };
  std::string out;
  for (const auto& hook : context.hooks()) {
    out += hook.model->name + ": " + hook.what->id + ": " + hook.name + " at " + place(hook.at);
    if (hook.registered != hook.at) out += " registered " + place(hook.registered);
    out += '\n';
    for (const auto& [key, change] : context.changes_of(hook)) {
      out += "  " + change.slot.name + "\n";
      if (change.returns) add_standing(out, "return:", change.at_return, place);
      if (change.throws) add_standing(out, "throw:", change.at_throw, place);
    }
  }
  return out;
}

}  // namespace unknot
