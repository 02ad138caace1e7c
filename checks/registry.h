// The table of checks, made from checks.def. No check registers itself.
#pragma once

#include <span>
#include <string_view>

#include "checks/check.h"

namespace unknot {

namespace checks {
#define CHECK(name) extern const Check name;
#include "checks/checks.def"
#undef CHECK
}  // namespace checks

/// In the order of checks.def.
std::span<const Check* const> all_checks();
/// The same, only what is said of them.
std::span<const CheckInfo* const> all_check_infos();
/// nullptr where there is none of that id.
const Check* find_check(std::string_view id);

}  // namespace unknot
