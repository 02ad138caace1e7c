// By the folders in which the importer looks for headers.
#include "analyzer/modules/standard_module.h"

#include <algorithm>
#include <array>
#include <vector>

namespace unknot {
namespace {

/// From a folder of headers to the source, {} standing for the module's name.
constexpr std::array<std::string_view, 3> kPlaces{"/../../../share/libc++/v1/{}.cppm", "/bits/{}.cc", "/../modules/{}.ixx"};

std::string placed(std::string_view place, std::string_view name) {
  const auto at = place.find("{}");
  return std::string(place.substr(0, at)) + std::string(name) + std::string(place.substr(at + 2));
}

/// Flags that concern the project's own text. Names that begin with '_' are the library's (_GLIBCXX_DEBUG).
std::vector<std::string> flags_for_library(const std::vector<std::string>& flags) {
  constexpr std::array<std::string_view, 4> kFolders{"-I", "-iquote", "-include", "-imacros"};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const std::string_view flag = flags[i];
    if (std::ranges::find(kFolders, flag) != kFolders.end()) {
      ++i;
      continue;
    }
    if (std::ranges::any_of(kFolders, [&](std::string_view folder) { return flag.starts_with(folder); })) continue;
    if (flag.starts_with("-D") || flag.starts_with("-U")) {
      const bool apart = flag.size() == 2 && i + 1 < flags.size();
      const std::string macro(apart ? flags[++i] : flag.substr(2));
      if (macro.starts_with('_')) out.push_back(std::string(flag.substr(0, 2)) + macro);
      continue;
    }
    out.emplace_back(flag);
  }
  return out;
}

}  // namespace

bool is_standard_module(std::string_view name) { return name == "std" || name == "std.compat"; }

std::optional<PreprocessRequest> standard_module(std::string_view name, const PreprocessRequest& importer,
                                                 const DriverReply& search, const SourceTree& tree) {
  for (const auto& entry : search.search)
    for (const auto place : kPlaces) {
      const std::string path = entry.path + placed(place, name);
      const auto type = tree.type(path);
      if (!type || *type != EntryType::file) continue;
      const auto real = tree.real_path(path);
      return PreprocessRequest{.directory = importer.directory,
                               .flags = flags_for_library(importer.flags),
                               .file = real ? *real : path,
                               .predefined = importer.predefined,
                               .modules = {}};
    }
  return std::nullopt;
}

}  // namespace unknot
