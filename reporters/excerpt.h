// A source line as the text report shows it, with a caret under the place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace unknot {

/// At most this many columns are shown of a line.
inline constexpr std::size_t kExcerptColumns = 112;

struct Excerpt {
  std::string source;  ///< the line, or the part around the column with "..." where it was cut
  std::string caret;   ///< spaces, '^', and '~' to the end of the token
};

/// `line` without its line break and a 1-based byte column. Tabs go to the next multiple of four, characters that act
/// are shown as visible() shows them, and each character shown counts one column wide. A column behind the line stands
/// after its last character.
Excerpt excerpt(std::string_view line, std::uint32_t column);

}  // namespace unknot
