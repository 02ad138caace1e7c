// Edits that may make a failing import of Python pass, as text. Pure: whether one helps is for the simulation to say, and none is made
// where a name could mean something else afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// A file's text with one edit made.
struct ImportEdit {
  std::string text;
  std::string how;                 ///< for a person: "`from a import b` goes into the functions that use it"
  std::vector<std::string> names;  ///< that the module does not bind any more
};

/// `from a import b` in this line goes into the functions whose bodies use what it binds.
std::optional<ImportEdit> import_in_functions(std::string_view text, std::uint32_t line);
/// `from a import b` in this line becomes `import a`, and `b` becomes `a.b`.
std::optional<ImportEdit> module_for_name(std::string_view text, std::uint32_t line);
/// What binds the name goes above the import in this line, if all that it needs is there already.
std::optional<ImportEdit> definition_above(std::string_view text, std::string_view name, std::uint32_t import_line);
/// `from __future__ import annotations`.
std::optional<ImportEdit> late_annotations(std::string_view text);

}  // namespace unknot
