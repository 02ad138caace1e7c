// Where a toolchain keeps the source of `import std;`. It runs no compiler.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/extract/protocol.h"

namespace unknot {

/// Is it a module of the standard: "std", "std.compat"?
bool is_standard_module(std::string_view name);

/// The unit that provides a standard module for `importer`, as libc++ (share/libc++/v1/std.cppm), libstdc++ (bits/std.cc) and
/// Microsoft's library (modules/std.ixx) lay it beside the headers that the importer finds; nothing where it is not installed.
/// Flags are the importer's, but for the project's own folders and macros, so that one module does for most units.
std::optional<PreprocessRequest> standard_module(std::string_view name, const PreprocessRequest& importer,
                                                 const DriverReply& search, const SourceTree&);

}  // namespace unknot
