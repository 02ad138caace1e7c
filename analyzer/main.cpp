// unknot: the command line.
#include "analyzer/cli/run.h"

int main(int argc, char** argv) { return static_cast<int>(unknot::run_command_line(argc, argv)); }
