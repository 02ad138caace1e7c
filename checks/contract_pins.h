// What contracts say of a plan: which dependencies between folders or components stay, and which have to go.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checks/architecture.h"
#include "graph/folded.h"

namespace unknot {

struct ContractPins {
  std::vector<std::pair<std::string, std::string>> keep, remove;  ///< edges of the view by the names of their nodes, sorted
};

/// An edge has to go where a line of it leads up the layers of a contract or is forbidden by one, excepted or not: exceptions may
/// only shrink. It stays where every line leads down the layers.
ContractPins contract_pins(const Program&, const FoldedGraph&, const Architecture&);

}  // namespace unknot
