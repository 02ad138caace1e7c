// What an expression gives, as far as rows of a database go. Plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graph/name_table.h"

namespace unknot {

struct SourcePlace {
  std::string file{};  ///< as shown; empty: none
  std::uint32_t line = 0, column = 0;
  friend auto operator<=>(const SourcePlace&, const SourcePlace&) = default;
};

struct RowValue {
  enum class Kind : std::uint8_t {
    unknown,
    constant,
    standing,  ///< something with a name
    aspect,    ///< `path` of the class `type`, as part of a query
    loads,     ///< what a query is to read beside its rows: `loaded`; `path`: the last one
    query,
    rows,
    row,
    page,
    several,   ///< parts, written out
    macro,     ///< a template's function
  };
  /// Of a parameter that a caller gives a constant, and of what is asked of it.
  enum class Truth : std::uint8_t { unknown, null, no, yes };
  Kind kind = Kind::unknown;
  Truth truth = Truth::unknown;
  Referent standing{};
  std::uint32_t type = imports::kNone;  ///< the class of the rows; kNone: not known
  std::set<std::string> loaded{};       ///< dotted names of relationships that are there; "*": all
  std::string path{};
  SourcePlace made{};                   ///< where the query stands, or the relationship is read
  std::uint32_t loop = imports::kNone;  ///< the loop each round of which has another one
  bool is_statement = false;            ///< of a query: a session runs it
  bool is_limited = false;
  bool of_relationship = false;         ///< what the attribute of a row gives
  std::string back{};                   ///< then the relationship that leads back to that one row, which is of the loop `back_loop`
  std::uint32_t back_loop = imports::kNone;
  std::shared_ptr<const RowValue> object{};  ///< of a method: what it is called on
  const imports::ModuleFacts* facts = nullptr;  ///< of a macro
  std::vector<RowValue> parts{};

  bool has(const std::string& relationship) const { return loaded.contains("*") || loaded.contains(relationship); }
  /// What is there of the rows of a relationship.
  std::set<std::string> behind(const std::string& relationship) const {
    std::set<std::string> out;
    for (const auto& one : loaded)
      if (one == "*") out.insert(one);
      else if (one.starts_with(relationship + ".")) out.insert(one.substr(relationship.size() + 1));
    return out;
  }
};

/// After two ways: what both agree on.
inline RowValue either(const RowValue& a, const RowValue& b) {
  using Kind = RowValue::Kind;
  RowValue out;
  if (a.kind == Kind::unknown || a.kind == Kind::constant) {
    out = b;
  } else if (b.kind == Kind::unknown || b.kind == Kind::constant) {
    out = a;
  } else if (a.kind == b.kind && a.type == b.type) {
    out = a;
    out.loaded.insert(b.loaded.begin(), b.loaded.end());
    out.is_limited |= b.is_limited;
    if (a.back != b.back || a.back_loop != b.back_loop) out.back.clear();
  }
  out.truth = a.truth == b.truth ? a.truth : RowValue::Truth::unknown;
  return out;
}

}  // namespace unknot
