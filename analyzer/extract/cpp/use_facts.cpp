// Notes of a unit => the facts of its files.
#include "analyzer/extract/cpp/use_facts.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "analyzer/extract/cpp/use_forward.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "graph/sort_unique.h"

namespace unknot {

UnitNotes::File& UnitNotes::at(std::uint32_t file) {
  if (by_file_.size() <= file) by_file_.resize(files_.size());
  return by_file_[file];
}

void UnitNotes::use(std::uint32_t target, Strength strength, clang::SourceLocation location, std::optional<UsePlace> place) {
  if (target == UseTargets::kNone) return;
  FilePlace where;
  if (!files_.spelled(location, where)) return;
  at(where.file)
      .uses.push_back({where.offset, target, strength, static_cast<std::uint8_t>(place ? 1 + static_cast<int>(*place) : 0)});
}

void UnitNotes::symbol(const Symbol& symbol) {
  FilePlace name, begin, end;
  if (symbol.target == UseTargets::kNone || !files_.expanded(symbol.name, name)) return;
  File& file = at(name.file);
  const auto index = static_cast<std::uint32_t>(file.symbols.size());
  file.symbols.push_back({symbol.target, name.offset, symbol.decl});
  if (!symbol.user || !files_.expanded(symbol.begin, begin) || !files_.expanded(symbol.end, end)) return;
  if (begin.file != name.file) begin.offset = name.offset;
  // What an #include inside of it brings ends elsewhere.
  if (end.file != name.file) end.offset = name.offset;
  file.users.push_back({std::min(begin.offset, name.offset), std::max(end.offset, name.offset), index, UsePlace::interface});
}

void UnitNotes::body(clang::SourceLocation begin, clang::SourceLocation end, UsePlace place) {
  FilePlace first, last;
  if (!files_.expanded(begin, first) || !files_.expanded(end, last) || first.file != last.file || last.offset < first.offset)
    return;
  at(first.file).bodies.push_back({first.offset, last.offset, 0, place});
}

TextPosition UnitNotes::position(std::uint32_t file, std::uint32_t offset) const {
  const auto id = files_.id(file);
  return {files_.sources().getLineNumber(id, offset), files_.sources().getColumnNumber(id, offset)};
}

const UsedSymbol& UnitNotes::described(std::uint32_t target) {
  if (described_.size() <= target) described_.resize(targets_.size()), is_described_.resize(targets_.size());
  if (!is_described_[target]) is_described_[target] = true, described_[target] = targets_.describe(target);
  return described_[target];
}

SymbolFact UnitNotes::fact(std::uint32_t file, const Declared& declared) {
  const UsedSymbol& symbol = described(declared.target);
  SymbolFact out;
  out.usr = symbol.usr, out.name = symbol.name, out.kind = symbol.kind;
  const auto [line, column] = position(file, declared.offset);
  out.line = line, out.column = column;
  const clang::NamedDecl* decl = declared.decl;
  if (decl == nullptr) {
    out.definition = true, out.linkage = Linkage::none;
    return out;
  }
  out.linkage = linkage_of(decl);
  out.definition = true;
  if (const auto* tag = llvm::dyn_cast<clang::TagDecl>(decl)) {
    out.definition = tag->isThisDeclarationADefinition();
    if (out.definition) out.forward = forward_declaration(tag);
  } else if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(decl)) {
    out.definition = function->isThisDeclarationADefinition() || function->isDefaulted() || function->isDeletedAsWritten();
  } else if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(decl)) {
    out.definition = variable->isThisDeclarationADefinition() != clang::VarDecl::DeclarationOnly;
  }
  out.is_template =
      decl->isTemplateDecl() || (llvm::isa<clang::TagDecl, clang::FunctionDecl, clang::VarDecl, clang::TypedefNameDecl>(decl) &&
                                 decl->getDescribedTemplate() != nullptr);
  const clang::DeclContext* around = decl->getDeclContext();
  for (; around != nullptr && out.parent.empty(); around = around->getParent())
    if (const auto* parent = llvm::dyn_cast<clang::NamedDecl>(around))
      if (const auto id = targets_.of(parent); id != UseTargets::kNone) out.parent = described(id).usr;
  return out;
}

namespace {

/// Nested extents around ascending offsets.
template <class Extent>
class Around {
 public:
  explicit Around(std::vector<Extent>& extents) : extents_(extents) {
    std::ranges::sort(extents_, [](const Extent& a, const Extent& b) {
      return std::tuple(a.begin, b.end, a.symbol) < std::tuple(b.begin, a.end, b.symbol);
    });
  }
  /// From the outermost to the innermost.
  std::span<const Extent* const> at(std::uint32_t offset) {
    for (; next_ < extents_.size() && extents_[next_].begin <= offset; ++next_) open_.push_back(&extents_[next_]);
    std::erase_if(open_, [offset](const Extent* extent) { return extent->end < offset; });
    return open_;
  }

