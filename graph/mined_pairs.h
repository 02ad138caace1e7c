// Pairs of functions that a project itself uses as push and pop, found by their names and by how often both are called on one thing.
#pragma once

#include <cstddef>
#include <span>

#include "graph/function_facts.h"
#include "graph/model.h"

namespace unknot {

/// A model with one stack for each pair: "beginGroup" and "endGroup" of one class or namespace whose names differ in one word
/// and its opposite, and that at least `least` functions call both on the same object. Whether they are balanced is not asked.
/// Opposite words as a sign of a pair: rule V1020 of PVS-Studio; the majority as proof: Engler et al., Bugs as Deviant Behavior, 2001.
Model mined_pairs(std::span<const FileFunctions> files, std::size_t least);

}  // namespace unknot
