// What the build's own scan of a unit said: a P1689 file, as CMake keeps it beside each object (unit.o.ddi).
// Format: wg21.link/p1689r5. It reads no file by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

struct ModuleScan {
  std::string provides;               ///< the module's name: "a", "a:part"; empty: none
  std::vector<std::string> requires_; ///< names that it imports, sorted, unique
};

/// The scan of one unit; nothing where the text is no such file, or speaks of several units.
std::optional<ModuleScan> parse_module_scan(std::string_view text);

}  // namespace unknot
