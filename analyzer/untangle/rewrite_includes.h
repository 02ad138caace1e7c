// How the lines of a file read when files have moved and lines are taken out: pure text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// One include line. Paths are as shown from the root.
struct IncludeLine {
  std::uint32_t line = 0;    ///< 1-based
  std::uint32_t column = 0;  ///< 1-based, in bytes: the opening quote or bracket
  bool taken_out = false;
  std::string from, new_from;  ///< the file that has the line, before and after
  std::string to, new_to;      ///< the file that it leads to
};

struct Rewritten {
  std::string text;
  std::vector<std::uint32_t> left;  ///< lines that are not written as a plain name and need a person
};

/// `lines` in any order. A line that is taken out loses its directive and keeps what stands behind it. A name that was found
/// beside the includer is written anew from there; any other keeps the search folder through which it was found, where that
/// holds the new place too. Everything else stays byte for byte.
Rewritten rewrite_includes(std::string_view text, std::vector<IncludeLine> lines);

}  // namespace unknot
