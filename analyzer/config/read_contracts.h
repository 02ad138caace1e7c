// The contracts and components of a configuration, from values that have the right shape.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/config/config.h"
#include "analyzer/config/json_tree.h"

namespace unknot {

using ProblemSink = std::function<void(Position, std::string)>;

/// `object`: each member a component's name with a list of texts.
std::vector<ConfigComponent> read_components(const JsonNode& object, const ProblemSink& report);

/// `object`: a contract all of whose keys are known and have their shape.
ConfigContract read_contract(const JsonNode& object, const ProblemSink& report);

}  // namespace unknot
