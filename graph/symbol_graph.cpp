// Symbols -> nodes of a level -> units; uses -> dependencies.
#include "graph/symbol_graph.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace unknot {
namespace {

bool holds_members(SymbolKind kind) { return kind == SymbolKind::class_ || kind == SymbolKind::enumeration; }

DependencyKind kind_of(Strength strength) {
  return strength == Strength::inherit ? DependencyKind::inherit : strength == Strength::call ? DependencyKind::call : DependencyKind::use;
}

class Builder {
 public:
  Builder(const Program& program, SymbolLevel level, Strength at_least, Ambiguous ambiguous)
      : in_(program), level_(level), at_least_(at_least), ambiguous_(ambiguous) {}

  Program run() {
    for (std::uint32_t s = 0; s < in_.symbols.symbols.size(); ++s) {
      const SymbolId node = node_of(SymbolId{s});
      const bool unclear = node != kNoSymbol && (is_ambiguous(symbol(node)) || is_ambiguous(symbol(SymbolId{s})));
      nodes_.push_back(unclear && ambiguous_ == Ambiguous::dropped ? kNoSymbol : node);
    }
    add_units();
    add_dependencies();
    return std::move(out_);
  }

 private:
  const Symbol& symbol(SymbolId id) const { return in_.symbols.symbols[index(id)]; }
  static bool is_ambiguous(const Symbol& symbol) { return symbol.ambiguous && symbol.kind != SymbolKind::namespace_; }
  const Declaration& home(const Symbol& symbol) const {
    const auto defined = std::ranges::find(symbol.declarations, true, &Declaration::definition);
    return defined == symbol.declarations.end() ? symbol.declarations.front() : *defined;
  }

  /// The symbol that stands for this one; kNoSymbol: none does.
  SymbolId node_of(SymbolId id) const {
    const SymbolKind kind = symbol(id).kind;
    if (level_ == SymbolLevel::namespace_) return kind == SymbolKind::macro ? kNoSymbol : id;
    if (kind == SymbolKind::namespace_ || kind == SymbolKind::macro) return kNoSymbol;
    if (level_ == SymbolLevel::symbol) return id;
    SymbolId out = id;
    // A chain of parents that broken facts made a ring ends all the same.
    for (std::size_t steps = 0; steps < 64; ++steps) {
      const SymbolId parent = symbol(out).parent;
      if (parent == kNoSymbol || !holds_members(symbol(parent).kind)) break;
      out = parent;
    }
    return out;
  }

  std::string name_of(SymbolId id) const {
    if (level_ == SymbolLevel::namespace_) return namespace_of(id);
    const Symbol& of = symbol(id);
    if ((of.linkage == Linkage::internal || of.has_namesakes) && !of.declarations.empty()) return of.name + " (" + in_.file(home(of).file) + ")";
    return is_ambiguous(of) ? of.name + " (ambiguous)" : of.name;
  }

  /// The namespaces around it. Its name begins with them and with those classes that it is in.
  std::string namespace_of(SymbolId id) const {
    for (std::size_t steps = 0; steps < 64; ++steps) {
      const Symbol& of = symbol(id);
      if (of.kind == SymbolKind::namespace_) return of.name;
      if (of.parent == kNoSymbol) {
        const auto end = of.name.rfind("::");
        return end == std::string::npos ? "::" : of.name.substr(0, end);
      }
      id = of.parent;
    }
    return "::";
  }

  void add_units() {
    std::map<std::string, Unit> units;
    for (std::uint32_t s = 0; s < nodes_.size(); ++s) {
      if (nodes_[s] == kNoSymbol || symbol(nodes_[s]).declarations.empty()) continue;
      const std::string name = name_of(nodes_[s]);
      const UnitId file = home(symbol(nodes_[s])).file;
      const auto [known, fresh] = units.try_emplace(name, Unit{.name = name, .path = in_.file(file), .language = in_.unit(file).language});
      if (!fresh && in_.file(file) < known->second.path) known->second.path = in_.file(file);
      names_.emplace(s, name);
    }
    for (const auto& unit : in_.units)
      if (unit.origin == Origin::project) {
        const std::string& file = unit.path.empty() ? unit.name : unit.path;
        units.try_emplace(file, Unit{.name = file, .path = {}, .language = unit.language, .origin = Origin::external});
      }
    for (auto& [name, unit] : units) {
      ids_.emplace(name, static_cast<UnitId>(out_.units.size()));
      out_.units.push_back(std::move(unit));
    }
  }

  void add_dependencies() {
    std::map<std::tuple<UnitId, UnitId, std::uint32_t, std::uint32_t, UnitId>, DependencyKind> lines;
    for (const auto& use : in_.symbols.uses) {
      if (use.strength < at_least_ || use.user == kNoSymbol) continue;
      const auto from = names_.find(index(use.user)), to = names_.find(index(use.symbol));
      if (from == names_.end() || to == names_.end() || from->second == to->second) continue;
      const UnitId from_id = ids_.at(from->second);
      const std::string& file = in_.file(use.file);
      const UnitId in = file == out_.file(from_id) ? kOwnText : ids_.at(file);
      for (const auto& at : use.at) {
        const auto [known, fresh] = lines.try_emplace({from_id, ids_.at(to->second), at.line, at.column, in}, kind_of(use.strength));
        if (!fresh) known->second = std::max(known->second, kind_of(use.strength));
      }
    }
    for (const auto& [key, kind] : lines) {
      const auto& [from, to, line, column, in] = key;
      out_.dependencies.push_back({.from = from, .to = to, .kind = kind, .entered = Entered::yes, .line = line, .column = column, .in = in});
    }
  }

  const Program& in_;
  SymbolLevel level_;
  Strength at_least_;
  Ambiguous ambiguous_;
  std::vector<SymbolId> nodes_;                  ///< by symbol
  std::map<std::uint32_t, std::string> names_;   ///< by symbol: that of its node
  std::map<std::string, UnitId, std::less<>> ids_;
  Program out_;
};

}  // namespace

Program symbol_program(const Program& program, SymbolLevel level, Strength at_least, Ambiguous ambiguous) {
  return Builder(program, level, at_least, ambiguous).run();
}

std::string_view physical_component(std::string_view file) {
  const auto slash = file.rfind('/');
  const auto dot = file.rfind('.');
  return dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash) ? file : file.substr(0, dot);
}

}  // namespace unknot
