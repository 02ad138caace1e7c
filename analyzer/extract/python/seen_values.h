// Calls with their constant arguments, assignments of constants, and names of others' that a Python file asks for: what may
// configure a library or a server. One pass over the tree, for names of interest only.
#pragma once

#include <string_view>
#include <unordered_set>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/seen_values.h"

namespace unknot::python {

struct SeenWords {
  std::unordered_set<std::string_view> words;  ///< last parts of names that are called, asked for or assigned
};

/// Which of the names that the module's own lines assign: all of them where the file is somebody's settings.
enum class SeenNames : std::uint8_t { of_interest, all };

/// How names are spelled: "@.x" is the module's own `x`, "@.f.x" one of its function `f`; what was imported stands by its dotted
/// name, with leading dots where the import has them; "?.x" is an attribute of something unknown.
SeenValues seen_values(const SyntaxTree&, const SeenWords&, SeenNames = SeenNames::of_interest);

}  // namespace unknot::python
