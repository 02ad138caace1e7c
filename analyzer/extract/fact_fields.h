// The fields of facts, for the encodings that hold them.
#pragma once

#include "analyzer/extract/codec.h"
#include "analyzer/extract/facts.h"

namespace unknot {

inline void fields(Is<FileSignature> auto& v, auto& f) {
  f.field(v.device), f.field(v.inode), f.field(v.size), f.field(v.mtime_ns), f.field(v.ctime_ns);
}
inline void fields(Is<FactLiteral> auto& v, auto& f) { f.field(v.atom), f.field(v.holds); }
inline void fields(Is<IncludeFact> auto& v, auto& f) {
  f.field(v.kind), f.field(v.form), f.field(v.spelling), f.field(v.line), f.field(v.column), f.field(v.condition), f.field(v.guard), f.field(v.header_unit);
}
inline void fields(Is<ModuleFact> auto& v, auto& f) {
  f.field(v.role), f.field(v.name), f.field(v.line), f.field(v.column), f.field(v.condition);
}
inline void fields(Is<SilenceFact> auto& v, auto& f) {
  f.field(v.line), f.field(v.column), f.field(v.target_line), f.field(v.checks), f.field(v.reason), f.field(v.foreign);
}
inline void fields(Is<FileFacts> auto& v, auto& f) {
  f.field(v.once), f.field(v.guards), f.field(v.atoms), f.field(v.conditions), f.field(v.includes),
      f.field(v.modules), f.field(v.macros), f.field(v.silences), f.field(v.aliases);
}

}  // namespace unknot
