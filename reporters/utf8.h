// Bytes and characters of UTF-8 text, where the text may be broken. It knows nothing of reports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace unknot {

/// One character of a text: where its bytes are and what it is. A byte that is no part of valid UTF-8 stands alone.
struct Character {
  char32_t code = 0;  ///< the byte itself where `valid` is false
  std::size_t begin = 0;
  std::size_t length = 1;
  bool valid = true;
};

/// The character at byte `at`; needs at < text.size(). Overlong forms, surrogates and values above U+10FFFF are invalid
/// (Unicode 15, table 3-7).
Character character_at(std::string_view text, std::size_t at);

/// The 1-based column in UTF-16 code units of the 1-based byte column `column` in `line`. Columns behind the end of the
/// line count one for each byte; a column inside a character is that of the character.
std::uint32_t utf16_column(std::string_view line, std::uint32_t column);

/// The length in bytes of the token at the 1-based byte column: a quoted or bracketed name with its delimiters, else a
/// run of name characters (letters, digits, '_', '.', ':', non-ASCII), else one. Never reaches behind the line.
std::uint32_t token_length(std::string_view line, std::uint32_t column);

}  // namespace unknot
