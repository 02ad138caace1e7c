// Entries and versions, as words in files of many formats.
#include "analyzer/python/python_entries.h"

#include <algorithm>
#include <charconv>

namespace unknot {
namespace {

using imports::EntryPoint;
using imports::kNone;
using imports::Start;

bool is_word(char c) { return c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// "pkg.mod" of "pkg.mod:app", "pkg.mod:create_app()"
std::string_view target_of(std::string_view token) {
  const auto colon = token.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 >= token.size()) return {};
  const std::string_view module = token.substr(0, colon), name = token.substr(colon + 1);
  if (!std::ranges::all_of(module, is_word) || module.front() == '.' || (module.front() >= '0' && module.front() <= '9')) return {};
  return is_word(name.front()) && !(name.front() >= '0' && name.front() <= '9') && name.front() != '.' ? module : std::string_view{};
}

/// "python", "/usr/bin/python3.11"
bool is_python(std::string_view token) {
  if (const auto slash = token.rfind('/'); slash != std::string_view::npos) token = token.substr(slash + 1);
  return token.starts_with("python") && std::ranges::all_of(token.substr(6), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

std::uint32_t module_at(const imports::World& world, std::string_view path) {
  if (path.starts_with("./")) path.remove_prefix(2);
  if (const auto start = path.find_first_not_of('/'); start != std::string_view::npos) path.remove_prefix(start);
  // A container's folders are not those of the project: what it ends with counts.
  for (std::size_t at = 0; at != std::string_view::npos; at = path.find('/', at) == std::string_view::npos ? std::string_view::npos : path.find('/', at) + 1) {
    const std::string_view rest = path.substr(at);
    for (std::uint32_t m = 0; m < world.modules.size(); ++m)
      if (world.modules[m].path == rest) return m;
  }
  return kNone;
}

std::uint32_t module_named(const imports::World& world, std::string_view name) {
  const auto found = world.by_name.find(name);
  if (found == world.by_name.end() || world.modules[found->second.front()].path.empty()) return kNone;
  return found->second.front();
}

/// Can "pkg.mod:app" mean something in that module? In "chown user:group" it seldom does.
bool may_hold(const imports::World& world, std::uint32_t module, std::string_view token) {
  const imports::ModuleFacts& facts = world.modules[module].facts;
  const std::string_view rest = token.substr(token.find(':') + 1);
  const std::string_view name = rest.substr(0, rest.find_first_of(".("));
  return std::ranges::find(facts.names, name) != facts.names.end() ||
         std::ranges::any_of(facts.imports, [](const auto& import) { return std::ranges::find(import.names, "*") != import.names.end(); });
}

}  // namespace

void find_entries(const imports::World& world, const std::string& shown, std::string_view text, std::vector<DeclaredEntry>& out) {
  const bool in_python = shown.ends_with(".py");
  std::uint32_t line = 0;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view rest = text.substr(begin, end - begin);
    begin = end + 1;
    if (rest.size() > 2'000 || rest.starts_with('#')) continue;
    std::string_view before, before_that;
    while (!rest.empty()) {
      constexpr std::string_view kBetween = " \t\r\"'`,=[]{}<>|&;";
      const auto start = rest.find_first_not_of(kBetween);
      if (start == std::string_view::npos) break;
      rest.remove_prefix(start);
      const std::string_view token = rest.substr(0, rest.find_first_of(kBetween));
      rest.remove_prefix(token.size());
      std::uint32_t module = kNone;
      Start how = Start::import_;
      if (const auto target = target_of(token); !target.empty()) {
        module = module_named(world, target);
        if (module != kNone && !may_hold(world, module, token)) module = kNone;
      }
      else if (!in_python && before == "-m" && is_python(before_that)) module = module_named(world, token), how = Start::run_module;
      else if (!in_python && token.ends_with(".py") && is_python(before)) module = module_at(world, token), how = Start::script;
      if (how == Start::run_module && module != kNone && world.modules[module].kind == imports::ModuleKind::package)
        module = module_named(world, world.modules[module].name + ".__main__");
      if (module != kNone) out.push_back({.entry = {.module = module, .start = how}, .file = shown, .line = line + 1});
      before_that = before;
      before = token;
    }
  }
}

void read_python_version(std::string_view text, imports::PythonVersion& out) {
  for (const std::string_view key : {"requires-python", "python_requires", "\npython ="}) {
    const auto at = text.find(key);
    if (at == std::string_view::npos) continue;
    std::string_view value = text.substr(at + key.size(), std::min(text.find('\n', at + 1), text.size()) - at - std::min(key.size(), text.find('\n', at + 1) - at));
    const auto three = value.find("3.");
    if (three == std::string_view::npos) continue;
    std::uint32_t minor = 0;
    const char* begin = value.data() + three + 2;
    if (std::from_chars(begin, value.data() + value.size(), minor).ptr == begin || minor > 99) continue;
    if (three > 0 && value.substr(0, three).find('<') != std::string_view::npos && value.substr(0, three).find('>') == std::string_view::npos) continue;
    if (out.minor == 0 || minor < out.minor) out.minor = minor;
    return;
  }
}

}  // namespace unknot
