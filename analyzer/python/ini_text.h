// Files of sections with keys and values, as systemd, supervisor and servers read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

struct IniEntry {
  std::string name, value;
  std::uint32_t line = 0, column = 0;  ///< of the value
};
struct IniSection {
  std::string name;
  std::uint32_t line = 0;
  std::vector<IniEntry> entries;
};

/// A line that ends in `\` goes on, and so does one in front of an indented one; `#` and `;` begin comments.
std::vector<IniSection> read_ini(std::string_view text);

}  // namespace unknot
