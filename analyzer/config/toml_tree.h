// The table [tool.unknot] of a pyproject.toml as a tree of located values, in the form that json_tree.h gives to JSON.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "analyzer/config/json_tree.h"

namespace unknot {

/// Nothing where the text has no such table. A text that is no TOML is an error only where it names unknot at all: other
/// tools' files are theirs to mend.
std::expected<std::optional<JsonNode>, JsonError> parse_tool_table(std::string_view text);

/// A whole document.
std::expected<JsonNode, JsonError> parse_toml(std::string_view text);

}  // namespace unknot
