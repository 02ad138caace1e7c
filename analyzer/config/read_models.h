// "models" of unknot.json.
#pragma once

#include <vector>

#include "analyzer/config/config.h"
#include "analyzer/config/json_tree.h"
#include "analyzer/config/read_contracts.h"

namespace unknot {

/// Paths as they stand, models as text that is known to be one. What is wrong goes to `report`.
std::vector<ConfigModel> read_models(const JsonNode& list, const ProblemSink& report);

}  // namespace unknot
