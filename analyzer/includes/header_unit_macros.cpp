// The closure of the header units, by the hashes of the macros that their files define.
#include "analyzer/includes/header_unit_macros.h"

#include <algorithm>

#include "analyzer/includes/macro_slice.h"

namespace unknot {

HeaderUnitMacros::HeaderUnitMacros(const TruthInput& in, const IncludeClass& c) {
  if (!c.graph.has_unit_imports()) return;
  const auto& states = c.graph.states();
  std::vector<bool> seen(states.size());
  std::vector<std::uint32_t> queue;
  const auto reach = [&](const Step& step) {
    if (step.to == kUnresolved || seen[step.to]) return;
    seen[step.to] = true;
    outside_ |= !in.is_project(states[step.to].file);
    queue.push_back(step.to);
  };
  for (std::uint32_t s = 0; s < states.size(); ++s)
    for (const auto& step : c.graph.unit_imports(s)) reach(step);
  for (std::size_t q = 0; q < queue.size(); ++q) {
    for (const auto& step : c.graph.steps(queue[q])) reach(step);
    if (const ScannedSource* source = in.sources.find(states[queue[q]].file))
      hashes_.insert(source->facts.macros.begin(), source->facts.macros.end());
  }
  for (const auto& unit : c.graph.units())
    if (unit.command < in.commands.size())
      for (const auto& [name, text] : in.commands[unit.command].macros) given_.insert(name);
}

bool HeaderUnitMacros::may_decide(const FileFacts& facts, std::uint32_t condition) const {
  return !none() && std::ranges::any_of(facts.conditions[condition], [&](const FactLiteral& literal) {
    return std::ranges::any_of(macros_in(facts.atoms[literal.atom]), [&](const std::string& name) {
      return hashes_.contains(macro_hash(name)) || (outside_ && !given_.contains(name));
    });
  });
}

}  // namespace unknot
