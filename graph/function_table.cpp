// Definitions by name, and overriders by what they override.
#include "graph/function_table.h"

namespace unknot {

FunctionTable::FunctionTable(std::span<const FileFunctions> files) {
  for (const auto& file : files)
    for (const auto& function : file.functions) {
      const Definition definition{&file, &function};
      by_usr_[definition.usr()].push_back(definition);
      for (const auto base : function.overrides) overriders_[definition.usr(base)].push_back(definition);
    }
}

std::vector<Definition> FunctionTable::targets(std::string_view usr, bool dispatched) const {
  std::vector<Definition> out;
  if (const auto own = by_usr_.find(usr); own != by_usr_.end()) out = own->second;
  if (!dispatched) return out;
  if (const auto more = overriders_.find(usr); more != overriders_.end())
    out.insert(out.end(), more->second.begin(), more->second.end());
  return out;
}

}  // namespace unknot
