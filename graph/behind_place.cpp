// A walk over blocks.
#include "graph/behind_place.h"

#include <cstdint>
#include <vector>

namespace unknot {

std::set<const OperationFact*> behind_place(const FunctionFact& f, const FactPlace& place) {
  std::set<const OperationFact*> out;
  std::set<std::uint32_t> seen;
  std::vector<std::uint32_t> open;
  for (const auto& block : f.blocks) {
    bool is_behind = false;
    for (const auto& o : block.operations) {
      const bool is_there = o.line == place.line && o.column == place.column;
      if (is_behind && !is_there) out.insert(&o);
      is_behind |= is_there;
    }
    if (is_behind) open.insert(open.end(), block.successors.begin(), block.successors.end());
  }
  while (!open.empty()) {
    const std::uint32_t b = open.back();
    open.pop_back();
    if (b == kNone || !seen.insert(b).second) continue;
    for (const auto& o : f.blocks[b].operations)
      if (o.line != place.line || o.column != place.column) out.insert(&o);
    open.insert(open.end(), f.blocks[b].successors.begin(), f.blocks[b].successors.end());
  }
  return out;
}

}  // namespace unknot
