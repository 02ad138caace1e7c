// Definitions by name, and what a call of something virtual may reach.
#include "graph/function_table.h"

namespace unknot {

FunctionTable::FunctionTable(std::span<const FileFunctions> files) {
  for (const auto& file : files)
    for (const auto& function : file.functions) by_usr_[file.entities[function.entity].usr].push_back({&file, &function});
  own_.reserve(by_usr_.size());
  for (const auto& [usr, definitions] : by_usr_) own_.emplace(usr, definitions);
  for (const auto& file : files)
    for (const auto& function : file.functions)
      for (const auto base : function.overrides) {
        const auto [known, fresh] = overridden_.try_emplace(file.entities[base].usr);
        if (const auto own = own_.find(known->first); fresh && own != own_.end()) known->second.assign(own->second.begin(), own->second.end());
        known->second.push_back({&file, &function});
      }
}

std::span<const Definition> FunctionTable::targets(std::string_view usr, bool dispatched) const {
  if (dispatched)
    if (const auto all = overridden_.find(usr); all != overridden_.end()) return all->second;
  const auto own = own_.find(usr);
  return own == own_.end() ? std::span<const Definition>() : own->second;
}

}  // namespace unknot
