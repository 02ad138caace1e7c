// Glob matching with two places to go back to: the last `*` and, when that cannot grow any more, the last `**`. Going back
// further never helps, because what stands before has matched as early as it can. The worst case is polynomial.
#include "analyzer/config/glob.h"

#include <cstddef>
#include <optional>
#include <string>

namespace unknot {
namespace {

enum class Reach { segment, anything, whole_folders };

/// Where to go on after a mismatch: the pattern behind the wildcard, and the first byte it has not swallowed.
struct Retry {
  std::size_t pattern = 0;
  std::size_t path = 0;
  Reach reach = Reach::segment;
};

/// Lets the wildcard swallow more; false where it cannot.
bool grow(Retry& retry, std::string_view path) {
  switch (retry.reach) {
    case Reach::segment:
      if (retry.path >= path.size() || path[retry.path] == '/') return false;
      ++retry.path;
      return true;
    case Reach::anything:
      if (retry.path >= path.size()) return false;
      ++retry.path;
      return true;
    case Reach::whole_folders: {
      const std::size_t slash = path.find('/', retry.path);
      if (slash == std::string_view::npos) return false;
      retry.path = slash + 1;
      return true;
    }
  }
  return false;
}

bool matches_whole(std::string_view pattern, std::string_view path) {
  std::optional<Retry> star, double_star;
  std::size_t p = 0, s = 0;
  while (p < pattern.size() || s < path.size()) {
    if (p < pattern.size()) {
      const std::string_view rest = pattern.substr(p);
      if (rest.starts_with("**/") && (p == 0 || pattern[p - 1] == '/')) {
        p += 3;
        double_star = Retry{p, s, Reach::whole_folders};
        star.reset();
        continue;
      }
      if (rest.starts_with("**")) {
        p += 2;
        double_star = Retry{p, s, Reach::anything};
        star.reset();
        continue;
      }
      if (pattern[p] == '*') {
        star = Retry{++p, s, Reach::segment};
        continue;
      }
      if (s < path.size() && (pattern[p] == path[s] || (pattern[p] == '?' && path[s] != '/'))) {
        ++p;
        ++s;
        continue;
      }
    }
    if (star && grow(*star, path)) {
      p = star->pattern;
      s = star->path;
    } else if (double_star && grow(*double_star, path)) {
      star.reset();
      p = double_star->pattern;
      s = double_star->path;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return false;
  if (pattern.find('/') == std::string_view::npos) {
    const std::size_t slash = path.rfind('/');
    return matches_whole(pattern, slash == std::string_view::npos ? path : path.substr(slash + 1));
  }
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  if (pattern.empty()) return true;  // the root itself: everything is below it
  if (pattern.ends_with('/')) return matches_whole(std::string(pattern) + "?**", path);
  return matches_whole(pattern, path);
}

bool name_matches(std::string_view pattern, std::string_view name) {
  std::optional<Retry> star;
  std::size_t p = 0, s = 0;
  while (p < pattern.size() || s < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = Retry{++p, s, Reach::anything};
    } else if (p < pattern.size() && s < name.size() && (pattern[p] == name[s] || pattern[p] == '?')) {
      ++p;
      ++s;
    } else if (star && grow(*star, name)) {
      p = star->pattern;
      s = star->path;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace unknot
