// The walk over a unit's syntax tree that notes what its project files declare and use.
#pragma once

#include "analyzer/extract/cpp/use_events.h"

namespace unknot {

/// Once over what project files declare; declarations of other files, what templates were instantiated to, and what was
/// imported are passed by.
void walk_uses(clang::ASTContext&, UnitFiles&, UseEvents&);

}  // namespace unknot
