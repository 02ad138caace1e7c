// Xcode's header maps (.hmap): names in directives => files, as a table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace unknot {

/// Names in lower case (a header map does not tell upper from lower case) -> what they stand for.
using HeaderMap = std::unordered_map<std::string, std::string>;

/// Reads the bytes of a header map; nothing where they are none. Entries that point outside of the file are left out.
/// Format: clang/Lex/HeaderMapTypes.h
std::optional<HeaderMap> parse_header_map(std::string_view bytes);

/// ASCII letters in lower case: how names are compared where case does not count.
std::string folded(std::string_view name);

}  // namespace unknot
