// Blocks -> files of the program, in the order of their names and bytes.
#include "analyzer/symbols/join_functions.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "analyzer/extract/function_facts.h"
#include "analyzer/project/discover.h"

namespace unknot {
namespace {

/// Each file with a main is a program of its own: what only such files name is another thing in each of them.
void tell_programs_apart(const Program& program, JoinedFunctions& functions) {
  std::map<std::string_view, std::set<UnitId>> named_by;
  std::set<UnitId> with_main;
  for (std::size_t f = 0; f < functions.files.size(); ++f) {
    for (const auto& entity : functions.files[f].entities)
      if ((entity.attributes & attribute::outside) == 0) named_by[entity.usr].insert(functions.of[f]);
    for (const auto& function : functions.files[f].functions)
      if (function.kind == FunctionKind::function && functions.files[f].entities[function.entity].name == "main") with_main.insert(functions.of[f]);
  }
  if (with_main.size() < 2) return;
  std::set<std::string> apart;
  for (const auto& [usr, files] : named_by)
    if (files.size() > 1 && std::ranges::all_of(files, [&](UnitId file) { return with_main.contains(file); })) apart.emplace(usr);
  for (std::size_t f = 0; f < functions.files.size(); ++f)
    for (auto& entity : functions.files[f].entities)
      if (apart.contains(entity.usr)) entity.usr = program.file(functions.of[f]) + ":" + entity.usr;
}

}  // namespace

JoinedFunctions join_functions(const Program& program, const SourceTree& tree, const std::string& root, const ParsedUnits& units) {
  std::map<std::string, UnitId, std::less<>> by_name;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (program.units[u].origin == Origin::project) by_name.emplace(program.file(UnitId{u}), UnitId{u});
  std::unordered_map<std::string, const UnitId*> by_path;
  std::set<std::pair<UnitId, BlockHash>> views;
  for (const auto& unit : units.units)
    for (const auto& parsed : unit.functions) {
      const auto [known, fresh] = by_path.try_emplace(parsed.path, nullptr);
      if (fresh)
        if (const auto named = by_name.find(shown_path(root, tree.real_path(parsed.path).value_or(parsed.path))); named != by_name.end())
          known->second = &named->second;
      if (known->second != nullptr) views.emplace(*known->second, parsed.block);
    }
  std::vector<std::pair<UnitId, const std::string*>> sorted;
  for (const auto& [file, hash] : views)
    if (const auto block = units.blocks.find(hash); block != units.blocks.end()) sorted.emplace_back(file, &block->second);
  std::ranges::sort(sorted, {}, [](const auto& view) { return std::pair(view.first, std::string_view(*view.second)); });
  JoinedFunctions out;
  for (const auto& [file, bytes] : sorted) {
    FileFunctions functions;
    if (!decode_functions(*bytes, functions)) continue;
    out.of.push_back(file);
    out.files.push_back(std::move(functions));
  }
  tell_programs_apart(program, out);
  return out;
}

}  // namespace unknot
