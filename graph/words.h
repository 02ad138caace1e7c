// Names and words in text.
#pragma once

#include <string_view>

namespace unknot {

/// "a::b::c" => "c"
std::string_view last_word(std::string_view qualified);
/// Does the word stand in the text, with nothing of a name right before or behind it?
bool has_word(std::string_view text, std::string_view word);

}  // namespace unknot
