// One unit, parsed in full => how function bodies of one of its files would stand in another file.
#pragma once

#include "analyzer/extract/protocol.h"

namespace unknot {

class RecordingFileSystem;

BodiesReply find_bodies(const BodiesRequest&, RecordingFileSystem&);

}  // namespace unknot
