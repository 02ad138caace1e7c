// Exceptions that end the program: they say that it is wrong itself, and nobody takes them. What is not undone then matters to nobody.
#pragma once

#include <set>
#include <string>

#include "graph/hook_context.h"

namespace unknot {

/// USRs of types that are thrown somewhere, are std::logic_error or below it, and that come to no handler which takes them, as far as
/// bodies are known. None where a framework calls the program's functions: it may go on with the next request.
std::set<std::string> ending_errors(const HookContext&);

}  // namespace unknot
