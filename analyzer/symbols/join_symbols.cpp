// Blocks -> files of the program -> symbols by USR -> uses between them.
#include "analyzer/symbols/join_symbols.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/project/discover.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

class Joiner {
 public:
  Joiner(const Program& program, const SourceTree& tree, const std::string& root) : tree_(tree), root_(root) {
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (program.units[u].origin == Origin::project) file_by_name_.emplace(program.file(UnitId{u}), UnitId{u});
  }

  void add(const ParsedUnits& units) {
    for (const auto& [hash, bytes] : units.blocks) {
      FileAst ast;
      if (decode_ast(bytes, ast)) asts_.emplace(hash, std::move(ast));
    }
    for (const auto& unit : units.units)
      for (const auto& parsed : unit.files) {
        const auto ast = asts_.find(parsed.block);
        const UnitId* file = find(parsed.path);
        if (file == nullptr || ast == asts_.end()) continue;
        facts_.emplace(*file, &ast->second);
        parsed_.insert(*file);
        if (unit.errors != 0) partial_.insert(*file);
      }
  }

  Symbols take() {
    add_symbols();
    add_uses();
    out_.parsed.assign(parsed_.begin(), parsed_.end());
    out_.partial.assign(partial_.begin(), partial_.end());
    return std::move(out_);
  }

 private:
  const UnitId* find(const std::string& path) {
    const auto [known, fresh] = file_by_path_.try_emplace(path, nullptr);
    if (fresh) {
      const auto named = file_by_name_.find(shown_path(root_, tree_.real_path(path).value_or(path)));
      if (named != file_by_name_.end()) known->second = &named->second;
    }
    return known->second;
  }

  void add_symbols() {
    std::vector<std::string_view> usrs;
    for (const auto& [file, ast] : facts_)
      for (const auto& symbol : ast->symbols) usrs.push_back(symbol.usr);
    sort_unique(usrs);
    for (std::uint32_t i = 0; i < usrs.size(); ++i) id_by_usr_.emplace(usrs[i], SymbolId{i});
    out_.symbols.resize(usrs.size());
    for (const auto& [file, ast] : facts_)
      for (const auto& fact : ast->symbols) {
        Symbol& symbol = out_.symbols[index(id_by_usr_.at(fact.usr))];
        const bool first = symbol.declarations.empty();
        if (first) symbol.usr = fact.usr;
        // A definition knows best; of several that differ the least counts, whatever came first.
        const auto rank = [](bool definition, const std::string& name, SymbolKind kind) { return std::tuple(!definition, name, kind); };
        const bool defined = std::ranges::any_of(symbol.declarations, &Declaration::definition);
        if (first || rank(fact.definition, fact.name, fact.kind) < rank(defined, symbol.name, symbol.kind))
          symbol.name = fact.name, symbol.kind = fact.kind;
        symbol.linkage = first ? fact.linkage : std::min(symbol.linkage, fact.linkage);
        symbol.is_template |= fact.is_template;
        if (!fact.forward.empty() && (symbol.forward.empty() || fact.forward < symbol.forward)) symbol.forward = fact.forward;
        if (const auto parent = id_by_usr_.find(fact.parent); parent != id_by_usr_.end()) symbol.parent = first ? parent->second : std::min(symbol.parent, parent->second);
        symbol.declarations.push_back({.file = file, .at = {fact.line, fact.column}, .definition = fact.definition});
      }
    for (auto& symbol : out_.symbols) {
      sort_unique(symbol.declarations);
      std::set<UnitId> defining;
      for (const auto& declaration : symbol.declarations)
        if (declaration.definition) defining.insert(declaration.file);
      symbol.ambiguous = defining.size() > 1;
    }
  }

  void add_uses() {
    std::map<std::tuple<UnitId, SymbolId, SymbolId, Strength, UsePlace>, std::vector<TextPosition>> uses;
    for (const auto& [file, ast] : facts_) {
      std::vector<SymbolId> used, users;
      for (const auto& symbol : ast->used) {
        const auto known = id_by_usr_.find(symbol.usr);
        used.push_back(known == id_by_usr_.end() ? kNoSymbol : known->second);
      }
      for (const auto& symbol : ast->symbols) users.push_back(id_by_usr_.at(symbol.usr));
      for (const auto& use : ast->uses) {
        if (used[use.symbol] == kNoSymbol) continue;
        auto& at = uses[{file, used[use.symbol], use.user == kNobody ? kNoSymbol : users[use.user], use.strength, use.place}];
        at.insert(at.end(), use.at.begin(), use.at.end());
      }
    }
    out_.uses.reserve(uses.size());
    for (auto& [key, at] : uses) {
      sort_unique(at);
      const auto& [file, symbol, user, strength, place] = key;
      out_.uses.push_back({.file = file, .symbol = symbol, .user = user, .strength = strength, .place = place, .at = std::move(at)});
    }
  }

  const SourceTree& tree_;
  const std::string& root_;
  std::map<std::string, UnitId, std::less<>> file_by_name_;
  std::unordered_map<std::string, const UnitId*> file_by_path_;
  std::map<BlockHash, FileAst> asts_;
  std::set<std::pair<UnitId, const FileAst*>> facts_;
  std::set<UnitId> parsed_, partial_;
  std::unordered_map<std::string_view, SymbolId> id_by_usr_;
  Symbols out_;
};

}  // namespace

Symbols join_symbols(const Program& program, const SourceTree& tree, const std::string& root, const ParsedUnits& units) {
  Joiner joiner(program, tree, root);
  joiner.add(units);
  return joiner.take();
}

}  // namespace unknot
