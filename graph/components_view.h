// Which component each file belongs to: as the configuration names them, else the build's targets.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// A component by name, and which paths it holds.
struct NamedComponent {
  std::string name;
  std::function<bool(std::string_view path)> holds;
};

/// The component of each unit; empty: it has none.
///
/// With `named` ones the first that holds the path counts, and nothing else does. Else the targets of the build: a source
/// belongs to the only library that lists it, or else to the only program; what several libraries or several programs share
/// belongs to none. A file that no target lists (most headers) belongs to the one target whose sources stand in its folder, else
/// in the folder that mirrors it (`include/x/` for `src/x/`), else in the nearest folder above it; where several do, to none.
std::vector<std::string> components_of(const Program&, const std::vector<NamedComponent>& named);

}  // namespace unknot
