// Findings about what requests leave behind, for checks whose models know the store that dies with a request.
#pragma once

#include "checks/check.h"
#include "checks/request_context.h"

namespace unknot {

/// Pushes that stay, plain values in the store, values that outlive their request, resources that nobody releases.
void report_values_of_requests(const RequestContext&, const CheckInfo&, const FindingSink&);
/// What is made for each request though it is of the process, and what each thread keeps though it is of a request.
void report_values_of_processes(const RequestContext&, const CheckInfo&, const FindingSink&);
/// Resources in the store that are released where not every request comes by.
void report_misplaced_releases(const RequestContext&, const CheckInfo&, const FindingSink&);

}  // namespace unknot
