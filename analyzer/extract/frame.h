// One message on a pipe: a 4-byte little-endian length, then the bytes.
#pragma once

#include <string>
#include <string_view>

namespace unknot {

/// False where the other side is gone.
bool write_frame(int fd, std::string_view bytes);
/// False at end of input, or where the other side broke off.
bool read_frame(int fd, std::string& bytes);

}  // namespace unknot
