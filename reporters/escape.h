// Text from a code base made safe for where it is shown. Names, messages and source lines may hold anything.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reporters/utf8.h"

namespace unknot {

/// What a person should see for one character: itself, or "\x1b", "\u202e", "\U000e0001" for what would control the
/// terminal, reorder the line or not be seen at all (Unicode TR 36 and 39: controls, bidirectional controls, invisible
/// characters, line separators, noncharacters), and for bytes that are not UTF-8.
std::string visible(std::string_view text, Character);
/// The same for a whole text. The result is valid UTF-8 in one line.
std::string visible(std::string_view text);

/// JSON text with the same characters written as \u escapes: the same values to a program, harmless on a terminal.
std::string quiet_json(std::string_view json);

/// A relative path as a relative URI reference (RFC 3986): every byte but unreserved ones and '/' percent-encoded. A
/// colon is encoded too, so that "a:b/c.h" names no scheme. A path whose bytes the producer percent-encoded is encoded
/// again: the URI names the path as the report shows it.
std::string uri(std::string_view path);

enum class Lines : std::uint8_t { centred, left };
/// A DOT double-quoted string with its quotes; `text` is made visible first. Its lines, separated by '\n', stay lines.
std::string dot_string(std::string_view text, Lines = Lines::centred);

}  // namespace unknot
