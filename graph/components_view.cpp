// Sources by their targets, then headers by the folders of the sources.
#include "graph/components_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "graph/folded.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// The folder without the parts that only say which half of a component it is: "src/net/" and "include/net/" are "net/".
std::string mirrored(std::string_view folder) {
  std::string out;
  while (!folder.empty()) {
    const auto slash = folder.find('/');
    const auto name = folder.substr(0, slash);
    if (!holds_public_headers(name) && !holds_sources(name)) out += std::string(name) + "/";
    folder.remove_prefix(slash + 1);
  }
  return out;
}

std::vector<std::string> by_name(const Program& program, const std::vector<NamedComponent>& named) {
  std::vector<std::string> out(program.units.size());
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    const auto& path = program.file(UnitId{u});
    const auto found = std::ranges::find_if(named, [&](const NamedComponent& component) { return component.holds(path); });
    if (found != named.end()) out[u] = found->name;
  }
  return out;
}

/// The targets that have a file in a folder.
using Owners = std::map<std::string, std::set<std::string_view>, std::less<>>;

std::string_view only_one(const Owners& owners, std::string_view folder) {
  const auto found = owners.find(folder);
  return found == owners.end() || found->second.size() != 1 ? std::string_view{} : *found->second.begin();
}

/// "a/" of "a/b/"; empty above the last.
std::string_view parent_of(std::string_view folder) {
  folder.remove_suffix(1);
  const auto slash = folder.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : folder.substr(0, slash + 1);
}

}  // namespace

std::vector<std::string> components_of(const Program& program, const std::vector<NamedComponent>& named) {
  if (!named.empty()) return by_name(program, named);
  std::vector<std::string> out(program.units.size());
  std::vector<std::vector<std::string_view>> libraries(program.units.size()), programs(program.units.size());
  for (const auto& target : program.targets)
    for (const UnitId source : target.sources) (target.executable ? programs : libraries)[index(source)].push_back(target.name);
  Owners folders, mirrors;
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    const auto& owners = libraries[u].empty() ? programs[u] : libraries[u];
    if (owners.size() != 1) continue;
    out[u] = owners.front();
    const auto folder = folder_of(program.file(UnitId{u}));
    folders[std::string(folder)].insert(owners.front());
    mirrors[mirrored(folder)].insert(owners.front());
  }
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    if (!libraries[u].empty() || !programs[u].empty() || program.units[u].origin != Origin::project) continue;
    const auto folder = folder_of(program.file(UnitId{u}));
    auto owner = only_one(folders, folder);
    if (!folders.contains(folder)) {
      owner = only_one(mirrors, mirrored(folder));
      const bool is_mirrored = mirrors.contains(mirrored(folder));
      for (auto above = parent_of(folder); !is_mirrored && owner.empty() && !above.empty(); above = parent_of(above)) {
        if (!folders.contains(above)) continue;
        owner = only_one(folders, above);
        break;
      }
    }
    out[u] = owner;
  }
  return out;
}

}  // namespace unknot
