// Names and words in text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// "a::b::c" => "c", and "a.b.c" likewise.
std::string_view last_word(std::string_view qualified);
/// "a::b::c" => "a::b", "a.b.c" => "a.b"; nothing for "c".
std::string_view owner_of(std::string_view qualified);
/// Does the word stand in the text, with nothing of a name right before or behind it?
bool has_word(std::string_view text, std::string_view word);
/// The words of a name, in small letters: "beginFrame" and "begin_frame" => begin, frame.
std::vector<std::string> name_words(std::string_view name);

}  // namespace unknot
