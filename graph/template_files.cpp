// Folders upwards.
#include "graph/template_files.h"

namespace unknot {

std::vector<std::string> template_folders(std::string_view file, std::span<const std::string> names) {
  std::vector<std::string> out;
  while (!file.empty()) {
    const auto slash = file.rfind('/');
    file = file.substr(0, slash == std::string_view::npos ? 0 : slash);
    for (const auto& name : names) out.push_back((file.empty() ? "" : std::string(file) + "/") + name + "/");
  }
  return out;
}

}  // namespace unknot
