// Standard output and standard error: the only place that writes to them, and to the files that --format names.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/cli/options.h"

namespace unknot {

/// Once, at the start: a full disk or a reader that went away is an error of the write, not the end of the process.
void take_write_errors();

/// Writes everything or says why not. Ends the process as SIGPIPE does where the reader of standard output is gone, unless who
/// started us ignores that signal.
bool write_output(const std::string& file, std::string_view text, std::string& why);
/// One or more lines on standard error, each with the program's name in front; control characters made visible.
void say(std::string_view text);
/// Is it a terminal that shows colours, or did the person ask for them?
bool wants_color(Color);

/// A bar on standard error once the work takes more than half a second, and only where that is a terminal.
ProgressListener progress_bar();
void clear_progress_bar();

}  // namespace unknot
