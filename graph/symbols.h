// The symbols of a program: what its files declare, and who uses what, how strongly. There are none where no unit was parsed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/ids.h"

namespace unknot {

enum class SymbolKind : std::uint8_t {
  namespace_, class_, enumeration, enumerator, function, method, constructor, destructor, variable, field, alias, macro, concept_
};
enum class Linkage : std::uint8_t { none, internal, module, external };

/// What a use needs of what it names, from the weakest on. Beside `name_only`, nothing is carried by a forward declaration.
enum class Strength : std::uint8_t {
  name_only,  ///< a class or an enumeration with a fixed type, named where a forward declaration will do
  refer,      ///< a declaration: a variable, an enumerator, an alias, a function that is not called, a concept
  call,       ///< a function called, by name, operator or implicitly (a conversion, a destructor)
  complete,   ///< a complete type: a member is named, sizeof, new, delete, a local, a conversion to a base, a template that needs it
  member,     ///< a data member (or static one with initialiser) by value
  inherit,    ///< a base class
  macro,      ///< a macro expanded, or asked for in a condition
};

/// Where a use stands. Only what stands in a `body` of a header could be moved out of it.
enum class UsePlace : std::uint8_t {
  interface,   ///< outside of function bodies
  body,        ///< in a body that could stand out of line in a source file
  fixed_body,  ///< in a body that cannot: a template, constexpr, a deduced return type, a lambda outside a function
};

struct TextPosition {
  std::uint32_t line = 0, column = 0;  ///< 1-based, UTF-8 bytes
  friend bool operator==(const TextPosition&, const TextPosition&) = default;
  friend auto operator<=>(const TextPosition&, const TextPosition&) = default;
};

/// Index into Symbols::symbols.
enum class SymbolId : std::uint32_t {};
constexpr std::uint32_t index(SymbolId id) { return static_cast<std::uint32_t>(id); }
constexpr SymbolId kNoSymbol{0xffffffff};

/// A place where a symbol is declared.
struct Declaration {
  UnitId file{};
  TextPosition at;
  bool definition = false;
  friend bool operator==(const Declaration&, const Declaration&) = default;
  friend auto operator<=>(const Declaration&, const Declaration&) = default;
};

struct Symbol {
  std::string usr;   ///< of internal linkage or with namesakes: with "@" and a file's path behind it
  std::string name;  ///< qualified
  SymbolKind kind = SymbolKind::class_;
  Linkage linkage = Linkage::external;
  bool is_template = false;
  bool ambiguous = false;  ///< several files define it, and for all that is known one program may link them
  bool has_namesakes = false;  ///< other programs of the build define another symbol of this name
  SymbolId parent = kNoSymbol;
  std::vector<Declaration> declarations;  ///< sorted, in files of the project
  std::string forward;  ///< the text of a forward declaration, with its namespaces; empty: none is possible
};

/// All uses in one file of one symbol by one other, of one strength in one kind of place.
struct Use {
  UnitId file{};
  SymbolId symbol{};
  SymbolId user = kNoSymbol;  ///< the innermost symbol around it
  Strength strength = Strength::name_only;
  UsePlace place = UsePlace::interface;
  std::vector<TextPosition> at;  ///< sorted, unique, not empty
};

/// A name that is there only by way of an include line.
struct LineReliance {
  UnitId file{};
  TextPosition at;     ///< where it is used first
  std::string name;    ///< qualified
  std::string header;  ///< what declares it: a file of the project as shown, or "<vector>"; empty: not known
  friend bool operator==(const LineReliance&, const LineReliance&) = default;
  friend auto operator<=>(const LineReliance&, const LineReliance&) = default;
};
/// An include line from which its file uses nothing, in all units that were parsed without errors.
struct UnusedInclude {
  UnitId file{};
  std::uint32_t line = 0, column = 0;  ///< 1-based, UTF-8 bytes
  std::vector<LineReliance> relied;    ///< who would have to include something else without it; sorted, a few
};

struct Symbols {
  std::vector<Symbol> symbols;  ///< sorted by USR; those that files of the project declare
  std::vector<Use> uses;        ///< sorted by (file, symbol, user, strength, place)
  std::vector<UnitId> parsed;   ///< files of the project that some parse entered, sorted
  std::vector<UnitId> partial;  ///< of these, files of which a parse with errors may have missed something, sorted
  std::vector<UnusedInclude> unused_includes;  ///< where it was asked for; sorted by (file, line, column)
};

/// What a dependency of a file is for, from what is easiest to take out to what cannot be.
enum class Evidence : std::uint8_t {
  unknown,         ///< the file was not parsed, or not without errors
  unused,          ///< nothing that the other file declares is used
  name_only,       ///< forward declarations carry it
  move_to_source,  ///< only bodies that could stand in a source file need it
  inherent,        ///< bases, members by value, complete types in declarations or templates, macros
};

/// What is known of one dependency.
struct EdgeEvidence {
  Evidence evidence = Evidence::unknown;
  std::vector<std::uint32_t> uses;  ///< indices into Symbols::uses that prove it, the strongest first
};

std::string_view name(SymbolKind);
std::string_view name(Strength);
std::string_view name(UsePlace);
/// As reports write it; empty: unknown.
std::string_view name(Evidence);

}  // namespace unknot
