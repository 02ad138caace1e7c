// Facts of functions as bytes, and as text that a person can read.
#pragma once

#include <string>
#include <string_view>

#include "graph/function_facts.h"

namespace unknot {

/// Do all indices in it name something, and does each path stand behind what it is made of?
bool is_sound(const FileFunctions&);

std::string encode_functions(const FileFunctions&);
/// False where the bytes are broken; then `functions` is not to be used.
bool decode_functions(std::string_view, FileFunctions& functions);

/// One block of text for each function: its head, then its blocks with their operations. For tests and for curious people.
std::string functions_text(const FileFunctions&);

}  // namespace unknot
