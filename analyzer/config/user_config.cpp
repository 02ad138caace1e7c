// The reader of the user's own configuration, which has one key.
#include "analyzer/config/user_config.h"

#include <array>
#include <cstdlib>

#include "analyzer/config/json_tree.h"
#include "graph/nearest_name.h"

namespace unknot {

std::string user_config_path() {
  if (const char* folder = std::getenv("XDG_CONFIG_HOME"); folder != nullptr && *folder == '/')
    return std::string(folder) + "/unknot/config.json";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return std::string(home) + "/.config/unknot/config.json";
  return {};
}

std::string what_is_wrong_with_driver_glob(const std::string& glob) {
  if (glob.starts_with('/') || glob.starts_with("**/")) return {};
  return "'" + glob + "' must be the absolute path of a compiler, or a glob that begins with '/' or '**/'";
}

std::expected<UserConfig, ConfigProblem> parse_user_config(std::string_view text, std::string_view file_name) {
  const auto problem = [&](Position at, std::string message) {
    return std::unexpected(ConfigProblem{std::string(file_name), at.line, at.column, std::move(message)});
  };
  const auto tree = parse_json_tree(text);
  if (!tree) return problem(tree.error().at, tree.error().message);
  if (tree->kind != JsonKind::object)
    return problem(tree->at, "the configuration must be an object, not " + std::string(name(tree->kind)));
  UserConfig config;
  for (const JsonNode& member : tree->children) {
    constexpr std::array<std::string_view, 1> kKeys{"query_driver"};
    if (member.key != kKeys.front())
      return problem(member.key_at, "unknown key " + in_quotes(member.key) + did_you_mean(member.key, kKeys));
    if (member.kind != JsonKind::list) return problem(member.at, "'query_driver' must be a list of globs");
    for (const JsonNode& item : member.children) {
      if (item.kind != JsonKind::text) return problem(item.at, "'query_driver' must be a list of globs");
      if (const auto wrong = what_is_wrong_with_driver_glob(item.text); !wrong.empty()) return problem(item.at, wrong);
      config.query_driver.push_back(item.text);
    }
  }
  return config;
}

}  // namespace unknot
