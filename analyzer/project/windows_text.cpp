// Paths, words and encodings of Windows.
#include "analyzer/project/windows_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace unknot {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_slash(char c) { return c == '/' || c == '\\'; }
bool has_drive(std::string_view path) { return path.size() > 2 && is_letter(path[0]) && path[1] == ':' && is_slash(path[2]); }

void append_utf8(std::uint32_t code, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  }
}

/// A surrogate without its partner becomes U+FFFD.
std::string utf8_of_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    const auto a = static_cast<unsigned char>(bytes[i]);
    const auto b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  std::string out;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xd800 && code < 0xe000) {
      const std::uint32_t low = i + 3 < bytes.size() ? unit(i + 2) : 0;
      const bool is_pair = code < 0xdc00 && low >= 0xdc00 && low < 0xe000;
      code = is_pair ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
      if (is_pair) i += 2;
    }
    append_utf8(code, out);
  }
  return out;
}

}  // namespace

bool is_windows_path(std::string_view path) { return has_drive(path) || path.starts_with("\\\\"); }

std::string posix_path(std::string_view path) {
  if (path.starts_with("\\\\?\\")) path.remove_prefix(4);
  std::string out(has_drive(path) ? "/" : "");
  out += path;
  std::ranges::replace(out, '\\', '/');
  return out;
}

std::vector<std::string> split_windows_words(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  bool in_quotes = false;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (c == '\\') {
      const std::size_t end = std::min(command.find_first_not_of('\\', i), command.size());
      const bool before_quote = end < command.size() && command[end] == '"';
      word.append(before_quote ? (end - i) / 2 : end - i, '\\');
      in_word = true;
      if (before_quote && (end - i) % 2 == 1) {
        word += '"';
        i = end;
      } else {
        i = end - 1;
      }
    } else if (c == '"') {
      in_word = true;
      if (in_quotes && i + 1 < command.size() && command[i + 1] == '"') {
        word += '"';
        ++i;
      } else {
        in_quotes = !in_quotes;
      }
    } else if (!in_quotes && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

std::string without_byte_order_mark(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) return text.substr(3);
  if (text.starts_with("\xFF\xFE")) return utf8_of_utf16(std::string_view(text).substr(2), false);
  if (text.starts_with("\xFE\xFF")) return utf8_of_utf16(std::string_view(text).substr(2), true);
  return text;
}

}  // namespace unknot
