// Uniting programs: units by name, dependencies by their place and target.
#include "graph/configuration.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// What makes two dependencies one: the same directive with the same target. Names, since ids differ between programs.
using Key = std::tuple<UnitId, UnitId, std::uint32_t, std::uint32_t, std::string_view>;

struct Draft {
  Dependency dependency;
  std::string_view condition;
  std::vector<std::uint32_t> configurations;
  Evidence evidence = Evidence::unknown;
};

/// The stronger answer: followed in one configuration is followed.
Entered stronger(Entered a, Entered b) {
  if (a == Entered::yes || b == Entered::yes) return Entered::yes;
  return a == Entered::unknown || b == Entered::unknown ? Entered::unknown : Entered::not_shown;
}

class Union {
 public:
  explicit Union(std::span<const Configuration> configurations) : configurations_(configurations) {}

  UnitedProgram run() {
    add_units();
    for (std::uint32_t i = 0; i < configurations_.size(); ++i) add_dependencies(i);
    add_targets();
    std::map<std::string_view, ConditionId> conditions{{"", ConditionId{0}}};
    auto& program = out_.program;
    const bool has_evidence = std::ranges::any_of(configurations_, [](const auto& configuration) { return !configuration.program.evidence.empty(); });
    for (auto& [key, draft] : drafts_) {
      const auto [known, fresh] = conditions.try_emplace(draft.condition, ConditionId{static_cast<std::uint32_t>(program.conditions.size())});
      if (fresh) program.conditions.push_back({.all_of = {}, .text = std::string(draft.condition)});
      draft.dependency.condition = known->second;
      program.dependencies.push_back(draft.dependency);
      if (has_evidence) program.evidence.push_back({.evidence = draft.evidence, .uses = {}});
      out_.configurations.push_back(std::move(draft.configurations));
    }
    return std::move(out_);
  }

 private:
  void add_units() {
    std::map<std::string_view, Unit> units;
    for (const auto& configuration : configurations_)
      for (const auto& unit : configuration.program.units) {
        const auto [known, fresh] = units.try_emplace(unit.name, unit);
        if (fresh) continue;
        known->second.entry |= unit.entry;
        known->second.reached |= unit.reached;
        if (unit.language == Language::cpp) known->second.language = Language::cpp;
      }
    for (auto& [name, unit] : units) {
      ids_.emplace(name, static_cast<UnitId>(out_.program.units.size()));
      out_.program.units.push_back(std::move(unit));
    }
  }

  void add_targets() {
    std::map<std::string_view, Target> targets;
    for (const auto& configuration : configurations_)
      for (const auto& target : configuration.program.targets) {
        auto& known = targets.try_emplace(target.name, Target{.name = target.name, .executable = target.executable, .sources = {}}).first->second;
        for (const UnitId source : target.sources) known.sources.push_back(ids_.at(configuration.program.unit(source).name));
      }
    for (auto& [name, target] : targets) {
      sort_unique(target.sources);
      out_.program.targets.push_back(std::move(target));
    }
  }

  void add_dependencies(std::uint32_t number) {
    const Program& program = configurations_[number].program;
    std::vector<UnitId> id_of;
    for (const auto& unit : program.units) id_of.push_back(ids_.at(unit.name));
    for (std::size_t i = 0; i < program.dependencies.size(); ++i) {
      const Dependency& d = program.dependencies[i];
      Draft draft{.dependency = d, .condition = program.condition(d.condition).text, .configurations = {number}};
      if (!program.evidence.empty()) draft.evidence = program.evidence[i].evidence;
      draft.dependency.from = id_of[index(d.from)];
      draft.dependency.to = id_of[index(d.to)];
      if (d.in != kOwnText) draft.dependency.in = id_of[index(d.in)];
      const auto [known, fresh] =
          drafts_.try_emplace({draft.dependency.from, draft.dependency.to, d.line, d.column, draft.condition}, draft);
      if (fresh) continue;
      known->second.dependency.entered = stronger(known->second.dependency.entered, d.entered);
      // Where one of them cannot do without, nobody can; what one does not know nobody does.
      const bool both = known->second.evidence != Evidence::unknown && draft.evidence != Evidence::unknown;
      const Evidence most = std::max(known->second.evidence, draft.evidence);
      known->second.evidence = both || most == Evidence::inherent ? most : Evidence::unknown;
      if (known->second.configurations.back() != number) known->second.configurations.push_back(number);
    }
  }

  std::span<const Configuration> configurations_;
  UnitedProgram out_;
  std::map<std::string_view, UnitId> ids_;
  std::map<Key, Draft> drafts_;
};

}  // namespace

std::vector<std::string> names_of(std::span<const Configuration> configurations) {
  std::vector<std::string> out;
  if (configurations.size() > 1)
    for (const auto& configuration : configurations) out.push_back(configuration.name);
  return out;
}

UnitedProgram unite(std::span<const Configuration> configurations) {
  if (configurations.size() > 1) return Union(configurations).run();
  UnitedProgram out;
  if (!configurations.empty()) out.program = configurations.front().program;
  return out;
}

}  // namespace unknot
