// One line of the text form, cut into pieces. It knows no Program.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace unknot::text_form {

std::string_view trim(std::string_view text);
/// The line without its comment (`#` at the start or behind a space, outside of quotes), trimmed.
std::string_view without_comment(std::string_view line);
/// Pieces between separators outside of parentheses and quotes, trimmed.
std::vector<std::string_view> split(std::string_view text, std::string_view separator);
std::optional<std::uint32_t> number(std::string_view text);

/// `key` or `key=value`; the value without its quotes.
struct Attribute {
  std::string key;
  std::string value;
};
/// What stands in `[...]` at the start of `text`, which loses it; none where it does not start so.
std::expected<std::vector<Attribute>, std::string> take_attributes(std::string_view& text);

/// An atom, or its negation, as conditions show it.
std::string literal_text(std::string_view atom, bool holds);
std::string quoted(std::string_view text);
/// Reads a quoted text at the start of `text`, which loses it; nothing where it does not start with one or never ends.
std::optional<std::string> take_quoted(std::string_view& text);

}  // namespace unknot::text_form
