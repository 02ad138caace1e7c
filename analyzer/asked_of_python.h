// What of Python the checks that run ask for.
#pragma once

#include "analyzer/analyze.h"

namespace unknot {

/// What functions of Python do is read for the checks that ask for it.
bool asks_for_python_functions(const AnalysisOptions& options, const Config& config);

/// What tests of Python do is read where a check for it is asked for by its name.
bool asks_for_python_tests(const AnalysisOptions& options, const Config& config);

/// How Python projects are configured and started is read for the checks of settings.
bool asks_for_settings(const AnalysisOptions& options, const Config& config);

/// Does a check that is asked for read Python? By default some do.
bool asks_for_python(const AnalysisOptions& options, const Config& config);

}  // namespace unknot
