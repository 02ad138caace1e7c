// Cutting lines of the text form: comments, quotes, attributes.
#include "graph/text_form_line.h"

#include <charconv>

namespace unknot::text_form {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view without_comment(std::string_view line) {
  bool in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (in_quotes && line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      in_quotes = !in_quotes;
    } else if (line[i] == '#' && !in_quotes && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return trim(line.substr(0, i));
    }
  }
  return trim(line);
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> pieces;
  int depth = 0;
  bool in_quotes = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_quotes = !in_quotes;
    if (in_quotes) continue;
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth != 0 || !text.substr(i).starts_with(separator)) continue;
    pieces.push_back(trim(text.substr(start, i - start)));
    i += separator.size() - 1;
    start = i + 1;
  }
  if (!trim(text.substr(start)).empty() || !pieces.empty()) pieces.push_back(trim(text.substr(start)));
  return pieces;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::expected<std::vector<Attribute>, std::string> take_attributes(std::string_view& text) {
  std::vector<Attribute> attributes;
  if (!text.starts_with('[')) return attributes;
  text.remove_prefix(1);
  while (!(text = trim(text)).starts_with(']')) {
    const auto end = text.find_first_of(" ]=");
    if (end == std::string_view::npos) return std::unexpected("']' is missing");
    Attribute attribute{.key = std::string(text.substr(0, end)), .value = {}};
    text.remove_prefix(end);
    if (text.starts_with('=')) {
      text.remove_prefix(1);
      const auto stop = text.find_first_of(" ]");
      if (auto value = take_quoted(text)) {
        attribute.value = std::move(*value);
      } else if (stop == std::string_view::npos || text.starts_with('"')) {
        return std::unexpected("'\"' or ']' is missing");
      } else {
        attribute.value = text.substr(0, stop);
        text.remove_prefix(stop);
      }
    }
    attributes.push_back(std::move(attribute));
  }
  text = trim(text.substr(1));
  return attributes;
}

std::string literal_text(std::string_view atom, bool holds) {
  if (holds) return std::string(atom);
  const bool needs_parentheses = atom.starts_with('(') || atom.contains(' ');
  return needs_parentheses ? "!(" + std::string(atom) + ")" : "!" + std::string(atom);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::optional<std::string> take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  std::string result;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return result;
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    result += text[i];
  }
  return std::nullopt;
}

}  // namespace unknot::text_form
