// The JSON schema of unknot.json.
#pragma once

#include <span>
#include <string>

#include "checks/check.h"

namespace unknot {

/// The schema (JSON Schema draft 2020-12, indented, with a final line break) made from config_keys.h and the tables of the
/// checks: the same that parse_config validates with. A test compares it with docs/config.schema.json.
std::string config_schema(std::span<const CheckInfo* const> checks);

}  // namespace unknot
