// Paths as text, cut at their slashes. No file system is asked.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

namespace unknot {

/// "a/b" of "a/b/c"; all of it where there is no slash.
inline std::string folder_part(std::string_view path) { return std::string(path.substr(0, path.rfind('/'))); }
/// "c" of "a/b/c".
inline std::string_view name_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }
/// Without the "./" and "../" at its start.
inline std::string_view without_dots(std::string_view path) {
  while (path.starts_with("./") || path.starts_with("../")) path.remove_prefix(path.find('/') + 1);
  return path;
}

/// The first `folder/name` that is usable, over the absolute folders of PATH: any other would be one of the project that is
/// looked at. Empty: none.
std::string find_in_path(std::string_view name, const auto& is_usable) {
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path == nullptr ? "" : path; !rest.empty();) {
    const auto end = std::min(rest.find(':'), rest.size());
    const std::string candidate = std::string(rest.substr(0, end)) + "/" + std::string(name);
    if (candidate.starts_with('/') && is_usable(candidate)) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

}  // namespace unknot
