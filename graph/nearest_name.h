// "did you mean": the known name that a wrong one was probably meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace unknot {

/// The name in `known` with the smallest edit distance to `written` (insert, delete, replace, swap of two neighbours),
/// the first of equals. Empty where none is nearer than a third of its length.
std::string_view nearest_name(std::string_view written, std::span<const std::string_view> known);

/// " (did you mean 'roots'?)", or nothing where no known name is near.
std::string did_you_mean(std::string_view written, std::span<const std::string_view> known);

/// `text` in single quotes for a message on one line: control bytes escaped, long text cut.
std::string in_quotes(std::string_view text);

}  // namespace unknot
