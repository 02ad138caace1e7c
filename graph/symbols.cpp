// The words for symbols and their uses.
#include "graph/symbols.h"

namespace unknot {

std::string_view name(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::namespace_: return "namespace";
    case SymbolKind::class_: return "class";
    case SymbolKind::enumeration: return "enumeration";
    case SymbolKind::enumerator: return "enumerator";
    case SymbolKind::function: return "function";
    case SymbolKind::method: return "method";
    case SymbolKind::constructor: return "constructor";
    case SymbolKind::destructor: return "destructor";
    case SymbolKind::variable: return "variable";
    case SymbolKind::field: return "field";
    case SymbolKind::alias: return "alias";
    case SymbolKind::macro: return "macro";
    case SymbolKind::concept_: return "concept";
  }
  return "";
}

std::string_view name(Strength strength) {
  switch (strength) {
    case Strength::name_only: return "name-only";
    case Strength::refer: return "refer";
    case Strength::call: return "call";
    case Strength::complete: return "complete";
    case Strength::member: return "member";
    case Strength::inherit: return "inherit";
    case Strength::macro: return "macro";
  }
  return "";
}

std::string_view name(UsePlace place) {
  switch (place) {
    case UsePlace::interface: return "interface";
    case UsePlace::body: return "body";
    case UsePlace::fixed_body: return "fixed-body";
  }
  return "";
}

std::string_view name(Evidence evidence) {
  switch (evidence) {
    case Evidence::unknown: return "";
    case Evidence::unused: return "unused";
    case Evidence::name_only: return "name-only";
    case Evidence::move_to_source: return "move-to-source";
    case Evidence::inherent: return "inherent";
  }
  return "";
}

}  // namespace unknot
