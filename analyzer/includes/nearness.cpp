// Every folder is entered at each of its parents: who climbs from a place meets the nearest first.
#include "analyzer/includes/nearness.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

namespace unknot {
namespace {

bool sets_aside(std::string_view part) {
  constexpr std::array<std::string_view, 30> kNames{
      "3rdparty", "3rd_party", "bench",  "benchmark", "benchmarks", "compat",   "contrib",     "demo",        "demos",      "deps",
      "doc",      "docs",      "extern", "external",  "example",    "examples", "extlibs",     "extra",       "fuzz",       "fuzzing",
      "legacy",   "mock",      "mocks",  "sample",    "samples",    "test",     "third-party", "third_party", "thirdparty", "vendor"};
  std::string lower(part);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::ranges::find(kNames, lower) != kNames.end() || lower.ends_with("tests") || lower.ends_with("_test");
}

}  // namespace

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::size_t aside_from(std::string_view path) {
  for (std::size_t end = path.size(); end > 0;) {
    const auto slash = path.rfind('/', end - 1);
    if (slash == std::string_view::npos) return 0;
    if (sets_aside(path.substr(slash + 1, end - slash - 1))) return slash + 1;
    end = slash;
  }
  return 0;
}

Nearness::Nearness(std::span<const VotedFolder> folders, std::vector<std::uint32_t> among) : count_(among.size()), size_(folders.size()) {
  std::ranges::sort(among, {}, [&](std::uint32_t i) {
    return std::tuple(std::ranges::count(folders[i].path, '/'), ~folders[i].votes, folders[i].path);
  });
  for (const std::uint32_t i : among)
    for (std::string_view path = folders[i].path; !path.empty(); path = parent_of(path)) {
      Level& level = levels_[path];
      level.all.push_back(i);
      if (folders[i].aside <= path.size()) level.open.push_back(i);
    }
}

std::span<const std::uint32_t> Nearness::nearest(std::string_view from, std::uint32_t except) const {
  for (const auto part : {&Level::open, &Level::all})
    for (std::string_view path = from; !path.empty(); path = parent_of(path)) {
      const auto level = levels_.find(path);
      if (level == levels_.end()) continue;
      const auto& found = level->second.*part;
      if (found.size() > 1 || (found.size() == 1 && found.front() != except)) return found;
    }
  return {};
}

std::vector<std::uint32_t> Nearness::in_order(std::string_view from) const {
  std::vector<std::uint32_t> out;
  out.reserve(count_);
  std::vector<bool> known(size_);
  for (const auto part : {&Level::open, &Level::all})
    for (std::string_view path = from; !path.empty() && out.size() < count_; path = parent_of(path))
      if (const auto level = levels_.find(path); level != levels_.end())
        for (const std::uint32_t i : level->second.*part)
          if (!known[i]) known[i] = true, out.push_back(i);
  return out;
}

}  // namespace unknot
