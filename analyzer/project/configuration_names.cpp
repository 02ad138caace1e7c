// Growing each name from its end until it is the only one of its kind.
#include "analyzer/project/configuration_names.h"

#include <algorithm>

#include "analyzer/project/discover.h"

namespace unknot {
namespace {

/// The last `count` parts of a path; all of it where it has fewer.
std::string_view last_parts(std::string_view path, std::size_t count) {
  std::size_t at = path.size();
  for (; count > 0; --count) {
    if (at == 0) return path;
    at = path.rfind('/', at - 1);
    if (at == std::string_view::npos) return path;
  }
  return path.substr(at + 1);
}

}  // namespace

std::vector<std::string> configuration_names(const std::string& root, std::span<const std::string> databases) {
  std::vector<std::string> names;
  if (databases.size() == 1) names.emplace_back();
  if (databases.size() < 2) return names;
  std::vector<std::string> paths;
  for (const auto& database : databases) {
    const std::string folder = database.substr(0, database.rfind('/'));
    const bool shares = std::ranges::count_if(databases, [&](const std::string& other) {
                          return other.substr(0, other.rfind('/')) == folder;
                        }) > 1;
    paths.push_back(shown_path(root, shares ? database : folder.empty() ? "/" : folder));
  }
  for (const auto& path : paths) {
    const auto has_end = [&](std::string_view end, std::size_t parts) {
      return std::ranges::count_if(paths, [&](const std::string& other) { return last_parts(other, parts) == end; }) > 1;
    };
    std::size_t parts = 1;
    while (last_parts(path, parts).size() < path.size() && has_end(last_parts(path, parts), parts)) ++parts;
    names.emplace_back(last_parts(path, parts));
  }
  return names;
}

}  // namespace unknot
