// Neutralises what would act instead of being shown.
#include "reporters/escape.h"

namespace unknot {
namespace {

bool acts(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x061C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F && c != 0x200C && c != 0x200D) ||  // joiners stay: scripts and emoji need them
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c & 0xFFFEU) == 0xFFFEU ||  // no characters, and none that XML allows
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string hex(std::uint32_t value, int digits, std::string_view alphabet = "0123456789abcdef") {
  std::string out;
  for (int digit = digits - 1; digit >= 0; --digit) out += alphabet[(value >> (4 * digit)) & 0xFU];
  return out;
}

}  // namespace

std::string visible(std::string_view text, Character c) {
  const auto code = static_cast<std::uint32_t>(c.code);
  if (!c.valid || (code < 0x80 && acts(c.code))) return "\\x" + hex(code, 2);
  if (!acts(c.code)) return std::string(text.substr(c.begin, c.length));
  return code > 0xFFFF ? "\\U" + hex(code, 8) : "\\u" + hex(code, 4);
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    out += visible(text, c);
    at += c.length;
  }
  return out;
}

std::string quiet_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const Character c = character_at(json, at);
    at += c.length;
    const auto code = static_cast<std::uint32_t>(c.code);
    if (code < 0x7F || !acts(c.code)) {  // what is below is escaped in JSON already, but for the text's own line breaks
      out.append(json, c.begin, c.length);
    } else if (code > 0xFFFF) {
      out += "\\u" + hex(0xD800 + ((code - 0x10000) >> 10), 4) + "\\u" + hex(0xDC00 + ((code - 0x10000) & 0x3FF), 4);
    } else {
      out += "\\u" + hex(code, 4);
    }
  }
  return out;
}

std::string uri(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == '/';
    if (plain)
      out += c;
    else
      out += '%' + hex(static_cast<unsigned char>(c), 2, "0123456789ABCDEF");
  }
  return out;
}

std::string dot_string(std::string_view text, Lines lines) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    at += c.length;
    if (c.code == '\n') {
      out += lines == Lines::left ? "\\l" : "\\n";
      continue;
    }
    for (const char shown : visible(text, c)) {
      if (shown == '&') {  // Graphviz reads "&lt;" as one character
        out += "&amp;";
        continue;
      }
      if (shown == '"' || shown == '\\') out += '\\';
      out += shown;
    }
  }
  if (lines == Lines::left && text.contains('\n')) out += "\\l";
  return out + '"';
}

}  // namespace unknot
