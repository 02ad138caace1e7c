// Patterns of contracts against the units of a program.
#include "checks/architecture.h"

#include <algorithm>

namespace unknot {

std::vector<bool> units_held(const Program& program, const std::vector<UnitPattern>& patterns, const std::vector<std::string>& component) {
  std::vector<bool> out(program.units.size());
  for (std::uint32_t u = 0; u < out.size(); ++u)
    out[u] = std::ranges::any_of(patterns, [&](const UnitPattern& pattern) { return pattern.holds(program, UnitId{u}, component[u]); });
  return out;
}

LayersOfUnits::LayersOfUnits(const Program& program, const Contract& contract, const std::vector<std::string>& component)
    : layer(program.units.size(), kNoLayer), strict(contract.strict) {
  for (std::uint32_t i = 0; i < contract.layers.size(); ++i) {
    const auto held = units_held(program, contract.layers[i], component);
    for (std::size_t u = 0; u < held.size(); ++u)
      if (held[u] && layer[u] == kNoLayer) layer[u] = i;
  }
}

bool LayersOfUnits::is_judged(const Dependency& d) const {
  return of(d.from) != kNoLayer && of(d.to) != kNoLayer && of(d.from) != of(d.to);
}

bool LayersOfUnits::is_broken(const Dependency& d) const {
  return is_judged(d) && (of(d.to) < of(d.from) || (strict && of(d.to) > of(d.from) + 1));
}

}  // namespace unknot
