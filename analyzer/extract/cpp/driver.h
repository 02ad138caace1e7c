// A command => where it looks for headers, by Clang's driver; and a unit => what it includes, by Clang's preprocessor, or what
// it says, by its parser.
// No compiler, wrapper or plug-in that a command names is run or loaded.
#pragma once

#include <memory>

#include "analyzer/extract/protocol.h"

namespace unknot {

class RecordingFileSystem;

/// The Clang side of one process: file contents and look-ups are shared by all units that it handles.
class ClangSession {
 public:
  /// `tree`: what to read in place of the disk; it outlives the session. nullptr: the disk.
  explicit ClangSession(const SourceTree* tree);
  ~ClangSession();
  DriverReply drive(const DriverRequest&);
  PreprocessReply preprocess(const PreprocessRequest&);
  MeasureReply measure(const MeasureRequest&);
  AstReply parse(const AstRequest&);
  ModuleScanReply scan_modules(const ModuleScanRequest&);
  BmiReply compile_module(const BmiRequest&);
  EnterReply enter(const EnterRequest&);
  BodiesReply bodies(const BodiesRequest&);

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace unknot
