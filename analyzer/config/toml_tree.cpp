// toml++ reads, this copies what it read.
#include "analyzer/config/toml_tree.h"

#include <algorithm>
#include <string>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace unknot {
namespace {

constexpr std::size_t kLongestMib = 4;
/// toml++ bounds the nesting of values (256), but not that of keys, "a.a.a.a", and walks into both by recursion.
constexpr std::size_t kMostDotsInAKey = 16;

/// toml++ counts characters, a Position bytes.
class Places {
 public:
  explicit Places(std::string_view text) {
    for (std::size_t at = 0; at <= text.size(); at = std::min(text.find('\n', at), text.size()) + 1)
      lines_.push_back(text.substr(at));
  }
  Position at(const toml::source_position& place) const {
    Position out{place.line, 1};
    if (place.line == 0 || place.line > lines_.size()) return {};
    const std::string_view line = lines_[place.line - 1];
    for (std::uint32_t characters = 1; characters < place.column && out.column <= line.size(); ++out.column)
      if (out.column == line.size() || (static_cast<unsigned char>(line[out.column]) & 0xc0U) != 0x80U) ++characters;
    return out;
  }

 private:
  std::vector<std::string_view> lines_;
};

JsonNode copy(const toml::node& from, const Places& places) {
  JsonNode out{.at = places.at(from.source().begin)};
  if (const auto* text = from.as_string()) {
    out.kind = JsonKind::text;
    out.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    out.kind = JsonKind::integer;
    out.integer = integer->get();
  } else if (const auto* boolean = from.as_boolean()) {
    out.kind = JsonKind::boolean;
    out.boolean = boolean->get();
  } else if (from.is_floating_point()) {
    out.kind = JsonKind::number;
  } else if (const auto* list = from.as_array()) {
    out.kind = JsonKind::list;
    for (const toml::node& item : *list) out.children.push_back(copy(item, places));
  } else if (const auto* table = from.as_table()) {
    out.kind = JsonKind::object;
    for (const auto& [key, value] : *table) {
      JsonNode member = copy(value, places);
      member.key = key.str();
      member.key_at = places.at(key.source().begin);
      out.children.push_back(std::move(member));
    }
    std::ranges::sort(out.children, {},
                      [](const JsonNode& member) { return std::pair(member.key_at.line, member.key_at.column); });
  } else {
    out.kind = JsonKind::date;
  }
  return out;
}

/// Where the string that begins at `at` ends, one past its quote; a single line's string ends with the line at the latest.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string_view longer = quote == '"' ? R"(""")" : "'''";
  const bool is_long = text.substr(at).starts_with(longer);
  for (at += is_long ? 3 : 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') ++at;
    else if (is_long ? text.substr(at).starts_with(longer) : text[at] == quote) return at + (is_long ? 3 : 1);
    else if (!is_long && text[at] == '\n') return at;
  }
  return text.size();
}

/// The first key with too many dots: where it gets too many.
std::optional<std::size_t> too_deep(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = end_of_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.' && ++dots > kMostDotsInAKey) return at;
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
    ++at;
  }
  return std::nullopt;
}

}  // namespace

std::expected<JsonNode, JsonError> parse_toml(std::string_view text) {
  if (text.size() >> 20 >= kLongestMib)
    return std::unexpected(JsonError{{}, "not shorter than " + std::to_string(kLongestMib) + " MiB"});
  if (const auto at = too_deep(text))
    return std::unexpected(
        JsonError{position_of(text, *at), "a key with more than " + std::to_string(kMostDotsInAKey) + " dots"});
  const toml::parse_result parsed = toml::parse(text);
  const Places places(text);
  if (!parsed) {
    const toml::parse_error& mistake = parsed.error();
    return std::unexpected(JsonError{places.at(mistake.source().begin), std::string(mistake.description())});
  }
  return copy(parsed.table(), places);
}

std::expected<std::optional<JsonNode>, JsonError> parse_tool_table(std::string_view text) {
  if (text.find("unknot") == std::string_view::npos) return std::nullopt;
  auto document = parse_toml(text);
  if (!document) return std::unexpected(std::move(document.error()));
  JsonNode* table = &*document;
  for (const auto* key : {"tool", "unknot"}) {
    const auto found = std::ranges::find(table->children, key, &JsonNode::key);
    if (found == table->children.end()) return std::nullopt;
    table = &*found;
  }
  // A document of its own, as far as its reader goes.
  table->key.clear();
  table->key_at = {};
  return std::move(*table);
}

}  // namespace unknot
