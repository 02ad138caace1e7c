// Lines are judged one by one, then the edges by their lines.
#include "checks/contract_pins.h"

#include <algorithm>
#include <cstdint>

namespace unknot {
namespace {

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
  void raise(std::size_t dependency, Verdict verdict) { verdicts_[dependency] = std::max(verdicts_[dependency], verdict); }

  void judge_layers(const Contract& contract) {
    const LayersOfUnits layers(program_, contract, component_);
    for (std::size_t i = 0; i < program_.dependencies.size(); ++i)
      if (const auto& d = program_.dependencies[i]; layers.is_judged(d)) raise(i, layers.is_broken(d) ? Verdict::broken : Verdict::down);
  }

  void judge_forbidden(const Contract& contract) {
    const auto from = units_held(program_, contract.from, component_);
    const auto to = units_held(program_, contract.to, component_);
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
