// Functions -> those they name -> a breadth-first walk.
#include "analyzer/symbols/callees.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "graph/function_table.h"

namespace unknot {
namespace {

bool may_be_defined_elsewhere(const EntityFact& entity) {
  return entity.kind == EntityKind::function && (entity.attributes & (attribute::outside | attribute::implicit)) == 0;
}

/// Entities of functions that this one calls or speaks of, its lambdas among them.
template <typename Take>
void each_function_named(const FunctionFact& function, Take&& take) {
  const auto named = [&](std::uint32_t entity) {
    if (entity != kNone) take(entity);
  };
  for (const auto& block : function.blocks)
    for (const auto& operation : block.operations) named(operation.callee);
  for (const auto& path : function.paths) named(path.entity);
  for (const auto& unwind : function.unwinds) named(unwind.callee);
}

}  // namespace

std::vector<std::string> unknown_callees(const JoinedFunctions& functions, const std::set<UnitId>& from) {
  const FunctionTable table(functions.files);
  std::vector<Definition> now;
  for (std::size_t f = 0; f < functions.files.size(); ++f) {
    if (!from.contains(functions.of[f])) continue;
    for (const auto& function : functions.files[f].functions) now.push_back({&functions.files[f], &function});
  }
  std::set<std::string_view> seen;
  std::vector<std::string> out;
  while (!now.empty()) {
    std::vector<Definition> next;
    std::set<std::string_view> unknown;
    for (const auto& definition : now)
      each_function_named(*definition.function, [&](std::uint32_t index) {
        const EntityFact& entity = definition.file->entities[index];
        if (!may_be_defined_elsewhere(entity) || !seen.insert(entity.usr).second) return;
        const auto defined = table.all().find(entity.usr);
        if (defined == table.all().end()) unknown.insert(entity.usr);
        else std::ranges::copy(defined->second, std::back_inserter(next));
      });
    out.insert(out.end(), unknown.begin(), unknown.end());
    now = std::move(next);
  }
  return out;
}

}  // namespace unknot
