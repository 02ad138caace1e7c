// The encoding of a file's facts from a parse, and the words for them.
#include "analyzer/extract/ast_facts.h"

#include <algorithm>

#include "analyzer/extract/codec.h"

namespace unknot {

static void fields(Is<SymbolFact> auto& v, auto& f) {
  f.field(v.usr), f.field(v.name), f.field(v.kind), f.field(v.linkage), f.field(v.definition), f.field(v.is_template), f.field(v.line),
      f.field(v.column), f.field(v.parent), f.field(v.forward);
}
static void fields(Is<TextPosition> auto& v, auto& f) { f.field(v.line), f.field(v.column); }
static void fields(Is<UsedSymbol> auto& v, auto& f) { f.field(v.usr), f.field(v.name), f.field(v.kind), f.field(v.outside); }
static void fields(Is<UseFact> auto& v, auto& f) {
  f.field(v.symbol), f.field(v.user), f.field(v.strength), f.field(v.place), f.field(v.at);
}
static void fields(Is<Reliance> auto& v, auto& f) { f.field(v.file), f.field(v.name), f.field(v.header), f.field(v.at); }
static void fields(Is<IncludeUse> auto& v, auto& f) { f.field(v.line), f.field(v.column), f.field(v.worth), f.field(v.relied); }
static void fields(Is<FileAst> auto& v, auto& f) { f.field(v.symbols), f.field(v.used), f.field(v.uses), f.field(v.includes); }

bool is_sound(const FileAst& ast) {
  return std::ranges::all_of(ast.symbols,
                             [](const SymbolFact& symbol) { return symbol.kind <= SymbolKind::concept_ && symbol.linkage <= Linkage::external; }) &&
         std::ranges::all_of(ast.used, [](const UsedSymbol& symbol) { return symbol.kind <= SymbolKind::concept_; }) &&
         std::ranges::all_of(ast.uses, [&](const UseFact& use) {
           return use.symbol < ast.used.size() && (use.user == kNobody || use.user < ast.symbols.size()) &&
                  use.strength <= Strength::macro && use.place <= UsePlace::fixed_body && !use.at.empty();
         }) &&
         std::ranges::all_of(ast.includes, [](const IncludeUse& include) { return include.worth <= IncludeWorth::unused; });
}

std::string encode_ast(const FileAst& ast) {
  std::string out;
  FieldWriter(out).field(ast);
  return out;
}

bool decode_ast(std::string_view in, FileAst& ast) {
  FieldReader bytes(in);
  bytes.field(ast);
  return bytes.complete() && is_sound(ast);
}

}  // namespace unknot
