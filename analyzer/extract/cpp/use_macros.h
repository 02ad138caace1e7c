// The preprocessor's part of what a unit's files declare and use.
#pragma once

#include <memory>

#include "analyzer/extract/cpp/use_facts.h"
#include "clang/Lex/PPCallbacks.h"

namespace unknot {

/// Notes macros that project files define, expand, ask for (#ifdef, defined) or undefine, and the files that are entered.
/// The guard of a header is no symbol. A macro that another one's body names is that body's use, noted where it is spelled.
std::unique_ptr<clang::PPCallbacks> macro_notes(const clang::Preprocessor&, UnitFiles&, UseTargets&, UnitNotes&);

}  // namespace unknot
