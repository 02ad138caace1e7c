// The command line from end to end: parse, run one command, write its output, say how it went.
#pragma once

#include "analyzer/exit_code.h"

namespace unknot {

ExitCode run_command_line(int argc, char** argv);

}  // namespace unknot
