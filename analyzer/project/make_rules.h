// The rules of a Makefile as values, as far as they can be read without running make. Nothing is run.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "analyzer/project/build_step.h"

namespace unknot {

/// The rules with a target that `wanted` takes, in the order of the text. Rules whose targets hold variables or patterns are
/// passed over; a recipe comes as it is written, its lines joined by "; " and without make's own marks (@, -, +).
std::vector<BuildStep> parse_make_rules(std::string_view text, const std::function<bool(std::string_view target)>& wanted);

}  // namespace unknot
