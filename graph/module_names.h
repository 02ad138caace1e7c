// What the names of a Python project's modules and classes are bound to, as their own lines say. It runs nothing.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graph/import_world.h"

namespace unknot {

/// The last thing that a name of a module or a class is bound to which is not nothing.
struct BoundName {
  enum class Kind : std::uint8_t { type, function, value, import };
  Kind kind = Kind::value;
  std::uint32_t node = imports::kNone;  ///< type, function: the statement; value: the expression
  std::uint32_t note = imports::kNone;  ///< value: the annotation
  std::string dotted{};                 ///< import: what is imported
  std::uint32_t line = 0, column = 0;
};
using BoundNames = std::map<std::string, BoundName, std::less<>>;

/// Of statements in order, those below conditions too; "*m" stands for all names of the module m. `module`: what imports are relative to.
BoundNames bound_names(const imports::Module& module, imports::List statements);

/// Index -> element of one of the file's lists.
inline std::uint32_t element(const imports::ModuleFacts& facts, imports::List list, std::uint32_t i) { return facts.lists[list.begin + i]; }

}  // namespace unknot
