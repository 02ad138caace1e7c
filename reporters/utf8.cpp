// UTF-8 decoding after the table of well-formed byte sequences in the Unicode Standard.
#include "reporters/utf8.h"

namespace unknot {
namespace {

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == ':' || static_cast<unsigned char>(c) >= 0x80U;
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80U) return {.code = lead, .begin = at};
  const Character broken{.code = lead, .begin = at, .valid = false};
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U) return broken;
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, at + i)) return broken;
    code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return broken;
  return {.code = code, .begin = at, .length = length};
}

std::uint32_t utf16_column(std::string_view line, std::uint32_t column) {
  const std::size_t target = column == 0 ? 0 : column - 1;
  std::uint32_t units = 1;
  std::size_t at = 0;
  while (at < target && at < line.size()) {
    const Character c = character_at(line, at);
    if (at + c.length > target) return units;
    units += c.code > 0xFFFF ? 2 : 1;
    at += c.length;
  }
  return units + static_cast<std::uint32_t>(target - at);
}

std::uint32_t token_length(std::string_view line, std::uint32_t column) {
  if (column == 0 || column > line.size()) return 1;
  const std::string_view rest = line.substr(column - 1);
  if (rest[0] == '"' || rest[0] == '<') {
    const std::size_t end = rest.find(rest[0] == '<' ? '>' : '"', 1);
    return end == std::string_view::npos ? 1 : static_cast<std::uint32_t>(end + 1);
  }
  std::size_t length = 0;
  while (length < rest.size() && in_name(rest[length])) ++length;
  return length == 0 ? 1 : static_cast<std::uint32_t>(length);
}

}  // namespace unknot
