// Lines are judged one by one, then the edges by their lines.
#include "checks/contract_pins.h"

#include <algorithm>
#include <cstdint>

namespace unknot {
namespace {

constexpr std::uint32_t kNoLayer = 0xffffffff;

enum class Verdict : std::uint8_t { open, down, broken };

/// What one contract says of dependencies; the stronger verdict wins.
class Judgement {
 public:
  Judgement(const Program& program, const Architecture& architecture)
      : program_(program), component_(components_of(program, architecture.components)), verdicts_(program.dependencies.size()) {
    for (const auto& contract : architecture.contracts) {
      if (contract.kind == ContractKind::layers) judge_layers(contract);
      if (contract.kind == ContractKind::forbidden) judge_forbidden(contract);
    }
  }
  Verdict of(DependencyId id) const { return verdicts_[index(id)]; }

 private:
  bool holds(const std::vector<UnitPattern>& patterns, std::uint32_t unit) const {
    return std::ranges::any_of(patterns, [&](const UnitPattern& pattern) { return pattern.holds(program_, UnitId{unit}, component_[unit]); });
  }
  void raise(std::size_t dependency, Verdict verdict) { verdicts_[dependency] = std::max(verdicts_[dependency], verdict); }

  void judge_layers(const Contract& contract) {
    std::vector<std::uint32_t> layer(program_.units.size(), kNoLayer);
    for (std::uint32_t u = 0; u < layer.size(); ++u)
      for (std::uint32_t i = 0; i < contract.layers.size() && layer[u] == kNoLayer; ++i)
        if (holds(contract.layers[i], u)) layer[u] = i;
    for (std::size_t i = 0; i < program_.dependencies.size(); ++i) {
      const auto from = layer[index(program_.dependencies[i].from)];
      const auto to = layer[index(program_.dependencies[i].to)];
      if (from == kNoLayer || to == kNoLayer || from == to) continue;
      raise(i, to < from || (contract.strict && to > from + 1) ? Verdict::broken : Verdict::down);
    }
  }

  void judge_forbidden(const Contract& contract) {
    std::vector<bool> from(program_.units.size()), to(program_.units.size());
    for (std::uint32_t u = 0; u < from.size(); ++u) {
      from[u] = holds(contract.from, u);
      to[u] = holds(contract.to, u);
    }
    for (std::size_t i = 0; i < program_.dependencies.size(); ++i)
      if (from[index(program_.dependencies[i].from)] && to[index(program_.dependencies[i].to)]) raise(i, Verdict::broken);
  }

  const Program& program_;
  std::vector<std::string> component_;
  std::vector<Verdict> verdicts_;
};

}  // namespace

ContractPins contract_pins(const Program& program, const FoldedGraph& graph, const Architecture& architecture) {
  ContractPins out;
  if (architecture.contracts.empty()) return out;
  const Judgement judgement(program, architecture);
  for (const auto& edge : graph.edges) {
    const auto is = [&](Verdict verdict) { return [&judgement, verdict](DependencyId id) { return judgement.of(id) == verdict; }; };
    auto ends = std::pair(graph.nodes[edge.from], graph.nodes[edge.to]);
    if (std::ranges::any_of(edge.lines, is(Verdict::broken))) out.remove.push_back(std::move(ends));
    else if (std::ranges::all_of(edge.lines, is(Verdict::down))) out.keep.push_back(std::move(ends));
  }
  return out;
}

}  // namespace unknot
