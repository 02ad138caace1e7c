// Names that are called -> names with the opposite word that are called, too -> those of which functions call both.
#include "graph/mined_pairs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unknot {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 36> kOpposites{{
    {"begin", "end"},        {"start", "stop"},         {"start", "end"},        {"start", "finish"},     {"push", "pop"},
    {"enter", "leave"},      {"enter", "exit"},         {"acquire", "release"},  {"attach", "detach"},    {"open", "close"},
    {"lock", "unlock"},      {"enable", "disable"},     {"disable", "enable"},   {"suspend", "resume"},   {"pause", "resume"},
    {"block", "unblock"},    {"save", "restore"},       {"ref", "unref"},        {"retain", "release"},   {"increment", "decrement"},
    {"inc", "dec"},          {"register", "unregister"}, {"subscribe", "unsubscribe"}, {"connect", "disconnect"}, {"bind", "unbind"},
    {"map", "unmap"},        {"freeze", "thaw"},        {"grab", "ungrab"},      {"activate", "deactivate"}, {"install", "uninstall"},
    {"setup", "teardown"},   {"init", "deinit"},        {"before", "after"},     {"hold", "unhold"},      {"mark", "unmark"},
    {"inhibit", "uninhibit"},
}};

std::size_t own_name(std::string_view qualified) {
  const auto at = qualified.rfind("::");
  return at == std::string_view::npos ? 0 : at + 2;
}

bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

/// Where the words of "PushTag_now" start and end.
std::vector<std::pair<std::size_t, std::size_t>> words_of(std::string_view name) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t at = own_name(name); at < name.size();) {
    if (!is_lower(name[at]) && !is_upper(name[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    if (is_upper(name[at]) && end < name.size() && is_upper(name[end])) while (end < name.size() && is_upper(name[end])) ++end;
    else while (end < name.size() && is_lower(name[end])) ++end;
    out.emplace_back(at, end);
    at = end;
  }
  return out;
}

std::string in_case_of(std::string_view sample, std::string_view word) {
  std::string out(word);
  const bool all = sample.size() > 1 && is_upper(sample[0]) && is_upper(sample[1]);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (all || (i == 0 && is_upper(sample[0]))) out[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[i])));
  return out;
}

std::vector<std::string> opposites_of(const std::string& name) {
  std::vector<std::string> out;
  for (const auto& [start, end] : words_of(name)) {
    const std::string_view word = std::string_view(name).substr(start, end - start);
    std::string plain(word);
    std::ranges::transform(plain, plain.begin(), [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    for (const auto& [one, other] : kOpposites)
      if (plain == one) out.push_back(name.substr(0, start) + in_case_of(word, other) + name.substr(end));
  }
  return out;
}

/// What a call is about: the object or first argument, as a path of the function.
using CallOf = std::pair<std::string, std::uint32_t>;
struct Form {
  int argument = -1;  ///< as in CallEffect
  bool of_object = false;
};

}  // namespace

Model mined_pairs(std::span<const FileFunctions> files, std::size_t least) {
  std::map<std::string, Form> called;
  std::map<std::pair<std::string, std::string>, std::size_t> together;
  const auto about = [](const OperationFact& o) {
    return o.path != kNone ? o.path : o.arguments.empty() ? kNone : o.arguments.front().value.path;
  };
  for (const auto& file : files)
    for (const auto& function : file.functions) {
      std::set<CallOf> calls;
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations) {
          if (operation.kind != OperationKind::call || operation.callee == kNone) continue;
          const std::string& name = file.entities[operation.callee].name;
          if (name.starts_with("std::")) continue;
          const bool has_object = operation.path != kNone;
          called.try_emplace(name, Form{.argument = has_object || operation.arguments.empty() ? -1 : 0, .of_object = has_object || !operation.arguments.empty()});
          calls.emplace(name, about(operation));
        }
      std::set<std::pair<std::string, std::string>> seen;
      for (const auto& [name, path] : calls)
        for (const auto& other : opposites_of(name))
          if (calls.contains({other, path})) seen.emplace(name, other);
      for (const auto& pair : seen) ++together[pair];
    }
  Model out;
  out.name = "pairs of this project";
  for (const auto& [pair, functions] : together) {
    if (functions < least) continue;
    const auto& [push, pop] = pair;
    const Form& form = called.at(push);
    if (form.of_object != called.at(pop).of_object || form.argument != called.at(pop).argument) continue;
    LibrarySlot& slot = out.slots.emplace_back();
    slot.name = push + "()";
    slot.of_thread = !form.of_object;
    slot.of_object = form.of_object;
    slot.source = "mined";
    for (const auto& [function, change] : {std::pair(push, CallChange::push), std::pair(pop, CallChange::pop)})
      out.calls.push_back({.function = function, .effects = {CallEffect{.change = change, .argument = form.argument, .slot = slot.name, .of_object = form.of_object}}});
  }
  return out;
}

}  // namespace unknot
