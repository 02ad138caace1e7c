// A unit that enters a file first => what of it Clang cannot compile, and which of that is missing only because a file on the
// include stack was left before it declares the name.
#pragma once

#include "analyzer/extract/protocol.h"

namespace unknot {

class RecordingFileSystem;

EnterReply enter(const EnterRequest&, RecordingFileSystem&);

}  // namespace unknot
