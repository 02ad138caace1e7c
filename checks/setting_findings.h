// Findings of the checks that hold settings to the rules of models.
#pragma once

#include "checks/check.h"

namespace unknot {

/// Each rule of the check that holds in a program with settings, at its place, with where the other conditions are met.
void report_settings(const CheckInfo&, const CheckContext&, const FindingSink&);

}  // namespace unknot
