// A walk over the tree and a look into the databases.
#include "analyzer/cli/surroundings.h"

#include <algorithm>
#include <array>
#include <map>

#include "analyzer/includes/project_files.h"
#include "analyzer/project/database.h"
#include "analyzer/project/discover.h"

namespace unknot {
namespace {

/// Where projects keep what others wrote, by custom or by their build tool (Meson: subprojects, CMake's FetchContent: _deps).
constexpr std::array<std::string_view, 16> kVendored{
    "third_party", "third-party", "thirdparty", "3rdparty", "3rd_party",  "external",    "externals", "extern",
    "vendor",      "vendored",    "deps",       "_deps",    "submodules", "subprojects", "bundled",   "dependencies"};

/// "src/third_party/" of "src/third_party/zlib/zlib.h"; empty where no folder on the way is one of those.
std::string vendored_part(std::string_view path) {
  for (std::size_t begin = 0, slash; (slash = path.find('/', begin)) != std::string_view::npos; begin = slash + 1)
    if (std::ranges::find(kVendored, path.substr(begin, slash - begin)) != kVendored.end())
      return std::string(path.substr(0, slash + 1));
  return {};
}

std::vector<FoundFolder> listed(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<FoundFolder> out;
  for (const auto& [folder, files] : counts) out.push_back({folder, files});
  return out;
}

}  // namespace

Surroundings look_around(const SourceTree& tree, const std::string& root) {
  Surroundings out;
  Folders folders(tree);
  ProjectFiles project(folders, {root}, {}, Outside::leaves);
  std::map<std::string, std::uint64_t> vendored;
  for (const FileId file : project.walk()) {
    ++out.files;
    if (const std::string folder = vendored_part(project.shown(file)); !folder.empty()) ++vendored[folder];
  }
  std::uint64_t foreign = 0;
  for (const auto& [folder, files] : vendored) foreign += files;
  // A tree of nothing else is a vendored project looked at by itself.
  if (foreign < out.files) out.vendored = listed(vendored);

  std::map<std::string, std::uint64_t> outside;
  SourceFile text;
  for (const auto& path : find_databases(tree, root)) {
    FoundDatabase found{.file = shown_path(root, path)};
    if (tree.read(path, text) == ReadStatus::ok)
      if (const auto database = parse_database(text.bytes)) {
        found.commands = database->commands.size();
        for (const auto& command : database->commands) {
          const auto real = tree.real_path(join_path(command.directory, command.file));
          if (real && !is_below(root, *real)) ++outside[shown_path(root, real->substr(0, real->rfind('/')))];
        }
      }
    out.databases.push_back(std::move(found));
  }
  out.outside = listed(outside);
  return out;
}

}  // namespace unknot
