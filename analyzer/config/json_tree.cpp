// nlohmann's SAX events, each put at its place: the events say what comes next, a cursor over the text says where.
#include "analyzer/config/json_tree.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace unknot {
namespace {

using nlohmann::json;

/// Walks over the tokens of JSON that the parser has already accepted, and keeps their places.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view text) : text_(text) {}

  /// The place of the next token, behind white space, separators and comments.
  Position next() {
    while (offset_ < text_.size()) {
      const char c = text_[offset_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':') {
        step();
      } else if (text_.substr(offset_).starts_with("//")) {
        while (offset_ < text_.size() && text_[offset_] != '\n') step();
      } else if (text_.substr(offset_).starts_with("/*")) {
        const std::size_t end = text_.find("*/", offset_ + 2);
        const std::size_t stop = end == std::string_view::npos ? text_.size() : end + 2;
        while (offset_ < stop) step();
      } else {
        break;
      }
    }
    return at_;
  }
  void skip_bracket() { step(); }
  void skip_text() {
    step();
    while (offset_ < text_.size() && text_[offset_] != '"') {
      if (text_[offset_] == '\\') step();
      step();
    }
    step();
  }
  void skip_word() {
    while (offset_ < text_.size() && std::string_view(" \t\r\n,:]}/\"").find(text_[offset_]) == std::string_view::npos) step();
  }

 private:
  void step() {
    if (offset_ >= text_.size()) return;
    if (text_[offset_++] == '\n') {
      ++at_.line;
      at_.column = 1;
    } else {
      ++at_.column;
    }
  }

  std::string_view text_;
  std::size_t offset_ = 0;
  Position at_;
};

/// The parser's sentence without its own notion of the place and without the raw bytes it has read.
std::string syntax_message(std::string_view what) {
  if (const std::size_t place = what.find("column "); place != std::string_view::npos) {
    if (const std::size_t colon = what.find(": ", place); colon != std::string_view::npos) what.remove_prefix(colon + 2);
  }
  std::string message(what);
  if (const std::size_t last = message.find("; last read: '"); last != std::string::npos) {
    const std::size_t expected = message.rfind("'; expected ");
    const bool more = expected != std::string::npos && expected > last;
    message.erase(last, more ? expected + 1 - last : std::string::npos);
  }
  return message;
}

/// Builds the tree. Every event returns false to stop.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, std::optional<std::span<const std::size_t>> items)
      : text_(text), cursor_(text), items_(items) {}

  JsonNode root;
  JsonError error;

  bool null() { return word({.kind = JsonKind::null}); }
  bool boolean(bool value) { return word({.kind = JsonKind::boolean, .boolean = value}); }
  bool number_integer(json::number_integer_t value) { return word({.kind = JsonKind::integer, .integer = value}); }
  bool number_unsigned(json::number_unsigned_t value) {
    if (!std::in_range<std::int64_t>(value)) return word({.kind = JsonKind::number});
    return word({.kind = JsonKind::integer, .integer = static_cast<std::int64_t>(value)});
  }
  bool number_float(json::number_float_t, const std::string&) { return word({.kind = JsonKind::number}); }
  bool binary(json::binary_t&) { return false; }
  bool string(std::string& value) {
    JsonNode node{.kind = JsonKind::text, .at = cursor_.next(), .text = std::move(value)};
    cursor_.skip_text();
    add(std::move(node));
    return true;
  }
  bool key(std::string& value) {
    key_ = std::move(value);
    key_at_ = cursor_.next();
    cursor_.skip_text();
    return true;
  }
  bool start_object(std::size_t) { return open(JsonKind::object); }
  bool start_array(std::size_t) { return open(JsonKind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t read, const std::string&, const nlohmann::detail::exception& exception) {
    error.message = syntax_message(exception.what());
    const bool whole_token = error.message.find(" - unexpected ") != std::string::npos;
    error.at = whole_token ? cursor_.next() : position_of(text_, read == 0 ? 0 : read - 1);
    return false;
  }

 private:
  bool word(JsonNode node) {
    node.at = cursor_.next();
    cursor_.skip_word();
    add(std::move(node));
    return true;
  }
  JsonNode& add(JsonNode node) {
    if (open_.empty()) return root = std::move(node);
    if (items_ && !is_wanted()) return passed_over_ = std::move(node);
    if (open_.back()->kind == JsonKind::object) {
      node.key = std::move(key_);
      node.key_at = key_at_;
    }
    return open_.back()->children.emplace_back(std::move(node));
  }
  /// Is the node that comes now one of the root's items that are asked for?
  bool is_wanted() {
    if (open_.size() > 1) return false;
    const bool wanted = !items_->empty() && items_->front() == item_;
    if (wanted) items_ = items_->subspan(1);
    ++item_;
    return wanted;
  }
  bool open(JsonKind kind) {
    const Position at = cursor_.next();
    if (open_.size() >= kDeepestJson) {
      error = {at, "nested deeper than " + std::to_string(kDeepestJson) + " levels"};
      return false;
    }
    cursor_.skip_bracket();
    open_.push_back(&add({.kind = kind, .at = at}));  // stays valid: only the innermost open node grows
    return true;
  }
  bool close() {
    cursor_.next();
    cursor_.skip_bracket();
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  TokenCursor cursor_;
  std::vector<JsonNode*> open_;
  std::optional<std::span<const std::size_t>> items_;  ///< as in JsonRules; those that are still to come
  std::size_t item_ = 0;                               ///< of the root's items: the number of the next
  JsonNode passed_over_;
  std::string key_;
  Position key_at_;
};

}  // namespace

std::expected<JsonNode, JsonError> parse_json_tree(std::string_view text, const JsonRules& rules) {
  if (text.size() >> 20 >= rules.longest_mib) {
    return std::unexpected(JsonError{{}, "not shorter than " + std::to_string(rules.longest_mib) + " MiB"});
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // The parser takes a NUL byte for the end of the text and would not see what follows.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return std::unexpected(JsonError{position_of(text, nul), "NUL byte in the text"});
  }
  TreeBuilder builder(text, rules.items);
  constexpr bool kStrict = true;
  if (!json::sax_parse(text.data(), text.data() + text.size(), &builder, json::input_format_t::json, kStrict,
                       rules.comments == JsonComments::allowed)) {
    return std::unexpected(std::move(builder.error));
  }
  return std::move(builder.root);
}

std::string_view name(JsonKind kind) {
  switch (kind) {
    case JsonKind::null: return "null";
    case JsonKind::boolean: return "true or false";
    case JsonKind::integer: return "an integer";
    case JsonKind::number: return "a number";
    case JsonKind::date: return "a date";
    case JsonKind::text: return "text";
    case JsonKind::list: return "a list";
    case JsonKind::object: return "an object";
  }
  return "";
}

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
          static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

}  // namespace unknot
