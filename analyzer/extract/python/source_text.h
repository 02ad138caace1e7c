// What stands between a Python file's bytes and its parser: byte order mark, encoding, lines, escapes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"

namespace unknot::python {

/// Fills text, line_starts and what is wrong with the bytes themselves: those that a parser would stumble over (NUL, what is
/// not UTF-8 under another declared encoding) are replaced one by one, so that offsets hold.
void read_source(std::string_view bytes, SyntaxTree& out);

/// Writes what the grammar does not know yet as what it does know, in as many bytes: a lazy import (PEP 810) as a plain one that
/// begins where `lazy` stood, a template string (PEP 750) as an f-string, types to catch without parentheses (PEP 758) with bars
/// between them. For a text that could not be parsed.
struct OlderText {
  std::string text;
  std::vector<std::uint32_t> lazy;  ///< offsets of imports that were lazy
  bool changed = false;
};
OlderText as_older_python(const std::string& text);

/// The value of a string literal without its quotes.
std::string without_escapes(std::string_view);

}  // namespace unknot::python
