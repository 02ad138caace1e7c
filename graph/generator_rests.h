// What a generator that is a hook does behind its `yield`, as a function of its own: it runs when what it surrounds is over.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/function_facts.h"
#include "graph/model.h"

namespace unknot {

/// The USR of what the function does behind its `yield`.
std::string rest_of(const std::string& usr);

/// Adds the rests of those generators that are hooks of which the models have another hook for the rest. What locals hold is
/// not known there.
std::vector<FileFunctions> with_rests(std::vector<FileFunctions> files, std::span<const Model> models);

}  // namespace unknot