 private:
  std::vector<Extent>& extents_;
  std::vector<const Extent*> open_;
  std::size_t next_ = 0;
};

bool needs_type(Strength strength) {
  return strength == Strength::complete || strength == Strength::member || strength == Strength::inherit;
}

/// Uses that differ in their places alone become one.
void merge(std::vector<UseFact>& uses) {
  const auto same = [](const UseFact& a, const UseFact& b) {
    return a.symbol == b.symbol && a.user == b.user && a.strength == b.strength && a.place == b.place;
  };
  std::ranges::sort(uses);
  std::vector<UseFact> out;
  for (auto& use : uses) {
    if (out.empty() || !same(out.back(), use)) {
      out.push_back(std::move(use));
      continue;
    }
    out.back().at.insert(out.back().at.end(), use.at.begin(), use.at.end());
    sort_unique(out.back().at);
  }
  uses = std::move(out);
}

}  // namespace

/// `uses` are sorted: what is said of the same name in the same place follows.
bool UnitNotes::is_needed_there(const std::vector<Use>& uses, std::size_t named) {
  for (std::size_t n = named + 1; n < uses.size() && uses[n].offset == uses[named].offset && uses[n].target == uses[named].target;
       ++n)
    if (needs_type(uses[n].strength) && uses[n].place == uses[named].place) return true;
  return false;
}

FileAst UnitNotes::facts(std::uint32_t file, File& notes) {
  FileAst out;
  std::vector<SymbolFact> own;
  for (const auto& symbol : notes.symbols) own.push_back(fact(file, symbol));
  out.symbols = own;
  sort_unique(out.symbols);
  std::vector<std::uint32_t> symbol_ids;
  for (const auto& symbol : own)
    symbol_ids.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(out.symbols, symbol) - out.symbols.begin()));

  sort_unique(notes.uses);
  struct Entry {
    std::uint32_t target, user;
    Strength strength;
    UsePlace place;
    std::uint32_t offset;
    auto operator<=>(const Entry&) const = default;
  };
  std::vector<Entry> entries;
  Around users(notes.users), bodies(notes.bodies);
  for (std::size_t u = 0; u < notes.uses.size(); ++u) {
    const Use& use = notes.uses[u];
    // The same name is noted as named and as needed.
    if (use.strength == Strength::name_only && is_needed_there(notes.uses, u)) continue;
    const auto around = users.at(use.offset);
    // Nothing uses itself, or the class around it; a definition may refer to its declaration in another file.
    if (use.strength != Strength::refer &&
        std::ranges::any_of(around, [&](const Extent* e) { return notes.symbols[e->symbol].target == use.target; }))
      continue;
    const Extent* user = around.empty() ? nullptr : around.back();
    const auto in = bodies.at(use.offset);
    const Extent* body = in.empty() ? nullptr : in.front();
    const UsePlace place = use.place != 0    ? static_cast<UsePlace>(use.place - 1)
                           : body != nullptr ? body->place
                                             : UsePlace::interface;
    entries.push_back({use.target, user != nullptr ? symbol_ids[user->symbol] : kNobody, use.strength, place, use.offset});
  }
  std::ranges::sort(entries);

  // Targets of one description are one symbol.
  std::vector<UsedSymbol> used;
  for (std::size_t e = 0; e < entries.size(); ++e)
    if (e == 0 || entries[e - 1].target != entries[e].target) used.push_back(described(entries[e].target));
  sort_unique(used);
  std::erase_if(used, [](const UsedSymbol& symbol) { return symbol.usr.empty(); });
  std::uint32_t id = 0;
  for (std::size_t e = 0; e < entries.size(); ++e) {
    const Entry& entry = entries[e];
    if (e == 0 || entries[e - 1].target != entry.target) {
      const auto& symbol = described(entry.target);
      id = symbol.usr.empty() ? kNobody : static_cast<std::uint32_t>(std::ranges::lower_bound(used, symbol) - used.begin());
    }
    if (id == kNobody) continue;
    if (out.uses.empty() || out.uses.back().symbol != id || out.uses.back().user != entry.user ||
        out.uses.back().strength != entry.strength || out.uses.back().place != entry.place)
      out.uses.push_back({.symbol = id, .user = entry.user, .strength = entry.strength, .place = entry.place, .at = {}});
    out.uses.back().at.push_back(position(file, entry.offset));
  }
  out.used = std::move(used);
  merge(out.uses);
  return out;
}

std::vector<FileUses> UnitNotes::facts() {
  for (const auto& [name, info] : macros_)
    if (!info->isUsedForHeaderGuard())
      symbol({.target = targets_.of(name, info),
              .decl = nullptr,
              .name = info->getDefinitionLoc(),
              .begin = info->getDefinitionLoc(),
              .end = info->getDefinitionEndLoc()});
  by_file_.resize(files_.size());
  std::vector<FileUses> out;
  for (std::uint32_t f = 0; f < files_.size(); ++f) out.push_back({files_.path(f), facts(f, by_file_[f])});
  std::ranges::sort(out, {}, &FileUses::path);
  return out;
}

}  // namespace unknot
