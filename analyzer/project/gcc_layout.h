// Where a cross GCC keeps its headers, by the way in which every GCC is installed; nothing is run.
#pragma once

#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "graph/program.h"

namespace unknot {

struct GccLayout {
  std::vector<std::string> folders;  ///< in GCC's order; empty where this is no installed cross GCC
  std::vector<std::string> looked;   ///< folders that were listed or looked for, present or not
};

/// `compiler`: as the command names it; a bare name is looked for in /usr/bin. `sysroot`: of --sysroot, or empty. The
/// folders are those of GCC's cppdefault.cc that exist: <prefix>/<target>/include/c++/<version>, lib/gcc/<target>/<version>/
/// include and include-fixed, and the C library's below the prefix or the sysroot.
GccLayout find_gcc_layout(const SourceTree&, const std::string& compiler, const std::string& sysroot, Language);

}  // namespace unknot
