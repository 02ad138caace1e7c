// What a fuzz target states of every input, and how an input that breaks it is told.
// A target defines LLVMFuzzerTestOneInput; libFuzzer's main or replay.cpp calls it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "reporters/utf8.h"

namespace unknot::test {

/// Ends the process where the property does not hold, as a crash would: fuzzer and replay both see it.
inline void require(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "property broken: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

/// Is there such a place in the text? 1-based, columns in bytes, one behind the last byte of a line allowed; a byte-order mark
/// has no column.
inline bool is_place(std::string_view text, std::uint32_t line, std::uint32_t column) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (line == 0 || column == 0) return false;
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return column <= std::min(text.find('\n'), text.size()) + 1;
}

/// UTF-8 in which nothing acts on a terminal or hides: no control character but the line's end, none that turns the direction, none
/// that cannot be seen.
inline bool is_plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    at += c.length;
    if (!c.valid || (c.code < 0x20 && c.code != '\n') || (c.code >= 0x7f && c.code < 0xa0) || c.code == 0x200b || c.code == 0x200e ||
        c.code == 0x200f || (c.code >= 0x2028 && c.code <= 0x202e) || (c.code >= 0x2066 && c.code <= 0x2069) || c.code == 0xfeff ||
        (c.code >= 0xe0000 && c.code <= 0xe007f))
      return false;
  }
  return true;
}

/// An input of several files: lines "==== NAME" begin one; what stands before the first is the file "".
inline std::map<std::string, std::string> sections(std::string_view input) {
  constexpr std::string_view kMark = "==== ";
  std::map<std::string, std::string> out;
  std::string name;
  while (true) {
    auto end = input.starts_with(kMark) ? 0 : input.find("\n==== ");
    if (end != std::string_view::npos && !input.starts_with(kMark)) ++end;
    out[name] += input.substr(0, end);
    if (end == std::string_view::npos) return out;
    input.remove_prefix(end + kMark.size());
    const auto line_end = std::min(input.find('\n'), input.size());
    name = input.substr(0, line_end);
    input.remove_prefix(std::min(line_end + 1, input.size()));
  }
}

}  // namespace unknot::test
