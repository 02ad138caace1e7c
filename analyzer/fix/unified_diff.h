// Two texts of a file as a unified diff that `git apply` and `patch -p1` take. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// Lines [begin, begin + removed) of the old text give way to `lines` of the new one; lines are 0-based and keep their ends.
struct LineHunk {
  std::size_t begin = 0, removed = 0;
  std::vector<std::string_view> lines;
};
/// The fewest lines (Myers 1986), in order.
std::vector<LineHunk> line_hunks(std::string_view before, std::string_view after);

/// With three lines of context; empty where the texts are equal. `path`: from the root, quoted as git does where it has to be.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace unknot
