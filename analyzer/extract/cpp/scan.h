// One file's bytes => its facts: Clang's dependency-directives scanner finds the directives, this file gives each include
// its condition, without the include guards around it.
#pragma once

#include <span>
#include <string_view>

#include "analyzer/extract/facts.h"
#include "analyzer/extract/protocol.h"

namespace unknot {

/// `bytes` must be followed by a NUL (as std::string's are).
FileFacts scan_file(std::string_view bytes);

/// Where the file defines or undefines macros, as MacroReply says. `names` is shared by all files of one reply.
std::vector<MacroChange> scan_macros(std::string_view bytes, std::span<const std::string> wanted,
                                     std::vector<std::string>& names);

/// The comments that ask for silence, in order of lines.
std::vector<SilenceFact> scan_silences(std::string_view bytes);

}  // namespace unknot
