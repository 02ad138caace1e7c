// The exit codes of `unknot`; docs/cli.md explains them to people.
#pragma once

namespace unknot {

enum class ExitCode : int {
  clean = 0,
  findings = 1,    ///< at or above --fail-on; for `why`: no path
  usage = 2,       ///< command line, configuration, a broken database that -p names, output that cannot be written
  incomplete = 3,  ///< no such finding, but the answer is not complete
};

}  // namespace unknot
