// docs/config.md: every key with its type, default, meaning and an example, from the tables that the parser validates with.
#pragma once

#include <span>
#include <string>

#include "checks/check.h"

namespace unknot {

std::string config_page(std::span<const CheckInfo* const> checks);

}  // namespace unknot
