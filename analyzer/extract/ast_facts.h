// Facts of a parsed unit, one block for each of its files: which symbols the file declares, and which it uses, where and how
// strongly. A block names everything by itself (USRs, no ids from outside), so that the same text read by many units gives
// the same bytes and is kept once. It knows no Clang type.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/symbols.h"

namespace unknot {

/// A declaration of a symbol in the file.
struct SymbolFact {
  std::string usr;   ///< of internal linkage with "@" and the file's path in the root behind it
  std::string name;  ///< qualified, as a person writes it: "core::Engine::start"
  SymbolKind kind = SymbolKind::class_;
  Linkage linkage = Linkage::external;
  bool definition = false;
  bool is_template = false;
  std::uint32_t line = 0, column = 0;  ///< 1-based, UTF-8 bytes, of the name
  std::string parent;   ///< USR of the class, enumeration or namespace around it; empty: none
  std::string forward;  ///< of a class or enumeration's definition: the forward declaration with its namespaces, as text; empty: none is possible
  friend bool operator==(const SymbolFact&, const SymbolFact&) = default;
  friend auto operator<=>(const SymbolFact&, const SymbolFact&) = default;
};

/// A symbol that the file uses.
struct UsedSymbol {
  std::string usr;
  std::string name;   ///< qualified
  SymbolKind kind = SymbolKind::class_;
  /// Of what no file of the project declares: how it is included, "<vector>" or an absolute path; empty: the project declares it.
  std::string outside;
  friend bool operator==(const UsedSymbol&, const UsedSymbol&) = default;
  friend auto operator<=>(const UsedSymbol&, const UsedSymbol&) = default;
};

constexpr std::uint32_t kNobody = 0xffffffff;

/// All uses of one symbol by one other, of one strength in one kind of place.
struct UseFact {
  std::uint32_t symbol = 0;       ///< index into FileAst::used
  std::uint32_t user = kNobody;   ///< index into FileAst::symbols: the innermost function, variable, alias or class around it
  Strength strength = Strength::name_only;
  UsePlace place = UsePlace::interface;
  std::vector<TextPosition> at;   ///< sorted, unique; where a macro brings it, the place of the expansion in this file
  friend bool operator==(const UseFact&, const UseFact&) = default;
  friend auto operator<=>(const UseFact&, const UseFact&) = default;
};

/// A name that is there only by way of an include line.
struct Reliance {
  std::string file;    ///< absolute; empty: the line's own file
  std::string name;    ///< qualified
  std::string header;  ///< what declares it: "<vector>" or an absolute path
  TextPosition at;     ///< where it is used first
  friend bool operator==(const Reliance&, const Reliance&) = default;
  friend auto operator<=>(const Reliance&, const Reliance&) = default;
};

/// What an include line is to the file that it stands in.
enum class IncludeWorth : std::uint8_t {
  used,    ///< the file names something that it provides
  kept,    ///< a comment asks to keep it, or what it is for cannot be known
  unused,
};
struct IncludeUse {
  std::uint32_t line = 0, column = 0;  ///< 1-based, UTF-8 bytes, of the opening quote or bracket
  IncludeWorth worth = IncludeWorth::used;
  std::vector<Reliance> relied;  ///< of an unused one: who would have to include something else without it; sorted, a few
  friend bool operator==(const IncludeUse&, const IncludeUse&) = default;
  friend auto operator<=>(const IncludeUse&, const IncludeUse&) = default;
};

/// What one unit says of one of its files.
struct FileAst {
  std::vector<SymbolFact> symbols;  ///< sorted, unique
  std::vector<UsedSymbol> used;     ///< sorted, unique
  std::vector<UseFact> uses;        ///< sorted
  std::vector<IncludeUse> includes; ///< where it was asked for: those that the unit met; sorted
};

/// Do all indices name something?
bool is_sound(const FileAst&);

std::string encode_ast(const FileAst&);
/// False where the bytes are broken; then `ast` is not to be used.
bool decode_ast(std::string_view, FileAst& ast);

}  // namespace unknot
