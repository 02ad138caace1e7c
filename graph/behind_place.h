// What comes behind a place in a function, on any way.
#pragma once

#include <set>

#include "graph/hooks.h"

namespace unknot {

/// The operations that may be run behind those of the place, which is in the function's file, without these.
std::set<const OperationFact*> behind_place(const FunctionFact&, const FactPlace&);

}  // namespace unknot
