// Standard output and standard error: the only place that writes to them, and to the files that --format names.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/cli/options.h"

namespace unknot {

/// Writes everything or says why not.
bool write_output(const std::string& file, std::string_view text, std::string& why);
/// One or more lines on standard error, each with the program's name in front; control characters made visible.
void say(std::string_view text);
/// Is it a terminal that shows colours, or did the person ask for them?
bool wants_color(Color);

/// A bar on standard error once the work takes more than half a second, and only where that is a terminal.
ProgressListener progress_bar();
void clear_progress_bar();

}  // namespace unknot
