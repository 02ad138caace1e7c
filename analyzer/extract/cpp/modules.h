// A unit => the modules that it needs; one module interface, partition or header => its compiled form (a reduced BMI), in memory.
#pragma once

#include "analyzer/extract/cpp/recording_file_system.h"
#include "analyzer/extract/protocol.h"

namespace unknot {

/// Preprocesses minimised sources. Nothing is shared with other units, so that the reply names everything that it stands on.
ModuleScanReply scan_modules(const ModuleScanRequest&, llvm::IntrusiveRefCntPtr<RecordingFileSystem>);

/// What Clang makes of the unit, so far as others that import it need it. Nothing is written.
BmiReply compile_module(const BmiRequest&, llvm::IntrusiveRefCntPtr<RecordingFileSystem>);

}  // namespace unknot
