// Whether what a model says of a function holds for one call of it.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/function_facts.h"
#include "graph/model.h"

namespace unknot {

/// `arguments`: of a call in `function`.
bool applies(const CallEffect&, const std::vector<ArgumentFact>& arguments, const FileFunctions&, const FunctionFact& function);

/// The argument, or nullptr where there are not so many or `number` is negative.
const ValueFact* argument_at(const std::vector<ArgumentFact>& arguments, int number);

/// How many times a `push` or `pop` is meant; 0: nobody knows.
int times(const CallEffect&, const std::vector<ArgumentFact>& arguments);

/// What a chain of shift operators writes to: each gives what stands on its left. Any other path is what it is.
std::uint32_t written_through(std::uint32_t path, const FileFunctions&, const FunctionFact&);

}  // namespace unknot
