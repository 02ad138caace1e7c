// The edits that take an include out of a file or put one in, as text: where it goes, and how it is written. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/protocol.h"

namespace unknot {

/// A function's definition for a source file.
struct MovedBody {
  std::vector<std::string> namespaces;  ///< as spelled, outermost first
  std::string text;
};

/// What is to happen to one file.
struct FileChange {
  std::vector<std::uint32_t> dropped;  ///< lines of include directives, 1-based
  std::vector<std::string> included;   ///< as spelled: "<a.h>" or "\"a.h\""
  std::vector<std::string> declared;   ///< forward declarations as Symbol::forward has them
  std::vector<TextChange> changes;     ///< where bodies leave
  std::vector<MovedBody> bodies;       ///< where bodies arrive
};

/// The text with the change made, or why it cannot be. Line ends, a byte order mark and all else stay as they are.
///   - An include goes with its line and its comment; not one that has an IWYU pragma to keep or export it, nor one whose
///     line holds more.
///   - An include comes into the block that has most in common with it, sorted where that is sorted, else behind the
///     include that it is most like.
///   - Forward declarations come behind the includes at the start of the file, one block for each namespace.
///   - Bodies come at the end of their namespace, else in a new one at the end of the file.
std::expected<std::string, std::string> change_text(std::string_view text, const FileChange&);

}  // namespace unknot
