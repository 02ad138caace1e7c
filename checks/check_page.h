// The page of one check in Markdown, for `unknot explain` and docs/checks.
#pragma once

#include <string>

#include "checks/check.h"

namespace unknot {

std::string check_page(const CheckInfo&);

}  // namespace unknot
