// Names of headers that belong to the C and C++ libraries and to POSIX. A project's own file of such a name stands in for it
// where a build says so, and never by guess.
#pragma once

#include <string_view>

namespace unknot {

/// "string.h", "vector", "sys/types.h": as written between <>.
bool is_standard_header(std::string_view spelling);

}  // namespace unknot
