// The last line of defence: what Clang is asked to do with other people's commands and sources can read and compute, and
// nothing else. It knows no Clang.
#pragma once

namespace unknot {

/// From now on, and for good, the kernel refuses this process to run programs, to open files for writing, to make, change or
/// remove any, and to open sockets; and it gets at most four GiB for its data. Where the kernel cannot do the first (no seccomp,
/// another processor), the rest of the defences must do.
void confine();

}  // namespace unknot
