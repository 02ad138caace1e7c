// Include lines of a unit's project files => what each is to its file, by the rules of include-cleaner
// (https://clang.llvm.org/extra/include-cleaner.html is its design; clang-tools-extra/include-cleaner in LLVM).
#pragma once

#include <vector>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/extract/cpp/include_record.h"
#include "analyzer/extract/cpp/use_facts.h"

namespace unknot {

/// By project file, as UnitFiles counts. `record` is finished.
///
/// A line is used if the file, or a file without a guard that it includes, names what the included file provides: what that
/// declares and what it passes on (exported by a comment, private to it, parts without a guard, its bodies; a header that declares
/// nothing itself passes on all). Of headers outside the project the one that the standard names for a symbol provides it, or the
/// one that declares it; where the file includes none of these, each that leads to the declaration.
std::vector<std::vector<IncludeUse>> include_uses(clang::ASTContext&, const IncludeRecord& record, const UnitNotes&, const UseTargets&, UnitFiles&,
                                                  bool with_main_file);

}  // namespace unknot
