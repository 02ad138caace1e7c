// Uses of a file, by the file that declares what they name.
#include "graph/evidence.h"

#include <algorithm>
#include <tuple>

namespace unknot {
namespace {

constexpr bool is_function_or_variable(SymbolKind kind) {
  return kind == SymbolKind::function || kind == SymbolKind::method || kind == SymbolKind::constructor || kind == SymbolKind::destructor ||
         kind == SymbolKind::variable;
}

class Judge {
 public:
  explicit Judge(const Program& program) : program_(program), symbols_(program.symbols) {
    std::vector<UnitId> files;
    for (const auto& use : symbols_.uses) files.push_back(use.file);
    begin_.assign(program.units.size() + 1, 0);
    for (const UnitId file : files) ++begin_[index(file) + 1];
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    declared_.resize(program.units.size());
    for (std::uint32_t s = 0; s < symbols_.symbols.size(); ++s)
      for (const auto& declaration : symbols_.symbols[s].declarations) {
        auto& of_file = declared_[index(declaration.file)];
        if (of_file.empty() || of_file.back() != SymbolId{s}) of_file.push_back(SymbolId{s});
      }
  }

  EdgeEvidence judge(UnitId from, UnitId to) const {
    EdgeEvidence out;
    for (std::uint32_t u = begin_[index(from)]; u < begin_[index(from) + 1]; ++u)
      if (is_for(symbols_.uses[u], from, to)) out.uses.push_back(u);
    const auto ease = [&, is_source = program_.unit(from).entry](const Use& use) { return Judge::ease(use, is_source); };
    std::ranges::sort(out.uses, {}, [&](std::uint32_t u) {
      const Use& use = symbols_.uses[u];
      return std::tuple(ease(use), static_cast<int>(Strength::macro) - static_cast<int>(use.strength), u);
    });
    const bool parsed = std::ranges::binary_search(symbols_.parsed, from) && std::ranges::binary_search(symbols_.parsed, to);
    const bool whole = parsed && !std::ranges::binary_search(symbols_.partial, from) && !std::ranges::binary_search(symbols_.partial, to);
    if (completes(from, to)) out.evidence = Evidence::inherent;
    else if (!out.uses.empty() && ease(symbols_.uses[out.uses.front()]) == 0) out.evidence = Evidence::inherent;
    else if (!whole) out.evidence = Evidence::unknown;  // what an error hid may need more
    else if (out.uses.empty()) out.evidence = Evidence::unused;
    else out.evidence = ease(symbols_.uses[out.uses.front()]) == 1 ? Evidence::move_to_source : Evidence::name_only;
    return out;
  }

 private:
  /// 0: no way around, 1: it could stand in a source file, 2: a forward declaration will do.
  int ease(const Use& use, bool is_source) const {
    // What a macro's body names means something else in each unit that expands it.
    if (use.user != kNoSymbol && symbols_.symbols[index(use.user)].kind == SymbolKind::macro) return 0;
    const Symbol& symbol = symbols_.symbols[index(use.symbol)];
    if (use.strength == Strength::name_only && !symbol.forward.empty()) return 2;
    return use.place == UsePlace::body && !is_source && use.strength != Strength::macro && use.strength != Strength::inherit ? 1 : 0;
  }

  /// Is it what `to` declares that `from` uses there?
  bool is_for(const Use& use, UnitId from, UnitId to) const {
    const Symbol& symbol = symbols_.symbols[index(use.symbol)];
    if (symbol.kind == SymbolKind::namespace_) return false;
    bool declares = false, defines = false, own = false, own_definition = false, defined = false;
    for (const auto& declaration : symbol.declarations) {
      declares |= declaration.file == to;
      defines |= declaration.file == to && declaration.definition;
      own |= declaration.file == from;
      own_definition |= declaration.file == from && declaration.definition;
      defined |= declaration.definition;
    }
    if (!declares || own_definition) return false;
    // A name, a function or a variable needs any declaration; a type that has to be complete, or an alias, its definition.
    const bool any_will_do = use.strength == Strength::name_only || is_function_or_variable(symbol.kind);
    if (any_will_do) return !own;
    return defines || !defined;
  }

  /// Does `to` define functions or variables that `from` declares, as x.inl does for x.h? Then it is the other half of it.
  bool completes(UnitId from, UnitId to) const {
    return std::ranges::any_of(declared_[index(to)], [&](SymbolId id) {
      const Symbol& symbol = symbols_.symbols[index(id)];
      if (!is_function_or_variable(symbol.kind)) return false;
      bool declares = false, defines = false;
      for (const auto& declaration : symbol.declarations) {
        declares |= declaration.file == from && !declaration.definition;
        defines |= declaration.file == to && declaration.definition;
      }
      return declares && defines;
    });
  }

  const Program& program_;
  const Symbols& symbols_;
  std::vector<std::uint32_t> begin_;  ///< by unit: its uses
  std::vector<std::vector<SymbolId>> declared_;
};

}  // namespace

std::vector<EdgeEvidence> evidence_of(const Program& program) {
  std::vector<EdgeEvidence> out(program.dependencies.size());
  const Judge judge(program);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Dependency& dependency = program.dependencies[i];
    if (!is_module_import(program, dependency) && program.unit(dependency.to).origin == Origin::project)
      out[i] = judge.judge(dependency.in == kOwnText ? dependency.from : dependency.in, dependency.to);
  }
  return out;
}

std::uint64_t effort_of(const Program& program, std::span<const DependencyId> lines) {
  if (program.evidence.empty()) return lines.size();
  std::uint64_t out = 0;
  for (const DependencyId line : lines) switch (program.evidence[index(line)].evidence) {
      case Evidence::unused: out += 1; break;
      case Evidence::name_only: out += 2; break;
      case Evidence::move_to_source: out += 4; break;
      case Evidence::unknown:
      case Evidence::inherent: out += kDearestLine; break;
    }
  return out;
}

Evidence evidence_of(const Program& program, std::span<const DependencyId> lines) {
  if (program.evidence.empty() || lines.empty()) return Evidence::unknown;
  Evidence most = Evidence::unused;
  bool known = true;
  for (const DependencyId line : lines) {
    const Evidence evidence = program.evidence[index(line)].evidence;
    known = known && evidence != Evidence::unknown;
    most = std::max(most, evidence);
  }
  return known || most == Evidence::inherent ? most : Evidence::unknown;
}

}  // namespace unknot
