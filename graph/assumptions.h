// What a function takes for granted about places that others leave to it: that there is something in them, that it is there
// once. Only what it does on every way through it, and without a look. It knows no language.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/function_facts.h"
#include "graph/slots.h"

namespace unknot {

struct Assumption {
  enum class Kind : std::uint8_t {
    points,   ///< what it points to, or holds, is used
    deletes,  ///< what it points to is deleted, and it still points there afterwards
    counts,   ///< it is one less afterwards
  };
  Kind kind = Kind::points;
  Slot slot;  ///< as in the function's effects
  std::uint32_t line = 0, column = 0;
  friend auto operator<=>(const Assumption&, const Assumption&) = default;
};

/// In the order of the source, of each kind and slot the first. A slot that a condition of the function looks at, or that the
/// function writes before, is left out, and so is what stands behind a condition or in a callee.
std::vector<Assumption> assumptions_of(const FileFunctions& file, const FunctionFact& function);

/// The slots that the function's conditions look at, and those that they are in.
std::vector<Slot> looked_at(const FileFunctions& file, const FunctionFact& function);

/// Those that conditions look at which decide whether the operation there is reached at all. None where the function has no
/// operation there.
std::vector<Slot> deciding(const FileFunctions& file, const FunctionFact& function, std::uint32_t line, std::uint32_t column);

}  // namespace unknot
