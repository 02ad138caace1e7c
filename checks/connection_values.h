// Findings about what connections leave behind, for checks whose models say what tells one connection from the others.
#pragma once

#include "checks/check.h"
#include "checks/request_context.h"

namespace unknot {

/// Entries of a connection that nobody takes out, also where it is refused, and work that is started for each and never ends.
void report_values_of_connections(const RequestContext&, const CheckInfo&, const FindingSink&);
/// Hooks behind a request or a connection that take for granted what need not be there.
void report_unguarded_uses(const RequestContext&, const CheckInfo&, const FindingSink&);
/// Do the models know what tells one connection from the others?
bool tells_connections(const RequestContext&);

}  // namespace unknot
