// JSON text, with comments, as a tree of located values. It knows nothing of what the values mean.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/config/located.h"

namespace unknot {

/// What JSON has, and the dates of TOML.
enum class JsonKind : std::uint8_t { null, boolean, integer, number, date, text, list, object };

struct JsonNode {
  JsonKind kind = JsonKind::null;
  Position at{};
  bool boolean = false;
  std::int64_t integer = 0;
  std::string text{};
  std::vector<JsonNode> children{};  ///< items of a list, members of an object, in order as written
  std::string key{};                 ///< of a member
  Position key_at{};
};

struct JsonError {
  Position at;
  std::string message;
};

/// The deepest nesting of lists and objects that is read.
inline constexpr std::size_t kDeepestJson = 200;

enum class JsonComments : std::uint8_t { allowed, refused };
struct JsonRules {
  JsonComments comments = JsonComments::allowed;  ///< // and /* */
  std::size_t longest_mib = 16;                   ///< the longest text that is read
  /// Where given: of the root's items only these (by index, rising) are kept, without what is in them. So a text of any
  /// length costs no memory.
  std::optional<std::span<const std::size_t>> items{};
};

/// The tree of `text`, which may begin with a UTF-8 byte order mark; members of the same name are all kept. An error names
/// the place: broken syntax, invalid UTF-8 in a string, a NUL byte, nesting or length beyond the limits.
std::expected<JsonNode, JsonError> parse_json_tree(std::string_view text, const JsonRules& rules = {});

/// "a list", "text", ... for messages.
std::string_view name(JsonKind);

/// The place of the byte `offset` of `text`.
Position position_of(std::string_view text, std::size_t offset);

}  // namespace unknot
