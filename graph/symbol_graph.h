// Symbols as the units of a program of their own, so that whatever knows tangles, pictures and walks of units knows them of
// classes, functions and namespaces, too.
#pragma once

#include <cstdint>

#include "graph/program.h"

namespace unknot {

enum class SymbolLevel : std::uint8_t {
  symbol,      ///< every function, variable, class, alias, enumeration; functions of one name are one
  class_,      ///< members and enumerators count as their outermost class or enumeration; free functions stay what they are
  namespace_,  ///< everything counts as its namespace; "::" is the global one
};

/// What several files of one program define, as tests in one tree do with their helpers: which of them a use means is not known.
enum class Ambiguous : std::uint8_t { kept, dropped };

/// Units are the symbols that files of the project declare, named as a person writes them; a symbol of internal linkage has its file
/// in brackets behind it, one that is ambiguous says so. A unit's file is that of its definition. Dependencies are the uses of at least the given strength, at the
/// lines where they stand. The files themselves are units, too, of Origin::external, for what stands elsewhere.
Program symbol_program(const Program&, SymbolLevel, Strength at_least, Ambiguous);

/// What each file is to a component in Lakos' sense: "core/a" for core/a.h and core/a.cpp.
std::string_view physical_component(std::string_view file);

}  // namespace unknot
