// Hooks as text, for people who write models and for scripts that measure.
#pragma once

#include <functional>
#include <string>

#include "graph/hook_context.h"

namespace unknot {

/// A line for each hook, in their order, and below it one for each place that it changes and that outlives it. `path_of` tells
/// where a file of the facts is.
std::string hooks_text(const HookContext&, const std::function<std::string(std::uint32_t)>& path_of);

}  // namespace unknot
