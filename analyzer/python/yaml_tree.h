// YAML as a tree of located values, in the form that json_tree.h gives to JSON: every scalar is text.
#pragma once

#include <optional>
#include <string_view>

#include "analyzer/config/json_tree.h"

namespace unknot {

/// The first document. Anchors are followed, also those behind `<<`. Nothing where the text is no YAML, or holds more than anybody writes.
std::optional<JsonNode> parse_yaml(std::string_view text);

}  // namespace unknot
