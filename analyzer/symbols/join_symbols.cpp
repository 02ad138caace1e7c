// Blocks -> files of the program -> symbols by USR -> uses between them.
#include "analyzer/symbols/join_symbols.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/project/discover.h"
#include "analyzer/symbols/linked_files.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

class Joiner {
 public:
  Joiner(const Program& program, const SourceTree& tree, const std::string& root)
      : program_(program), tree_(tree), root_(root), linked_(program) {
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (program.units[u].origin == Origin::project) file_by_name_.emplace(program.file(UnitId{u}), UnitId{u});
  }

  void add(const ParsedUnits& units) {
    for (const auto& [hash, bytes] : units.blocks) {
      FileAst ast;
      if (decode_ast(bytes, ast)) asts_.emplace(hash, std::move(ast));
    }
    for (const auto& unit : units.units) {
      std::vector<UnitId> files;
      for (const auto& parsed : unit.files) {
        const auto ast = asts_.find(parsed.block);
        const UnitId* file = find(parsed.path);
        if (file == nullptr || ast == asts_.end()) continue;
        files.push_back(*file);
        facts_.emplace(*file, &ast->second);
        parsed_.insert(*file);
        (unit.errors == 0 ? whole_ : doubtful_).emplace(*file, parsed.block);
      }
      linked_.add_unit(files);
    }
  }

  Symbols take() {
    find_namesakes();
    add_symbols();
    add_uses();
    out_.parsed.assign(parsed_.begin(), parsed_.end());
    // Where a parse without errors says the same, the one with errors has missed nothing.
    for (const auto& said : doubtful_)
      if (!whole_.contains(said)) out_.partial.push_back(said.first);
    sort_unique(out_.partial);
    add_unused_includes();
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

  /// One name, defined in programs that are never linked together: a symbol for each of them.
  void find_namesakes() {
    if (!linked_.tells_apart()) return;
    std::map<std::string_view, std::set<UnitId>> defining;
    for (const auto& [file, ast] : facts_)
      for (const auto& symbol : ast->symbols)
        if (symbol.definition && symbol.linkage == Linkage::external && symbol.kind != SymbolKind::namespace_) defining[symbol.usr].insert(file);
    for (const auto& [usr, files] : defining) {
      if (files.size() < 2) continue;
      const auto groups = linked_.groups({files.begin(), files.end()});
      if (groups.size() < 2) continue;
      auto& namesakes = namesakes_[usr];
      for (const auto& group : groups) namesakes.push_back({.files = group, .usr = std::string(usr) + "@" + program_.file(group.front())});
    }
  }
  /// What a name of one file's facts means.
  std::string_view usr_in(UnitId file, const std::string& usr) const {
    const auto found = namesakes_.find(usr);
    if (found == namesakes_.end()) return usr;
    const Namesake* out = nullptr;
    for (const auto& namesake : found->second) {
      if (std::ranges::none_of(namesake.files, [&](UnitId other) { return other == file || linked_.together(file, other); })) continue;
      if (out != nullptr) return usr;
      out = &namesake;
    }
    return out == nullptr ? std::string_view(usr) : out->usr;
  }
  SymbolId id_in(UnitId file, const std::string& usr) const {
    const auto known = id_by_usr_.find(usr_in(file, usr));
    return known == id_by_usr_.end() ? kNoSymbol : known->second;
  }

  void add_symbols() {
    std::vector<std::string_view> usrs;
    for (const auto& [file, ast] : facts_)
      for (const auto& symbol : ast->symbols) usrs.push_back(usr_in(file, symbol.usr));
    sort_unique(usrs);
    for (std::uint32_t i = 0; i < usrs.size(); ++i) id_by_usr_.emplace(usrs[i], SymbolId{i});
    out_.symbols.resize(usrs.size());
    for (const auto& [file, ast] : facts_)
      for (const auto& fact : ast->symbols) {
        const std::string_view usr = usr_in(file, fact.usr);
        Symbol& symbol = out_.symbols[index(id_by_usr_.at(usr))];
        const bool first = symbol.declarations.empty();
        if (first) symbol.usr = usr, symbol.has_namesakes = usr != fact.usr;
        // A definition knows best; of several that differ the least counts, whatever came first.
        const auto rank = [](bool definition, const std::string& name, SymbolKind kind) { return std::tuple(!definition, name, kind); };
        const bool defined = std::ranges::any_of(symbol.declarations, &Declaration::definition);
        if (first || rank(fact.definition, fact.name, fact.kind) < rank(defined, symbol.name, symbol.kind))
          symbol.name = fact.name, symbol.kind = fact.kind;
        symbol.linkage = first ? fact.linkage : std::min(symbol.linkage, fact.linkage);
        symbol.is_template |= fact.is_template;
        if (!fact.forward.empty() && (symbol.forward.empty() || fact.forward < symbol.forward)) symbol.forward = fact.forward;
        if (const SymbolId parent = id_in(file, fact.parent); parent != kNoSymbol) symbol.parent = first ? parent : std::min(symbol.parent, parent);
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
      for (const auto& symbol : ast->used) used.push_back(id_in(file, symbol.usr));
      for (const auto& symbol : ast->symbols) users.push_back(id_in(file, symbol.usr));
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

  /// A line is unused if every unit that met it says so.
  void add_unused_includes() {
    std::map<std::tuple<UnitId, std::uint32_t, std::uint32_t>, std::vector<const IncludeUse*>> lines;
    for (const auto& [file, ast] : facts_)
      if (!std::ranges::binary_search(out_.partial, file))
        for (const auto& include : ast->includes) lines[{file, include.line, include.column}].push_back(&include);
    for (const auto& [place, uses] : lines) {
      if (std::ranges::any_of(uses, [](const IncludeUse* use) { return use->worth != IncludeWorth::unused; })) continue;
      const auto& [file, line, column] = place;
      UnusedInclude unused{.file = file, .line = line, .column = column, .relied = {}};
      for (const IncludeUse* use : uses)
        for (const auto& relied : use->relied) {
          const UnitId* by = relied.file.empty() ? &file : find(relied.file);
          if (by == nullptr) continue;
          std::string header = relied.header;
          if (header.starts_with('/')) header = shown_path(root_, tree_.real_path(header).value_or(header));
          unused.relied.push_back({.file = *by, .at = relied.at, .name = relied.name, .header = header.starts_with('/') ? "" : header});
        }
      sort_unique(unused.relied);
      out_.unused_includes.push_back(std::move(unused));
    }
  }

  struct Namesake {
    std::vector<UnitId> files;  ///< that define it
    std::string usr;
  };

  const Program& program_;
  const SourceTree& tree_;
  const std::string& root_;
  LinkedFiles linked_;
  std::map<std::string_view, std::vector<Namesake>> namesakes_;  ///< by the USR that they share
  std::map<std::string, UnitId, std::less<>> file_by_name_;
  std::unordered_map<std::string, const UnitId*> file_by_path_;
  std::map<BlockHash, FileAst> asts_;
  std::set<std::pair<UnitId, const FileAst*>> facts_;
  std::set<UnitId> parsed_;
  std::set<std::pair<UnitId, BlockHash>> whole_, doubtful_;  ///< said by parses without errors, and by others
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
