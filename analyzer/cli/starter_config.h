// The unknot.json that `unknot init` writes. A pure function; every line in it has its reason as a comment.
#pragma once

#include <string>

#include "analyzer/cli/surroundings.h"

namespace unknot {

/// Valid text of unknot.json. Only what is found is set: the folders of other people's code are ignored; all else stands
/// there as comments that can be switched on by taking the slashes away.
std::string starter_config(const Surroundings&);

}  // namespace unknot
