// What of a source file's text matters for putting lines into it: includes, conditions, namespaces, comments. Pure text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// An include directive. Lines are 1-based.
struct OutlinedInclude {
  std::uint32_t line = 0;
  std::string spelled;       ///< "<a.h>" or "\"a.h\""
  std::string comment;       ///< what stands behind it
  bool conditional = false;  ///< in an #if that is no include guard
  bool nested = false;       ///< in braces
  bool alone = true;         ///< its line holds nothing else, and no comment goes on behind it
};

/// The end of a namespace that no braces but those of namespaces are around, outside of conditions.
struct NamespaceEnd {
  std::vector<std::string> names;  ///< as spelled, outermost first; "inline v1"; anonymous ones make it unusable and are left out
  std::size_t begin = 0;           ///< byte of the opening brace
  std::size_t at = 0;              ///< of the closing one
};

/// A word of code that no parse may have seen, or that stands for others: in an #if, or in the text of a macro.
struct OutlinedWord {
  std::uint32_t line = 0;
  std::string_view text;  ///< of the text that was outlined
  bool in_macro = false;
};

/// From #if to #endif, where there is no other branch; no include guard.
struct OutlinedCondition {
  std::uint32_t begin = 0, end = 0;
};

struct Outline {
  std::vector<std::size_t> line_begins;   ///< by line - 1; one more for the end
  std::vector<OutlinedInclude> includes;  ///< in order
  std::vector<NamespaceEnd> namespaces;   ///< in order of their ends
  std::vector<OutlinedCondition> conditions;  ///< in order of their ends
  std::vector<OutlinedWord> words;        ///< in order
  std::uint32_t preamble_end = 0;         ///< last line of the comment, guard or #pragma once at the start; 0: there is none
  std::uint32_t first_code = 0;           ///< first line that holds code and is no directive; one behind the last where none does
  /// Last line of the includes before the code, with the #endif around them; 0: there are none.
  std::uint32_t includes_end = 0;
  bool spells_nested_namespaces = false;  ///< `namespace a::b`
  bool whole = true;                      ///< brackets and conditions match
  std::string newline = "\n";

  std::size_t begin_of(std::uint32_t line) const { return line_begins[line - 1]; }
  std::size_t end_of(std::uint32_t line) const { return line_begins[line]; }
  std::uint32_t lines() const { return static_cast<std::uint32_t>(line_begins.size() - 1); }
};

Outline outline_of(std::string_view text);

}  // namespace unknot
