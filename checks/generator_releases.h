// What a generator that surrounds a request releases behind its `yield` only, where an exception does not come by.
#pragma once

#include "checks/loose_ends.h"

namespace unknot {

/// Of hooks into whose `yield` the request's exceptions are raised.
void report_releases_behind_yield(const LooseEnds&, const CheckInfo&, const FindingSink&);

}  // namespace unknot
