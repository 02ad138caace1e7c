// Glob patterns over paths and names.
#pragma once

#include <string_view>

namespace unknot {

/// Does `pattern` match `path` (relative, forward slashes)? `*` matches any bytes but '/', `?` one byte but '/', `**` any
/// bytes, and `**/` any number of whole folders, also none. A pattern without '/' is compared with the file name at any
/// depth; one that ends in '/' matches everything below that folder; any other is compared with the whole path. A leading
/// "./" or "/" means the root and is dropped. Never recursive, never exponential.
bool glob_matches(std::string_view pattern, std::string_view path);

/// Does `pattern` match all of `name`? `*` matches any bytes and `?` one. For the names of checks and cases.
bool name_matches(std::string_view pattern, std::string_view name);

}  // namespace unknot
