// Does a program keep the promises of program.h? Asked of programs that come from bytes: checks rely on all of it.
#pragma once

#include "graph/program.h"

namespace unknot {

/// Every id names something, every list is in its order, every value is one of its type, and what a context holds is entered
/// and possible in some variant.
bool is_sound(const Program&);

}  // namespace unknot
